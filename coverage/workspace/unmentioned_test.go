package workspace

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
)

func TestListUnmentionedSources(t *testing.T) {
	const hint = "\nhint: is the profile older than the source, or made with other build tags?"
	tests := []struct {
		name    string
		tree    string
		want    []string // path and total of the files, and what the package is
		warning []string
		reason  string
	}{
		{
			"one file", "-- app/b.go --\npackage app\n\nfunc F() { x(); y() }\n",
			[]string{"app/a.go 1/1", "app/b.go 0/2"},
			[]string{"app/b.go: no profile mentions it, so its 2 statements count as not covered" + hint},
			"written since the tests ran",
		},
		{
			"one statement, first by name", "-- app/Z.go --\npackage app\n\nfunc F() { x() }\n",
			[]string{"app/Z.go 0/1", "app/a.go 1/1"},
			[]string{"app/Z.go: no profile mentions it, so its 1 statement counts as not covered" + hint},
			"files stay in order",
		},
		{
			"many files", "-- app/b.go --\npackage app\nfunc B() { x() }\n-- app/c.go --\npackage app\nfunc C() { x() }\n" +
				"-- app/d.go --\npackage app\nfunc D() { x() }\n-- app/e.go --\npackage app\nfunc E() { x() }\n" +
				"-- app/f.go --\npackage app\nfunc F() { x() }\n-- app/g.go --\npackage app\nfunc G() { x() }\n",
			[]string{"app/a.go 1/1", "app/b.go 0/1", "app/c.go 0/1", "app/d.go 0/1", "app/e.go 0/1", "app/f.go 0/1", "app/g.go 0/1"},
			[]string{"shop/app: no profile mentions b.go, c.go, d.go, e.go, f.go and 1 more, so their 6 statements count as not covered" + hint},
			"one warning for a package",
		},
		{
			"nothing to run", "-- app/b.go --\npackage app\n\ntype T int\n-- app/c.go --\npackage app\n\nfunc F() {}\n-- app/d.go --\npackage app\n\nfunc _() { x() }\n",
			[]string{"app/a.go 1/1"},
			nil, "no profile has such files, or nothing of them",
		},
		{
			"not compiled", "-- app/b_plan9.go --\npackage app\n\nfunc F() { x() }\n-- app/c.go --\n//go:build never\n\npackage app\n\nfunc F() { x() }\n" +
				"-- app/d_test.go --\npackage app\n\nfunc F() { x() }\n-- app/_e.go --\npackage app\n\nfunc F() { x() }\n" +
				"-- app/gen.go --\n//go:build ignore\n\npackage main\n\nfunc main() { x() }\n-- app/dir.go/x --\n-- app/link.go --\nlink: dir.go\n",
			[]string{"app/a.go 1/1"},
			nil, "of other platforms and tags, tests, what is no source: no omission",
		},
		{
			"compiled", "-- app/b_linux.go --\npackage app\n\nfunc F() { x() }\n-- app/c.go --\n//go:build given\n\npackage app\n\nfunc F() { x() }\n",
			[]string{"app/a.go 1/1", "app/b_linux.go 0/1", "app/c.go 0/1"},
			[]string{"shop/app: no profile mentions b_linux.go, c.go, so their 2 statements count as not covered" + hint},
			"of this platform, and of the tag that is given",
		},
		{
			"cgo", "-- app/b.go --\npackage app\n\nimport \"C\"\n\nfunc F() { x() }\n",
			[]string{"app/a.go 1/1", "app/b.go 0/1"},
			[]string{"app/b.go: no profile mentions it, so its 1 statement counts as not covered" + hint},
			"files with C belong to the package",
		},
		{
			"generated, mentioned", "-- app/y.go --\npackage app\n\n//line a.go:10\nfunc F() { x() }\n",
			[]string{"app/a.go 1/1"},
			nil, "a parser of goyacc: its statements have the name of the grammar",
		},
		{
			"generated, not mentioned", "-- app/y.go --\npackage app\n\n//line y.y:10\nfunc F() { x() }\n\n//line a.go:5\nfunc G() { x() }\n",
			[]string{"app/a.go 1/1", "app/y.y 0/1"},
			[]string{"app/y.y: no profile mentions it, so its 1 statement counts as not covered" + hint},
			"named as go test would",
		},
		{
			"broken", "-- app/b.go --\npackage app\n\nfunc F() { x() }\nfunc G() { x(1 2) }\n",
			[]string{"app/a.go 1/1", "app/b.go 0/2", "broken"},
			[]string{
				"app/b.go: no profile mentions it, so its 2 statements count as not covered" + hint,
				"app/b.go:4:16: missing ',' in argument list",
			},
			"what can be counted is counted",
		},
		{
			"nothing readable", "-- app/b.go --\nlink: /etc/hosts\n",
			[]string{"app/a.go 1/1", "broken"},
			[]string{"app/b.go: path escapes from parent"},
			"there may be statements in it",
		},
		{
			"the mentioned file is not read", "-- app/a.go --\npackage (\n-- app/types.go --\npackage app\n\ntype T int\n",
			[]string{"app/a.go 1/1"},
			nil, "the profile says all of it",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tree := load(t, plant(t, "-- go.mod --\nmodule shop\n-- app/a.go --\npackage app\n"+test.tree))
			tree.Build.GOOS, tree.Build.GOARCH, tree.Build.CgoEnabled, tree.Build.BuildTags = "linux", "amd64", true, []string{"given"}
			listing, err := tree.List(t.Context(), profileOf(t, "shop/app/a.go 1.10,1.17 1 1"), nil, nil)
			if err != nil || len(listing.Packages) != 1 {
				t.Fatalf("%v, %v", listing, err)
			}
			pkg := listing.Packages[0]
			var got, warnings []string
			for _, file := range pkg.Files {
				got = append(got, fmt.Sprintf("%s %d/%d", file.Path, file.Ratio.Covered, file.Ratio.Total))
				if file.Name != "shop/"+file.Path {
					t.Errorf("%s is named %s", file.Path, file.Name)
				}
			}
			if pkg.Broken {
				got = append(got, "broken")
			}
			for _, w := range listing.Warnings {
				warnings = append(warnings, w.Text)
				if w.Package != "shop/app" {
					t.Errorf("a warning of package %q: %s", w.Package, w.Text)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
			if diff := cmp.Diff(test.warning, warnings); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
			if pkg.NoData {
				t.Error("the profile has data of it")
			}
		})
	}
}

// Without a C compiler, or with CGO_ENABLED=0, tests run without the files that need one.
func TestListUnmentionedWithoutCgo(t *testing.T) {
	tree := load(t, plant(t, "-- go.mod --\nmodule shop\n-- a.go --\npackage shop\n-- b.go --\npackage shop\n\nimport \"C\"\n\nfunc F() { x() }\n"))
	tree.Build.CgoEnabled = false
	listing, err := tree.List(t.Context(), profileOf(t, "shop/a.go 1.10,1.17 1 1"), nil, nil)
	if err != nil || len(listing.Warnings) > 0 || listing.Packages[0].Ratio().Total != 1 {
		t.Errorf("%v, %v", listing, err)
	}
}

func TestListUnmentionedButSkipped(t *testing.T) {
	tree := load(t, plant(t, "-- go.mod --\nmodule shop\n-- a.go --\npackage shop\n-- b.go --\npackage shop\n\nfunc F() { x() }\n"))
	listing, err := tree.List(t.Context(), profileOf(t, "shop/a.go 1.10,1.17 1 1"), nil, func(coverage.Package) bool { return true })
	if err != nil || len(listing.Warnings) > 0 || listing.Packages[0].Ratio().Total != 1 {
		t.Errorf("nobody asks for the rest of the package: %v, %v", listing, err)
	}
}
