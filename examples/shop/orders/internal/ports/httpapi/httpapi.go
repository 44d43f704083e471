// Package httpapi lets others place and follow orders over HTTP.
package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"example.com/shop/orders/internal/app"
	"example.com/shop/orders/internal/domain/order"
)

const maxBody = 64 << 10

// Orders are the use cases that can be called from outside.
type Orders interface {
	Place(ctx context.Context, email string, items []app.Item) (order.Order, error)
	Get(id string) (order.Order, error)
	Pay(id string) (order.Order, error)
	Ship(id string) (order.Order, error)
	Cancel(id string) (order.Order, error)
}

// New returns the service's HTTP interface; every answer but that of /healthz is an order or an error.
//
//	POST /orders               {"email": "ann@example.com", "items": [{"sku": "cup", "quantity": 2}]}
//	GET  /orders/{id}
//	POST /orders/{id}/pay      also ship and cancel
//	GET  /healthz
func New(orders Orders, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	answer := func(pattern string, status int, ask func(*http.Request) (order.Order, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			o, err := ask(r)
			if err != nil {
				refuse(w, err, log)
				return
			}
			write(w, status, show(o))
		})
	}
	byID := func(do func(id string) (order.Order, error)) func(*http.Request) (order.Order, error) {
		return func(r *http.Request) (order.Order, error) { return do(r.PathValue("id")) }
	}
	answer("POST /orders", http.StatusCreated, func(r *http.Request) (order.Order, error) { return place(orders, r) })
	answer("GET /orders/{id}", http.StatusOK, byID(orders.Get))
	answer("POST /orders/{id}/pay", http.StatusOK, byID(orders.Pay))
	answer("POST /orders/{id}/ship", http.StatusOK, byID(orders.Ship))
	answer("POST /orders/{id}/cancel", http.StatusOK, byID(orders.Cancel))
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	return mux
}

var errBody = errors.New("cannot read the request")

func place(orders Orders, r *http.Request) (order.Order, error) {
	var body struct {
		Email string `json:"email"`
		Items []item `json:"items"`
	}
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil {
		return order.Order{}, fmt.Errorf("%w: %w", errBody, err)
	}
	var items []app.Item
	for _, i := range body.Items {
		items = append(items, app.Item(i))
	}
	return orders.Place(r.Context(), body.Email, items)
}

// refuse says whose fault it was. What is ours goes to the log; the client is not told our insides.
func refuse(w http.ResponseWriter, err error, log *slog.Logger) {
	status := status(err)
	text := err.Error()
	if status >= http.StatusInternalServerError {
		log.Error("request failed", "status", status, "error", err)
		text = http.StatusText(status)
	}
	write(w, status, map[string]string{"error": text})
}

func status(err error) int {
	var transition *order.TransitionError
	switch {
	case errors.Is(err, errBody):
		return http.StatusBadRequest
	case errors.Is(err, app.ErrNotFound):
		return http.StatusNotFound
	case errors.As(err, &transition):
		return http.StatusConflict
	case errors.Is(err, order.ErrInvalid), errors.Is(err, app.ErrItems):
		return http.StatusUnprocessableEntity
	case errors.Is(err, app.ErrPricing):
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client has gone; there is nobody left to tell
}
