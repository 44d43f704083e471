// Package httpapi lets others ask for quotes over HTTP.
package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"example.com/shop/pricing/internal/app"
	"example.com/shop/pricing/internal/domain/price"
)

const maxBody = 64 << 10

// A Quoter says what items cost.
type Quoter interface {
	Quote(ctx context.Context, items []price.Item) (price.Quote, error)
}

// New returns the service's HTTP interface:
//
//	POST /quotes   {"items": [{"sku": "cup", "quantity": 2}]}
//	GET  /healthz
func New(quoter Quoter) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /quotes", func(w http.ResponseWriter, r *http.Request) {
		quote, err := ask(quoter, w, r)
		if err != nil {
			write(w, status(err), map[string]string{"error": err.Error()})
			return
		}
		write(w, http.StatusOK, quote)
	})
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	return mux
}

var errBody = errors.New("cannot read the request")

func ask(quoter Quoter, w http.ResponseWriter, r *http.Request) (price.Quote, error) {
	var body struct {
		Items []price.Item `json:"items"`
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil {
		return price.Quote{}, fmt.Errorf("%w: %w", errBody, err)
	}
	return quoter.Quote(r.Context(), body.Items)
}

func status(err error) int {
	switch {
	case errors.Is(err, errBody):
		return http.StatusBadRequest
	case errors.Is(err, price.ErrItems):
		return http.StatusUnprocessableEntity
	case errors.Is(err, app.ErrNoPrices):
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
