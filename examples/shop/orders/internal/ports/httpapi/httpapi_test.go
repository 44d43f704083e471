package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.com/shop/orders/internal/app"
	"example.com/shop/orders/internal/domain/money"
	"example.com/shop/orders/internal/domain/order"
	"example.com/shop/orders/internal/ports/httpapi"
)

// orders answers every call with err, or with an order that says what was called.
type orders struct{ err error }

func (o orders) Get(id string) (order.Order, error)    { return o.answer(id, "gotten") }
func (o orders) Pay(id string) (order.Order, error)    { return o.answer(id, order.Paid) }
func (o orders) Ship(id string) (order.Order, error)   { return o.answer(id, order.Shipped) }
func (o orders) Cancel(id string) (order.Order, error) { return o.answer(id, order.Cancelled) }

func (o orders) Place(_ context.Context, email string, items []app.Item) (order.Order, error) {
	placed, err := o.answer("o-1", order.Placed)
	placed.Email = email
	for _, i := range items {
		placed.Lines = append(placed.Lines, order.Line{SKU: i.SKU, Quantity: i.Quantity})
	}
	return placed, err
}

func (o orders) answer(id string, status order.Status) (order.Order, error) {
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	return order.Order{
		ID: id, Status: status, Total: money.Money{Cents: 1998, Currency: "EUR"}, PlacedAt: noon, ChangedAt: noon,
	}, o.err
}

func request(o orders, method, path, body string) (status int, answer string) {
	w := httptest.NewRecorder()
	handler := httpapi.New(o, slog.New(slog.DiscardHandler))
	handler.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w.Code, strings.TrimSpace(w.Body.String())
}

func TestPlace(t *testing.T) {
	status, answer := request(orders{}, "POST", "/orders", `{"email":"ann@example.com","items":[{"sku":"cup","quantity":2}]}`)
	want := `{"id":"o-1","email":"ann@example.com","items":[{"sku":"cup","quantity":2}],"total":"19.98 EUR",` +
		`"status":"placed","placedAt":"2026-05-04T12:00:00Z","changedAt":"2026-05-04T12:00:00Z"}`
	if status != http.StatusCreated || answer != want {
		t.Errorf("got %d %s\nwant 201 %s", status, answer, want)
	}
}

func TestRoutes(t *testing.T) {
	tests := []struct {
		method, path string
		status       int
		want         string // part of the answer
	}{
		{"GET", "/orders/o-7", 200, `"id":"o-7","email":"","items":[],"total":"19.98 EUR","status":"gotten"`},
		{"POST", "/orders/o-7/pay", 200, `"status":"paid"`},
		{"POST", "/orders/o-7/ship", 200, `"status":"shipped"`},
		{"POST", "/orders/o-7/cancel", 200, `"status":"cancelled"`},
		{"GET", "/orders/o-7/pay", 405, "Method Not Allowed"},
		{"POST", "/orders/o-7/eat", 404, "not found"},
		{"GET", "/healthz", 200, ""},
	}
	for _, tt := range tests {
		status, answer := request(orders{}, tt.method, tt.path, "")
		if status != tt.status || !strings.Contains(answer, tt.want) {
			t.Errorf("%s %s: got %d %s, want %d %s", tt.method, tt.path, status, answer, tt.status, tt.want)
		}
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		why, body string
		err       error // what the use case says
		status    int
		want      string
	}{
		{"not JSON", `email=ann`, nil, 400, `{"error":"cannot read the request: invalid character 'e' looking for beginning of value"}`},
		{"a field that does not exist is a typo", `{"mail":""}`, nil, 400, `{"error":"cannot read the request: json: unknown field \"mail\""}`},
		{"too long", `{"email":"` + strings.Repeat("a", 64<<10), nil, 400, `{"error":"cannot read the request: http: request body too large"}`},
		{"no such order", `{}`, fmt.Errorf(`%w: "o-1"`, app.ErrNotFound), 404, `{"error":"no such order: \"o-1\""}`},
		{"too late", `{}`, &order.TransitionError{From: order.Shipped, To: order.Paid}, 409, `{"error":"an order that is shipped cannot become paid"}`},
		{"not a good order", `{}`, fmt.Errorf("%w: no line", order.ErrInvalid), 422, `{"error":"invalid order: no line"}`},
		{"not on sale", `{}`, fmt.Errorf("%w: jug", app.ErrItems), 422, `{"error":"these items cannot be ordered: jug"}`},
		{"another service is down", `{}`, fmt.Errorf("%w: dial tcp 10.0.0.7", app.ErrPricing), 503, `{"error":"Service Unavailable"}`},
		{"our own fault", `{}`, errors.New("disk full: sda1"), 500, `{"error":"Internal Server Error"}`},
	}
	for _, tt := range tests {
		status, answer := request(orders{tt.err}, "POST", "/orders", tt.body)
		if status != tt.status || answer != tt.want {
			t.Errorf("%s: got %d %s\nwant %d %s", tt.why, status, answer, tt.status, tt.want)
		}
	}
}
