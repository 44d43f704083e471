package money

import (
	"errors"
	"math"
	"testing"
)

func eur(cents int64) Money { return Money{cents, "EUR"} }

func TestNew(t *testing.T) {
	tests := []struct {
		cents    int64
		currency string
		want     string // the amount or the error
	}{
		{0, "EUR", "0.00 EUR"},
		{7, "EUR", "0.07 EUR"},
		{123456, "USD", "1234.56 USD"},
		{-1, "EUR", "-1 cents is less than nothing"},
		{1, "EURO", `"EURO" is not a currency`},
		{1, "eur", `"eur" is not a currency`},
	}
	for _, tt := range tests {
		m, err := New(tt.cents, tt.currency)
		got := m.String()
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("New(%d, %q) = %s, want %s", tt.cents, tt.currency, got, tt.want)
		}
	}
}

func TestAdd(t *testing.T) {
	tests := []struct {
		why        string
		a, b, want Money
		err        error
	}{
		{"a plain sum", eur(150), eur(250), eur(400), nil},
		{"the largest sum", eur(math.MaxInt64 - 1), eur(1), eur(math.MaxInt64), nil},
		{"a cent more", eur(math.MaxInt64), eur(1), Money{}, ErrOverflow},
		{"no rate is known here", eur(1), Money{1, "USD"}, Money{}, ErrCurrency},
	}
	for _, tt := range tests {
		got, err := tt.a.Add(tt.b)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %s + %s = %s, %v; want %s, %v", tt.why, tt.a, tt.b, got, err, tt.want, tt.err)
		}
	}
}

func TestTimes(t *testing.T) {
	if got, err := eur(150).Times(3); err != nil || got != eur(450) {
		t.Errorf("got %s, %v", got, err)
	}
	if _, err := eur(math.MaxInt64/2 + 1).Times(2); !errors.Is(err, ErrOverflow) {
		t.Errorf("got %v, want %v", err, ErrOverflow)
	}
	if _, err := eur(1).Times(0); err == nil {
		t.Error("nothing is no quantity, and yet no error")
	}
}
