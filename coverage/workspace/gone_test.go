package workspace

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
)

func TestListGonePackages(t *testing.T) {
	const hint = "\nhint: is the profile of another commit, or are sources not checked out?"
	block := func(names ...string) (lines []string) {
		for _, name := range names {
			lines = append(lines, name+" 1.1,2.2 1 1")
		}
		return lines
	}
	tests := []struct {
		name    string
		profile []string
		want    []Warning
		reason  string
	}{
		{"all there", block("shop/a.go", "fmt/print.go", "/elsewhere/x.go"), nil, "what is outside is not missed"},
		{"in testdata", block("shop/testdata/x/x.go"), nil, "tested by name"},
		{"for other platforms", block("shop/system/x_plan9.go"), nil, "the profile of another machine"},
		{
			"file gone", block("shop/b.go", "shop/a.go"),
			[]Warning{{"shop", "1 file that the profiles name is not there: b.go\nhint: was it renamed or deleted since? run the tests again"}},
			"its folder is there, and that is another warning",
		},
		{
			"one", block("shop/gone/a.go"),
			[]Warning{{"shop/gone", "1 package of the profiles has no source below src: shop/gone" + hint}},
			"a stale profile",
		},
		{
			"no source there", block("shop/docs/a.go", "shop/testonly/a.go"),
			[]Warning{{"", "2 packages of the profiles have no source below src: shop/docs, shop/testonly" + hint}},
			"nor a folder without sources",
		},
		{
			"a file", block("shop/a.go/a.go"),
			[]Warning{{"shop/a.go", "1 package of the profiles has no source below src: shop/a.go" + hint}},
			"nor a file",
		},
		{
			"many", block("shop/g/a.go", "shop/f/a.go", "shop/e/a.go", "shop/d/a.go", "shop/c/a.go", "shop/b/a.go", "shop/b/b.go", "shop/h/a.go"),
			[]Warning{{"", "7 packages of the profiles have no source below src: shop/b, shop/c, shop/d, shop/e, shop/f and 2 more" + hint}},
			"five are named",
		},
	}
	root := plant(t, "-- src/go.mod --\nmodule shop\n-- src/a.go --\npackage shop\n-- src/testdata/x/x.go --\npackage x\n-- src/docs/README.md --\n"+
		"-- src/testonly/a_test.go --\npackage testonly\n-- src/system/x_plan9.go --\npackage system\n")
	tree := load(t, root+"/src")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			profile := profileOf(t, test.profile...)
			listing, err := tree.List(t.Context(), profile, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, listing.Warnings); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
			var sum coverage.Ratio
			for _, pkg := range listing.Packages {
				sum = sum.Add(pkg.Ratio())
			}
			if want := int64(len(profile.Files) - len(listing.Unmapped) - listing.Standard.Packages); sum.Total != want {
				t.Errorf("%d statements, want %d: they count all the same", sum.Total, want)
			}
		})
	}
	listing, err := tree.List(t.Context(), profileOf(t, block("shop/gone/a.go")...), nil, func(coverage.Package) bool { return true })
	if err != nil || !slices.ContainsFunc(listing.Packages, func(p coverage.Package) bool { return p.Path == "shop/gone" }) || len(listing.Warnings) > 0 {
		t.Errorf("nobody asks for its sources: %v, %v", listing, err)
	}
}
