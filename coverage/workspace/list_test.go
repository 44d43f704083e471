package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// profileOf makes a profile of lines "FILE RANGE STATEMENTS COUNT", those of a file in a row.
func profileOf(t *testing.T, lines ...string) *coverage.Profile {
	t.Helper()
	p := &coverage.Profile{Mode: coverage.Set}
	for _, line := range lines {
		var name string
		var b cover.ProfileBlock
		if _, err := fmt.Sscanf(line, "%s %d.%d,%d.%d %d %d", &name, &b.StartLine, &b.StartCol, &b.EndLine, &b.EndCol, &b.NumStmt, &b.Count); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if n := len(p.Files); n == 0 || p.Files[n-1].FileName != name {
			p.Files = append(p.Files, &cover.Profile{FileName: name, Mode: string(p.Mode)})
		}
		file := p.Files[len(p.Files)-1]
		file.Blocks = append(file.Blocks, b)
	}
	return p
}

const shop = `
-- go.mod --
module shop
-- shop.go --
package shop

func F() { a(); b() }
-- cart/cart.go --
package cart

func F() { a() }
-- cart/b.go --
package cart

func G() { a(); b(); c() }
-- cart/cart_test.go --
package cart

func TestF() { a() }
-- cmd/shop/main.go --
package main

func main() {}
-- types/types.go --
package types

type T int
-- tests/only_test.go --
package tests

func TestF() { a() }
-- other/other.go --
//go:build never

package other

func F() { a() }
-- other/doc.md --
-- other/os_plan9.go --
package other
-- mail/go.mod --
module shop/mail/v2
-- mail/mail.go --
package mail

func F() { a() }
`

func TestListWithoutProfile(t *testing.T) {
	tree := load(t, plant(t, shop))
	tree.Build.GOOS = "linux"
	got, err := tree.List(context.Background(), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name, path string, total int64) coverage.File {
		return coverage.File{Name: name, Path: path, Ratio: coverage.Ratio{Total: total}}
	}
	want := []coverage.Package{
		{Path: "shop", Dir: ".", NoData: true, Files: []coverage.File{file("shop/shop.go", "shop.go", 2)}},
		{Path: "shop/cart", Dir: "cart", NoData: true, Files: []coverage.File{
			file("shop/cart/b.go", "cart/b.go", 3), file("shop/cart/cart.go", "cart/cart.go", 1),
		}},
		{Path: "shop/cmd/shop", Dir: "cmd/shop", NoData: true, Files: []coverage.File{file("shop/cmd/shop/main.go", "cmd/shop/main.go", 0)}},
		{Path: "shop/mail/v2", Dir: "mail", NoData: true, Files: []coverage.File{file("shop/mail/v2/mail.go", "mail/mail.go", 1)}},
		{Path: "shop/types", Dir: "types", NoData: true},
	}
	if diff := cmp.Diff(&Listing{Packages: want}, got); diff != "" {
		t.Errorf("all packages are there, those with tests alone or for other platforms are not (-want +got):\n%s", diff)
	}

	tree.Build.BuildTags = []string{"never"}
	got, err = tree.List(context.Background(), nil, nil, func(p coverage.Package) bool { return p.Path != "shop/other" })
	if err != nil || len(got.Packages) != 1 || got.Packages[0].Ratio().Total != 1 {
		t.Errorf("with the tag, and nothing else asked for: %v, %v", got.Packages, err)
	}
}

func TestListWithProfile(t *testing.T) {
	root := plant(t, shop)
	tree := load(t, root)
	profile := profileOf(t,
		filepath.ToSlash(root)+"/mail/mail.go 3.10,3.17 1 1",
		"/elsewhere/a.go 1.1,2.2 7 1",
		"a.go 1.1,2.2 7 1",
		"fmt/print.go 1.1,2.2 10 1", "fmt/scan.go 1.1,2.2 20 0", "net/http/server.go 1.1,2.2 5 1",
		"shop/cart/cart.go 3.10,3.17 4 1", "shop/cart/cart.go 4.1,5.1 6 0",
		"golang.org/x/net/html/parse.go 1.1,2.2 4 1",
		"shop/gone/_cgo_gotypes.go 1.1,2.2 3 0",
		"shop/testdata/x/x.go 1.1,2.2 2 1",
		"shop/vendor/golang.org/x/net/html/doc.go 1.1,2.2 5 1",
		"vendor/golang.org/x/net/html/parse.go 1.1,2.2 6 1",
	)
	var asked []string
	got, err := tree.List(context.Background(), profile, nil, func(p coverage.Package) bool {
		asked = append(asked, p.Path+" "+p.Dir)
		return p.Path != "shop"
	})
	if err != nil {
		t.Fatal(err)
	}
	want := &Listing{
		Packages: []coverage.Package{
			{Path: "shop", Dir: ".", NoData: true, Files: []coverage.File{{Name: "shop/shop.go", Path: "shop.go", Ratio: coverage.Ratio{Total: 2}}}},
			{Path: "shop/cart", Dir: "cart", Files: []coverage.File{
				{Name: "shop/cart/cart.go", Path: "cart/cart.go", Ratio: coverage.Ratio{Covered: 4, Total: 10}},
			}},
			{Path: "shop/gone", Dir: "gone", Files: []coverage.File{
				{Name: "shop/gone/_cgo_gotypes.go", Path: "gone/_cgo_gotypes.go", Ratio: coverage.Ratio{Total: 3}},
			}},
			{Path: "shop/mail/v2", Dir: "mail", Files: []coverage.File{
				{Name: "shop/mail/v2/mail.go", Path: "mail/mail.go", Ratio: coverage.Ratio{Covered: 1, Total: 1}},
			}},
			{Path: "shop/testdata/x", Dir: "testdata/x", Files: []coverage.File{
				{Name: "shop/testdata/x/x.go", Path: "testdata/x/x.go", Ratio: coverage.Ratio{Covered: 2, Total: 2}},
			}},
		},
		Unmapped: []string{"/elsewhere/a.go", "a.go"},
	}
	want.Standard = Outside{Packages: 3, Statements: 41}
	want.Foreign = Outside{Packages: 1, Statements: 9} // vendored or not
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	slices.Sort(asked)
	if diff := cmp.Diff([]string{
		"shop .", "shop/cart cart", "shop/cmd/shop cmd/shop", "shop/gone gone", "shop/mail/v2 mail", "shop/other other",
		"shop/testdata/x testdata/x", "shop/types types",
	}, asked); diff != "" {
		t.Errorf("skip is asked once about each, also about what is not there (-want +got):\n%s", diff)
	}
}

func TestListOneFileUnderTwoNames(t *testing.T) {
	root := plant(t, shop)
	tree, name := load(t, root), filepath.ToSlash(root)+"/cart/cart.go"
	got, err := tree.List(context.Background(), profileOf(t, name+" 3.10,3.17 1 0", name+" 4.1,5.1 2 1",
		"shop/cart/cart.go 3.10,3.17 1 1", "shop/cart/cart.go 4.1,5.1 2 0"), nil, func(coverage.Package) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	want := []coverage.Package{{Path: "shop/cart", Dir: "cart", Files: []coverage.File{
		{Name: "shop/cart/cart.go", Path: "cart/cart.go", Ratio: coverage.Ratio{Covered: 3, Total: 3}},
	}}}
	if diff := cmp.Diff(want, got.Packages); diff != "" {
		t.Errorf("each block counts once (-want +got):\n%s", diff)
	}

	_, err = tree.List(context.Background(), profileOf(t, name+" 3.10,3.17 1 0", "shop/cart/cart.go 3.10,3.17 2 1"), nil, nil)
	if conflict, ok := errors.AsType[*coverage.ConflictError](err); !ok || !strings.HasPrefix(err.Error(), "shop/cart/cart.go has several names in the profile: ") {
		t.Errorf("one block with 1 and 2 statements: %v (%v)", err, conflict)
	}
}

func TestListTellsWhatAnEmptyGoModHides(t *testing.T) {
	tree := load(t, plant(t, "-- go.mod --\nmodule shop\n-- a.go --\npackage shop\n-- web/go.mod --\n-- web/x/x.go --\npackage x\n-- web/y/go.mod --\nmodule y\n-- web/y/y.go --\npackage y\n"))
	listing, err := tree.List(t.Context(), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, pkg := range listing.Packages {
		got = append(got, pkg.Path)
	}
	if want := []string{"shop", "y"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := []Warning{{Text: "web/go.mod is empty: what is below it belongs to no module, and is not looked at"}}; !slices.Equal(listing.Warnings, want) {
		t.Errorf("got %q, want %q", listing.Warnings, want)
	}
}

func TestListStops(t *testing.T) {
	root := plant(t, shop)
	tree := load(t, root)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := tree.List(ctx, nil, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that is done: %v", err)
	}
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	want := tree.Root + ": no such file or directory"
	if _, err := tree.List(context.Background(), nil, nil, nil); err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

// The packages are those that the go command lists, where it is asked in each module.
func TestListAsTheGoCommand(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	root := plant(t, `
-- go.mod --
module shop

go 1.26

ignore (
	./left
	out
)
-- a.go --
package shop
-- vendor/a.go --
package vendor
-- vendor/x/a.go --
package x
-- x/vendor/a.go --
package vendor
-- x/vendor/y/a.go --
package y
-- x/testdata/a.go --
package testdata
-- _x/a.go --
package x
-- .x/a.go --
package x
-- x/_a.go --
package x
-- left/a.go --
package left
-- right/left/a.go --
package left
-- right/out/a.go --
package out
-- outer/a.go --
package outer
-- tests/a_test.go --
package tests
-- tagged/a.go --
//go:build ignore

package main
-- system/a_windows.go --
package system
-- system/a_linux.go --
package system
-- link --
link: outer
-- docs/a.go --
package documentation
-- linked/a.go --
link: ../outer/a.go
-- nested/go.mod --
module shop/nested/v2

go 1.26
-- nested/v2/a.go --
package v2
-- beside/go.mod/x --
-- beside/a.go --
package beside
`)
	tree := load(t, root)
	var want []string
	for _, m := range tree.Modules {
		list := exec.Command("go", "list", "-mod=mod", "-f={{if or .GoFiles .CgoFiles}}{{.ImportPath}}{{end}}", "./...")
		list.Dir = filepath.Join(root, filepath.FromSlash(m.Dir))
		list.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off", "GOTOOLCHAIN=local")
		out, err := list.Output()
		if err != nil {
			t.Skip("no go command:", err)
		}
		want = append(want, strings.Fields(string(out))...)
	}
	slices.Sort(want)
	listing, err := tree.List(context.Background(), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, pkg := range listing.Packages {
		got = append(got, pkg.Path)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-go list +got):\n%s", diff)
	}
}
