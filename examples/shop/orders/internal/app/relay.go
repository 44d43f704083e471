package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// ErrRefused is wrapped by a Publisher's error where trying again is useless.
var ErrRefused = errors.New("event refused")

// An Outbox holds the events that were kept with their orders and have not been delivered.
type Outbox interface {
	Pending() ([]Message, error) // the oldest ones, in order
	Remove(seq uint64) error
	Park(seq uint64) error // put aside, for people to look at
}

// A Message is an encoded event in the outbox.
type Message struct {
	Seq  uint64
	Data []byte
}

// A Publisher delivers an encoded event.
type Publisher interface {
	Publish(ctx context.Context, data []byte) error
}

// A Relay carries events from the outbox to the publisher: in order, and at least once, since the
// process may die between a delivery and its removal. Receivers drop what they have seen.
type Relay struct {
	Outbox    Outbox
	Publisher Publisher
	Every     time.Duration // pause between two looks into the outbox
	Timeout   time.Duration // for one look and its deliveries
	Log       *slog.Logger
}

// Run carries events until ctx ends, and then once more, for the last orders.
// A delivery that has begun is not cut off by the end of ctx.
func (r *Relay) Run(ctx context.Context) {
	ticker := time.NewTicker(r.Every)
	defer ticker.Stop()
	for ctx.Err() == nil {
		r.look(ctx)
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
	r.look(ctx)
}

func (r *Relay) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.Timeout)
	defer cancel()
	if err := r.drain(ctx); err != nil {
		r.Log.Warn("events have to wait", "error", err)
	}
}

// drain stops at the first event that cannot be delivered: those behind it may be about the same order.
func (r *Relay) drain(ctx context.Context) error {
	messages, err := r.Outbox.Pending()
	if err != nil {
		return err
	}
	for _, m := range messages {
		if err := r.deliver(ctx, m); err != nil {
			return fmt.Errorf("message %d: %w", m.Seq, err)
		}
	}
	return nil
}

func (r *Relay) deliver(ctx context.Context, m Message) error {
	err := r.Publisher.Publish(ctx, m.Data)
	switch {
	case errors.Is(err, ErrRefused):
		r.Log.Error("event parked", "message", m.Seq, "error", err)
		return r.Outbox.Park(m.Seq)
	case err != nil:
		return err
	}
	return r.Outbox.Remove(m.Seq)
}
