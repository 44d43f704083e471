package app_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"example.com/shop/orders/internal/app"
)

// An outbox is an app.Outbox in memory.
type outbox struct {
	pending, parked []uint64
	err             error
}

func (o *outbox) Pending() ([]app.Message, error) {
	var messages []app.Message
	for _, seq := range o.pending {
		messages = append(messages, app.Message{Seq: seq, Data: fmt.Appendf(nil, "event %d", seq)})
	}
	return messages, o.err
}

func (o *outbox) Remove(seq uint64) error {
	o.pending = slices.DeleteFunc(o.pending, func(s uint64) bool { return s == seq })
	return nil
}

func (o *outbox) Park(seq uint64) error {
	o.parked = append(o.parked, seq)
	return o.Remove(seq)
}

type publisher func(data string) error

func (p publisher) Publish(_ context.Context, data []byte) error { return p(string(data)) }

// In a synctest bubble the clock jumps ahead when everybody waits: this minute takes no time.
func TestRelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		box := &outbox{pending: []uint64{1, 2, 3, 4}}
		var tries []string
		publish := func(data string) error {
			again := slices.Contains(tries, data)
			tries = append(tries, data)
			switch {
			case data == "event 2":
				return fmt.Errorf("%w: unreadable", app.ErrRefused)
			case data == "event 3" && !again:
				return errors.New("connection refused")
			case data == "event 4":
				box.pending = append(box.pending, 5) // an order comes in, and then the signal to stop
				cancel()
			}
			return nil
		}
		begin := time.Now()
		newRelay(box, publish).Run(ctx)

		want := []string{"event 1", "event 2", "event 3", "event 3", "event 4", "event 5"}
		if !slices.Equal(tries, want) {
			t.Errorf("tried %q\nwant  %q: 3 holds up those behind it, 5 goes out before the end", tries, want)
		}
		if len(box.pending) != 0 || !slices.Equal(box.parked, []uint64{2}) {
			t.Errorf("left %d and parked %d, want nothing left and 2 parked", box.pending, box.parked)
		}
		if took := time.Since(begin); took != time.Minute {
			t.Errorf("took %s, want one pause", took)
		}
	})
}

func TestRelayWithoutOutbox(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	box := &outbox{pending: []uint64{1}, err: errors.New("disk gone")}
	newRelay(box, func(data string) error {
		t.Errorf("published %s of a broken outbox", data)
		return nil
	}).Run(ctx)
}

func newRelay(box app.Outbox, publish publisher) *app.Relay {
	return &app.Relay{
		Outbox: box, Publisher: publish,
		Every: time.Minute, Timeout: time.Second, Log: slog.New(slog.DiscardHandler),
	}
}
