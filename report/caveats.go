package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/covbar/covbar/policy"
)

// unaffected reports whether nothing was judged, because the change affects nothing.
func unaffected(r *Report) bool { return r.NotAffected > 0 && len(r.Packages) == 0 }

// caveats say what the verdict does not cover.
func caveats(r *Report) []string {
	var words []string
	if n := r.Undecided; n > 0 {
		words = append(words, count(n, "bar")+plural(n, " is", " are")+" undecided: "+whyUndecided(r))
	}
	away, unjudged := notRun(r)
	if away != "" {
		words = append(words, "not run here: "+away)
	}
	if unjudged != "" {
		words = append(words, "not judged here: "+unjudged)
	}
	if len(r.Allowed) > 0 {
		words = append(words, "allowed to be missing: "+strings.Join(r.Allowed, "; "))
	}
	if n := r.NotAffected; n > 0 && !unaffected(r) {
		words = append(words, count(n, "package")+plural(n, " is", " are")+" not affected by the change")
	}
	return words
}

// whyUndecided says which suites would decide.
func whyUndecided(r *Report) string {
	var names []string
	word := "judged"
	for _, s := range r.Suites {
		if s.NotRun {
			names = append(names, s.Name)
		}
		if s.NotRun && len(s.Inputs) == 0 {
			word = "run"
		}
	}
	if len(names) == 0 {
		return "data that may count was allowed to be missing"
	}
	return fmt.Sprintf("%s%s%s not %s here",
		plural(len(names), "suite ", "suites "), list(names), plural(len(names), " was", " were"), word)
}

// notRun counts the bars whose data was not made: "5 bars of suite integration and 2 bars of whole services". Those of a suite
// of which there is some data are apart.
func notRun(r *Report) (away, unjudged string) {
	n := map[string]int{} // by suite
	for _, list := range r.all() {
		for _, c := range list {
			if c.Outcome == policy.NotRun {
				n[c.Suite]++
			}
		}
	}
	var without, with []string
	for _, suite := range slices.Sorted(maps.Keys(n)) {
		switch bars := count(n[suite], "bar"); {
		case suite == "":
			without = append(without, bars+" of whole services")
		case r.unjudged(suite):
			with = append(with, bars+" of suite "+suite)
		default:
			without = append(without, bars+" of suite "+suite)
		}
	}
	return list(without), list(with)
}

// unjudged reports whether there is some data of a suite that was not to run here: it counts for other bars.
func (r *Report) unjudged(suite string) bool {
	return slices.ContainsFunc(r.Suites, func(s SuiteResult) bool { return s.Name == suite && s.NotRun && len(s.Inputs) > 0 })
}

// ended says how a check ended.
func (r *Report) ended(c Check) string {
	if c.Outcome == policy.NotRun && r.unjudged(c.Suite) {
		return "not judged here"
	}
	return string(c.Outcome)
}
