package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/shop/pricing/internal/app"
	"example.com/shop/pricing/internal/domain/price"
	"example.com/shop/pricing/internal/ports/httpapi"
)

type quoter func(items []price.Item) (price.Quote, error)

func (q quoter) Quote(_ context.Context, items []price.Item) (price.Quote, error) { return q(items) }

func request(q quoter, method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	httpapi.New(q).ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}

func TestQuote(t *testing.T) {
	q := func(items []price.Item) (price.Quote, error) {
		line := price.Line{Item: items[0], Unit: 100, Total: 200}
		return price.Quote{Currency: "EUR", Lines: []price.Line{line}, Total: 200}, nil
	}
	w := request(q, "POST", "/quotes", `{"items":[{"sku":"cup","quantity":2}]}`)
	want := `{"currency":"EUR","lines":[{"sku":"cup","quantity":2,"unit":100,"off":0,"total":200}],"total":200}`
	if w.Code != http.StatusOK || strings.TrimSpace(w.Body.String()) != want {
		t.Errorf("got %d %s\nwant 200 %s", w.Code, w.Body, want)
	}
}

func TestQuoteErrors(t *testing.T) {
	const good = `{"items":[]}`
	tests := []struct {
		why, body string
		err       error // what the use case says
		status    int
	}{
		{"not JSON", `items=1`, nil, http.StatusBadRequest},
		{"a field that does not exist is a typo", `{"itmes":[]}`, nil, http.StatusBadRequest},
		{"too long", `{"items":[` + strings.Repeat(" ", 64<<10), nil, http.StatusBadRequest},
		{"the asker's mistake", good, fmt.Errorf("%w: no product", price.ErrItems), http.StatusUnprocessableEntity},
		{"ours, and it may pass", good, fmt.Errorf("%w: disk", app.ErrNoPrices), http.StatusServiceUnavailable},
		{"ours", good, errors.New("surprise"), http.StatusInternalServerError},
	}
	for _, tt := range tests {
		q := func([]price.Item) (price.Quote, error) { return price.Quote{}, tt.err }
		w := request(q, "POST", "/quotes", tt.body)
		if w.Code != tt.status || !strings.HasPrefix(w.Body.String(), `{"error":"`) {
			t.Errorf("%s: got %d %s, want %d", tt.why, w.Code, w.Body, tt.status)
		}
	}
}

func TestOtherRequests(t *testing.T) {
	for path, want := range map[string]int{
		"/healthz": http.StatusOK,
		"/quotes":  http.StatusMethodNotAllowed,
		"/":        http.StatusNotFound,
	} {
		if w := request(nil, "GET", path, ""); w.Code != want {
			t.Errorf("GET %s: got %d, want %d", path, w.Code, want)
		}
	}
}
