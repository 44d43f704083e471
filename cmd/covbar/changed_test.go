package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/covbar/covbar/coverage/workspace"
)

// A policy may stand in a part of a repository whose modules are built from what lies beside that part.
func TestIsBuiltFrom(t *testing.T) {
	top := resolved(t.TempDir())
	root := filepath.Join(top, "part")
	files := map[string]string{
		"part/plain/go.mod":  "module m\n\nrequire x v1.0.0\n\nreplace x => y v1.0.0\n",
		"part/lib/go.mod":    "module m\n\nreplace x => ../../lib\n",
		"part/whole/go.mod":  "module m\n\nreplace x => " + top + "/lib\n",
		"part/broken/go.mod": "modul m\n",
		"go.work":            "go 1.26\n\nuse ./lib\nreplace x => ./other\n",
		"broken.work":        "us .\n",
	}
	for name, text := range files {
		wantNoError(t, os.MkdirAll(filepath.Dir(filepath.Join(top, name)), 0o700))
		wantNoError(t, os.WriteFile(filepath.Join(top, name), []byte(text), 0o600))
	}
	tests := []struct {
		dir, work, file string
		want            bool
		reason          string
	}{
		{"plain", "", "lib/x.go", false, "nothing leads there"},
		{"lib", "", "lib/x.go", true, "replaced by a folder beside the root"},
		{"lib", "", "lib", true, "the folder is a submodule"},
		{"lib", "", "library/x.go", false, "another folder"},
		{"whole", "", "lib/deep/x.go", true, "by its whole name"},
		{"plain", "go.work", "lib/x.go", true, "used by the go.work"},
		{"plain", "go.work", "other/x.go", true, "replaced by the go.work"},
		{"plain", "go.work", "go.work", true, "the go.work itself"},
		{"plain", "go.work", "go.work.sum", true, "and its sums"},
		{"plain", "go.work", "go.work.bak", false, "but no other file beside it"},
		{"plain", "broken.work", "x", true, "it cannot be known"},
		{"plain", "gone.work", "x", true, "it cannot be known"},
		{"broken", "", "x", true, "it cannot be known"},
		{"gone", "", "x", true, "it cannot be known"},
	}
	for _, test := range tests {
		m := workspace.Module{Dir: test.dir}
		if test.work != "" {
			m.Work = filepath.Join(top, test.work)
		}
		if got := isBuiltFrom(root, m, []string{filepath.Join(top, "nothing"), filepath.Join(top, test.file)}); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

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
