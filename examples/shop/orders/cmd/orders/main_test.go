package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.com/shop/events"
)

func noEnv(string) string { return "" }

// start runs the service on a free port, and returns its URL and a function that stops it.
func start(t *testing.T, args ...string) (url string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	output, stdout := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, append(args, "-addr", "127.0.0.1:0"), noEnv, stdout, io.Discard)
		stdout.CloseWithError(err) // so that nobody waits for a line that never comes
		done <- err
	}()
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url = strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
	return url, func() error { cancel(); return <-done }
}

// call makes a request and returns the answered order's ID and status.
func call(t *testing.T, method, url, body string) (id, status string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var o struct{ ID, Status string }
	if err := json.NewDecoder(resp.Body).Decode(&o); err != nil {
		t.Fatal(err)
	}
	return o.ID, o.Status
}

// A mailer remembers the IDs of the events that it is told.
type mailer struct {
	mu  sync.Mutex
	ids []string
}

func (m *mailer) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	data, _ := io.ReadAll(r.Body)
	e, _ := events.Decode(data)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ids = append(m.ids, e.ID)
}

// An order is placed, paid and shipped. The service restarts in between, and stops right after the last
// request: nothing is lost, and the mailer is told of everything, once and in order.
func TestRun(t *testing.T) {
	pricing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"currency":"EUR","lines":[{"sku":"cup","quantity":2,"unit":999}],"total":1998}`)
	}))
	defer pricing.Close()
	var told mailer
	mailer := httptest.NewServer(&told)
	defer mailer.Close()
	args := []string{"-db", filepath.Join(t.TempDir(), "orders.db"), "-pricing", pricing.URL, "-mailer", mailer.URL}

	url, stop := start(t, args...)
	id, status := call(t, "POST", url+"/orders", `{"email":"ann@example.com","items":[{"sku":"cup","quantity":2}]}`)
	if id == "" || status != "placed" {
		t.Fatalf("placed %q, %q", id, status)
	}
	if _, status := call(t, "POST", url+"/orders/"+id+"/pay", ""); status != "paid" {
		t.Errorf("pay: got %q", status)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	url, stop = start(t, args...)
	if _, status := call(t, "GET", url+"/orders/"+id, ""); status != "paid" {
		t.Errorf("after a restart: got %q", status)
	}
	if _, status := call(t, "POST", url+"/orders/"+id+"/ship", ""); status != "shipped" {
		t.Errorf("ship: got %q", status)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if want := []string{id + ".placed", id + ".shipped"}; !slices.Equal(told.ids, want) {
		t.Errorf("the mailer was told %q, want %q", told.ids, want)
	}
}

func TestRunHelps(t *testing.T) {
	var help strings.Builder
	if err := run(t.Context(), []string{"-h"}, noEnv, io.Discard, &help); err != nil || !strings.Contains(help.String(), "ORDERS_DB") {
		t.Errorf("got %v and %s", err, &help)
	}
}

func TestRunRefuses(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "orders.db")
	tests := []struct {
		why, want string
		args      []string
	}{
		{"a typo in a flag", "flag provided but not defined: -adr", []string{"-adr", ":0"}},
		{"a database that cannot be opened", "opening " + dir, []string{"-db", dir}},
		{"no such address", "listen tcp", []string{"-db", db, "-addr", "127.0.0.1:-1"}},
	}
	for _, tt := range tests {
		err := run(t.Context(), tt.args, noEnv, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.why, err, tt.want)
		}
	}
}

func TestServeFailure(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := serve(t.Context(), listener, nil); err == nil {
		t.Error("serve on a closed listener says nothing")
	}
}
