// Package smtpsender sends mails through a mail server.
package smtpsender

import (
	"context"
	"errors"
	"fmt"
	"net/smtp"
	"net/textproto"
	"time"

	"example.com/shop/mailer/internal/app"
	"example.com/shop/mailer/internal/domain/mail"
)

// A Sender is an app.Sender. It encrypts where the server can, and logs in where it has a user.
type Sender struct {
	Addr           string // host:port
	From           string // address of the shop
	User, Password string // empty: no login
	Timeout        time.Duration
}

// Send sends one mail over a connection of its own. It wraps app.ErrPermanent where the server refuses
// this mail for good (5xx), and not where it refuses us: a wrong password is no reason to drop mails.
func (s *Sender) Send(ctx context.Context, m mail.Mail) error {
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	client, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	err = s.deliver(client, m)
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code >= 500 {
		return fmt.Errorf("%w: %w", app.ErrPermanent, err)
	}
	return err
}

func (s *Sender) deliver(client *smtp.Client, m mail.Mail) error {
	if err := client.Mail(s.From); err != nil {
		return err
	}
	if err := client.Rcpt(m.To); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(m.Message(s.From)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_ = client.Quit() // the server has the mail; how it says goodbye changes nothing
	return nil
}
