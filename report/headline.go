package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covbar/covbar/policy"
)

// A voice says what others wrote: with markup, or without.
type voice struct {
	name  func(string) string
	prose func(string) string
}

var (
	marked   = voice{code, title}
	unmarked = voice{md, md}
	spoken   = voice{visible, visible}
)

// headlineOf says the verdict, and what it would take to mend it. news says that the last one was another.
func headlineOf(r *Report, below string, news bool, v voice) string {
	switch r.Verdict {
	case Pass:
		return metWords(r, news)
	case Fail:
		words := "Coverage bar " + failure(r, below, v)
		if len(r.Failed) > 0 && missesBars(r) {
			words = capital(otherwise(r, below, v)) + ". " + words
		}
		return words
	}
	return "No coverage verdict" + whyNone(r, v)
}

func metWords(r *Report, news bool) string {
	met := "Coverage bar met" + byPart(r) + ": "
	if news {
		met = "Coverage bar now met" + byPart(r) + ": "
	}
	if r.Total.Statements == 0 {
		return met + passWords(r)
	}
	if out := leftUnjudged(r); out != "" {
		return fmt.Sprintf("%s%s%% of %s, and %s", met, r.Total.Percent, count(r.Total.Statements, "statement"), out)
	}
	return met + r.Total.Percent + "% of all statements"
}

// whyNone says why there is no verdict, if in a number.
func whyNone(r *Report, v voice) string {
	if n := len(r.Problems); n != 1 {
		return fmt.Sprintf(", for %d reasons", n)
	}
	if one, _, ok := onlySilence(r); ok {
		return fmt.Sprintf(": the %s tests of %s did not report", v.prose(one.suite), v.name(one.service))
	}
	what, _ := hinted(r.Problems[0])
	return ": " + v.prose(what)
}

// untold is what the headline leaves out of the only problem.
func untold(r *Report, what string) string {
	if one, more, ok := onlySilence(r); ok && more != "" {
		return one.service + more + "."
	} else if ok {
		return ""
	}
	if marked.prose(what) == prose(what) {
		return ""
	}
	return what
}

// failure says what fails, and by how much.
func failure(r *Report, below string, v voice) string {
	who, several := whoMisses(r, below, v)
	if len(who) == 0 {
		return "met" + byPart(r) + ", but " + otherwise(r, below, v)
	}
	if r.Missing == 0 { // its sources do not parse: nobody knows
		return "not met: " + list(who)
	}
	verb := " is "
	if several || len(who) > 1 {
		verb = " are "
	}
	return "not met: " + list(who) + verb + count(r.Missing, "statement") + " short"
}

// whoMisses is whoFails, and the total.
func whoMisses(r *Report, below string, v voice) (who []string, several bool) {
	who, several = whoFails(r, below, v)
	if r.Total.Outcome.Fails() {
		several = several || len(who) > 0
		who = append(who, "the total")
	}
	return who, several
}

// whoFails names the services that miss a bar where they are few, or else the only check that does. More are counted.
// several says that one of the words stands for several.
func whoFails(r *Report, below string, v voice) (who []string, several bool) {
	var services []string
	inNone := false
	for _, s := range r.Services {
		if s.Missing > 0 {
			services = append(services, v.name(s.Name))
			inNone = inNone || s.Name == ""
		}
	}
	if hasServices(r) && len(services) > 0 && !inNone {
		if few := 3; len(services) > few {
			return []string{fmt.Sprintf("%d of %s", len(services), count(named(r.Services), "service"))}, true
		}
		return services, false
	}
	if all := failing(r.all()...); len(all) == 1 && !r.Total.Outcome.Fails() {
		return []string{called(all[0], below, v)}, false
	}
	for i, noun := range nouns {
		rows := r.all()[i]
		if n := len(failing(rows)); n > 0 {
			who = append(who, fmt.Sprintf("%d of %s", n, count(len(rows), noun)))
			several = several || n > 1
		}
	}
	return who, several
}

// otherwise says why the verdict is "fail" whatever the checks say. The packages whose tests failed have their short names.
func otherwise(r *Report, below string, v voice) string {
	tests := cleanAll(testsFailed(r.Measured.Failed, r.Packages))
	if len(tests) == 0 || !slices.Equal(tests, r.Failed[:min(1, len(r.Failed))]) { // somebody else's words
		return v.prose(strings.Join(r.Failed, "; "))
	}
	const most = 3
	paths := slices.Clone(r.Measured.Failed)
	for _, c := range r.Packages {
		if c.TestsFailed {
			paths = append(paths, c.Path)
		}
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	var names []string
	for _, path := range paths[:min(most, len(paths))] {
		names = append(names, v.name(shortName(path, below)))
	}
	if more := len(paths) - most; more > 0 {
		names = append(names, count(more, "more package"))
	}
	words := "tests failed in " + list(names)
	if more := r.Failed[1:]; len(more) > 0 {
		words += "; " + v.prose(strings.Join(more, "; "))
	}
	return words
}

// called is how a check is called within a sentence, where a comma would part its name.
func called(c Check, below string, v voice) string {
	name := v.name(shortName(c.Path, below))
	if c.Per == policy.PerService {
		name = "service " + v.name(c.Path)
	}
	if c.Suite != "" {
		name += " (" + v.prose(c.Suite) + ")"
	}
	return name
}

// nouns are what the lists of Report.all are of.
var nouns = []string{"package", "file", "suite bar", "service bar"}

// A silence is a service that was to report in a suite, and did not.
type silence struct{ service, suite string }

func silences(r *Report) []silence {
	var all []silence
	for _, s := range r.Services {
		for _, share := range s.Suites {
			if share.Silent {
				all = append(all, silence{s.Name, share.Name})
			}
		}
	}
	return all
}

// silent returns what tells of a check whether all that it wants is that something reports.
func (r *Report) silent() func(Check) bool {
	all := map[silence]bool{}
	for _, one := range silences(r) {
		all[one] = true
	}
	return func(c Check) bool { return c.Outcome.Fails() && !c.TestsFailed && all[silence{c.Service, c.Suite}] }
}

// onlySilence is why there is no verdict, where that is a single silence, and what its problem says beside it.
func onlySilence(r *Report) (one silence, more string, ok bool) {
	all := silences(r)
	if len(all) != 1 || len(r.Problems) != 1 || all[0].service == "" {
		return silence{}, "", false
	}
	what, _ := hinted(r.Problems[0])
	more, ok = strings.CutPrefix(what, all[0].service+" did not report in suite "+all[0].suite)
	return all[0], more, ok
}
