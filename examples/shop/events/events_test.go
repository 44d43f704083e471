package events

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var (
	noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	ann  = Order{ID: "o-1", Email: "ann@example.com"}
)

func TestEncode(t *testing.T) {
	tests := []struct {
		event Event
		want  string
	}{
		{
			Event{"o-1.placed", noon, OrderPlaced{ann, Amount{1999, "EUR"}}},
			`{"id":"o-1.placed","type":"order.placed","version":2,"at":"2026-05-04T12:00:00Z","data":{"order":{"id":"o-1","email":"ann@example.com"},"total":{"cents":1999,"currency":"EUR"}}}`,
		},
		{
			Event{"o-1.shipped", noon, OrderShipped{ann}},
			`{"id":"o-1.shipped","type":"order.shipped","version":1,"at":"2026-05-04T12:00:00Z","data":{"order":{"id":"o-1","email":"ann@example.com"}}}`,
		},
		{
			Event{"o-1.cancelled", noon, OrderCancelled{ann}},
			`{"id":"o-1.cancelled","type":"order.cancelled","version":1,"at":"2026-05-04T12:00:00Z","data":{"order":{"id":"o-1","email":"ann@example.com"}}}`,
		},
	}
	for _, tt := range tests {
		got, err := Encode(tt.event)
		if err != nil || string(got) != tt.want {
			t.Errorf("Encode(%v) = %s, %v\nwant %s", tt.event, got, err, tt.want)
		}
		if back, err := Decode(got); err != nil || back != tt.event {
			t.Errorf("Decode(%s) = %v, %v", got, back, err)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	tests := []struct {
		why   string
		event Event
		want  string
	}{
		{"receivers cannot drop what has no name", Event{"", noon, OrderShipped{ann}}, `event id "" does not have 1 to 64 characters`},
		{"IDs become mail headers", Event{"a\r\nBcc: eve", noon, OrderShipped{ann}}, `may hold letters, digits, '-' and '.' only`},
		{"IDs have a bound", Event{strings.Repeat("x", 65), noon, OrderShipped{ann}}, `does not have 1 to 64 characters`},
		{"when is part of what", Event{"e-1", time.Time{}, OrderShipped{ann}}, `event has no time`},
		{"nothing happened", Event{"e-1", noon, nil}, `event has no body`},
		{"nobody to write to", Event{"e-1", noon, OrderCancelled{Order{"o-1", "ann"}}}, `"ann" is not a mail address`},
		{"a display name is not an address", Event{"e-1", noon, OrderCancelled{Order{"o-1", "Ann <ann@example.com>"}}}, `is not a mail address`},
		{"the shop never pays for an order", Event{"e-1", noon, OrderPlaced{ann, Amount{-1, "EUR"}}}, `-1 "EUR" is not an amount`},
		{"years end at 9999 in JSON", Event{"e-1", noon.AddDate(9000, 0, 0), OrderShipped{ann}}, `year outside of range`},
	}
	for _, tt := range tests {
		_, err := Encode(tt.event)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want %s", tt.why, err, tt.want)
		}
	}
}

func TestDecode(t *testing.T) {
	tests := []struct {
		why, data string
		want      Event
		err       error
	}{
		{
			why:  "version 1 of order.placed is in euro",
			data: `{"id":"e-1","type":"order.placed","version":1,"at":"2026-05-04T12:00:00Z","data":{"order":{"id":"o-1","email":"ann@example.com"},"total":1999}}`,
			want: Event{"e-1", noon, OrderPlaced{ann, Amount{1999, "EUR"}}},
		},
		{why: "not JSON", data: `id=e-1`, err: ErrInvalid},
		{why: "a type nobody has heard of", data: `{"id":"e-1","type":"order.eaten","version":1}`, err: ErrUnknown},
		{why: "a version from the future", data: `{"id":"e-1","type":"order.placed","version":3}`, err: ErrUnknown},
		{why: "no data", data: `{"id":"e-1","type":"order.shipped","version":1}`, err: ErrInvalid},
		{why: "data of another kind", data: `{"id":"e-1","type":"order.shipped","version":1,"data":[]}`, err: ErrInvalid},
		{why: "data that are not valid", data: `{"id":"e-1","type":"order.shipped","version":1,"data":{}}`, err: ErrInvalid},
	}
	for _, tt := range tests {
		got, err := Decode([]byte(tt.data))
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: got %v, %v; want %v, %v", tt.why, got, err, tt.want, tt.err)
		}
	}
}

// Whatever Decode accepts, Encode can write again without a loss.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"id":"e-1","type":"order.placed","version":1,"at":"2026-05-04T12:00:00Z","data":{"order":{"id":"o-1","email":"ann@example.com"},"total":1999}}`))
	f.Add([]byte(`{"id":"e-1","type":"order.shipped","version":1,"at":"2026-05-04T12:00:00+02:00","data":{"order":{"id":"o-1","email":"ann@example.com"}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := Decode(data)
		if err != nil {
			return
		}
		written, err := Encode(first)
		if err != nil {
			t.Fatalf("Encode(%v): %v", first, err)
		}
		second, err := Decode(written)
		if err != nil || second.ID != first.ID || !second.At.Equal(first.At) || second.Body != first.Body {
			t.Fatalf("%v became %v, %v", first, second, err)
		}
	})
}
