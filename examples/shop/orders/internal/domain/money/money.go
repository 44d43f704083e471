// Package money holds amounts exactly: whole cents, never a float, never negative, never two currencies in a sum.
package money

import (
	"errors"
	"fmt"
	"math"
)

// Errors of arithmetic.
var (
	ErrCurrency = errors.New("different currencies")
	ErrOverflow = errors.New("amount is too large")
)

// A Money is an amount in one currency. Those made by New are valid, and so is what comes out of them.
type Money struct {
	Cents    int64
	Currency string // ISO 4217, such as EUR
}

// New returns an amount that is not negative, in a currency of three capital letters.
func New(cents int64, currency string) (Money, error) {
	if cents < 0 {
		return Money{}, fmt.Errorf("%d cents is less than nothing", cents)
	}
	if len(currency) != 3 {
		return Money{}, fmt.Errorf("%q is not a currency", currency)
	}
	for _, c := range currency {
		if c < 'A' || c > 'Z' {
			return Money{}, fmt.Errorf("%q is not a currency", currency)
		}
	}
	return Money{cents, currency}, nil
}

// Add returns m + n.
func (m Money) Add(n Money) (Money, error) {
	if m.Currency != n.Currency {
		return Money{}, fmt.Errorf("%w: %s and %s", ErrCurrency, m.Currency, n.Currency)
	}
	if m.Cents > math.MaxInt64-n.Cents {
		return Money{}, fmt.Errorf("%w: %s + %s", ErrOverflow, m, n)
	}
	return Money{m.Cents + n.Cents, m.Currency}, nil
}

// Times returns m, n times; n must be 1 or more.
func (m Money) Times(n int) (Money, error) {
	if n < 1 {
		return Money{}, fmt.Errorf("%d is not a number of times", n)
	}
	if m.Cents > math.MaxInt64/int64(n) {
		return Money{}, fmt.Errorf("%w: %d * %s", ErrOverflow, n, m)
	}
	return Money{m.Cents * int64(n), m.Currency}, nil
}

// String writes an amount as 12.34 EUR.
func (m Money) String() string {
	return fmt.Sprintf("%d.%02d %s", m.Cents/100, m.Cents%100, m.Currency)
}
