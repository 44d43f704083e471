package main

import (
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// TestExplanationOfHostileNames: no name ends its line, its column, or is read by a CI runner as a command.
func TestExplanationOfHostileNames(t *testing.T) {
	clause := policy.Clause{Kind: policy.KindRule, File: "p\n.yml", Line: 3, Selector: "s\n::x", Owner: "o\nPASS", Reason: "r\n##[group]"}
	check := policy.Check{Rule: clause, Lowered: &clause, Overrode: []*policy.Clause{&clause}, Expired: []policy.Clause{clause}}
	x := explanation{
		pkg: coverage.Package{
			Path:   "::error::a\nb",
			Dir:    "d\n\x1b[2J",
			Owners: []string{"@o\n::x"},
			Files:  []coverage.File{{Name: "a/f\n\t9/9\t100.00%", Ratio: coverage.Ratio{Total: 1}, Suites: []coverage.Share{{}}}},
		},
		check: barred{check, []coverage.Function{{Name: "F\n\t", File: "a/f\n"}}},
		bars: []barred{
			{Check: policy.Check{Name: "a/g\n", Rule: clause, Per: policy.PerFile}},
			{Check: policy.Check{Name: "s\n::x", Rule: clause, Per: policy.PerService, Suite: "u\n"}},
		},
		sources: []contribution{{source: source{input: "i\n\t9/9", suite: "u\n"}, found: true}},
		suites:  []string{"u\n::x"},
		keeps:   func(coverage.File) bool { return true },
	}
	var text strings.Builder
	wantNoError(t, x.write(&text))
	got := text.String()
	plain := strings.NewReplacer("\\n", "", "\\t", "").Replace(got) // of a name, and not of a line
	if n := strings.Count(plain, "\n"); n != 29 {
		t.Errorf("%d lines:\n%s", n, got)
	}
	for _, bad := range []string{"\x1b", "\t", "##[", "\n::"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q in:\n%s", bad, got)
		}
	}
}
