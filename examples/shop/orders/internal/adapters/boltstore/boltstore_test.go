package boltstore

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"example.com/shop/events"
	"example.com/shop/orders/internal/app"
	"example.com/shop/orders/internal/domain/money"
	"example.com/shop/orders/internal/domain/order"
)

var (
	_ app.Store  = (*Store)(nil)
	_ app.Outbox = (*Store)(nil)

	noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	five = money.Money{Cents: 500, Currency: "EUR"}
	cup  = order.Order{
		ID: "o-1", Email: "ann@example.com", Lines: []order.Line{{SKU: "cup", Quantity: 1, Price: five}},
		Total: five, Status: order.Placed, PlacedAt: noon, ChangedAt: noon,
	}
	shipped = events.Event{ID: "o-1.shipped", At: noon, Body: events.OrderShipped{
		Order: events.Order{ID: "o-1", Email: "ann@example.com"},
	}}
)

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func openNew(t *testing.T) *Store {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "orders.db"))
}

func TestOrdersOutliveTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orders.db")
	s := open(t, path)
	if err := s.Create(cup, shipped); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := open(t, path).Get("o-1")
	if err != nil || !reflect.DeepEqual(got, cup) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, cup)
	}
}

func TestChange(t *testing.T) {
	s := openNew(t)
	if err := s.Create(cup, shipped); err != nil {
		t.Fatal(err)
	}
	no := errors.New("no")
	invalid := events.Event{ID: "no body", At: noon}
	tests := []struct {
		why    string
		id     string
		change func(*order.Order) (*events.Event, error)
		err    error
		status order.Status // of o-1 afterwards
		events int          // in the outbox afterwards
	}{
		{"no such order", "o-2", nil, app.ErrNotFound, order.Placed, 1},
		{"a change that says no leaves nothing", "o-1", become(order.Paid, &shipped, no), no, order.Placed, 1},
		{"an event that cannot be sent, neither", "o-1", become(order.Paid, &invalid, nil), events.ErrInvalid, order.Placed, 1},
		{"a change without an event", "o-1", become(order.Paid, nil, nil), nil, order.Paid, 1},
		{"a change with one", "o-1", become(order.Shipped, &shipped, nil), nil, order.Shipped, 2},
	}
	for _, tt := range tests {
		if _, err := s.Change(tt.id, tt.change); !errors.Is(err, tt.err) {
			t.Errorf("%s: got %v, want %v", tt.why, err, tt.err)
		}
		if o, err := s.Get("o-1"); err != nil || o.Status != tt.status {
			t.Errorf("%s: order is %s, %v; want %s", tt.why, o.Status, err, tt.status)
		}
		if pending, err := s.Pending(); err != nil || len(pending) != tt.events {
			t.Errorf("%s: %d events, %v; want %d", tt.why, len(pending), err, tt.events)
		}
	}
}

func become(to order.Status, e *events.Event, err error) func(*order.Order) (*events.Event, error) {
	return func(o *order.Order) (*events.Event, error) {
		o.Status = to
		return e, err
	}
}

func TestOutbox(t *testing.T) {
	s := openNew(t)
	for range pendingLimit + 1 {
		if err := s.Create(cup, shipped); err != nil {
			t.Fatal(err)
		}
	}
	pending, err := s.Pending()
	if err != nil || len(pending) != pendingLimit || pending[0].Seq != 1 || pending[1].Seq != 2 {
		t.Fatalf("got %d messages, %v; want the first %d in order", len(pending), err, pendingLimit)
	}
	if e, err := events.Decode(pending[0].Data); err != nil || e != shipped {
		t.Errorf("got %v, %v; want %v", e, err, shipped)
	}
	if err := errors.Join(s.Remove(1), s.Park(2)); err != nil {
		t.Fatal(err)
	}
	if pending, err = s.Pending(); err != nil || pending[0].Seq != 3 {
		t.Errorf("got %d first, %v; want 3", pending[0].Seq, err)
	}
	s.db.View(func(tx *bolt.Tx) error {
		if tx.Bucket(parked).Get(key(2)) == nil || tx.Bucket(parked).Get(key(1)) != nil {
			t.Error("want 2 parked and 1 gone")
		}
		return nil
	})
}

func TestDamagedOrder(t *testing.T) {
	s := openNew(t)
	err := s.db.Update(func(tx *bolt.Tx) error { return tx.Bucket(orders).Put([]byte("o-1"), []byte("{")) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get("o-1"); err == nil || !strings.HasPrefix(err.Error(), `reading order "o-1": `) {
		t.Errorf("got %v, want an error that names the order", err)
	}
}

func TestOpenElsewhere(t *testing.T) {
	if _, err := Open(t.TempDir()); err == nil || !strings.HasPrefix(err.Error(), "opening ") {
		t.Errorf("a folder: got %v", err)
	}
}
