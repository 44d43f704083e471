// Package mail writes the letters that customers get: which event deserves which, and what it says.
package mail

import (
	"bytes"
	"embed"
	"fmt"
	"mime"
	"strings"
	"text/template"
	"time"

	"example.com/shop/events"
)

// A Mail is a letter to one customer.
type Mail struct {
	ID      string // the event's: two mails about one event are one mail
	To      string
	Subject string
	Body    string // lines end in \n
	Date    time.Time
}

//go:embed templates
var files embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{"money": money}).ParseFS(files, "templates/*.txt"))

// Render returns the mail about an event.
func Render(e events.Event) (Mail, error) {
	switch body := e.Body.(type) {
	case events.OrderPlaced:
		return render(e, "placed.txt", body.Order, "We have your order")
	case events.OrderShipped:
		return render(e, "shipped.txt", body.Order, "Your order is on its way")
	case events.OrderCancelled:
		return render(e, "cancelled.txt", body.Order, "Your order is cancelled – and paid back")
	default:
		return Mail{}, fmt.Errorf("no mail about a %T", body)
	}
}

func render(e events.Event, name string, o events.Order, subject string) (Mail, error) {
	var body strings.Builder
	err := templates.ExecuteTemplate(&body, name, e.Body)
	return Mail{ID: e.ID, To: o.Email, Subject: subject, Body: body.String(), Date: e.At}, err
}

func money(a events.Amount) string {
	return fmt.Sprintf("%d.%02d %s", a.Cents/100, a.Cents%100, a.Currency)
}

// Message returns the mail in the format of RFC 5322, with lines that end in \n.
// The Message-ID follows from the event, so that mailboxes can drop what was sent twice.
func (m Mail) Message(from string) []byte {
	_, domain, _ := strings.Cut(from, "@")
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\n", from)
	fmt.Fprintf(&b, "To: %s\n", m.To)
	fmt.Fprintf(&b, "Subject: %s\n", mime.QEncoding.Encode("utf-8", m.Subject))
	fmt.Fprintf(&b, "Date: %s\n", m.Date.Format(time.RFC1123Z))
	fmt.Fprintf(&b, "Message-ID: <%s@%s>\n", m.ID, domain)
	fmt.Fprintf(&b, "MIME-Version: 1.0\n")
	fmt.Fprintf(&b, "Content-Type: text/plain; charset=utf-8\n\n")
	b.WriteString(m.Body)
	return b.Bytes()
}
