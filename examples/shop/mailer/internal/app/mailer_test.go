package app_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"example.com/shop/events"
	"example.com/shop/mailer/internal/app"
	"example.com/shop/mailer/internal/domain/mail"
)

type sender func(m mail.Mail) error

func (s sender) Send(_ context.Context, m mail.Mail) error { return s(m) }

var (
	backoff   = app.Backoff{Tries: 3, Wait: time.Second}
	errMoment = errors.New("451 try later")
	errNever  = fmt.Errorf("%w: 550 no such user", app.ErrPermanent)
)

func shipped(id string) events.Event {
	at := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	return events.Event{ID: id, At: at, Body: events.OrderShipped{Order: events.Order{ID: "o-1", Email: "ann@example.com"}}}
}

// In a synctest bubble the clock jumps ahead when everybody waits: the pauses are exact, and take no time.
func TestTries(t *testing.T) {
	tests := []struct {
		why     string
		answers []error // of the mail server, one after the other; nil when they are used up
		want    error
		sends   int
		took    time.Duration
	}{
		{"all is well", nil, nil, 1, 0},
		{"a hiccup", []error{errMoment}, nil, 2, time.Second},
		{"a long one: 1 s and 2 s of waiting", []error{errMoment, errMoment, errMoment}, errMoment, 3, 3 * time.Second},
		{"no hope", []error{errNever}, errNever, 1, 0},
		{"no hope any more", []error{errMoment, errNever}, errNever, 2, time.Second},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			sends := 0
			mailer := app.NewMailer(sender(func(mail.Mail) error {
				sends++
				if sends <= len(tt.answers) {
					return tt.answers[sends-1]
				}
				return nil
			}), backoff, 10)
			begin := time.Now()
			err := mailer.Handle(t.Context(), shipped("e-1"))
			if !errors.Is(err, tt.want) || sends != tt.sends || time.Since(begin) != tt.took {
				t.Errorf("%s: got %v after %d sends and %s; want %v after %d and %s",
					tt.why, err, sends, time.Since(begin), tt.want, tt.sends, tt.took)
			}
		})
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		mailer := app.NewMailer(sender(func(mail.Mail) error { return errMoment }), backoff, 10)
		err := mailer.Handle(ctx, shipped("e-1"))
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, errMoment) {
			t.Errorf("got %v, want why it stopped and why it waited", err)
		}
	})
}

func TestOneMailForEachEvent(t *testing.T) {
	var sent []string
	fail := error(nil)
	mailer := app.NewMailer(sender(func(m mail.Mail) error {
		sent = append(sent, m.ID)
		return fail
	}), app.Backoff{Tries: 1}, 2)
	steps := []struct {
		why   string
		event string
		fail  error
		sends int // in all, afterwards
	}{
		{"new", "e-1", nil, 1},
		{"seen", "e-1", nil, 1},
		{"a failure is not remembered", "e-2", errMoment, 2},
		{"so it can come again", "e-2", nil, 3},
		{"a third, when two are remembered", "e-3", nil, 4},
		{"the second is still known", "e-2", nil, 4},
		{"the first is forgotten", "e-1", nil, 5},
	}
	for _, s := range steps {
		fail = s.fail
		if err := mailer.Handle(t.Context(), shipped(s.event)); !errors.Is(err, s.fail) {
			t.Errorf("%s: got %v, want %v", s.why, err, s.fail)
		}
		if len(sent) != s.sends {
			t.Errorf("%s: sent %q, want %d", s.why, sent, s.sends)
		}
	}
}

func TestSameEventTwiceAtOnce(t *testing.T) {
	var mailer *app.Mailer
	mailer = app.NewMailer(sender(func(mail.Mail) error {
		// While the first is on its way, the second comes in.
		if err := mailer.Handle(t.Context(), shipped("e-1")); !errors.Is(err, app.ErrBusy) {
			t.Errorf("the second: got %v, want %v", err, app.ErrBusy)
		}
		return nil
	}), backoff, 10)
	if err := mailer.Handle(t.Context(), shipped("e-1")); err != nil {
		t.Errorf("the first: %v", err)
	}
}

func TestEventWithoutMail(t *testing.T) {
	mailer := app.NewMailer(nil, backoff, 10)
	if err := mailer.Handle(t.Context(), events.Event{ID: "e-1"}); !errors.Is(err, app.ErrPermanent) {
		t.Errorf("got %v, want %v", err, app.ErrPermanent)
	}
}
