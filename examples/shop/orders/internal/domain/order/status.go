package order

import (
	"fmt"
	"slices"
	"time"
)

// A Status is how far an order has come.
type Status string

// The life of an order.
const (
	Placed    Status = "placed"
	Paid      Status = "paid"
	Shipped   Status = "shipped"
	Cancelled Status = "cancelled"
)

// next says where an order can go from where it is. What is not here is an end.
var next = map[Status][]Status{
	Placed: {Paid, Cancelled},
	Paid:   {Shipped, Cancelled},
}

// A TransitionError says that an order cannot go from one status to another.
type TransitionError struct{ From, To Status }

func (e *TransitionError) Error() string {
	return fmt.Sprintf("an order that is %s cannot become %s", e.From, e.To)
}

// Become moves the order on, or returns a *TransitionError and leaves it as it is.
func (o *Order) Become(to Status, now time.Time) error {
	if !slices.Contains(next[o.Status], to) {
		return &TransitionError{From: o.Status, To: to}
	}
	o.Status, o.ChangedAt = to, now
	return nil
}
