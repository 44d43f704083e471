package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"example.com/shop/events"
	"example.com/shop/orders/internal/app"
	"example.com/shop/orders/internal/domain/money"
	"example.com/shop/orders/internal/domain/order"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// A store is an app.Store in memory, for one order.
type store struct {
	order order.Order
	event *events.Event // the last one kept
	err   error
}

func (s *store) Create(o order.Order, e events.Event) error {
	s.order, s.event = o, &e
	return s.err
}

func (s *store) Get(string) (order.Order, error) { return s.order, s.err }

func (s *store) Change(_ string, change func(*order.Order) (*events.Event, error)) (order.Order, error) {
	o := s.order
	event, err := change(&o)
	if err != nil {
		return order.Order{}, err
	}
	s.order, s.event = o, event
	return o, nil
}

type pricer struct{ err error }

// Price lets everything cost 5 euro.
func (p pricer) Price(_ context.Context, items []app.Item) ([]order.Line, money.Money, error) {
	five := money.Money{Cents: 500, Currency: "EUR"}
	var lines []order.Line
	for _, item := range items {
		lines = append(lines, order.Line{SKU: item.SKU, Quantity: item.Quantity, Price: five})
	}
	return lines, five, p.err
}

func newOrders(s *store, p pricer) *app.Orders {
	return app.NewOrders(s, p, func() time.Time { return noon }, func() string { return "o-1" })
}

func TestPlace(t *testing.T) {
	var s store
	o, err := newOrders(&s, pricer{}).Place(t.Context(), "ann@example.com", []app.Item{{"cup", 1}})
	if err != nil || o.ID != "o-1" || o.Status != order.Placed || o.Total.Cents != 500 || o.PlacedAt != noon {
		t.Fatalf("got %+v, %v", o, err)
	}
	want := events.Event{ID: "o-1.placed", At: noon, Body: events.OrderPlaced{
		Order: events.Order{ID: "o-1", Email: "ann@example.com"},
		Total: events.Amount{Cents: 500, Currency: "EUR"},
	}}
	if *s.event != want {
		t.Errorf("got event %+v\nwant %+v", *s.event, want)
	}
}

func TestPlaceErrors(t *testing.T) {
	full := errors.New("disk full")
	cup := []app.Item{{"cup", 1}}
	tests := []struct {
		why    string
		store  store
		pricer pricer
		items  []app.Item
		want   error
	}{
		{"no prices", store{}, pricer{err: app.ErrPricing}, cup, app.ErrPricing},
		{"no items", store{}, pricer{}, nil, order.ErrInvalid},
		{"no room", store{err: full}, pricer{}, cup, full},
	}
	for _, tt := range tests {
		if _, err := newOrders(&tt.store, tt.pricer).Place(t.Context(), "ann@example.com", tt.items); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.why, err, tt.want)
		}
	}
}

func TestLifeOfAnOrder(t *testing.T) {
	ann := events.Order{ID: "o-1", Email: "ann@example.com"}
	tests := []struct {
		step  string
		do    func(*app.Orders) (order.Order, error)
		from  order.Status
		to    order.Status
		event *events.Event
	}{
		{"pay", pay, order.Placed, order.Paid, nil},
		{"ship", ship, order.Paid, order.Shipped, &events.Event{ID: "o-1.shipped", At: noon, Body: events.OrderShipped{Order: ann}}},
		{"cancel", cancel, order.Paid, order.Cancelled, &events.Event{ID: "o-1.cancelled", At: noon, Body: events.OrderCancelled{Order: ann}}},
	}
	for _, tt := range tests {
		t.Run(tt.step, func(t *testing.T) {
			s := store{order: order.Order{ID: "o-1", Email: "ann@example.com", Status: tt.from}}
			orders := newOrders(&s, pricer{})
			o, err := tt.do(orders)
			if err != nil || o.Status != tt.to {
				t.Fatalf("got %+v, %v; want %s", o, err, tt.to)
			}
			if (s.event == nil) != (tt.event == nil) || s.event != nil && *s.event != *tt.event {
				t.Errorf("got event %+v, want %+v", s.event, tt.event)
			}
			if kept, err := orders.Get("o-1"); err != nil || kept.Status != tt.to {
				t.Errorf("kept %+v, %v", kept, err)
			}
			if _, err := tt.do(orders); err == nil {
				t.Errorf("a second %s is no error", tt.step)
			}
		})
	}
}

func pay(s *app.Orders) (order.Order, error)    { return s.Pay("o-1") }
func ship(s *app.Orders) (order.Order, error)   { return s.Ship("o-1") }
func cancel(s *app.Orders) (order.Order, error) { return s.Cancel("o-1") }
