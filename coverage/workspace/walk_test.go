package workspace

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is found does not depend on how many walk.
func TestWalkInOrder(t *testing.T) {
	var tree strings.Builder
	for i := range 30 {
		fmt.Fprintf(&tree, "-- m%02d/go.mod --\nmodule m%02d\n-- m%02[1]d/a/a.go --\npackage a\n-- m%02[1]d/a/b/c/c.go --\npackage c\n", i, i)
		fmt.Fprintf(&tree, "-- m%02d/go.work --\ngo 1.26\n-- m%02[1]d/hidden/go.mod --\n", i)
	}
	root := plant(t, tree.String())
	disk, err := os.OpenRoot(root)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	alone := &walker{disk: disk, helpers: make(chan struct{})}
	many := &walker{disk: disk, helpers: make(chan struct{}, 8)}
	want := fmt.Sprint(alone.walk(disk, ".", nil))
	if n := strings.Count(want, "m29"); n < 5 {
		t.Fatalf("the last module is not found: %s", want)
	}
	for range 20 {
		if diff := cmp.Diff(want, fmt.Sprint(many.walk(disk, ".", nil))); diff != "" {
			t.Fatalf("-alone +many:\n%s", diff)
		}
	}
}

// Of several errors, the one that comes first counts.
func TestFirstLoadError(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	tests := []struct{ tree, want, reason string }{
		{
			"-- a/x/y/go.mod --\nmodule\n-- b/go.mod --\ngo 1.26\n-- c/go.mod --\nmodule c\n-- d/go.mod --\nmodule c\n",
			"a/x/y/go.mod:1: usage: module module/path\n", "deep, but first by name",
		},
		{
			"-- a/go.mod --\nmodule a\n-- b/go.mod --\nmodule a\n-- c/go.mod --\nmodule\n",
			"b/go.mod:1: a is the module of a/go.mod:1 too\n", "twins before a wrong one",
		},
		{
			"-- a/go.mod --\nmodule a\n-- b/go.mod --\nmodule\n-- c/go.mod --\nmodule a\n",
			"b/go.mod:1: usage: module module/path\n", "twins after a wrong one",
		},
		{
			"-- a/go.work --\nuse\n-- b/go.mod --\nmodule\n", "b/go.mod:1: usage: module module/path\n", "works are read when all modules are known",
		},
	}
	for _, test := range tests {
		root := plant(t, test.tree)
		for range 20 {
			if got := loadError(root); !strings.HasPrefix(got, test.want) {
				t.Fatalf("%s\nwant %s…: %s", got, test.want, test.reason)
			}
		}
	}
}
