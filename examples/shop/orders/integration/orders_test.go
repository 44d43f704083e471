// Package integration tests the orders service from outside: the binary, over HTTP, with its database in a file.
// Pricing and the mailer are played by the tests.
package integration

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"example.com/shop/events"
)

// An answer is an order, or an error.
type answer struct{ ID, Status, Total, Error string }

func read(t *testing.T, body io.Reader) (a answer) {
	t.Helper()
	data, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &a); err != nil && len(data) > 0 {
		t.Fatalf("%s: %v", data, err)
	}
	return a
}

const twoCups = `{"email": "ann@example.com", "items": [{"sku": "cup", "quantity": 2}]}`

// newPricing plays pricing, which sells cups only, and nothing while it is down.
func newPricing(t *testing.T, down *atomic.Bool) (url string) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case down.Load():
			w.WriteHeader(http.StatusInternalServerError)
		case !strings.Contains(string(body), "cup"):
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(w, `{"error": "not on sale"}`)
		default:
			fmt.Fprint(w, `{"currency": "EUR", "lines": [{"sku": "cup", "quantity": 2, "unit": 999}], "total": 1998}`)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// A mailer plays the mailer.
type mailer struct {
	down atomic.Bool
	mu   sync.Mutex
	told []string // IDs of the events that it took in
}

func (m *mailer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data, _ := io.ReadAll(r.Body)
	e, err := events.Decode(data)
	switch {
	case m.down.Load():
		w.WriteHeader(http.StatusServiceUnavailable)
	case err != nil:
		w.WriteHeader(http.StatusUnprocessableEntity)
	default:
		m.mu.Lock()
		defer m.mu.Unlock()
		m.told = append(m.told, e.ID)
	}
}

// Orders live through a restart, and the mailer is told of everything once it is up, in order.
func TestOrders(t *testing.T) {
	var pricingDown atomic.Bool
	var mail mailer
	mail.down.Store(true)
	mailServer := httptest.NewServer(&mail)
	defer mailServer.Close()
	s := build(t, "-db", filepath.Join(t.TempDir(), "orders.db"), "-pricing", newPricing(t, &pricingDown), "-mailer", mailServer.URL)

	s.start(t)
	status, cups := s.call(t, "POST", "/orders", twoCups)
	if status != http.StatusCreated || cups.Status != "placed" || cups.Total != "19.98 EUR" {
		t.Fatalf("placing: %d %+v", status, cups)
	}
	_, regretted := s.call(t, "POST", "/orders", twoCups)
	s.want(t, "GET", "/healthz", "", 200, "")
	s.want(t, "GET", "/orders/"+cups.ID, "", 200, "placed")
	s.want(t, "POST", "/orders/"+cups.ID+"/ship", "", 409, "an order that is placed cannot become shipped")
	s.want(t, "POST", "/orders/"+cups.ID+"/pay", "", 200, "paid")
	s.stop(t)

	mail.down.Store(false)
	s.start(t)
	s.want(t, "GET", "/orders/"+cups.ID, "", 200, "paid")
	s.want(t, "POST", "/orders/"+cups.ID+"/ship", "", 200, "shipped")
	s.want(t, "POST", "/orders/"+regretted.ID+"/cancel", "", 200, "cancelled")
	s.want(t, "POST", "/orders", "two cups", 400, "cannot read the request: invalid character 'w' in literal true (expecting 'r')")
	s.want(t, "GET", "/orders/o-0", "", 404, `no such order: "o-0"`)
	s.want(t, "POST", "/orders", strings.ReplaceAll(twoCups, "cup", "jug"), 422, "these items cannot be ordered: not on sale")
	pricingDown.Store(true)
	s.want(t, "POST", "/orders", twoCups, 503, "Service Unavailable")
	s.stop(t)

	if want := []string{cups.ID + ".placed", regretted.ID + ".placed", cups.ID + ".shipped", regretted.ID + ".cancelled"}; !slices.Equal(mail.told, want) {
		t.Errorf("the mailer was told %q, want %q", mail.told, want)
	}
}

// want makes a request, and compares the HTTP status, and the status of the order or the error.
func (s *service) want(t *testing.T, method, path, body string, status int, said string) {
	t.Helper()
	gotStatus, got := s.call(t, method, path, body)
	if gotStatus != status || got.Status+got.Error != said {
		t.Errorf("%s %s: got %d %+v, want %d %q", method, path, gotStatus, got, status, said)
	}
}
