package report

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

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
	asked := func(unasked int, asks string, pkg coverage.Package) *Report {
		in := policy.Input{Day: today, Root: "m", Rooted: true, Modules: []coverage.Module{{Path: "example.com/m", Dir: "."}}, Packages: []coverage.Package{pkg}, Partial: true}
		for i := range unasked {
			in.Unasked = append(in.Unasked, coverage.Package{Path: fmt.Sprintf("example.com/m/u%d", i), Dir: fmt.Sprintf("u%d", i)})
		}
		return New(judgedBy(t, parsed(t, "version: 1\n"+asks+"\n"), in), Facts{Day: today, Input: in})
	}
	of := func(covered int64) coverage.Package {
		return coverage.Package{Path: "example.com/m/a", Dir: "a", Files: []coverage.File{{Name: "example.com/m/a/a.go", Ratio: coverage.Ratio{Covered: covered, Total: 4}}}}
	}
	fine1, low1 := of(4), of(2)
	whole := asked(3, "threshold: 80%", fine1)
	failedPart, err := whole.Judge(parsed(t, "version: 1\n"), Again{Day: today})
	if err != nil {
		t.Fatal(err)
	}
	failedPart.Measured.Failed = []string{"x"}
	failedPart.decide(&policy.Verdict{Total: policy.Check{Ratio: coverage.Ratio{Covered: 4, Total: 4}}})
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
		{"partly", partly(policy.Undecided), "90.79% of 5728 statements of a part (12 packages not judged), every bar is met but 6 that were not judged here", "Coverage bar met by a part: 90.79% of 5728 statements, and 12 packages not judged", "what was not judged is not met"},
		{"allowed", granted, "90.79% of 5728 statements, every bar is met but 1 that was not judged here (1 result allowed to be missing)", "Coverage bar met: 90.79% of all statements", "the emergency door leaves a trace"},
		{"a part, total", asked(1, "total: 80%", fine1), "100.00% of 4 statements of a part (1 package and the total not judged), every bar is met", "Coverage bar met by a part: 100.00% of 4 statements, and 1 package and the total not judged", "nobody knows of the others"},
		{"a part, no total", asked(3, "threshold: 80%", fine1), "100.00% of 4 statements of a part (3 packages not judged), every bar is met", "Coverage bar met by a part: 100.00% of 4 statements, and 3 packages not judged", "none was asked for"},
		{"all of it", asked(0, "threshold: 80%", fine1), "100.00% of 4 statements, every bar is met", "Coverage bar met: 100.00% of all statements", "the folder that was asked for is all there is"},
		{"all of it, total", asked(0, "total: 80%", fine1), "100.00% of 4 statements (the total not judged), every bar is met", "Coverage bar met: 100.00% of 4 statements, and the total not judged", "it was not checked all the same"},
		{"a part fails", asked(3, "threshold: 80%", low1), "50.00% of a part, 2 statements short: example.com/m/a", "Coverage bar not met: example.com/m/a is 2 statements short", "a failure is one of the whole, a number is not"},
		{"tests of a part", failedPart, "100.00% of a part, every bar is met, but tests failed in 1 package: x", "Coverage bar met by a part, but tests failed in x", "no more was judged than that"},
		{"a name without end", judged(Facts{Also: []string{strings.Repeat("word ", 60)}}, fine, low), strings.Repeat("word ", 20) + "word…; 96.32%, 5 statements short: b", "Word " + strings.Repeat("word ", 37) + "word…", "the number is never cut off"},
		{"names without end", judged(Facts{Also: []string{strings.Repeat("支", 200)}, ReportOnly: true}, fine, check(strings.Repeat("c", 300), 80, 100, everyPackage, policy.Fail)), "report only: " + strings.Repeat("支", 39) + "…; 96.32%, 5 statements short: " + strings.Repeat("c", 56) + "…", "report only: " + strings.Repeat("支", 186) + "…", "both have an end"},
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

// TestDescriptionLaw holds that the number of a failure is in its description, whatever else is.
func TestDescriptionLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := New(randomVerdict(t), randomFacts(t))
		words := Description(r)
		if n := utf8.RuneCountInString(words); n > longestDescription {
			t.Fatalf("%d characters: %s", n, words)
		}
		if r.Verdict == Fail && !strings.Contains(words, r.Total.Percent+"%") {
			t.Fatalf("%s%% is not in %s", r.Total.Percent, words)
		}
	})
}
