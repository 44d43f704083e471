package report

import (
	"fmt"
	"strings"

	"github.com/covbar/covbar/policy"
)

// alarming reports whether a check is why the verdict is "fail".
func alarming(c Check) bool { return c.Outcome.Fails() || c.TestsFailed }

// A tally counts how checks ended.
type tally map[policy.Outcome]int

func tallied(lists ...[]Check) tally {
	t := tally{}
	for _, rows := range lists {
		for _, c := range rows {
			t[c.Outcome]++
		}
	}
	return t
}

// calm are the checks that are not alarming.
func calm(rows []Check) []Check {
	var rest []Check
	for _, c := range rows {
		if !alarming(c) {
			rest = append(rest, c)
		}
	}
	return rest
}

// met is how many reach their bar, also a lowered one.
func (t tally) met() int { return t[policy.Pass] + t[policy.Floored] + t[policy.Waived] }

// ungated is how many are held to no bar.
func (t tally) ungated() int { return t[policy.Small] + t[policy.NoStatements] + t[policy.Off] }

// lowered says how many reach only a lowered bar: ", 4 by a floor and 1 by a waiver".
func (t tally) lowered() string {
	var by []string
	if n := t[policy.Floored]; n > 0 {
		by = append(by, fmt.Sprintf("%d by a floor", n))
	}
	if n := t[policy.Waived]; n > 0 {
		by = append(by, fmt.Sprintf("%d by a waiver", n))
	}
	if len(by) == 0 {
		return ""
	}
	return ", " + list(by)
}

// subjects counts packages and files of the report: "41 of 41 packages and 3 of 12 files", or "41 more packages".
func subjects(packages, files int, r *Report, more string) string {
	var parts []string
	for _, part := range []struct {
		n, of int
		noun  string
	}{{packages, len(r.Packages), "package"}, {files, len(r.Files), "file"}} {
		switch {
		case part.n == 0:
		case more == "":
			parts = append(parts, fmt.Sprintf("%d of %s", part.n, count(part.of, part.noun)))
		default:
			parts = append(parts, count(part.n, more+part.noun))
		}
	}
	return list(parts)
}

// why says what keeps checks from being held to a bar: "1 small and 2 without statements".
func (t tally) why() string {
	var reasons []string
	if n := t[policy.Small]; n > 0 {
		reasons = append(reasons, fmt.Sprintf("%d small", n))
	}
	if n := t[policy.NoStatements]; n > 0 {
		reasons = append(reasons, fmt.Sprintf("%d without statements", n))
	}
	if n := t[policy.Off]; n > 0 {
		reasons = append(reasons, fmt.Sprintf("%d off", n))
	}
	return list(reasons)
}

// below says which bars are not met: "2 of 41 packages are below their bar". It is empty where all are.
func below(r *Report) string {
	parts := []string{}
	for _, part := range []string{
		belowOf(r.Packages, "package"),
		belowOf(r.Files, "file"),
	} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if r.Total.Outcome == policy.Fail {
		parts = append(parts, fmt.Sprintf("all packages together are at %s%%, below %s%%", r.Total.Percent, r.Total.Threshold))
	}
	return list(parts)
}

func belowOf(rows []Check, noun string) string {
	t := tallied(rows)
	empty, n := t[policy.NoData], t[policy.NoData]+t[policy.Fail]
	of := fmt.Sprintf("%d of %s", n, count(len(rows), noun))
	switch {
	case n == 0:
		return ""
	case n == empty:
		return of + plural(n, " has", " have") + " no data"
	case empty > 0:
		return fmt.Sprintf("%s are below their bar (%d with no data)", of, empty)
	}
	return of + plural(n, " is below its bar", " are below their bar")
}

// failWords says what fails, and what would mend it.
func failWords(r *Report) string {
	bars, failed := below(r), strings.Join(r.Failed, "; ")
	switch {
	case bars == "":
		return "every bar is met, but " + failed
	case failed != "":
		return fmt.Sprintf("%s; %s would meet them. Also, %s", bars, count(r.Missing, "more covered statement"), failed)
	}
	return fmt.Sprintf("%s; %s would pass.", bars, count(r.Missing, "more covered statement"))
}

// passWords says what ran, and what had to.
func passWords(r *Report) string {
	words := fmt.Sprintf("%s%% of %s", r.Total.Percent, count(r.Total.Statements, "statement"))
	if gated(r.Total.Outcome) {
		words += fmt.Sprintf(", bar %s%%", r.Total.Threshold)
	}
	return words
}

// leftOut says what was not counted, and why. It is empty where nothing was left out.
func leftOut(r *Report) string {
	var parts []string
	if e := r.Excluded; e != (Excluded{}) {
		parts = append(parts, amount(e.Packages, e.Files, e.Statements)+" by the policy")
	}
	if o := r.Outside; o != (Outside{}) {
		parts = append(parts, amount(o.Packages, 0, o.Statements)+" in no module here")
	}
	return strings.Join(parts, "; ")
}

// amount says how much was left out: "1204 statements in 3 packages and 12 files".
func amount(packages, files int, statements int64) string {
	var in []string
	if packages > 0 {
		in = append(in, count(packages, "package"))
	}
	if files > 0 {
		in = append(in, count(files, "file"))
	}
	of := count(statements, "statement")
	if len(in) == 0 {
		return of
	}
	return of + " in " + list(in)
}

// remarks say what is to be known of a check beside its outcome.
func remarks(c Check) []string {
	var words []string
	if c.TestsFailed {
		words = append(words, "tests failed")
	}
	if n := len(c.Expired); n > 0 && gated(c.Outcome) && c.Missing > 0 {
		words = append(words, string(c.Expired[n-1].Kind)+" ran out")
	}
	return words
}

// noPolicy says what holds where there is no policy file.
var noPolicy = fmt.Sprintf("no policy file, so %s of every package", short(policy.DefaultThreshold.Decimal()))

// reportOnly says what the verdict does not do.
const reportOnly = "Report only: this verdict leaves the exit status at 0."

// asOf says that the day of the report is not today.
func asOf(r *Report) string {
	return fmt.Sprintf("judged as of %s (--now)", r.Day)
}

// hinted splits a message from its hint, which stands on a line of its own.
func hinted(message string) (what, hint string) {
	what, hint, _ = strings.Cut(message, "\nhint: ")
	return what, hint
}
