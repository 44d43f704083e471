package boltstore

import (
	"encoding/binary"
	"slices"

	bolt "go.etcd.io/bbolt"

	"example.com/shop/orders/internal/app"
)

// Pending returns the oldest events that have not been delivered.
func (s *Store) Pending() ([]app.Message, error) {
	var pending []app.Message
	err := s.db.View(func(tx *bolt.Tx) error {
		c := tx.Bucket(outbox).Cursor()
		for k, v := c.First(); k != nil && len(pending) < pendingLimit; k, v = c.Next() {
			// bbolt's memory is gone with the transaction: copy what leaves it.
			pending = append(pending, app.Message{Seq: binary.BigEndian.Uint64(k), Data: slices.Clone(v)})
		}
		return nil
	})
	return pending, err
}

// Remove takes a delivered event out of the outbox.
func (s *Store) Remove(seq uint64) error {
	return s.db.Update(func(tx *bolt.Tx) error { return tx.Bucket(outbox).Delete(key(seq)) })
}

// Park moves an event out of the way, into a bucket that nobody drains.
func (s *Store) Park(seq uint64) error {
	return s.db.Update(func(tx *bolt.Tx) error {
		data := slices.Clone(tx.Bucket(outbox).Get(key(seq)))
		if err := tx.Bucket(parked).Put(key(seq), data); err != nil {
			return err
		}
		return tx.Bucket(outbox).Delete(key(seq))
	})
}
