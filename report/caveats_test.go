package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/policy"
)

func TestCaveats(t *testing.T) {
	bar := func(outcome policy.Outcome, suite string) policy.Check {
		c := check("a", 5, 10, everyPackage, outcome)
		c.Suite = suite
		return c
	}
	suites := func(notRun ...bool) (all []policy.SuiteResult) {
		for i, b := range notRun {
			all = append(all, policy.SuiteResult{Name: []string{"unit", "integration", "e2e"}[i], NotRun: b})
		}
		return all
	}
	total := policy.Check{Ratio: check("a", 5, 10, everyPackage, policy.Pass).Ratio, Outcome: policy.Undecided}
	for _, c := range []struct {
		name  string
		v     policy.Verdict
		apart int
		want  []string
		why   string
	}{
		{"all judged", policy.Verdict{Packages: []policy.Check{bar(policy.Pass, "")}}, 0, nil, "nothing to add"},
		{
			"undecided",
			policy.Verdict{Packages: []policy.Check{bar(policy.Undecided, "")}, Suites: suites(false, true)},
			0,
			[]string{"1 bar is undecided: suite integration was not run here"},
			"the suite that would decide has a name",
		},
		{
			"the total too",
			policy.Verdict{Packages: []policy.Check{bar(policy.Undecided, "")}, Total: total, Suites: suites(false, true, true)},
			0,
			[]string{"2 bars are undecided: suites integration and e2e were not run here"},
			"the total is a bar",
		},
		{
			"allowed",
			policy.Verdict{
				Packages: []policy.Check{bar(policy.Undecided, "")}, Suites: suites(false, false),
				ServiceChecks: []policy.Check{bar(policy.NotRun, "integration")}, Allowed: []string{"x did not report", "y neither"},
			},
			0,
			[]string{
				"1 bar is undecided: data that may count was allowed to be missing", "not run here: 1 bar of suite integration",
				"allowed to be missing: x did not report; y neither",
			},
			"the emergency door leaves a trace",
		},
		{
			"not run",
			policy.Verdict{
				SuiteChecks:   []policy.Check{bar(policy.NotRun, "unit"), bar(policy.NotRun, "e2e"), bar(policy.NotRun, "unit")},
				ServiceChecks: []policy.Check{bar(policy.NotRun, "")},
			},
			1,
			[]string{"not run here: 1 bar of whole services, 1 bar of suite e2e and 2 bars of suite unit", "1 package is not affected by the change"},
			"by suite, and services of which only parts were asked for",
		},
	} {
		if diff := cmp.Diff(c.want, caveats(New(&c.v, Facts{NotAffected: c.apart}))); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", c.name, c.why, diff)
		}
	}
}

// TestNothingAffected: a change of files that no package depends on needs no test.
func TestNothingAffected(t *testing.T) {
	r := New(&policy.Verdict{}, Facts{Day: "2026-11-23", NotAffected: 2})
	if r.Verdict != Pass || r.Total.Outcome != policy.NoStatements || len(r.Problems) > 0 {
		t.Errorf("verdict %s, total %s, problems %q", r.Verdict, r.Total.Outcome, r.Problems)
	}
	for format, want := range map[string]string{
		"text":     "PASS  the change affects no statement\n",
		"markdown": "✅ Coverage bar met: the change affects no statement\n",
	} {
		var b strings.Builder
		if err := Formats[format](&b, r, Options{}); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%s: error %v, no %q in\n%s", format, err, want, b.String())
		}
	}
}
