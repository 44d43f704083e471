package workspace

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
)

func TestBrokenSources(t *testing.T) {
	tests := []struct {
		name       string
		tree       string
		statements int64
		warnings   []string
		reason     string
	}{
		{
			"syntax", "-- a/a.go --\npackage a\n\nfunc F() { x(); y() }\n\nfunc G() { x(1 2) }\n\nfunc H() { x() }\n-- a/b.go --\npackage a\n\nfunc I() { x() }\n",
			5,
			[]string{"a/a.go:5:16: missing ',' in argument list"},
			"what can be counted is counted",
		},
		{
			"many errors", "-- a/a.go --\npackage a\n" + strings.Repeat("\nfunc F() { x(1 2) }\n", 20) + "func G() { x(); y() }\n",
			22,
			[]string{"a/a.go:3:16: missing ',' in argument list (and 10 more errors)"},
			"go/parser gives up after ten",
		},
		{
			"no package line", "-- a/a.go --\n", 0, []string{"a/a.go:1:1: expected 'package', found 'EOF'"}, "an empty file",
		},
		{
			"two packages", "-- a/a.go --\npackage a\n\nfunc F() { x() }\n-- a/b.go --\npackage b\n\nfunc F() { x() }\n",
			2,
			[]string{"a: found packages a (a.go) and b (b.go) in a"},
			"go test cannot build it",
		},
		{
			"constraint", "-- a/a.go --\n//go:build (\n\npackage a\n\nfunc F() { x() }\n",
			1,
			[]string{"a: a.go: parsing //go:build line: missing close paren"},
			"which files belong to the package is not known",
		},
		{
			"link out", "-- a/a.go --\nlink: /etc/hosts\n-- a/b.go --\npackage a\n\nfunc F() { x() }\n",
			1,
			[]string{"a/a.go: path escapes from parent"},
			"nothing outside is read",
		},
		{
			"link to nothing", "-- a/a.go --\nlink: gone.go\n", 0, []string{"a/a.go: no such file or directory"}, "left over",
		},
		{
			"several", "-- a/a.go --\npackage\n-- a/b.go --\npackage a; func\n-- b/b.go --\nlink: b.go\n", 0,
			[]string{
				"a/a.go:1:9: expected 'IDENT', found 'EOF'", "a/b.go:1:17: expected 'IDENT', found 'EOF'",
				"b/b.go: too many levels of symbolic links",
			},
			"one for each file, in order",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tree := load(t, plant(t, "-- go.mod --\nmodule shop\n"+test.tree))
			listing, err := tree.List(context.Background(), nil, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			var sum coverage.Ratio
			for _, pkg := range listing.Packages {
				sum = sum.Add(pkg.Ratio())
				if !pkg.Broken || !pkg.NoData {
					t.Errorf("%s is not marked: %s", pkg.Path, test.reason)
				}
			}
			if sum.Total != test.statements {
				t.Errorf("%d statements, want %d: %s", sum.Total, test.statements, test.reason)
			}
			var warnings []string
			for _, w := range listing.Warnings {
				warnings = append(warnings, w.Text)
			}
			if diff := cmp.Diff(test.warnings, warnings); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
		})
	}
}

// What is not a file is left alone, and a folder that is gone since Load is no silence.
func TestOddSources(t *testing.T) {
	root := plant(t, "-- go.mod --\nmodule shop\n-- a/a.go --\npackage a\n-- a/dir.go/x --\n-- a/link.go --\nlink: dir.go\n-- b/link.go --\nlink: ../a/dir.go\n-- c/c.go --\npackage c\n")
	tree := load(t, root)
	if err := os.RemoveAll(filepath.Join(root, "c")); err != nil {
		t.Fatal(err)
	}
	listing, err := tree.List(context.Background(), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := &Listing{
		Packages: []coverage.Package{{Path: "shop/a", Dir: "a", NoData: true}, {Path: "shop/c", Dir: "c", NoData: true, Broken: true}},
		Warnings: []Warning{{"shop/c", "c: no such file or directory"}},
	}
	if diff := cmp.Diff(want, listing); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// For code that no test runs, the sources say what `go test -coverpkg` would: file by file, //line directives too. So its
// own profile lacks nothing.
func TestListAsGoTest(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	root := plant(t, `
-- go.mod --
module shop

go 1.26
-- shop_test.go --
package shop

import (
	"testing"

	_ "shop/cart"
	_ "shop/native"
	_ "shop/gen"
)

func Test(t *testing.T) {}
-- shop.go --
package shop

import "fmt"

var table = []func(){func() { fmt.Println() }, func() {}}

func F(x int) (err error) {
	defer func() { err = nil }()
	switch {
	case x > 1:{
		fmt.Println(1)
	}
	case x > 2:
	default:
		return fmt.Errorf("no")
	}
loop:
	for range x {
		if x == 1 { continue loop } else if x == 2 { break loop } else { x++ }
	}
	goto end
end:
	return nil
}
-- cart/cart.go --
package cart

type Cart struct{}

func (*Cart) Add() { println(1); { println(2) }; { println(3) } }
func (Cart) Empty() {}
func _() { println(4) }
-- cart/types.go --
package cart

type Item int
-- cart/hollow.go --
package cart

func hollow() {}
-- cart/cart_plan9.go --
package cart

func system() { println(1) }
-- cart/tagged.go --
//go:build tagged

package cart

func tagged() { println(1) }
-- cart/race.go --
//go:build race

package cart

func race() { println(1) }
-- cart/norace.go --
//go:build !race

package cart

func race() { println(1) }
-- native/native.go --
package native

func F() { println(1) }
-- native/cgo.go --
package native

import "C"

func G() C.int { println(1); return 1 }
-- native/nocgo.go --
//go:build !cgo

package native

func G() int { println(1); println(2); println(3); return 1 }
-- gen/alone.go --
package gen

//line alone.y:1
func E() { println(1); println(2) }
-- gen/gen.go --
package gen

func A() { println(1) }

//line gen.y:10
func B() { println(1); println(2) }

//line other.y:10:5
func C() {
	println(1)
//line gen.y:20
	func() { println(2) }()
}

//line :30
func D() { println(1); println(2); println(3) }
`)
	profile := goTest(t, root, "-coverpkg=./...", ".")
	want := map[string]int64{}
	for _, file := range profile.Files {
		want[file.FileName] = coverage.FileRatio(file).Total
	}
	for _, p := range []*coverage.Profile{nil, profile} {
		listing, err := load(t, root).List(context.Background(), p, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int64{}
		for _, pkg := range listing.Packages {
			for _, file := range pkg.Files {
				got[file.Name] = file.Ratio.Total
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("with a profile: %v (-go test +got):\n%s", p != nil, diff)
		}
		if len(listing.Warnings) > 0 {
			t.Errorf("with a profile: %v: nothing is wrong, but there are warnings: %q", p != nil, listing.Warnings)
		}
	}
}
