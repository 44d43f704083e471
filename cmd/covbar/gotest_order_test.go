package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/covbar/covbar/coverage/workspace"
)

// The module with the most packages to test begins first; of several, the one that comes first.
func TestOrder(t *testing.T) {
	e, _, _ := testEnv(t)
	for _, name := range []string{"a/a_test.go", "b/b_test.go", "b/x/x_test.go", "b/y/y.go", "c/c.go", "c/x/x.go", "c/y/y.go", "d/d_test.go"} {
		wantNoError(t, os.MkdirAll(filepath.Dir(e.path(name)), 0o700))
		wantNoError(t, os.WriteFile(e.path(name), nil, 0o600))
	}
	module := func(dir string, packages ...string) job {
		return job{module: workspace.Module{Path: "m/" + dir, Dir: dir}, packages: packages}
	}
	jobs := []job{
		module("a", "m/a"),
		module("b", "m/b", "m/b/x", "m/b/y"),
		module("c", "m/c", "m/c/x", "m/c/y", "m/c/gone"),
		module("d", "m/d"),
	}
	tests := newTester(e, e.dir, "", "", task{})
	if got, want := tests.order(jobs), []int{1, 0, 3, 2}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
