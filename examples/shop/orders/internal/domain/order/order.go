// Package order is the life of an order, from placed to shipped or cancelled, and the rules of it.
// It knows neither HTTP nor databases, and is told the time.
package order

import (
	"errors"
	"fmt"
	"net/mail"
	"time"

	"example.com/shop/orders/internal/domain/money"
)

// ErrInvalid is wrapped by errors about orders that cannot be placed.
var ErrInvalid = errors.New("invalid order")

// An Order is what a customer wants, at the price that was agreed on.
type Order struct {
	ID        string
	Email     string // the customer's bare address
	Lines     []Line
	Total     money.Money // at most the sum of the lines: a discount may be taken off
	Status    Status
	PlacedAt  time.Time
	ChangedAt time.Time // when Status last changed
}

// A Line is so many of one product.
type Line struct {
	SKU      string
	Quantity int
	Price    money.Money // of one piece
}

// New places an order. It reports everything that is wrong with it, wrapped in ErrInvalid.
func New(id, email string, lines []Line, total money.Money, now time.Time) (Order, error) {
	var errs []error
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
		errs = append(errs, fmt.Errorf("%q is not a mail address", email))
	}
	full, err := sum(lines)
	switch {
	case err != nil:
		errs = append(errs, err)
	case total.Currency != full.Currency || total.Cents > full.Cents:
		errs = append(errs, fmt.Errorf("total %s does not fit lines of %s", total, full))
	}
	if len(errs) > 0 {
		return Order{}, fmt.Errorf("%w: %w", ErrInvalid, errors.Join(errs...))
	}
	return Order{
		ID: id, Email: email, Lines: lines, Total: total,
		Status: Placed, PlacedAt: now, ChangedAt: now,
	}, nil
}

// sum is what the lines cost together, before any discount.
func sum(lines []Line) (money.Money, error) {
	if len(lines) == 0 {
		return money.Money{}, errors.New("an order needs a line")
	}
	total := money.Money{Currency: lines[0].Price.Currency}
	for i, line := range lines {
		cost, err := line.cost()
		if err == nil {
			total, err = total.Add(cost)
		}
		if err != nil {
			return money.Money{}, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return total, nil
}

func (l Line) cost() (money.Money, error) {
	if l.SKU == "" {
		return money.Money{}, errors.New("no SKU")
	}
	return l.Price.Times(l.Quantity)
}
