// Package price knows what things cost: prices, discounts, and the quotes that follow from them.
// It counts in whole cents and takes the time as an argument, so the same question has one answer.
package price

import (
	"errors"
	"fmt"
	"time"
)

// Bounds that keep every sum far below the limit of an int64.
const (
	MaxPrice    Cents = 100_000_00
	MaxQuantity       = 1000
	MaxItems          = 100
)

// Cents is an amount in the currency of its book.
type Cents int64

// A Book is a price list with the discounts on it.
type Book struct {
	Currency  string           `json:"currency"`
	Prices    map[string]Cents `json:"prices"` // by SKU
	Discounts []Discount       `json:"discounts"`
}

// A Discount takes a share off the lines that it applies to.
type Discount struct {
	Name        string    `json:"name"`
	SKU         string    `json:"sku"` // empty: every product
	MinQuantity int       `json:"minQuantity"`
	Percent     int       `json:"percent"`
	From        time.Time `json:"from"`  // zero: since ever
	Until       time.Time `json:"until"` // the first moment without it; zero: for ever
}

// Validate reports everything that is wrong with the book.
func (b Book) Validate() error {
	var errs []error
	if len(b.Currency) != 3 {
		errs = append(errs, fmt.Errorf("%q is not a currency", b.Currency))
	}
	for sku, p := range b.Prices {
		if p <= 0 || p > MaxPrice {
			errs = append(errs, fmt.Errorf("price of %q: %d is not between 1 and %d cents", sku, p, MaxPrice))
		}
	}
	for _, d := range b.Discounts {
		if d.Percent <= 0 || d.Percent > 100 {
			errs = append(errs, fmt.Errorf("discount %q: %d%% is not between 1%% and 100%%", d.Name, d.Percent))
		}
		if _, known := b.Prices[d.SKU]; d.SKU != "" && !known {
			errs = append(errs, fmt.Errorf("discount %q: no product %q", d.Name, d.SKU))
		}
	}
	return errors.Join(errs...)
}

func (d Discount) applies(item Item, at time.Time) bool {
	switch {
	case d.SKU != "" && d.SKU != item.SKU:
		return false
	case item.Quantity < d.MinQuantity:
		return false
	case at.Before(d.From):
		return false
	}
	return d.Until.IsZero() || at.Before(d.Until)
}

// off is the discount's share of an amount, half a cent rounded up: in doubt for the customer.
func (d Discount) off(amount Cents) Cents {
	return (amount*Cents(d.Percent) + 50) / 100
}
