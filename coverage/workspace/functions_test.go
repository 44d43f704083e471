package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// functionsOf returns what Functions says of all packages of a tree, one function a line: its path, lines, name and ratio.
func functionsOf(t *testing.T, tree *Tree, p *coverage.Profile) (lines []string) {
	t.Helper()
	listing, err := tree.List(t.Context(), p, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range listing.Packages {
		functions, err := tree.Functions(t.Context(), p, pkg)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range functions {
			if want := pkg.Path + "/" + path.Base(f.Path); f.File != want {
				t.Errorf("%s is in %s, want %s", f.Name, f.File, want)
			}
			lines = append(lines, fmt.Sprintf("%s:%d-%d %s %d/%d", f.Path, f.Lines.First, f.Lines.Last, f.Name, f.Ratio.Covered, f.Ratio.Total))
		}
	}
	return lines
}

func TestFunctionsOfSomeFiles(t *testing.T) {
	tree := load(t, plant(t, `
-- go.mod --
module shop
-- a.go --
package shop

func a() { f() }
-- b.go --
package shop

func b() { f() }

//line a.go:20
func c() { f() }

/*line a.go:30:1*/ func d() { f() }
-- e.go --
package shop

func e() { f() }
`))
	p := profileOf(t, "shop/a.go 3.10,3.17 1 1", "shop/a.go 20.10,20.17 1 0", "shop/a.go 30.20,30.27 1 0", "shop/b.go 3.10,3.17 1 0")
	functions, err := tree.Functions(t.Context(), p, coverage.Package{
		Path: "shop", Dir: ".", Files: []coverage.File{{Name: "shop/a.go", Path: "a.go"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range functions {
		got = append(got, fmt.Sprint(f.Path, " ", f.Name, " ", f.Ratio))
	}
	want := []string{"a.go a {1 1}", "a.go c {0 1}", "a.go d {0 1}"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("functions are of the files that were asked for, wherever they were written (-want +got):\n%s", diff)
	}
}

func TestFunctions(t *testing.T) {
	tests := []struct {
		name    string
		sources string
		profile []string
		want    []string
		reason  string
	}{
		{
			"blocks", "-- a.go --\npackage shop\n\nfunc f() {\n\ta()\n}\n\nfunc g() {\n\ta()\n}\n",
			[]string{"shop/a.go 3.10,4.3 5 1", "shop/a.go 4.3,5.2 7 0", "shop/a.go 7.10,9.2 1 2"},
			[]string{"a.go:3-5 f 5/12", "a.go:7-9 g 1/1"},
			"the profile says how many statements there are",
		},
		{
			"one line", "-- a.go --\npackage shop; func f() { a() }; func g() { a() }; var h, i = func() { a() }, func() { a() }\n",
			[]string{"shop/a.go 1.25,1.30 1 1", "shop/a.go 1.43,1.48 2 1", "shop/a.go 1.67,1.72 4 1", "shop/a.go 1.84,1.90 8 0"},
			[]string{"a.go:1-1 f 1/1", "a.go:1-1 g 2/2", "a.go:1-1 h 4/4", "a.go:1-1 i 0/8"},
			"the column tells them apart",
		},
		{
			"last line", "-- a.go --\npackage shop\nfunc f() {\n\tif x { a() } }; func g() { a() }\n",
			[]string{"shop/a.go 2.10,3.7 1 1", "shop/a.go 3.8,3.13 2 1", "shop/a.go 3.26,3.30 4 0"},
			[]string{"a.go:2-3 f 3/3", "a.go:3-3 g 0/4"},
			"the next one begins on it",
		},
		{
			"elsewhere", "-- a.go --\npackage shop; func f() { a() }\nvar x = 1\n",
			[]string{"shop/a.go 1.2,1.9 1 1", "shop/a.go 2.9,2.10 1 1", "shop/a.go 9.1,9.2 1 1"},
			[]string{"a.go:1-1 f 0/0"},
			"the profile of another commit: nothing is guessed",
		},
		{
			"not mentioned", "-- a.go --\npackage shop\nfunc f() { a() }\n-- b.go --\npackage shop\nfunc g() { a(); b() }\n",
			[]string{"shop/b.go 2.10,2.20 3 1"},
			[]string{"a.go:2-2 f 0/1", "b.go:2-2 g 3/3"},
			"one file is counted, the other was measured",
		},
		{
			"other platforms", "-- a_plan9.go --\npackage shop\nfunc f() { a() }\n-- b_plan9.go --\npackage shop\nfunc g() { a(); b() }\n",
			[]string{"shop/b_plan9.go 2.10,2.20 3 1"},
			[]string{"b_plan9.go:2-2 g 3/3"},
			"what the profile of another machine mentions, and no more",
		},
		{
			"no source", "-- a.go --\npackage shop\nfunc f() { a() }\n",
			[]string{"shop/_cgo_gotypes.go 2.10,2.20 3 1", "shop/a.go 2.10,2.20 3 1", "shop/gone/a.go 1.1,2.2 1 1"},
			[]string{"a.go:2-2 f 3/3"},
			"nor the whole folder",
		},
		{
			"broken source", "-- a.go --\npackage shop\nfunc f() { a() }\nfunc (\n-- b.go --\npackage shop\nfunc g() { a() }\n",
			[]string{"shop/a.go 2.10,2.20 3 1", "shop/b.go 2.10,2.20 3 0"},
			[]string{"b.go:2-2 g 0/3"},
			"costs its own functions only",
		},
		{
			"two names", "-- a.go --\npackage shop\nfunc f() { a() }\nfunc g() { a() }\n",
			[]string{"ROOT/a.go 2.10,2.20 1 1", "ROOT/a.go 3.10,3.20 1 0", "shop/a.go 2.10,2.20 1 0", "shop/a.go 3.10,3.20 1 0"},
			[]string{"a.go:2-2 f 1/1", "a.go:3-3 g 0/1"},
			"tests that ran on the file, and on the package",
		},
		{
			"same base name", "-- a.go --\npackage shop\nfunc f() { a() }\n-- b/a.go --\npackage b\nfunc f() { a() }\n",
			[]string{"ROOT/a.go 2.10,2.20 1 1", "ROOT/b/a.go 2.10,2.20 1 0", "ROOT/c.go 2.10,2.20 1 0", "elsewhere/a.go 2.10,2.20 1 1"},
			[]string{"a.go:2-2 f 1/1", "b/a.go:2-2 f 0/1"},
			"absolute names, each in its folder",
		},
		{
			"line directives",
			"-- parser.go --\npackage shop\n\nfunc f() {\n\ta()\n}\n\n//line parser.y:3\nfunc g() {\n\ta()\n}\n\n//line parser.go:13\nfunc h() {\n//line parser.y:40\n\ta()\n}\n",
			[]string{"shop/parser.go 13.10,41.2 1 1", "shop/parser.go 3.10,5.2 2 1", "shop/parser.go 40.0,41.0 3 0", "shop/parser.y 3.0,5.0 4 1"},
			[]string{"parser.go:3-5 f 2/2", "parser.go:13-14 h 1/4", "parser.y:3-5 g 4/4"},
			"as cmd/cover: the function's start decides on the file, and each block is where its own directive says",
		},
		{
			"line directives, counted",
			"-- parser.go --\npackage shop\n\n//line parser.y:3\nfunc g() {\n\ta()\n}\n\nvar x = []func(){ // below\n\tfunc() { a() },\n//line x.y:1\n\tfunc() { a(); b() },\n}\n",
			nil,
			[]string{"parser.y:3-5 g 0/1", "parser.y:8-8 x 0/1", "x.y:1-1 x 0/2"},
			"closures of one variable in two files",
		},
		{
			"line directive backwards", "-- a.go --\npackage shop\n\n//line a.go:20\nfunc g() {\n\ta()\n//line a.go:1\n}\n",
			nil,
			[]string{"a.go:20-22 g 0/1"},
			"the last line is never before the first",
		},
		{
			"line directive without a file", "-- a.go --\npackage shop\n\n//line :20\nfunc g() {\n}\n",
			[]string{"shop/a.go 3.1,4.1 1 1"},
			nil, "not of the package",
		},
		{
			"ignored",
			"-- a.go --\npackage shop\n\n//covbar:ignore needs a full disk\nfunc f() {\n\ta()\n}\n\nfunc g() {\n\tif x { //covbar:ignore as above\n\t\ta()\n\t}\n}\n" +
				"-- b.go --\npackage shop\n\n//covbar:ignore as above\nvar x, y = func() { a() }, func() { a(); b() }\n\n//covbar:ignore\nfunc h() { a() }\n",
			[]string{"shop/a.go 4.10,6.2 1 0", "shop/a.go 8.10,9.7 1 1", "shop/a.go 9.7,11.3 1 1"},
			[]string{"a.go:4-6 f 0/0", "a.go:8-12 g 1/1", "b.go:4-4 x 0/0", "b.go:4-4 y 0/0", "b.go:7-7 h 0/1"},
			"what is left out counts nowhere, be it measured or counted; without a reason nothing is",
		},
		{
			"link out", "-- go.work --\ngo 1.26\n-- a/a.go --\nlink: ../../a.go\n", []string{"shop/a/a.go 1.1,2.2 1 1"}, nil, "is not followed",
		},
		{
			"unreadable", "-- a/a.go --\nlink: a.go\n-- a/c.go/b --\n-- a/b.go --\npackage a; func f() { a() }\n",
			[]string{"shop/a/a.go 1.1,2.2 1 1"},
			[]string{"a/b.go:1-1 f 0/1"},
			"a loop, and a folder by the name of a file",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := plant(t, "-- go.mod --\nmodule shop\n"+test.sources)
			var profile *coverage.Profile
			if test.profile != nil {
				profile = profileOf(t, strings.Split(strings.ReplaceAll(strings.Join(test.profile, "\n"), "ROOT", filepath.ToSlash(root)), "\n")...)
			}
			if diff := cmp.Diff(test.want, functionsOf(t, load(t, root), profile)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
		})
	}
}

func TestFunctionsErrors(t *testing.T) {
	root := plant(t, "-- go.mod --\nmodule shop\n-- a.go --\npackage shop\nfunc f() { a() }\n")
	tree := load(t, root)
	pkg := coverage.Package{Path: "shop", Dir: ".", Files: []coverage.File{{Name: "shop/a.go", Path: "a.go"}}}

	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tree.Functions(done, nil, pkg); !errors.Is(err, context.Canceled) {
		t.Errorf("a done context: %v", err)
	}

	own, absolute := "shop/a.go 2.10,2.20 1 1", filepath.ToSlash(root)+"/a.go 2.10,2.20 2 1"
	_, err := tree.Functions(t.Context(), profileOf(t, absolute, own), pkg)
	if err == nil || !strings.HasPrefix(err.Error(), "shop/a.go has several names in the profile: ") {
		t.Errorf("two names that contradict each other: %v", err)
	}

	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	_, err = tree.Functions(t.Context(), nil, pkg)
	if want := root + ": no such file or directory"; err == nil || err.Error() != want {
		t.Errorf("the root is gone: %v, want %s", err, want)
	}
}

func FuzzFunctions(f *testing.F) {
	f.Add("package p; func f() { a() }; var x, y = func() { a() }, z", 1, 23)
	f.Add("package p\n//line x.y:5\nfunc f() {\n\ta()\n//line x.go:2\n}", 5, 0)
	f.Add("package p\nfunc f() { /*line :1:1*/ a() }\n//line :7\nvar x = func() {}", 1, 1)
	f.Add("package p\n\n//covbar:ignore x\nfunc f() { a() }", 4, 10)
	f.Add("package p\nfunc ((**[0]T[a.b])) f() { a() }", 2, 30)
	f.Fuzz(func(t *testing.T, text string, number, column int) {
		found := newFinder()
		for _, base := range []string{"x.go", "x.y", "."} {
			found.files[base] = coverage.File{Name: "shop/" + base, Path: base}
		}
		blocks := []cover.ProfileBlock{{StartLine: number, StartCol: column, NumStmt: 3, Count: 1}}
		found.profiles = map[string]*cover.Profile{"x.go": {Blocks: blocks}}
		found.parse("x.go", []byte(text))
		found.measure()
		var covered int64
		for _, f := range found.functions {
			if f.Name == "" || f.Lines.Last < f.Lines.First || f.Ratio.Total < 0 || f.Ratio.Total > int64(len(text))+3 {
				t.Errorf("%+v", f)
			}
			covered += f.Ratio.Covered
		}
		if covered != 0 && covered != 3 {
			t.Errorf("one block of 3 statements counts %d", covered)
		}
	})
}
