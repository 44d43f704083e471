package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// TestHookWaits is a push while another one is being checked in the work tree that both need.
func TestHookWaits(t *testing.T) {
	p := newPushing(t)
	wantNoError(t, os.WriteFile(p.env.path("dirty"), nil, 0o666))
	mkdir(t, p.env.path(".git/covbar"))
	unlock, err := lockedfile.MutexAt(filepath.Join(p.env.dir, ".git", "covbar", "lock")).Lock()
	wantNoError(t, err)

	p.env.stdin, p.env.args = p.line(p.head), []string{"hook", "run", "--budget", "1500ms"}
	if got := run(t.Context(), p.env); got != statusPass {
		t.Errorf("status %d, want 0", got)
	}
	for _, want := range []string{
		"covbar: another push is being checked: waiting for it\n",
		"covbar: " + p.head[:10] + " was not checked: another push was, all the time\n",
	} {
		if !strings.Contains(p.said.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, p.said)
		}
	}

	h, err := p.env.openHook(t.Context(), time.Minute)
	wantNoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.lock(ctx, p.env.now().Add(time.Minute)); !errors.Is(err, context.Canceled) {
		t.Errorf("Ctrl-C while it waits: %v", err)
	}

	// Those that gave up do not keep the lock when it is free.
	unlock()
	unlock, err = h.lock(t.Context(), p.env.now().Add(time.Minute))
	wantNoError(t, err)
	unlock()
}
