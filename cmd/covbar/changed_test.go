package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Nobody waits for git any more.
func TestChangedInterrupted(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip(err)
	}
	e, _, _ := testEnv(t)
	e.environ = os.Environ()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := e.narrow(ctx, &gate{root: e.dir}, &measurement{}, "")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want it interrupted", err)
	}
}

// The policy and its floors decide for every package, by whatever name they are reached.
func TestPolicyFiles(t *testing.T) {
	e, _, _ := testEnv(t)
	e.dir = resolved(e.dir)
	wantNoError(t, os.Mkdir(e.path("sub"), 0o700))
	wantNoError(t, os.WriteFile(e.path("real.yml"), []byte("version: 1\nfloors: {file: f.txt, until: 2099-01-01}\n"), 0o600))
	wantNoError(t, os.WriteFile(e.path("f.txt"), nil, 0o600))
	wantNoError(t, os.WriteFile(e.path("go.mod"), []byte("module m\n"), 0o600))
	policy := "real.yml"
	if os.Symlink("real.yml", e.path("link.yml")) == nil {
		policy = "link.yml"
	}
	g, err := e.openGate(settings{policy: policy})
	wantNoError(t, err)
	for _, name := range []string{"real.yml", policy, "f.txt", ".covbar.yml"} {
		below, deciding := e.sortChange(g, []string{e.path("go.mod"), e.path(name)})
		if deciding != name || below != nil {
			t.Errorf("%s: %q %q", name, deciding, below)
		}
	}
	below, deciding := e.sortChange(g, []string{e.path("go.mod"), filepath.Join(e.dir, "..", "beside")})
	if len(below) != 1 || below[0] != "go.mod" || deciding != "" {
		t.Errorf("%q %q", deciding, below)
	}
}
