package workspace

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
)

func TestListStale(t *testing.T) {
	const hint = "\nhint: was it renamed or deleted since? run the tests again"
	const changed = "\nhint: was it changed since? run the tests again"
	tree := load(t, plant(t, `
-- go.mod --
module shop
-- p/a.go --
package p

func F() {}
-- p/b.go --
package p
-- p/x_plan9.go --
package p
-- p/x_test.go --
package p
-- made/made.go --
package made

//line rules.y:100
func A() {}

/*line /build/other.go:70:1*/
func B() {}
-- made/plain.go --
package made
-- self/self.go --
package self

//line :500
func F() {}
-- testdata/t/t.go --
package t
`))
	tests := []struct {
		profile []string
		want    []Warning
		reason  string
	}{
		{[]string{"shop/p/a.go 3.10,3.12 1 1", "shop/p/b.go 1.1,2.1 1 1", "shop/p/x_plan9.go 1.1,1.2 1 1"}, nil, "all as it was; a block may end where the file does"},
		{
			[]string{"shop/p/a.go 3.10,3.12 1 1", "shop/p/z.go 3.10,3.12 1 1"},
			[]Warning{{"shop/p", "1 file that the profiles name is not there: p/z.go" + hint}},
			"a file has another name now",
		},
		{
			[]string{"shop/made/gone.go 1.1,1.2 1 1", "shop/p/z.go 3.10,3.12 1 1", "shop/testdata/t/z.go 1.1,1.2 1 1"},
			[]Warning{{"", "3 files that the profiles name are not there: made/gone.go, p/z.go, testdata/t/z.go\n" +
				"hint: were they renamed or deleted since? run the tests again"}},
			"one warning for all of them",
		},
		{
			[]string{"shop/p/a.go 3.10,3.12 1 1\n", "shop/p/b.go 1.10,1.12 1 1", "shop/p/b.go 290.10,300.2 1 1"},
			[]Warning{{"shop/p", "1 file has blocks in the profiles behind its end: p/b.go (line 300 of 1)" + changed}},
			"a file is shorter now",
		},
		{
			[]string{"shop/made/plain.go 1.1,9.2 1 1", "shop/p/b.go 1.10,300.2 1 1"},
			[]Warning{{"", "2 files have blocks in the profiles behind their ends: made/plain.go (line 9 of 1), p/b.go (line 300 of 1)\n" +
				"hint: were they changed since? run the tests again"}},
			"one warning for all of them",
		},
		{[]string{"shop/made/rules.y 100.1,101.2 1 1", "shop/made/gone.y 1.1,1.2 1 1"}, nil, "what a source is made from need not be there"},
		{[]string{"shop/made/other.go 70.1,71.2 1 1"}, nil, "nor if it is a Go file"},
		{[]string{"shop/self/self.go 500.1,501.2 1 1"}, nil, "a file of which the lines have other numbers"},
		{[]string{"shop/p/_cgo_gotypes.go 1.1,1.2 1 1", "shop/p/gone_test.go 1.1,1.2 1 1"}, nil, "no sources: what cgo makes, and tests"},
	}
	for _, test := range tests {
		listing, err := tree.List(t.Context(), profileOf(t, test.profile...), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, listing.Warnings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
	listing, err := tree.List(t.Context(), profileOf(t, "shop/p/z.go 1.1,1.2 1 1", "shop/p/b.go 1.1,300.2 1 1"), nil,
		func(coverage.Package) bool { return true })
	if err != nil || len(listing.Warnings) > 0 {
		t.Errorf("nobody asks for its sources: %v, %v", listing, err)
	}
}
