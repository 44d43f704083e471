// Package app is what the order service does, told without HTTP, files or other services.
// What it needs of them is said by the interfaces here; the adapters implement them.
package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.com/shop/events"
	"example.com/shop/orders/internal/domain/money"
	"example.com/shop/orders/internal/domain/order"
)

// Errors that adapters wrap, so that ports know whose fault it was.
var (
	ErrNotFound = errors.New("no such order")
	ErrItems    = errors.New("these items cannot be ordered") // the customer's to mend
	ErrPricing  = errors.New("prices cannot be had now")      // trying again later may help
)

// A Store keeps orders. An order and the events about it are kept together or not at all.
// The database is embedded and answers at once, so that nothing here takes a context.
type Store interface {
	Create(o order.Order, about events.Event) error
	Get(id string) (order.Order, error)
	// Change reads an order, lets change alter it, and keeps the outcome, with nobody else in between.
	// The event may be nil. An error of change is returned as it is, and nothing is kept.
	Change(id string, change func(*order.Order) (*events.Event, error)) (order.Order, error)
}

// A Pricer says what items cost. Its errors wrap ErrItems or ErrPricing.
type Pricer interface {
	Price(ctx context.Context, items []Item) (lines []order.Line, total money.Money, err error)
}

// An Item is so many of one product, without a price yet.
type Item struct {
	SKU      string
	Quantity int
}

// Orders are the use cases.
type Orders struct {
	store  Store
	pricer Pricer
	now    func() time.Time
	newID  func() string
}

// NewOrders returns the use cases over a store and a pricer.
func NewOrders(store Store, pricer Pricer, now func() time.Time, newID func() string) *Orders {
	return &Orders{store: store, pricer: pricer, now: now, newID: newID}
}

// Place prices the items and keeps the order. Errors that are not about the store wrap
// order.ErrInvalid, ErrItems or ErrPricing.
func (s *Orders) Place(ctx context.Context, email string, items []Item) (order.Order, error) {
	lines, total, err := s.pricer.Price(ctx, items)
	if err != nil {
		return order.Order{}, err
	}
	o, err := order.New(s.newID(), email, lines, total, s.now())
	if err != nil {
		return order.Order{}, err
	}
	placed := events.OrderPlaced{Order: ref(o), Total: events.Amount{Cents: total.Cents, Currency: total.Currency}}
	if err := s.store.Create(o, *about(o, placed)); err != nil {
		return order.Order{}, fmt.Errorf("keeping order %s: %w", o.ID, err)
	}
	return o, nil
}

// Get returns an order. Its error wraps ErrNotFound where there is none.
func (s *Orders) Get(id string) (order.Order, error) { return s.store.Get(id) }

// Pay marks an order as paid. It is nobody's news, so no event follows.
func (s *Orders) Pay(id string) (order.Order, error) {
	return s.store.Change(id, func(o *order.Order) (*events.Event, error) {
		return nil, o.Become(order.Paid, s.now())
	})
}

// Ship sends an order on its way.
func (s *Orders) Ship(id string) (order.Order, error) {
	return s.store.Change(id, func(o *order.Order) (*events.Event, error) {
		err := o.Become(order.Shipped, s.now())
		return about(*o, events.OrderShipped{Order: ref(*o)}), err
	})
}

// Cancel ends an order that has not been shipped.
func (s *Orders) Cancel(id string) (order.Order, error) {
	return s.store.Change(id, func(o *order.Order) (*events.Event, error) {
		err := o.Become(order.Cancelled, s.now())
		return about(*o, events.OrderCancelled{Order: ref(*o)}), err
	})
}

func ref(o order.Order) events.Order { return events.Order{ID: o.ID, Email: o.Email} }

// about names an event after the order and its status: an order comes to each status once.
func about(o order.Order, body events.Body) *events.Event {
	return &events.Event{ID: o.ID + "." + string(o.Status), At: o.ChangedAt, Body: body}
}
