package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExplainByPlace: after `go test a.go` a profile names files by their place, as it really is, beside their import names.
// Each counts once, and is known also where the root is reached through a link.
func TestExplainByPlace(t *testing.T) {
	e, stdout, stderr := testEnv(t)
	dir, err := filepath.EvalSymlinks(e.dir)
	wantNoError(t, err)
	wantNoError(t, os.Mkdir(filepath.Join(dir, "real"), 0o755))
	place := filepath.ToSlash(filepath.Join(dir, "real", "a.go"))
	for name, text := range map[string]string{
		"real/go.mod": "module example.com/a\n\ngo 1.26\n",
		"real/a.go":   "package a\n\nfunc A() bool { return true }\n\nfunc B() bool { return true }\n",
		"both.out": "mode: set\nexample.com/a/a.go:3.15,3.30 1 1\nexample.com/a/a.go:5.15,5.30 1 0\n" +
			place + ":3.15,3.30 1 0\n" + place + ":5.15,5.30 1 1\n",
		"place.out": "mode: set\n" + place + ":3.15,3.30 1 0\n" + place + ":5.15,5.30 1 1\n",
	} {
		wantNoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	if err := os.Symlink("real", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	for _, root := range []string{"real", "link"} {
		stdout.Reset()
		e.dir = filepath.Join(dir, root)
		e.args = []string{"explain", "example.com/a", "../both.out", "../place.out"}
		if got := run(context.Background(), e); got != statusPass {
			t.Fatalf("%s: status %d\n%s", root, got, stderr)
		}
		want := "\nfiles\n  a.go  2/2  100.00%\n\nprofiles\n  ../both.out   2/2  100.00%\n  ../place.out  1/2  50.00%\n"
		if !strings.HasSuffix(stdout.String(), want) {
			t.Errorf("%s:\n%s\nwant at the end:%s", root, stdout, want)
		}
	}
}
