package report

import (
	"fmt"
	"strings"

	"github.com/covbar/covbar/policy"
)

// scope counts what the report is about: "7 services, 41 packages".
func scope(r *Report) string {
	packages := count(len(r.Packages), "package")
	if n := named(r.Services); n > 0 && hasServices(r) {
		return count(n, "service") + ", " + packages
	}
	return packages
}

// named is how many of the services have a name: the others are packages in none.
func named(services []Service) int {
	n := 0
	for _, s := range services {
		if s.Name != "" {
			n++
		}
	}
	return n
}

// An of is n of all the things of a kind.
type of struct {
	n, all int
	noun   string
}

// subjects counts things: "41 of 41 packages and 3 of 12 files", or with more "41 more packages".
func subjects(more string, kinds ...of) string {
	var parts []string
	for _, k := range kinds {
		switch {
		case k.n == 0:
		case more == "":
			parts = append(parts, fmt.Sprintf("%d of %s", k.n, count(k.all, k.noun)))
		default:
			parts = append(parts, count(k.n, more+k.noun))
		}
	}
	return list(parts)
}

// below says which bars are not met: "2 of 41 packages are below their bar". It is empty where all are.
func below(r *Report) string {
	parts := []string{}
	for _, part := range []string{
		belowOf(r.Packages, "package"),
		belowOf(r.Files, "file"),
		missedOf(r.SuiteChecks, "suite bar"),
		missedOf(r.ServiceChecks, "service bar"),
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

// missedOf says how many bars are not met, where a thing may have several.
func missedOf(rows []Check, noun string) string {
	n := len(failing(rows))
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %s", n, count(len(rows), noun)) + plural(n, " is missed", " are missed")
}

// missesBars reports whether a bar is why the verdict is "fail".
func missesBars(r *Report) bool { return len(failing(r.all()...)) > 0 || r.Total.Outcome.Fails() }

// failWords says what fails, and what would mend it. Tests that failed come first: until they are mended, nobody knows what
// else there is to cover.
func failWords(r *Report) string {
	bars, failed := below(r), strings.Join(r.Failed, "; ")
	switch {
	case bars == "":
		return "every bar is met, but " + failed
	case failed != "" && r.Missing > 0:
		return fmt.Sprintf("%s. By what ran, %s: %s short.", failed, bars, count(r.Missing, "statement"))
	case failed != "":
		return fmt.Sprintf("%s. By what ran, %s.", failed, bars)
	case r.Missing == 0: // its sources do not parse: nobody knows
		return bars + "."
	}
	return fmt.Sprintf("%s; %s would pass.", bars, count(r.Missing, "more covered statement"))
}

// passWords says what ran, and what had to.
func passWords(r *Report) string {
	switch {
	case unaffected(r):
		return "the change affects none of " + count(r.NotAffected, "package")
	case r.Total.Statements == 0:
		return "the change affects no statement"
	}
	words := fmt.Sprintf("%s%% of %s", r.Total.Percent, count(r.Total.Statements, "statement"))
	if gated(r.Total.Outcome) {
		words += fmt.Sprintf(", bar %s%%", r.Total.Threshold)
	}
	return words
}

// leftOut says what was not counted, and why. It is empty where nothing was left out.
func leftOut(r *Report) string {
	var parts []string
	add := func(packages, files int, statements int64, why string) {
		if packages > 0 || files > 0 || statements > 0 {
			parts = append(parts, amount(packages, files, statements)+why)
		}
	}
	e := r.Excluded
	add(e.Packages.Packages, e.Packages.Files, e.Packages.Statements, " by exclude.packages")
	add(e.Generated.Packages, e.Generated.Files, e.Generated.Statements, " as generated")
	add(e.Files.Packages, e.Files.Files, e.Files.Statements, " by exclude.files")
	add(e.Ignored.Packages, e.Ignored.Files, e.Ignored.Statements, " by //covbar:ignore")
	add(r.Standard.Packages, 0, r.Standard.Statements, " of the standard library")
	add(r.Foreign.Packages, 0, r.Foreign.Statements, " in no module here")
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
