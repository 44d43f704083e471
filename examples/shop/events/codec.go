package events

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Errors that Encode and Decode wrap.
var (
	ErrInvalid = errors.New("invalid event")
	ErrUnknown = errors.New("unknown kind of event") // perhaps the sender is newer than the receiver
)

// An envelope is an event on the wire. Data is read only once type and version have said how.
type envelope struct {
	ID string `json:"id"`
	kind
	At   time.Time       `json:"at"`
	Data json.RawMessage `json:"data"`
}

// A kind says what the data of an envelope look like.
type kind struct {
	Type    string `json:"type"`
	Version int    `json:"version"`
}

func (OrderPlaced) kind() kind    { return kind{"order.placed", 2} }
func (OrderShipped) kind() kind   { return kind{"order.shipped", 1} }
func (OrderCancelled) kind() kind { return kind{"order.cancelled", 1} }

// decoders knows every version that may still be under way, not only those that Encode writes.
var decoders = map[kind]func(json.RawMessage) (Body, error){
	{"order.placed", 1}:    decodePlacedV1,
	{"order.placed", 2}:    decode[OrderPlaced],
	{"order.shipped", 1}:   decode[OrderShipped],
	{"order.cancelled", 1}: decode[OrderCancelled],
}

// Encode writes a valid event as one line of JSON, in the newest version of its kind.
func Encode(e Event) ([]byte, error) {
	if err := e.validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	data, err := json.Marshal(e.Body)
	if err != nil {
		return nil, err
	}
	return json.Marshal(envelope{ID: e.ID, kind: e.Body.kind(), At: e.At, Data: data})
}

// Decode reads what this or an older version of Encode wrote.
func Decode(data []byte) (Event, error) {
	var env envelope
	if err := json.Unmarshal(data, &env); err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	decodeBody, known := decoders[env.kind]
	if !known {
		return Event{}, fmt.Errorf("%w: %q version %d", ErrUnknown, env.Type, env.Version)
	}
	body, err := decodeBody(env.Data)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %s: %w", ErrInvalid, env.Type, err)
	}
	e := Event{ID: env.ID, At: env.At, Body: body}
	if err := e.validate(); err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return e, nil
}

func decode[B Body](data json.RawMessage) (Body, error) {
	var b B
	err := json.Unmarshal(data, &b)
	return b, err
}

// decodePlacedV1 reads the first version, which knew no other currency than the euro.
func decodePlacedV1(data json.RawMessage) (Body, error) {
	var v1 struct {
		Order Order `json:"order"`
		Cents int64 `json:"total"`
	}
	err := json.Unmarshal(data, &v1)
	return OrderPlaced{Order: v1.Order, Total: Amount{Cents: v1.Cents, Currency: "EUR"}}, err
}
