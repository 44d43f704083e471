package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"example.com/shop/pricing/internal/app"
	"example.com/shop/pricing/internal/domain/price"
)

type catalog struct {
	book price.Book
	err  error
}

func (c catalog) Book(context.Context) (price.Book, error) { return c.book, c.err }

func TestQuoteUsesTheClock(t *testing.T) {
	june := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	books := catalog{book: price.Book{
		Currency:  "EUR",
		Prices:    map[string]price.Cents{"cup": 1000},
		Discounts: []price.Discount{{Name: "from june", Percent: 50, From: june}},
	}}
	for now, want := range map[time.Time]price.Cents{june.Add(-time.Second): 1000, june: 500} {
		quotes := app.NewQuotes(books, func() time.Time { return now })
		q, err := quotes.Quote(t.Context(), []price.Item{{SKU: "cup", Quantity: 1}})
		if err != nil || q.Total != want {
			t.Errorf("at %v: got %d, %v; want %d", now, q.Total, err, want)
		}
	}
}

func TestQuoteWithoutPrices(t *testing.T) {
	gone := errors.New("disk gone")
	_, err := app.NewQuotes(catalog{err: gone}, time.Now).Quote(t.Context(), nil)
	if !errors.Is(err, app.ErrNoPrices) || !errors.Is(err, gone) {
		t.Errorf("got %v, want %v and its cause", err, app.ErrNoPrices)
	}
}
