package coverage

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRatio(t *testing.T) {
	for _, test := range []struct {
		r     Ratio
		p     Percent
		short int64
		shown string
		why   string
	}{
		{Ratio{8495, 10000}, 8500, 5, "84.95%", "84.95% is not 85%"},
		{Ratio{84999, 100000}, 8500, 1, "84.99%", "shown rounded down: it never reads as its threshold"},
		{Ratio{85, 100}, 8500, 0, "85.00%", "exactly"},
		{Ratio{6, 7}, 8571, 0, "85.71%", "85.714…%"},
		{Ratio{6, 7}, 8572, 1, "85.71%", "85.714…%, a hundredth more"},
		{Ratio{2, 3}, 6667, 1, "66.66%", "two thirds are less than 66.67%"},
		{Ratio{0, 0}, 8500, 0, "100.00%", "nothing of nothing"},
		{Ratio{0, 5}, 0, 0, "0.00%", "0% asks for nothing"},
		{Ratio{4, 5}, All, 1, "80.00%", "all"},
		{Ratio{0, math.MaxInt64}, All, math.MaxInt64, "0.00%", "products beyond 64 bits"},
		{Ratio{math.MaxInt64 - 1, math.MaxInt64}, All, 1, "99.99%", "products beyond 64 bits"},
	} {
		if got := test.r.Short(test.p); got != test.short {
			t.Errorf("%v is %d short of %v, want %d: %s", test.r, got, test.p, test.short, test.why)
		}
		if got := test.r.AtLeast(test.p); got != (test.short == 0) {
			t.Errorf("%v at least %v: %v: %s", test.r, test.p, got, test.why)
		}
		if got := test.r.Percent().String(); got != test.shown {
			t.Errorf("%v shows as %s, want %s: %s", test.r, got, test.shown, test.why)
		}
	}
}

func TestParsePercent(t *testing.T) {
	for in, want := range map[string]Percent{
		"85": 8500, "85%": 8500, "85.00%": 8500, "0": 0, "0%": 0, "100%": All, "72.5": 7250, "0.01%": 1, "007": 700,
	} {
		if got, err := ParsePercent(in); err != nil || got != want {
			t.Errorf("%q: got %v, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"":           `"" is not a percentage such as 85% or 72.5%`,
		"%":          `"%" is not a percentage such as 85% or 72.5%`,
		"%85":        `"%85" is not a percentage such as 85% or 72.5%`,
		"-1":         `"-1" is not a percentage such as 85% or 72.5%`,
		"1e2":        `"1e2" is not a percentage such as 85% or 72.5%`,
		"NaN":        `"NaN" is not a percentage such as 85% or 72.5%`,
		".5":         `".5" is not a percentage such as 85% or 72.5%`,
		"5.":         `"5." is not a percentage such as 85% or 72.5%`,
		"85 %":       `"85 %" is not a percentage such as 85% or 72.5%`,
		"84.999":     `"84.999" has more than two decimals`,
		"100.01":     `"100.01" is more than 100%`,
		"999":        `"999" is more than 100%`,
		"1000000000": `"1000000000" is not a percentage such as 85% or 72.5%`,
	} {
		if got, err := ParsePercent(in); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, %v", in, got, err)
		}
	}
}

func TestPackages(t *testing.T) {
	p, err := Parse(strings.NewReader(`mode: set
example.com/b/y.go:1.1,2.2 3 0
example.com/b/x.go:1.1,2.2 1 1
example.com/a/v2/x.go:1.1,2.2 4 1
/home/me/x.go:1.1,2.2 1 1
C:\Users\me\x.go:1.1,2.2 1 1
x.go:1.1,2.2 1 1
`), "in")
	if err != nil {
		t.Fatal(err)
	}
	want := []Package{
		{Path: ".", Files: []File{{Name: "x.go", Ratio: Ratio{1, 1}}}},
		{Path: "/home/me", Files: []File{{Name: "/home/me/x.go", Ratio: Ratio{1, 1}}}},
		{Path: `C:\Users\me`, Files: []File{{Name: `C:\Users\me\x.go`, Ratio: Ratio{1, 1}}}},
		{Path: "example.com/a/v2", Files: []File{{Name: "example.com/a/v2/x.go", Ratio: Ratio{4, 4}}}},
		{Path: "example.com/b", Files: []File{
			{Name: "example.com/b/x.go", Ratio: Ratio{1, 1}}, {Name: "example.com/b/y.go", Ratio: Ratio{0, 3}},
		}},
	}
	if diff := cmp.Diff(want, p.Packages()); diff != "" {
		t.Error(diff)
	}
	if got := p.Packages()[4].Ratio(); got != (Ratio{1, 4}) {
		t.Errorf("got %v", got)
	}
}

func TestNotRun(t *testing.T) {
	p, err := Parse(strings.NewReader(`mode: set
a.go:1.1,3.2 1 0
a.go:3.2,4.2 1 0
a.go:5.1,6.2 1 0
a.go:9.1,9.9 1 0
a.go:12.1,20.9 1 1
a.go:30.1,40.9 0 0
y.go:9.0,7.0 1 0
y.go:8.0,8.0 1 0
`), "in")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]LineRange{
		{{1, 6}, {9, 9}}, // touching ones are joined; what ran and what has no statement is no gap
		{{8, 9}},         // a block under a //line directive may end before it starts
	}
	for i, file := range p.Files {
		if diff := cmp.Diff(want[i], NotRun(file)); diff != "" {
			t.Errorf("%s: %s", file.FileName, diff)
		}
	}
}
