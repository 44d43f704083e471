package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// env is the whole environment; it says where to listen.
func env(key string) string { return map[string]string{"PRICING_ADDR": "127.0.0.1:0"}[key] }

// start runs the service on a free port, and returns its URL and a function that stops it.
func start(t *testing.T) (url string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	output, stdout := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, nil, env, stdout, io.Discard)
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

func TestRun(t *testing.T) {
	url, stop := start(t)
	body := strings.NewReader(`{"items": [{"sku": "cup", "quantity": 2}]}`)
	resp, err := http.Post(url+"/quotes", "application/json", body)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(answer), `"total":1998`) {
		t.Errorf("got %s %s, %v", resp.Status, answer, err)
	}
	if err := stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
}

func TestRunHelps(t *testing.T) {
	var help strings.Builder
	if err := run(t.Context(), []string{"-h"}, env, io.Discard, &help); err != nil || !strings.Contains(help.String(), "PRICING_FILE") {
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
		{"no such prices", "none.json", []string{"-prices", filepath.Join(t.TempDir(), "none.json")}},
	}
	for _, tt := range tests {
		err := run(t.Context(), tt.args, env, io.Discard, io.Discard)
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
