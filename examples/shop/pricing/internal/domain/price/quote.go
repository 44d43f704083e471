package price

import (
	"errors"
	"fmt"
	"time"
)

// ErrItems is wrapped by errors about the items of a quote, which are the asker's to mend.
var ErrItems = errors.New("no quote for these items")

// An Item is so many of one product.
type Item struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// A Quote says what items cost together.
type Quote struct {
	Currency string `json:"currency"`
	Lines    []Line `json:"lines"` // in the order of the items
	Total    Cents  `json:"total"`
}

// A Line is the part of a quote for one item.
type Line struct {
	Item
	Unit     Cents  `json:"unit"`
	Discount string `json:"discount,omitempty"` // name of the discount, where one applies
	Off      Cents  `json:"off"`
	Total    Cents  `json:"total"` // Quantity * Unit - Off
}

// Quote prices the items as they cost at a moment.
func (b Book) Quote(items []Item, at time.Time) (Quote, error) {
	if len(items) == 0 || len(items) > MaxItems {
		return Quote{}, fmt.Errorf("%w: %d items, not 1 to %d", ErrItems, len(items), MaxItems)
	}
	q := Quote{Currency: b.Currency}
	for _, item := range items {
		line, err := b.line(item, at)
		if err != nil {
			return Quote{}, fmt.Errorf("%w: %w", ErrItems, err)
		}
		q.Lines = append(q.Lines, line)
		q.Total += line.Total
	}
	return q, nil
}

// line prices one item with the best of its discounts. Discounts do not add up.
func (b Book) line(item Item, at time.Time) (Line, error) {
	unit, known := b.Prices[item.SKU]
	if !known {
		return Line{}, fmt.Errorf("no product %q", item.SKU)
	}
	if item.Quantity < 1 || item.Quantity > MaxQuantity {
		return Line{}, fmt.Errorf("%d of %q, not 1 to %d", item.Quantity, item.SKU, MaxQuantity)
	}
	line := Line{Item: item, Unit: unit}
	full := unit * Cents(item.Quantity)
	for _, d := range b.Discounts {
		if off := d.off(full); off > line.Off && d.applies(item, at) {
			line.Discount, line.Off = d.Name, off
		}
	}
	line.Total = full - line.Off
	return line, nil
}
