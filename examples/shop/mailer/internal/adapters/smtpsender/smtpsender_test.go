package smtpsender

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"example.com/shop/mailer/internal/app"
	"example.com/shop/mailer/internal/domain/mail"
	"example.com/shop/mailer/internal/smtptest"
)

var letter = mail.Mail{
	ID: "o-1.shipped", To: "ann@example.com", Subject: "On its way", Body: "Hello.\n.\nBye.\n",
	Date: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC),
}

func sender(addr string) *Sender {
	return &Sender{Addr: addr, From: "shop@example.com", Timeout: 5 * time.Second}
}

func TestSend(t *testing.T) {
	server := smtptest.Start(t)
	if err := sender(server.Addr).Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	want := `EHLO localhost
MAIL FROM:<shop@example.com>
RCPT TO:<ann@example.com>
From: shop@example.com
To: ann@example.com
Subject: On its way
Date: Mon, 04 May 2026 12:00:00 +0000
Message-ID: <o-1.shipped@example.com>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hello.
.
Bye.`
	if got := <-server.Mails; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSendRefused(t *testing.T) {
	tests := []struct {
		verb, reply string
		permanent   bool
	}{
		{"RCPT", "450 mailbox is locked", false},
		{"RCPT", "550 no such user", true},
		{"DATA", "554 no spam please", true},
	}
	for _, tt := range tests {
		server := smtptest.Start(t)
		server.Refuse = map[string]string{tt.verb: tt.reply}
		err := sender(server.Addr).Send(t.Context(), letter)
		var reply *textproto.Error
		if !errors.As(err, &reply) || fmt.Sprint(reply.Code, " ", reply.Msg) != tt.reply || errors.Is(err, app.ErrPermanent) != tt.permanent {
			t.Errorf("%s: got %v, want %s, permanent %t", tt.verb, err, tt.reply, tt.permanent)
		}
	}
}

func TestNoPasswordWithoutTLS(t *testing.T) {
	server := smtptest.Start(t)
	s := sender(server.Addr)
	s.User, s.Password = "shop", "secret"
	if err := s.Send(t.Context(), letter); err == nil || !strings.HasSuffix(err.Error(), "offers no TLS, and a login needs it") {
		t.Errorf("got %v", err)
	}
}

func TestNobodyThere(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sender("127.0.0.1:25").Send(ended, letter); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if err := sender("no port").Send(t.Context(), letter); err == nil || errors.Is(err, app.ErrPermanent) {
		t.Errorf("got %v, want an error that a new configuration mends", err)
	}
}
