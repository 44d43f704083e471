// Package events is what the shop's services tell each other: which events there are, how they are written
// as JSON, and which of them are valid. How they travel is left to the services.
package events

import (
	"errors"
	"fmt"
	"net/mail"
	"time"
)

// An Event says that something happened to an order.
type Event struct {
	ID   string    // the same event always has the same ID, so that a receiver can drop what it has seen
	At   time.Time // when it happened
	Body Body      // what happened
}

// A Body is one of OrderPlaced, OrderShipped and OrderCancelled.
type Body interface {
	kind() kind
	validate() error
}

// OrderPlaced says that a customer placed an order.
type OrderPlaced struct {
	Order Order  `json:"order"`
	Total Amount `json:"total"`
}

// OrderShipped says that an order is on its way.
type OrderShipped struct {
	Order Order `json:"order"`
}

// OrderCancelled says that an order will not be shipped.
type OrderCancelled struct {
	Order Order `json:"order"`
}

// An Order is what every event says of its order.
type Order struct {
	ID    string `json:"id"`
	Email string `json:"email"` // the customer's bare address
}

// An Amount is money on the wire.
type Amount struct {
	Cents    int64  `json:"cents"`
	Currency string `json:"currency"` // ISO 4217, such as EUR
}

func (b OrderPlaced) validate() error    { return errors.Join(b.Order.validate(), b.Total.validate()) }
func (b OrderShipped) validate() error   { return b.Order.validate() }
func (b OrderCancelled) validate() error { return b.Order.validate() }

func (e Event) validate() error {
	err := validateID("event id", e.ID)
	if e.At.IsZero() {
		err = errors.Join(err, errors.New("event has no time"))
	}
	if e.Body == nil {
		return errors.Join(err, errors.New("event has no body"))
	}
	return errors.Join(err, e.Body.validate())
}

func (o Order) validate() error {
	err := validateID("order id", o.ID)
	if a, parseErr := mail.ParseAddress(o.Email); parseErr != nil || a.Address != o.Email {
		err = errors.Join(err, fmt.Errorf("%q is not a mail address", o.Email))
	}
	return err
}

func (a Amount) validate() error {
	if a.Cents < 0 || len(a.Currency) != 3 {
		return fmt.Errorf("%d %q is not an amount", a.Cents, a.Currency)
	}
	return nil
}

// validateID keeps IDs short and plain: they end up in URLs, logs and mail headers.
func validateID(what, id string) error {
	if id == "" || len(id) > 64 {
		return fmt.Errorf("%s %q does not have 1 to 64 characters", what, id)
	}
	for _, c := range id {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		digit := '0' <= c && c <= '9'
		if !letter && !digit && c != '-' && c != '.' {
			return fmt.Errorf("%s %q may hold letters, digits, '-' and '.' only", what, id)
		}
	}
	return nil
}
