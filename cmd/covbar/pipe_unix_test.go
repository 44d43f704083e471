//go:build unix

package main

import (
	"context"
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestPipes: `covbar check <(zcat a.gz) a.out` names a pipe. It gives its bytes once: to open it again, for the lines of
// two blocks that contradict each other, would wait for ever.
func TestPipes(t *testing.T) {
	e, _, stderr := testEnv(t)
	wantNoError(t, syscall.Mkfifo(e.path("in"), 0o600))
	wantNoError(t, os.WriteFile(e.path("b.out"), []byte("mode: set\na.go:1.1,2.2 2 1\n"), 0o644))
	in := e.path("in")
	go func() { _ = os.WriteFile(in, []byte("mode: set\na.go:1.1,2.2 1 1\n"), 0) }()
	e.args = []string{"merge", "in", "b.out"}
	if got := run(context.Background(), e); got != statusNone {
		t.Errorf("status %d, want 3", got)
	}
	if !strings.Contains(stderr.String(), "block 1.1,2.2 has ") {
		t.Errorf("stderr %q, want the contradiction", stderr)
	}
}

func TestOutputPipe(t *testing.T) {
	e, _, _ := testEnv(t)
	wantNoError(t, syscall.Mkfifo(e.path("out"), 0o600))
	got := make(chan string)
	go func() {
		data, _ := os.ReadFile(e.path("out"))
		got <- string(data)
	}()
	wantNoError(t, e.save(context.Background(), "out", text("through")))
	if data := <-got; data != "through" {
		t.Errorf("read %q", data)
	}
	if info, err := os.Lstat(e.path("out")); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Error("the pipe was replaced")
	}
}
