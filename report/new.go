package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
	Outside    Outside    // what was left out because it is in no module here
	Warnings   []string
	Notes      []string
	ReportOnly bool
}

// New makes the report of a verdict. Where facts has Problems, the verdict is None; v may then be nil. It is None, too,
// where v holds nothing to judge.
func New(v *policy.Verdict, facts Facts) *Report {
	if v == nil {
		v = &policy.Verdict{}
	}
	r := &Report{
		Version:    Version,
		ReportOnly: facts.ReportOnly,
		Tool:       clean(facts.Tool),
		Day:        facts.Day,
		DayGiven:   facts.DayGiven,
		Policy:     clean(facts.PolicyFile),
		Problems:   cleanAll(facts.Problems),
		Failed:     []string{},
		Total:      measure(v.Total),
		Packages:   checks(v.Packages),
		Files:      checks(v.Files),
		Agreements: agreements(v.Agreements),
		Excluded:   Excluded(v.Excluded),
		Outside:    facts.Outside,
		Inputs:     cleanAll(facts.Inputs),
		Warnings:   cleanAll(facts.Warnings, v.Warnings),
		Notes:      cleanAll(facts.Notes, v.Notes),
	}
	r.Missing = missing(r)
	r.Explain = explain(r, facts.Arguments)
	if v.Total.Ratio.Total == 0 {
		r.Total.Outcome, r.Total.Percent = policy.NoData, coverage.Percent(0).Decimal()
		if len(r.Problems) == 0 {
			r.Problems = append(r.Problems, "nothing is left to judge: no package has a statement")
		}
	}
	if tests := testsFailed(facts.Failed, v.Packages); tests != "" {
		r.Failed = []string{clean(tests)}
	}
	switch {
	case len(r.Problems) > 0:
		r.Verdict = None
	case v.Passed() && len(r.Failed) == 0:
		r.Verdict = Pass
	default:
		r.Verdict = Fail
	}
	return r
}

// testsFailed says whose tests failed: those that are known to have, and those of the checks that say so themselves.
func testsFailed(names []string, packages []policy.Check) string {
	names = slices.Clone(names)
	for _, c := range packages {
		if c.TestsFailed && !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	named := strings.Join(names, ", ")
	if some := 3; len(names) > some {
		named = fmt.Sprintf("%s and %d more", strings.Join(names[:some], ", "), len(names)-some)
	}
	return fmt.Sprintf("tests failed in %s: %s", count(len(names), "package"), named)
}

// explain returns the command that says more of the package that misses its bar by most.
func explain(r *Report, arguments []string) string {
	var worst Check
	for _, c := range failing(r.Packages) {
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
		words = append(words, clean(word))
	}
	return strings.Join(words, " ")
}

// needsQuotes reports whether a shell would not take r as it is.
func needsQuotes(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_./:@%+=,", r)
}

// missing returns how many statements, covered in the right places, would meet all bars that fail. Those of a file
// count for its package as well, and those of a package for the total.
func missing(r *Report) int64 {
	inFiles := map[string]int64{}
	for _, c := range failing(r.Files) {
		inFiles[coverage.PackagePath(c.Path)] += c.Missing
	}
	var sum int64
	for _, c := range failing(r.Packages) {
		sum += max(c.Missing, inFiles[c.Path])
		delete(inFiles, c.Path)
	}
	for _, n := range inFiles {
		sum += n
	}
	if r.Total.Outcome.Fails() {
		sum = max(sum, r.Total.Missing)
	}
	return sum
}

func failing(all []Check) []Check {
	var rows []Check
	for _, c := range all {
		if c.Outcome.Fails() {
			rows = append(rows, c)
		}
	}
	return rows
}

func measure(c policy.Check) Measure {
	m := Measure{
		Covered:    c.Ratio.Covered,
		Statements: c.Ratio.Total,
		Percent:    c.Ratio.Percent().Decimal(),
		Threshold:  c.Bar.Decimal(),
		Asked:      c.Rule.Bar.Decimal(),
		Outcome:    c.Outcome,
		Missing:    c.Missing,
		Owes:       c.Owes(),
		Rule:       place(c.Rule),
		Expired:    []Clause{},
	}
	if c.Lowered != nil {
		lowered := clause(*c.Lowered)
		m.Lowered = &lowered
	}
	for _, e := range c.Expired {
		m.Expired = append(m.Expired, clause(e))
	}
	return m
}

func checks(from []policy.Check) []Check {
	rows := make([]Check, 0, len(from))
	for _, c := range from {
		rows = append(rows, Check{clean(c.Name), clean(c.Dir), measure(c), c.NoData, c.TestsFailed})
	}
	return rows
}

func agreements(from []policy.Agreement) []Agreement {
	rows := make([]Agreement, 0, len(from))
	for _, a := range from {
		row := Agreement{Clause: clause(a.Clause), Day: a.Day, Owes: a.Owes, Subjects: cleanAll(a.Subjects)}
		if a.Kind != policy.KindWaiver && a.Kind != policy.KindFloor {
			row.Next = a.NextBar.Decimal()
		}
		rows = append(rows, row)
	}
	return rows
}

func clause(c policy.Clause) Clause {
	return Clause{c.Kind, place(c), clean(c.Selector), c.Bar.Decimal(), clean(c.Owner), clean(c.Reason), c.Until}
}

// place says where a clause stands. The built-in default stands nowhere.
func place(c policy.Clause) string {
	if c.File == "" {
		return string(policy.KindDefault)
	}
	return fmt.Sprintf("%s:%d", clean(c.File), c.Line)
}

// clean makes bytes that are no UTF-8 visible: JSON cannot hold them.
func clean(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[0])
		} else {
			b.WriteRune(r)
		}
		s = s[size:]
	}
	return b.String()
}

// cleanAll joins lists. The result is never nil.
func cleanAll(lists ...[]string) []string {
	all := []string{}
	for _, list := range lists {
		for _, s := range list {
			all = append(all, clean(s))
		}
	}
	return all
}
