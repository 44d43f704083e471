package coverage

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/cover"
	"pgregory.net/rapid"
)

func TestPackagesOf(t *testing.T) {
	block := func(line, statements, count int) cover.ProfileBlock {
		return cover.ProfileBlock{StartLine: line, EndLine: line, EndCol: 9, NumStmt: statements, Count: count}
	}
	profile := func(name string, blocks ...cover.ProfileBlock) *Profile {
		return &Profile{Mode: Set, Files: []*cover.Profile{{FileName: name, Mode: "set", Blocks: blocks}}}
	}
	unit := profile("shop/cart/a.go", block(1, 1, 1), block(2, 2, 1), block(3, 4, 0), block(5, 16, 0))
	system := profile("shop/cart/a.go", block(2, 2, 1), block(3, 4, 1), block(4, 8, 1))
	lone := profile("shop/mail/b.go", block(1, 1, 0), block(2, 0, 1))
	rest := profile("shop/cart/a.go", block(1, 1, 1), block(4, 8, 0), block(5, 16, 1))
	whole, err := Merge([]string{"", "", "", ""}, unit, system, lone, rest)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		suites     []Suite
		cart, mail []Share
		reason     string
	}{
		{nil, nil, nil, "no suites"},
		{[]Suite{{"", rest}}, nil, nil, "what belongs to no suite is none"},
		{
			[]Suite{{"unit", unit}, {"never", nil}, {"system", system}, {"lone", lone}, {"", rest}},
			[]Share{{true, 3, 0}, {}, {true, 14, 12}, {}},
			[]Share{{}, {}, {}, {true, 0, 0}},
			"what ran twice is nobody's only; a block without statements ran",
		},
		{
			[]Suite{{"unit", unit}, {"system", system}},
			[]Share{{true, 3, 1}, {true, 14, 12}},
			[]Share{{}, {}},
			"files and blocks of neither",
		},
	}
	for _, test := range tests {
		packages := whole.PackagesOf(test.suites)
		want := whole.Packages()
		want[0].Files[0].Suites, want[1].Files[0].Suites = test.cart, test.mail
		if diff := cmp.Diff(want, packages); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
	wanted := func(b cover.ProfileBlock) bool { return b.StartLine == 1 }
	got := Shares([]Suite{{"unit", unit}}, whole.Files[0], []*cover.Profile{unit.Files[0]}, wanted)
	if want := []Share{{true, 2, 2}}; !cmp.Equal(want, got) {
		t.Errorf("a block that is left out has no statements: %v, want %v", got, want)
	}
	got = Shares([]Suite{{"unit", unit}}, whole.Files[0], []*cover.Profile{unit.Files[0]}, func(cover.ProfileBlock) bool { return true })
	if want := []Share{{true, 0, 0}}; !cmp.Equal(want, got) {
		t.Errorf("it ran all the same: %v, want %v", got, want)
	}
}

// Each suite covers what its own profile says, and no statement is of one suite alone twice.
func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var names []string
		var parts []*Profile
		var suites []Suite
		for range rapid.IntRange(1, 4).Draw(t, "suites") {
			p, err := Parse(strings.NewReader(profileText.Draw(t, "profile")), "")
			if err != nil {
				t.Fatal(err)
			}
			names, parts, suites = append(names, ""), append(parts, p), append(suites, Suite{"suite", p})
		}
		whole, err := Merge(names, parts...)
		if err != nil {
			t.Fatal(err)
		}
		covered, only := make([]int64, len(suites)), int64(0)
		for _, pkg := range whole.PackagesOf(suites) {
			for _, file := range pkg.Files {
				for k, share := range file.Suites {
					covered[k] += share.Covered
					only += share.Only
					if share.Only > share.Covered || share.Covered > 0 && !share.Ran {
						t.Errorf("%s: %+v", file.Name, share)
					}
				}
			}
		}
		for k, p := range parts {
			if want := p.Ratio().Covered; covered[k] != want {
				t.Errorf("suite %d covers %d, want %d", k, covered[k], want)
			}
		}
		if all := whole.Ratio().Covered; only > all {
			t.Errorf("%d of %d are of one suite alone", only, all)
		}
	})
}
