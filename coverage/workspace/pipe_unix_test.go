//go:build unix

package workspace

import (
	"path/filepath"
	"syscall"
	"testing"
)

// A named pipe that nobody writes to would be read for ever.
func TestListPipes(t *testing.T) {
	root := plant(t, "-- go.mod --\nmodule shop\n-- a/b.go --\npackage a\n-- b/c.go --\nlink: ../a/pipe.go\n-- testdata/x/b.go --\npackage x\n")
	for _, name := range []string{"a/pipe.go", "a/a.go", "testdata/x/a.go"} {
		if err := syscall.Mkfifo(filepath.Join(root, filepath.FromSlash(name)), 0o666); err != nil {
			t.Skip("no named pipes here:", err)
		}
	}
	listing, err := load(t, root).List(t.Context(), profileOf(t, "shop/a/a.go 1.1,2.2 1 1", "shop/testdata/x/a.go 1.1,2.2 1 1"), nil, nil)
	if err != nil || len(listing.Packages) != 2 || len(listing.Warnings) > 0 {
		t.Errorf("%+v, %v", listing, err)
	}
}
