package report

import (
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

func TestStatus(t *testing.T) {
	fine := check("a", 9649, 10000, everyPackage, policy.Pass)
	low := check("b", 80, 100, everyPackage, policy.Fail)
	unparsed := check("b", 0, 0, everyPackage, policy.NoData)
	unparsed.Ratio = coverage.Ratio{}
	judged := func(facts Facts, rows ...policy.Check) *Report { return New(verdict(policy.Clause{}, rows...), facts) }
	reportOnly := judged(Facts{ReportOnly: true}, fine, low)
	granted := allowed()
	granted.Verdict = Pass
	long := none(1)
	long.Problems = []string{strings.Repeat("word ", 60)}
	endless := none(1)
	endless.Problems = []string{strings.Repeat("支", 300)}
	for _, c := range []struct {
		name        string
		r           *Report
		description string
		title       string
		why         string
	}{
		{"pass", judged(Facts{}, fine), "96.49% of 10000 statements, every bar is met", "Coverage bar met: 96.49% of all statements", "the number, rounded down"},
		{"partly", partly(policy.Undecided), "90.79% of 5728 statements, every bar is met but 6 that were not judged here", "Coverage bar met: 90.79% of all statements", "what was not judged is not met"},
		{"allowed", granted, "90.79% of 5728 statements, every bar is met but 1 that was not judged here (1 result allowed to be missing)", "Coverage bar met: 90.79% of all statements", "the emergency door leaves a trace"},
		{"unaffected", New(&policy.Verdict{}, Facts{NotAffected: 3}), "the change affects none of 3 packages", "Coverage bar met: the change affects none of 3 packages", "a change of the docs is no lack of data"},
		{"fail", failedSystem(), "90.79%, 23 statements short: payments and pricing", "Coverage bar not met: payments and pricing are 23 statements short", "services are what people know"},
		{"one", judged(Facts{}, fine, low), "96.32%, 5 statements short: b", "Coverage bar not met: b is 5 statements short", "the only package has a name"},
		{"no count", judged(Facts{}, fine, unparsed), "96.49%, bar not met: b", "Coverage bar not met: b", "nobody knows how many statements it has"},
		{"tests", judged(Facts{Failed: []string{"a"}}, fine), "96.49%, every bar is met, but tests failed in 1 package: a", "Coverage bar met, but tests failed in a", "the numbers are not to blame"},
		{"tests too", judged(Facts{Failed: []string{"a"}}, fine, low), "tests failed in 1 package: a; 96.32%, 5 statements short: b", "Tests failed in a. Coverage bar not met: b is 5 statements short", "tests come first"},
		{"report only", reportOnly, "report only: 96.32%, 5 statements short: b", "report only: Coverage bar not met: b is 5 statements short", "it decides nothing"},
		{"silent", silent(), "no verdict: the integration tests of orders did not report", "No coverage verdict: the integration tests of orders did not report", "who has to do what"},
		{"two reasons", none(2), "no verdict, for 2 reasons: payments-1.out:812: the same block has 2 statements here and 3 in worker.out", "No coverage verdict, for 2 reasons", "the first of several has room in a status"},
		{"long", long, "no verdict: " + strings.TrimSpace(strings.Repeat("word ", 25)) + "…", "No coverage verdict: " + strings.TrimSpace(strings.Repeat("word ", 35)) + "…", "cut on a word"},
		{"endless", endless, "no verdict: " + strings.Repeat("支", 127) + "…", "No coverage verdict: " + strings.Repeat("支", 178) + "…", "or else anywhere"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Description(c.r); got != c.description {
				t.Errorf("the description is\n%s, want\n%s: %s", got, c.description, c.why)
			}
			if got := Title(c.r); got != c.title {
				t.Errorf("the title is\n%s, want\n%s: %s", got, c.title, c.why)
			}
		})
	}
}
