package workspace

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
)

func TestNewer(t *testing.T) {
	root := plant(t, `
-- go.mod --
module shop
-- same.go --
package shop
-- second.go --
package shop
-- later.go --
package shop
-- older.go --
package shop
-- unnamed.go --
package shop
-- cart/later.go --
package cart
-- cart/link.go --
link: ../later.go
-- cart/old.go --
link: ../older.go
-- cart/out.go --
link: ../../out.go
-- linked --
link: cart
-- cart/folder.go/x --
-- cart/grammar.y --
-- other/later.go --
package other
`)
	profiled := time.Date(2026, 3, 1, 12, 0, 0, 500, time.UTC)
	for name, age := range map[string]time.Duration{
		"same.go": 0, "second.go": coarsest - 1, "later.go": coarsest, "older.go": -time.Hour, "unnamed.go": time.Hour,
		"cart/later.go": time.Hour, "cart/folder.go": time.Hour, "cart/grammar.y": time.Hour, "other/later.go": time.Hour,
	} {
		if err := os.Chtimes(filepath.Join(root, filepath.FromSlash(name)), profiled, profiled.Add(age)); err != nil {
			t.Fatal(err)
		}
	}
	tree := load(t, root)
	tests := []struct {
		names  []string
		want   []string
		reason string
	}{
		{nil, nil, "nothing is named"},
		{[]string{"shop/same.go", "shop/older.go"}, nil, "the same time is no later one"},
		{[]string{"shop/second.go"}, nil, "the clock of a file system may be coarse"},
		{[]string{"shop/later.go", "shop/cart/later.go"}, []string{"cart/later.go", "later.go"}, "sorted as they are below the root"},
		{[]string{"shop/later.go", filepath.ToSlash(root) + "/later.go"}, []string{"later.go"}, "two names, one file"},
		{[]string{"shop/cart/link.go", "shop/cart/old.go"}, []string{"cart/link.go"}, "a link within the root: what it leads to counts"},
		{[]string{"shop/cart/out.go", "shop/cart/folder.go"}, nil, "a link that leads out, and what is no file"},
		{[]string{"shop/cart/grammar.y"}, []string{"cart/grammar.y"}, "named by a //line directive"},
		{[]string{"shop/other/later.go"}, nil, "a package that nobody asks for"},
		{[]string{"shop/linked/later.go"}, []string{"linked/later.go"}, "a folder by another name"},
		{[]string{"shop/gone.go", "shop/gone/a.go", "fmt/print.go", "/etc/passwd", "../later.go", "shop/.."}, nil, "not there, or not below the root"},
	}
	for _, test := range tests {
		var lines []string
		for _, name := range test.names {
			lines = append(lines, name+" 1.1,2.2 1 1")
		}
		p := profileOf(t, lines...)
		if _, err := tree.List(t.Context(), p, nil, func(pkg coverage.Package) bool { return pkg.Dir == "other" }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, tree.Newer(p, profiled)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
	if got := tree.Newer(nil, profiled); got != nil {
		t.Errorf("no profile: %v", got)
	}
	if got := load(t, root).Newer(profileOf(t, "shop/later.go 1.1,2.2 1 1"), profiled); got != nil {
		t.Errorf("nothing has been listed: %v", got)
	}
}
