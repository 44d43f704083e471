package main

import (
	"fmt"
	"slices"
	"strings"
)

// leaveOutUnended leaves out the packages whose tests had not ended when the time was over, and says so. It reports
// whether there was any such test.
func (m *measurement) leaveOutUnended(e env, results []result, t task) (stopped bool) {
	var all, modules []string
	for _, r := range results {
		all = append(all, r.job.packages...)
		m.unended = append(m.unended, r.unended...)
		if r.stopped {
			modules = append(modules, r.job.name)
		}
	}
	if len(modules) == 0 {
		return false
	}
	var note strings.Builder
	fmt.Fprintf(&note, "--budget %s was over before all tests of %s had ended", lasting(t.budget), someOf(modules))
	if n := len(m.unended); n > 0 {
		fmt.Fprintf(&note, "; %s not judged: %s", plural(n, "1 package is", fmt.Sprintf("%d packages are", n)), someOf(m.unended))
	}
	if _, ok := lastGoFlag(e.goFlagsOf(t.goFlags), "coverpkg"); ok || t.coverpkg != "" {
		m.unended = all
		note.WriteString("; with -coverpkg they may cover any package, so none is judged")
	}
	m.notes = append(m.notes, note.String())
	none := !slices.ContainsFunc(results, result.measured)
	if len(m.unended) == len(all) || none && m.only == nil {
		m.problems = append(m.problems, fmt.Sprintf("nothing was measured within --budget %s\nhint: give the tests more time", lasting(t.budget)))
		if len(m.failed) == 0 {
			m.late = &lateError{packages: m.unended, modules: modules}
		}
	}
	return true
}

// A lateError is why there is no verdict where nothing is wrong but that no tests ended within the budget.
type lateError struct {
	packages []string // import paths of those whose tests did not end; not all packages of tests alone are known
	modules  []string // of those packages, for people
}

// Error says whose tests did not end.
func (l *lateError) Error() string {
	whose := someOf(l.modules)
	if n := len(l.packages); n > 0 {
		whose = fmt.Sprintf("%s (%s)", count(n, "package"), someOf(l.packages))
	}
	return "the tests of " + whose + " did not end in time"
}
