// Package boltstore keeps orders and their outbox in one bbolt file, so that one transaction holds both.
package boltstore

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"example.com/shop/events"
	"example.com/shop/orders/internal/app"
	"example.com/shop/orders/internal/domain/order"
)

// The buckets. Orders are JSON by ID: to rename a field of order.Order is to migrate this file.
// Events are as events.Encode writes them, by sequence number.
var (
	orders = []byte("orders")
	outbox = []byte("outbox")
	parked = []byte("parked")
)

// pendingLimit bounds what Pending reads at once.
const pendingLimit = 100

// A Store is an app.Store and an app.Outbox.
type Store struct{ db *bolt.DB }

// Open opens the file, or makes it. It fails where another process has it open.
func Open(path string) (*Store, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second})
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, name := range [][]byte{orders, outbox, parked} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	return &Store{db}, err
}

// Close closes the file, after the transactions that are under way.
func (s *Store) Close() error { return s.db.Close() }

// Create keeps a new order and the event about it.
func (s *Store) Create(o order.Order, about events.Event) error {
	return s.db.Update(func(tx *bolt.Tx) error { return put(tx, o, &about) })
}

// Get returns an order; its error wraps app.ErrNotFound where there is none.
func (s *Store) Get(id string) (o order.Order, err error) {
	err = s.db.View(func(tx *bolt.Tx) error {
		o, err = get(tx, id)
		return err
	})
	return o, err
}

// Change alters an order within one transaction. bbolt writes one at a time, so no change is lost.
func (s *Store) Change(id string, change func(*order.Order) (*events.Event, error)) (o order.Order, err error) {
	err = s.db.Update(func(tx *bolt.Tx) error {
		if o, err = get(tx, id); err != nil {
			return err
		}
		about, err := change(&o)
		if err != nil {
			return err
		}
		return put(tx, o, about)
	})
	return o, err
}

func get(tx *bolt.Tx, id string) (order.Order, error) {
	data := tx.Bucket(orders).Get([]byte(id))
	if data == nil {
		return order.Order{}, fmt.Errorf("%w: %q", app.ErrNotFound, id)
	}
	var o order.Order
	if err := json.Unmarshal(data, &o); err != nil {
		return order.Order{}, fmt.Errorf("reading order %q: %w", id, err)
	}
	return o, nil
}

func put(tx *bolt.Tx, o order.Order, about *events.Event) error {
	if about != nil {
		if err := post(tx.Bucket(outbox), *about); err != nil {
			return err
		}
	}
	data, err := json.Marshal(o)
	if err != nil {
		return err
	}
	return tx.Bucket(orders).Put([]byte(o.ID), data)
}

func post(box *bolt.Bucket, e events.Event) error {
	data, err := events.Encode(e)
	if err != nil {
		return err
	}
	seq, err := box.NextSequence()
	if err != nil {
		return err
	}
	return box.Put(key(seq), data)
}

// key is big-endian, so that bbolt's order of bytes is the order of numbers.
func key(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }
