package main

import (
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// builtIn is a gate without a policy file and without sources.
func builtIn() *gate { return &gate{policy: policy.Default()} }

func TestMapHint(t *testing.T) {
	for _, c := range []struct {
		reason   string
		unmapped string
		want     string
	}{
		{"one file", "/home/ci/a/x.go", "/home/ci/a=."},
		{"the folder around all", "/home/ci/a/x.go /home/ci/b/c/y.go", "/home/ci=."},
		{"a name is no folder of a longer one", "/home/ci/a/x.go /home/ci/ab/y.go", "/home/ci=."},
		{"only the root is around them", "/a/x.go /b/y.go", "/=."},
		{"relative names, and import paths, tell nothing", "./x.go example.com/a/x.go", "/home/ci/build=."},
		{"beside others, they are passed over", "example.com/a/x.go /ci/a/x.go", "/ci/a=."},
		{"another system's paths", `C:\ci\a\x.go C:\ci\b\y.go`, `C:\ci=.`},
		{"of two drives, the first", `C:\x.go D:\y.go`, `C:=.`},
	} {
		if got := mapHint(strings.Fields(c.unmapped)); got != quoted(c.want) {
			t.Errorf("%s: mapHint(%s) = %s, want %s", c.reason, c.unmapped, got, quoted(c.want))
		}
	}
}

func TestIsAbsAnywhere(t *testing.T) {
	for name, want := range map[string]bool{
		"/ci": true, `C:\ci`: true, "c:/ci": true, `\\host\share`: true,
		"ci": false, "./ci": false, "C:ci": false, "1:/x": false, "": false,
	} {
		if got := isAbsAnywhere(name); got != want {
			t.Errorf("isAbsAnywhere(%q) = %v", name, got)
		}
	}
}

func TestSentence(t *testing.T) {
	ratio := coverage.Ratio{Covered: 1, Total: 4}
	cases := []struct {
		reason string
		check  policy.Check
		want   string
	}{
		{
			"below its bar",
			policy.Check{Outcome: policy.Fail, Ratio: ratio, Bar: 5000, Missing: 1},
			"25.00%, 1 of 4 statements, against 50.00%: 1 statement missing",
		},
		{
			"a suite that counts for it did not run",
			policy.Check{Outcome: policy.Undecided, Ratio: ratio, Bar: 5000, Missing: 1},
			"25.00%, 1 of 4 statements, against 50.00%: 1 statement missing\n  not judged: a suite that counts for it was not run here",
		},
		{
			"its own suite did not run",
			policy.Check{Outcome: policy.NotRun, Ratio: ratio, Bar: 5000},
			"25.00%, 1 of 4 statements, against 50.00%\n  not judged: not all that it is about was run here",
		},
		{
			"too small for a bar",
			policy.Check{Outcome: policy.Small, Ratio: ratio},
			"25.00%, 1 of 4 statements, held to no bar: min-statements asks for more",
		},
		{
			"off",
			policy.Check{Outcome: policy.Off, Ratio: ratio},
			"25.00%, 1 of 4 statements, held to no bar",
		},
		{
			"its tests failed",
			policy.Check{Outcome: policy.Pass, Ratio: ratio, Bar: 2500, TestsFailed: true},
			"25.00%, 1 of 4 statements, against 25.00%\n  its tests failed",
		},
	}
	for _, c := range cases {
		if got := (barred{Check: c.check}).sentence(); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.reason, got, c.want)
		}
	}
}
