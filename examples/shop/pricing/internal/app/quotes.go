// Package app is what the pricing service does, apart from how it is asked and where its prices come from.
package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.com/shop/pricing/internal/domain/price"
)

// ErrNoPrices is wrapped when the price book cannot be had; trying again later may help.
var ErrNoPrices = errors.New("no prices")

// A Catalog has the prices of today.
type Catalog interface {
	Book(ctx context.Context) (price.Book, error)
}

// Quotes answers what items cost.
type Quotes struct {
	catalog Catalog
	now     func() time.Time
}

// NewQuotes returns Quotes from a catalog's prices. Discounts are judged by the time that now tells.
func NewQuotes(catalog Catalog, now func() time.Time) *Quotes {
	return &Quotes{catalog: catalog, now: now}
}

// Quote returns what the items cost now. Its errors wrap ErrNoPrices or price.ErrItems.
func (q *Quotes) Quote(ctx context.Context, items []price.Item) (price.Quote, error) {
	book, err := q.catalog.Book(ctx)
	if err != nil {
		return price.Quote{}, fmt.Errorf("%w: %w", ErrNoPrices, err)
	}
	return book.Quote(items, q.now())
}
