package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"example.com/shop/mailer/internal/smtptest"
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

// The same event comes twice, and one mail goes out.
func TestRun(t *testing.T) {
	server := smtptest.Start(t)
	url, stop := start(t, "-smtp", server.Addr)
	for range 2 {
		event := `{"id":"o-1.shipped","type":"order.shipped","version":1,"at":"2026-05-04T12:00:00Z",` +
			`"data":{"order":{"id":"o-1","email":"ann@example.com"}}}`
		resp, err := http.Post(url+"/events", "application/json", strings.NewReader(event))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusNoContent {
			t.Errorf("got %s", resp.Status)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	if n := len(server.Mails); n != 1 {
		t.Fatalf("got %d mails", n)
	}
	if m := <-server.Mails; !strings.Contains(m, "RCPT TO:<ann@example.com>") || !strings.Contains(m, "Your order o-1 left our house") {
		t.Errorf("got %s", m)
	}
}

func TestRunHelps(t *testing.T) {
	var help strings.Builder
	if err := run(t.Context(), []string{"-h"}, noEnv, io.Discard, &help); err != nil || !strings.Contains(help.String(), "MAILER_SMTP") {
		t.Errorf("got %v and %s", err, &help)
	}
}

func TestRunRefuses(t *testing.T) {
	tests := []struct {
		why, want string
		args      []string
	}{
		{"a typo in a flag", "flag provided but not defined: -adr", []string{"-adr", ":0"}},
		{"no such address", "listen tcp", []string{"-addr", "127.0.0.1:-1"}},
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
