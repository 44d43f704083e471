package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// plant writes a tree of files, in txtar form, into a new folder. A file that begins with "link: " becomes a symbolic
// link; ROOT in it, and in all others, is the folder.
func plant(t *testing.T, tree string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	plantIn(t, root, tree)
	return root
}

func plantIn(t *testing.T, root, tree string) {
	t.Helper()
	for _, file := range txtar.Parse([]byte(tree)).Files {
		name := filepath.Join(root, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(file.Data), "ROOT", filepath.ToSlash(root))
		if target, ok := strings.CutPrefix(text, "link: "); ok {
			if err := os.Symlink(strings.TrimSpace(target), name); err != nil {
				t.Skip("no symbolic links here:", err)
			}
			continue
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func load(t *testing.T, root string) *Tree {
	t.Helper()
	tree, err := Load(root)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func loadError(root string) string {
	_, err := Load(root)
	if err == nil {
		return "no error"
	}
	return strings.ReplaceAll(filepath.ToSlash(err.Error()), filepath.ToSlash(root), "ROOT")
}

const nested = `
-- go.mod --
module shop/v2
ignore web
-- a.go --
package shop
-- b/c/c.go --
package c
-- bc/b.md --
-- tests/a_test.go --
package tests
-- docs/_a.go --
package docs
-- testdata/x/x.go --
package x
-- vendor/x/x.go --
package x
-- web/x.go --
package web
-- outer/inner/go.mod --
module inner
-- outer/inner/in/a_plan9.go --
package in
-- empty/go.mod --
-- empty/a.go --
package empty
`

func TestTree(t *testing.T) {
	root := plant(t, nested)
	tree := load(t, root)
	tests := []struct {
		dir    string
		owner  string
		holds  bool
		reason string
	}{
		{".", "shop/v2", true, "the root"},
		{"b", "shop/v2", true, "in a folder below"},
		{"b/c", "shop/v2", true, "in the folder itself"},
		{"bc", "shop/v2", false, "names end at a slash"},
		{"tests", "shop/v2", true, "tests count"},
		{"docs", "shop/v2", false, "a file that the go command does not see"},
		{"testdata/x", "shop/v2", false, "a folder that the go command does not enter"},
		{"vendor/x", "shop/v2", false, "as above"},
		{"web", "shop/v2", false, "ignored by go.mod"},
		{"outer", "shop/v2", false, "what it holds is of another module"},
		{"outer/inner", "inner", true, "the nearest go.mod; files for other platforms count"},
		{"outer/inner/in", "inner", true, "below it"},
		{"empty", "shop/v2", false, "hidden by an empty go.mod"},
		{"gone/x", "shop/v2", false, "need not be there"},
	}
	for _, test := range tests {
		if m, ok := tree.Owner(test.dir); !ok || m.Path != test.owner {
			t.Errorf("%s belongs to %q, want %q: %s", test.dir, m.Path, test.owner, test.reason)
		}
		if got := tree.HoldsGo(test.dir); got != test.holds {
			t.Errorf("%s holds Go files: %v: %s", test.dir, got, test.reason)
		}
	}
	packages := func(m Module) (found []string) {
		for _, pkg := range tree.Packages(m) {
			found = append(found, pkg.Path+" "+pkg.Dir)
			if !pkg.NoData || pkg.Files != nil {
				t.Errorf("%s: nothing was read", pkg.Path)
			}
		}
		return found
	}
	if diff := cmp.Diff([]string{"shop/v2 .", "shop/v2/b/c b/c"}, packages(tree.Modules[0])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"inner/in outer/inner/in"}, packages(tree.Modules[1])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTreeWithoutModules(t *testing.T) {
	tree := load(t, plant(t, "-- a/a.go --\npackage a\n"))
	if m, ok := tree.Owner("a"); ok || tree.HoldsGo("a") || tree.HoldsGo(".") {
		t.Errorf("no module, but one is known: %v", m)
	}
}

func TestBelow(t *testing.T) {
	top := plant(t, "-- real/a/a.go --\n-- link --\nlink: real\n-- real/out --\nlink: ..\n-- side --\nlink: real/a\n-- realm/a --\n")
	for _, root := range []string{"real", "link"} {
		tree := load(t, filepath.Join(top, root))
		tests := []struct {
			path, want string
			ok         bool
			reason     string
		}{
			{root, ".", true, "the root itself"},
			{"real/a", "a", true, "by its own name"},
			{"link/a", "a", true, "by another name"},
			{"side", "a", true, "a link that leads into it"},
			{root + "/gone/x", "gone/x", true, "not there: as it is written"},
			{"real/out", "", false, "a link that leads out of it"},
			{"realm", "", false, "names end at a slash"},
			{".", "", false, "above it"},
			{"gone", "", false, "not there, and elsewhere"},
		}
		for _, test := range tests {
			got, ok := tree.Below(filepath.Join(top, filepath.FromSlash(test.path)))
			if ok != test.ok || ok && got != test.want {
				t.Errorf("root %s: %s is %q, %v, want %q, %v: %s", root, test.path, got, ok, test.want, test.ok, test.reason)
			}
		}
	}
}
