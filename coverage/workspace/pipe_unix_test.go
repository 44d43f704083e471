//go:build unix

package workspace

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
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

func TestLoadPipes(t *testing.T) {
	const mod = ": is no regular file\nhint: a go.mod must be a file below the root that can be read"
	const work = ": is no regular file\nhint: a go.work must be a file that can be read"
	tests := []struct{ pipe, link, root, want, reason string }{
		{"a/go.mod", "", ".", "a/go.mod" + mod, "in place of a module"},
		{"a/pipe", "a/go.mod", ".", "a/go.mod" + mod, "behind a link"},
		{"go.work", "", ".", "go.work" + work, "in place of a workspace"},
		{"go.work", "", "a", "ROOT/go.work" + work, "above the root"},
		{"a/go.mod/pipe", "", ".", "no error", "a folder of that name"},
	}
	for _, test := range tests {
		root := plant(t, "-- a/a.go --\npackage a\n")
		pipe := filepath.Join(root, filepath.FromSlash(test.pipe))
		if err := os.MkdirAll(filepath.Dir(pipe), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(pipe, 0o666); err != nil {
			t.Skip("no named pipes here:", err)
		}
		if test.link != "" {
			plantIn(t, root, "-- "+test.link+" --\nlink: pipe\n")
		}
		_, err := Load(filepath.Join(root, test.root))
		got := "no error"
		if err != nil {
			got = strings.ReplaceAll(err.Error(), root, "ROOT")
		}
		if got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.reason, got, test.want)
		}
	}
}

func TestAffectedPipes(t *testing.T) {
	root := plant(t, "-- go.mod --\nmodule shop\n-- a/a.go --\npackage a\n-- b/b.go --\npackage b\n\nimport \"shop/a\"\n-- a/link.go --\nlink: pipe.go\n")
	if err := syscall.Mkfifo(filepath.Join(root, "a", "pipe.go"), 0o666); err != nil {
		t.Skip("no named pipes here:", err)
	}
	got, err := load(t, root).Affected(t.Context(), []string{"a/x/y.txt", "a/a.go"})
	if err != nil || !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %v, %v", got, err)
	}
}
