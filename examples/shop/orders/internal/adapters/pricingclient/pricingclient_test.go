package pricingclient

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"example.com/shop/orders/internal/app"
	"example.com/shop/orders/internal/domain/money"
	"example.com/shop/orders/internal/domain/order"
)

var _ app.Pricer = (*Client)(nil)

func eur(cents int64) money.Money { return money.Money{Cents: cents, Currency: "EUR"} }

func TestPrice(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if want := `{"items":[{"sku":"cup","quantity":12}]}`; r.URL.Path != "/quotes" || string(body) != want {
			t.Errorf("asked %s for %s, want %s", r.URL, body, want)
		}
		fmt.Fprint(w, `{"currency":"EUR","lines":[{"sku":"cup","quantity":12,"unit":999,"off":1199,"total":10789}],"total":10789}`)
	}))
	defer server.Close()
	lines, total, err := New(server.URL, server.Client()).Price(t.Context(), []app.Item{{SKU: "cup", Quantity: 12}})
	if want := []order.Line{{SKU: "cup", Quantity: 12, Price: eur(999)}}; err != nil || !reflect.DeepEqual(lines, want) || total != eur(10789) {
		t.Errorf("got %v, %s, %v", lines, total, err)
	}
}

func TestPriceErrors(t *testing.T) {
	tests := []struct {
		why    string
		status int
		answer string
		want   error
		text   string
	}{
		{"the customer's mistake", 422, `{"error":"no product \"jug\""}`, app.ErrItems, `these items cannot be ordered: no product "jug"`},
		{"the service's", 503, `{"error":"no prices"}`, app.ErrPricing, `prices cannot be had now: 503 Service Unavailable: no prices`},
		{"a proxy's page", 502, `<html>`, app.ErrPricing, `prices cannot be had now: 502 Bad Gateway: invalid character '<' looking for beginning of value`},
		{"an odd total", 200, `{"currency":"EUR","total":-1}`, app.ErrPricing, `prices cannot be had now: odd quote: -1 cents is less than nothing`},
		{"an odd price", 200, `{"currency":"EUR","lines":[{"unit":-1}]}`, app.ErrPricing, `prices cannot be had now: odd quote: -1 cents is less than nothing`},
	}
	for _, tt := range tests {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(tt.status)
			fmt.Fprint(w, tt.answer)
		}))
		_, _, err := New(server.URL, server.Client()).Price(t.Context(), nil)
		if !errors.Is(err, tt.want) || err.Error() != tt.text {
			t.Errorf("%s: got %v\nwant %s", tt.why, err, tt.text)
		}
		server.Close()
	}
}

func TestNobodyThere(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	for _, url := range []string{server.URL, "http://[broken"} {
		if _, _, err := New(url, http.DefaultClient).Price(t.Context(), nil); !errors.Is(err, app.ErrPricing) {
			t.Errorf("%s: got %v, want %v", url, err, app.ErrPricing)
		}
	}
}
