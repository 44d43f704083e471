// Package app is what the mailer does: one mail for each event, however often the event comes.
package app

import (
	"context"
	"errors"
	"time"

	"example.com/shop/events"
	"example.com/shop/mailer/internal/domain/mail"
)

// Errors of Handle.
var (
	ErrPermanent = errors.New("trying again is useless") // wrapped by a Sender
	ErrBusy      = errors.New("the event is being handled")
)

// A Sender sends a mail. Its error wraps ErrPermanent where the mail can never be sent.
type Sender interface {
	Send(ctx context.Context, m mail.Mail) error
}

// A Backoff says how often to try, and how long to wait in between: Wait, then twice that, and so on.
type Backoff struct {
	Tries int
	Wait  time.Duration
}

// A Mailer handles events. It keeps nothing on disk: what it has mailed is remembered while it runs, and
// after a restart the Message-ID lets the customer's mailbox drop the second copy.
type Mailer struct {
	sender  Sender
	backoff Backoff
	seen    memory
}

// NewMailer returns a Mailer that remembers the last events, as many as it is told.
func NewMailer(sender Sender, backoff Backoff, remember int) *Mailer {
	return &Mailer{sender: sender, backoff: backoff, seen: memory{state: map[string]state{}, size: remember}}
}

// Handle mails an event, unless it has done so before. Its error wraps ErrPermanent or ErrBusy,
// or is that of the last try; then the event may come again.
func (m *Mailer) Handle(ctx context.Context, e events.Event) error {
	letter, err := mail.Render(e)
	if err != nil {
		return errors.Join(ErrPermanent, err)
	}
	switch m.seen.begin(e.ID) {
	case handled:
		return nil
	case busy:
		return ErrBusy // not nil: the other one may yet fail
	}
	err = m.backoff.try(ctx, func() error { return m.sender.Send(ctx, letter) })
	m.seen.end(e.ID, err == nil)
	return err
}

// try calls send until it succeeds, fails for good, or the tries or ctx end.
func (b Backoff) try(ctx context.Context, send func() error) error {
	wait := b.Wait
	for n := 1; ; n++ {
		err := send()
		if err == nil || n >= b.Tries || errors.Is(err, ErrPermanent) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(wait):
			wait *= 2
		}
	}
}
