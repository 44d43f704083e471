package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// Facts are what a report says beside the verdict of a policy.
type Facts struct {
	Tool       string     // covbar's own version
	Day        policy.Day // the day that waivers and ramps were judged on
	DayGiven   bool       // by --now
	PolicyFile string     // as shown; empty: the built-in policy
	Inputs     []string   // names of the profiles, in order
	Arguments  []string   // flags and profiles with which the command explains what this report says
	Problems   []string   // why there is no verdict; empty where there is one. A hint may follow on a line of its own
	Failed     []string   // packages whose tests failed: the verdict is Fail even where every bar is met
	Also       []string   // why else the verdict is Fail even then, in words
	Standard   Outside    // what was left out because it is of the standard library
	Foreign    Outside    // the same, of modules that are not here
	Suites     []Suite    // what was read for each suite; those that the policy declares, in its order
	// Soonest is the functions that bring a failing package to its bar.
	Soonest     map[Subject][]coverage.Function
	NotAffected int // packages that the change cannot affect, and that were neither tested nor judged
	Warnings    []string
	Notes       []string
	ReportOnly  bool
	Input       policy.Input // what the policy was held against, with Suites as above; zero where it was not asked
}

// A Subject is a package over one suite, or where Suite is empty, over all together.
type Subject struct {
	Package, Suite string
}

// A Suite is the inputs that belong to one suite.
type Suite struct {
	Name   string   `json:"name"`
	Inputs []string `json:"inputs"` // names of the profiles, in order
}

// New makes the report of a verdict. Where facts or v have Problems, the verdict is None; v may then be nil. It is None,
// too, where v holds nothing to judge.
func New(v *policy.Verdict, facts Facts) *Report {
	return assemble(v, newMeasured(facts, v != nil), facts)
}

// assemble makes the report of a verdict on what was measured; of the facts, it takes those that are not in that.
func assemble(v *policy.Verdict, m Measured, facts Facts) *Report {
	if v == nil {
		v = &policy.Verdict{}
	}
	r := &Report{
		Version:       Version,
		ReportOnly:    facts.ReportOnly,
		Tool:          clean(facts.Tool),
		Day:           facts.Day,
		DayGiven:      facts.DayGiven,
		Policy:        clean(facts.PolicyFile),
		Problems:      cleanAll(m.Problems, v.Problems),
		Allowed:       cleanAll(v.Allowed),
		NotAffected:   facts.NotAffected,
		Total:         measure(v.Total),
		Services:      services(v),
		Suites:        suites(v, m.Suites),
		Packages:      checks(v.Packages, facts.Soonest),
		Files:         checks(v.Files, nil),
		SuiteChecks:   checks(v.SuiteChecks, facts.Soonest),
		ServiceChecks: checks(v.ServiceChecks, nil),
		Agreements:    agreements(v.Agreements),
		Excluded:      excluded(v.Excluded),
		Standard:      facts.Standard,
		Foreign:       facts.Foreign,
		Inputs:        cleanAll(facts.Inputs),
		Warnings:      cleanAll(m.Warnings, v.Warnings),
		Notes:         cleanAll(m.Notes, v.Notes),
		Measured:      m,
	}
	r.sum()
	r.Explain = explain(r, m.Arguments)
	r.decide(v)
	return r
}

// sum counts what follows from the checks.
func (r *Report) sum() {
	ended := tallied(r.all()...)
	ended[r.Total.Outcome]++
	r.Undecided, r.NotRun = ended[policy.Undecided], ended[policy.NotRun]
	owed := owing(r)
	r.Missing = owed.missing
	r.countServices(owed)
	r.Owners = owners(r, owed)
}

// decide says the one word, and why it is not the one of the checks.
func (r *Report) decide(v *policy.Verdict) {
	switch {
	case v.Total.Ratio.Total > 0:
	case r.NotAffected > 0: // the change is of nothing that could be tested, and that is known
		r.Total.Outcome = policy.NoStatements
	default:
		r.Total.Outcome, r.Total.Percent = policy.NoData, coverage.Percent(0).Decimal()
		if len(r.Problems) == 0 {
			r.Problems = append(r.Problems, "nothing is left to judge: no package has a statement")
		}
	}
	r.Failed = cleanAll(testsFailed(r.Measured.Failed, r.Packages), r.Measured.Also)
	switch {
	case len(r.Problems) > 0:
		r.Verdict = None
	case v.Passed() && len(r.Failed) == 0:
		r.Verdict = Pass
	default:
		r.Verdict = Fail
	}
}

// all are the checks of the report, list by list.
func (r *Report) all() [][]Check {
	return [][]Check{r.Packages, r.Files, r.SuiteChecks, r.ServiceChecks}
}

// testsFailed says whose tests failed: those that are known to have, and those of the checks that say so themselves.
func testsFailed(known []string, packages []Check) []string {
	failed := map[string]bool{}
	for _, name := range known {
		failed[name] = true
	}
	for _, c := range packages {
		if c.TestsFailed {
			failed[c.Path] = true
		}
	}
	if len(failed) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(failed))
	named := strings.Join(names, ", ")
	if some := 3; len(names) > some {
		named = fmt.Sprintf("%s and %d more", strings.Join(names[:some], ", "), len(names)-some)
	}
	return []string{fmt.Sprintf("tests failed in %s: %s", count(len(names), "package"), named)}
}

// explain returns the command that says more of the package that misses its bar by most.
func explain(r *Report, arguments []string) string {
	var worst Check
	for _, c := range failing(r.Packages, r.SuiteChecks) {
		if c.Missing > worst.Missing {
			worst = c
		}
	}
	if worst.Path == "" {
		return ""
	}
	words := []string{"covbar", "explain"}
	for _, word := range append([]string{worst.Path}, arguments...) {
		if strings.ContainsFunc(word, needsQuotes) {
			word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// needsQuotes reports whether a shell would not take r as it is.
func needsQuotes(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_./:@%+=,", r)
}
