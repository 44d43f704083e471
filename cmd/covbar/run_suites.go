package main

import "slices"

// unitSuite is the suite that tests belong to where nothing else is said.
const unitSuite = "unit"

// suiteToRun is the suite that tests belong to: the one that --suite names, or else that for unit tests, if there is one.
func (g *gate) suiteToRun(name string) (string, error) {
	if name != "" {
		return name, g.knowsSuite("--suite "+name, name)
	}
	if slices.Contains(g.suites(), unitSuite) {
		return unitSuite, nil
	}
	return "", nil
}

// leaveOutSuites marks the suites that were not to run here. A run of everything, in whatever time it takes, judges them all,
// and other runs those that they measured. But where a change or a budget decides which tests run, what there is of another suite than the one
// that was run is there by chance: it counts, and is not judged by itself.
func (m *measurement) leaveOutSuites(g *gate, t task, run string, stopped bool) {
	everything := t.suite == "" && t.budget == 0 && m.only == nil && m.scope == nil
	chance := m.only != nil || stopped
	m.notRun = map[string]bool{}
	for _, suite := range g.suites() {
		m.notRun[suite] = suite != run && (chance || !everything && len(m.bySuite[suite]) == 0)
	}
}
