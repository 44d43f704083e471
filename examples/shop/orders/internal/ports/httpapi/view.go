package httpapi

import (
	"time"

	"example.com/shop/orders/internal/domain/order"
)

// A view is an order as clients see it. It is apart from order.Order, so that the domain can change
// without breaking them.
type view struct {
	ID        string    `json:"id"`
	Email     string    `json:"email"`
	Items     []item    `json:"items"`
	Total     string    `json:"total"` // such as 12.34 EUR
	Status    string    `json:"status"`
	PlacedAt  time.Time `json:"placedAt"`
	ChangedAt time.Time `json:"changedAt"`
}

type item struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

func show(o order.Order) view {
	v := view{
		ID: o.ID, Email: o.Email, Items: []item{}, Total: o.Total.String(),
		Status: string(o.Status), PlacedAt: o.PlacedAt, ChangedAt: o.ChangedAt,
	}
	for _, l := range o.Lines {
		v.Items = append(v.Items, item{l.SKU, l.Quantity})
	}
	return v
}
