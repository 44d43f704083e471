package workspace

import (
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
)

func TestReplacedModules(t *testing.T) {
	const fork = "-- fork/go.mod --\nmodule example.com/fork\n-- fork/x.go --\npackage x\n-- fork/in/y.go --\npackage in\n"
	tests := []struct {
		name, tree string
		file       string // as a profile names it
		want       string // where it is
		reason     string
	}{
		{
			"go.mod", fork + "-- app/go.mod --\nmodule app\nreplace example.com/old => ../fork\n",
			"example.com/old/x.go", "fork as example.com/fork", "under the name that the module itself declares",
		},
		{
			"below", fork + "-- app/go.mod --\nmodule app\nreplace (\n\t\"example.com/old\" => `../fork` // why\n)\n",
			"example.com/old/in/y.go", "fork/in as example.com/fork/in", "in a block, in quotes",
		},
		{
			"versioned", fork + "-- app/go.mod --\nmodule app\nreplace example.com/old v1.2.3 => ../fork\n",
			"example.com/old/x.go", "fork as example.com/fork", "for one version alone",
		},
		{
			"go.work", fork + "-- go.work --\ngo 1.26\nreplace example.com/old => ./fork\n",
			"example.com/old/x.go", "fork as example.com/fork", "for the modules that it uses",
		},
		{
			"absolute", fork + "-- app/go.mod --\nmodule app\nreplace example.com/old => ROOT/fork\n",
			"example.com/old/x.go", "fork as example.com/fork", "on this machine alone",
		},
		{
			"link", fork + "-- app/go.mod --\nmodule app\nreplace example.com/old => ../link\n-- link --\nlink: fork\n",
			"example.com/old/x.go", "fork as example.com/fork", "the folder is what counts",
		},
		{
			"no dot", fork + "-- app/go.mod --\nmodule app\nreplace old => ../fork\n",
			"old/x.go", "fork as example.com/fork", "this is not the standard library",
		},
		{
			"later Go", fork + "-- app/go.mod --\nmodule app\nsprocket 7\nreplace example.com/old => ../fork\n",
			"example.com/old/x.go", "fork as example.com/fork", "beside lines that this version does not know",
		},
		{
			"own name", fork + "-- app/go.mod --\nmodule app\nreplace example.com/old => ../fork\n",
			"example.com/fork/x.go", "fork as example.com/fork", "its own tests call it so",
		},
		{
			"declared", fork + "-- app/go.mod --\nmodule app\nreplace example.com/old => ../fork\n-- old/go.mod --\nmodule example.com/old\n",
			"example.com/old/x.go", "old as example.com/old", "what a module declares comes first",
		},
		{
			"one of several", fork + "-- app/go.mod --\nmodule app\nreplace example.com/old => ../fork\n" +
				"-- b/go.mod --\nmodule b\nreplace example.com/old => ../other\n-- other/go.mod --\nmodule other\n",
			"example.com/old/x.go", "unmapped", "which of them is not to be known",
		},
		{
			"only one has it", fork + "-- app/go.mod --\nmodule example.com\nreplace example.com/old => ../fork\n-- app/old/x.go --\npackage old\n" +
				"-- b/go.mod --\nmodule b\nreplace example.com/old => ../other\n-- other/go.mod --\nmodule other\n",
			"example.com/old/x.go", "unmapped", "nor does a shorter path tell",
		},
		{
			"elsewhere", fork + "-- app/go.mod --\nmodule app\nreplace example.com/old => ../fork\n" +
				"-- b/go.mod --\nmodule b\nreplace example.com/old => example.com/new v1.0.0\n",
			"example.com/old/x.go", "unmapped", "one module takes that of others",
		},
		{
			"same", fork + "-- app/go.mod --\nmodule app\nreplace example.com/old => ../fork\n-- b/go.mod --\nmodule b\nreplace example.com/old => ROOT/fork\n",
			"example.com/old/x.go", "fork as example.com/fork", "two agree",
		},
		{
			"outside", "-- app/go.mod --\nmodule app\nreplace example.com/old => ../../old\n",
			"example.com/old/x.go", "foreign example.com/old", "not in this tree",
		},
		{
			"testdata", "-- go.mod --\nmodule app\nreplace example.com/old => ./testdata/old\n-- testdata/old/go.mod --\nmodule old\n",
			"example.com/old/x.go", "foreign example.com/old", "no module of the tree",
		},
		{
			"wrong", "-- go.mod --\nmodule app\nreplace example.com/old =>\nreplace => x\nreplace\n",
			"example.com/old/x.go", "foreign example.com/old", "go build will say so",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tree := load(t, plant(t, test.tree))
			if len(tree.warnings) > 0 {
				t.Errorf("warnings: %v", tree.warnings)
			}
			at, base, is := tree.atlas().locate(test.file)
			got := "unmapped"
			switch is {
			case inside:
				got = at.dir + " as " + at.path
			case foreign:
				got = "foreign " + at.path
			case standard:
				got = "standard"
			}
			if got != test.want || is != unmapped && base != path.Base(test.file) {
				t.Errorf("%s: got %s, want %s", test.reason, got, test.want)
			}
		})
	}
}

const replacing = `
-- app/go.mod --
module example.com/app
replace example.com/old => ../fork
-- app/app.go --
package app

import "example.com/old/in"
-- fork/go.mod --
module example.com/fork
-- fork/in/in.go --
package in

func In() {
	println()
}
`

// A module that goes by two names is one.
func TestListReplaced(t *testing.T) {
	tree := load(t, plant(t, replacing))
	profile := profileOf(t, "example.com/app/app.go 1.1,1.2 1 1", "example.com/fork/in/in.go 3.11,5.2 1 0", "example.com/old/in/in.go 3.11,5.2 1 1")
	listing, err := tree.List(t.Context(), profile, nil, nil)
	if err != nil || len(listing.Packages) != 2 || len(listing.Warnings) > 0 || len(listing.Unmapped) > 0 || listing.Foreign.Packages > 0 {
		t.Fatalf("%+v, %v", listing, err)
	}
	pkg := listing.Packages[1]
	if pkg.Path != "example.com/fork/in" || pkg.Dir != "fork/in" || pkg.Ratio() != (coverage.Ratio{Covered: 1, Total: 1}) {
		t.Errorf("got %+v", pkg)
	}
	for _, profile := range []*coverage.Profile{profile, profileOf(t, "example.com/old/in/in.go 3.11,5.2 1 1")} {
		functions, err := tree.Functions(t.Context(), profile, pkg)
		if err != nil || len(functions) != 1 || functions[0].Ratio != (coverage.Ratio{Covered: 1, Total: 1}) {
			t.Errorf("got %+v, %v", functions, err)
		}
	}
}

func TestAffectedReplaced(t *testing.T) {
	const another = "-- b/go.mod --\nmodule b\nreplace example.com/old => ../other\n-- b/b.go --\npackage b\n\nimport \"example.com/old/in\"\n" +
		"-- other/go.mod --\nmodule other\n-- other/in/in.go --\npackage in\n"
	const declared = "-- old/go.mod --\nmodule example.com/old\n-- old/in/in.go --\npackage in\n"
	tests := []struct{ tree, changed, want, reason string }{
		{replacing, "fork/in/in.go", "app fork/in", "who imports it by its other name"},
		{replacing + another, "fork/in/in.go", "app b fork/in", "whichever folder a module takes it from"},
		{replacing + another, "other/in/in.go", "app b other/in", "whichever folder a module takes it from"},
		{replacing + declared, "fork/in/in.go", "app fork/in", "though another module declares the path"},
		{replacing + declared, "old/in/in.go", "app old/in", "which others may take"},
	}
	for _, test := range tests {
		got, err := load(t, plant(t, test.tree)).Affected(t.Context(), []string{test.changed})
		if diff := cmp.Diff(strings.Fields(test.want), got); err != nil || diff != "" {
			t.Errorf("%s: error %v (-want +got)\n%s", test.reason, err, diff)
		}
	}
}

func TestReplaceWarnings(t *testing.T) {
	const back = "\nhint: bring the folder back, or take the line out"
	tests := []struct{ tree, want, reason string }{
		{
			"-- a/go.mod --\nmodule a\n\nreplace example.com/x => ./nope\n",
			"a/go.mod:3: replace example.com/x => ./nope: there is no go.mod" + back,
			"no folder",
		},
		{
			"-- go.mod --\nmodule a\nreplace (\n\texample.com/x v1.0.0 => ./docs\n)\n-- docs/README --\n",
			"go.mod:3: replace example.com/x => ./docs: there is no go.mod" + back,
			"no module in it",
		},
		{
			"-- go.work --\ngo 1.26\nreplace example.com/x => ./nope\n",
			"go.work:2: replace example.com/x => ./nope: there is no go.mod" + back,
			"in a workspace",
		},
		{
			"-- a/go.mod --\nmodule a\nreplace a => ../a\n",
			"a/go.mod:2: replace a => ../a: the module is replaced by itself\nhint: take the line out; it does nothing",
			"a circle of one",
		},
		{
			"-- go.mod --\nmodule a\nreplace x => ./loop\n-- loop --\nlink: loop\n",
			"go.mod:2: replace x => ./loop: too many levels of symbolic links" + back,
			"a circle of links",
		},
		{
			"-- a/go.mod --\nmodule a\nreplace b => ../b\nreplace x => ../../elsewhere\n-- b/go.mod --\nmodule b\nreplace a => ../a\n", "",
			"two modules may replace each other; what is elsewhere is not known here",
		},
	}
	for _, test := range tests {
		listing, err := load(t, plant(t, test.tree)).List(t.Context(), nil, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var want []Warning
		if test.want != "" {
			want = []Warning{{Text: test.want}}
		}
		if diff := cmp.Diff(want, listing.Warnings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
}
