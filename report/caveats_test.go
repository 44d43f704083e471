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
			"some data",
			policy.Verdict{
				Packages: []policy.Check{bar(policy.Undecided, "")}, Suites: suites(true, false, true),
				SuiteChecks: []policy.Check{bar(policy.NotRun, "unit"), bar(policy.NotRun, "e2e")},
			},
			0,
			[]string{
				"1 bar is undecided: suites unit and e2e were not run here", "not run here: 1 bar of suite e2e", "not judged here: 1 bar of suite unit",
			},
			"what has inputs was run, if not all of it",
		},
		{
			"some data of all that is missing",
			policy.Verdict{Packages: []policy.Check{bar(policy.Undecided, "")}, Suites: suites(true)},
			0,
			[]string{"1 bar is undecided: suite unit was not judged here"},
			"the same where it decides",
		},
		{
			"not run",
			policy.Verdict{
				Packages:      []policy.Check{bar(policy.Pass, "")},
				SuiteChecks:   []policy.Check{bar(policy.NotRun, "unit"), bar(policy.NotRun, "e2e"), bar(policy.NotRun, "unit")},
				ServiceChecks: []policy.Check{bar(policy.NotRun, "")},
			},
			1,
			[]string{"not run here: 1 bar of whole services, 1 bar of suite e2e and 2 bars of suite unit", "1 package is not affected by the change"},
			"by suite, and services of which only parts were asked for",
		},
	} {
		if diff := cmp.Diff(c.want, caveats(New(&c.v, Facts{NotAffected: c.apart, Suites: []Suite{{"unit", []string{"unit.out"}}}}))); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", c.name, c.why, diff)
		}
	}
}

// TestNothingAffected: a change of files that no package depends on needs no test, and there is little to say of it.
func TestNothingAffected(t *testing.T) {
	unaffected := func(n int) *Report {
		v := &policy.Verdict{Suites: []policy.SuiteResult{{Name: "unit"}}}
		return New(v, Facts{Day: "2026-11-23", PolicyFile: ".covbar.yml", NotAffected: n})
	}
	noStatements := &policy.Verdict{Packages: []policy.Check{check("a", 0, 0, everyPackage, policy.NoStatements)}}
	for _, c := range []struct {
		r              *Report
		text, markdown string
		why            string
	}{
		{
			unaffected(29), "covbar: policy .covbar.yml\n\nPASS  the change affects none of 29 packages\n",
			"### ✅ Coverage bar met: the change affects none of 29 packages\n\n<sub>policy `.covbar.yml`</sub>\n", "it is said once",
		},
		{
			unaffected(1), "covbar: policy .covbar.yml\n\nPASS  the change affects none of 1 package\n",
			"### ✅ Coverage bar met: the change affects none of 1 package\n\n<sub>policy `.covbar.yml`</sub>\n", "the singular",
		},
		{
			New(noStatements, Facts{Day: "2026-11-23", NotAffected: 2}),
			"PASS  the change affects no statement\n    - 2 packages are not affected by the change\n",
			"### ✅ Coverage bar met: the change affects no statement\n\n2 packages are not affected by the change\n", "one package is, and has no statement",
		},
	} {
		if c.r.Verdict != Pass || c.r.Total.Outcome != policy.NoStatements || len(c.r.Problems) > 0 {
			t.Errorf("%s: verdict %s, total %s, problems %q", c.why, c.r.Verdict, c.r.Total.Outcome, c.r.Problems)
		}
		for format, want := range map[string]string{"text": c.text, "markdown": c.markdown} {
			var b strings.Builder
			if err := Formats[format](&b, c.r, Options{}); err != nil || !strings.Contains(b.String(), want) {
				t.Errorf("%s: %s: error %v, no %q in\n%s", c.why, format, err, want, b.String())
			}
		}
	}
}
