package policy

import (
	"fmt"
	"slices"
	"strings"
)

// A suiteRun is a suite, and what was measured of it.
type suiteRun struct {
	*suite
	SuiteInput
	checked bool // there is a check of it
	asked   bool // one of its checks has a bar above 0%
	partly  bool // inputs of it are missing, and may be
	lacking bool // not all of it is here, so that a total that is missed may yet be met
	idle    bool // it has no input, and none is needed
}

// A suiteDebt is what a service owes in one suite.
type suiteDebt struct {
	asked bool // its rules ask for more than 0%, whatever lowers that
	away  bool // it is not here: the suite was not to run, or it may be missing
}

// owe notes that a check of a suite holds its service to a bar.
func (e *evaluation) owe(t *trial) {
	if t.suite == together {
		return
	}
	run := &e.suites[t.suite]
	run.checked = true
	run.asked = run.asked || t.Bar > 0
	if t.gated() {
		debt, share := &t.service.suites[t.suite], &t.service.Suites[t.suite]
		debt.asked = debt.asked || t.Rule.Bar > 0
		share.Required = share.Required || t.Bar > 0
	}
}

// silent reports whether a service did not report in a suite that was to run. Where not all of its packages were asked for,
// that is known only if nothing reported.
func (e *evaluation) silent(svc *service, suite int) bool {
	if suite == together || e.suites[suite].NotRun {
		return false
	}
	return e.suites[suite].Inputs == 0 || svc.Name != "" && !svc.unasked && !svc.Suites[suite].Reported
}

// allow reads Input.AllowMissing. Nothing is to be allowed where nothing is owed: it would only open plain bars.
func (e *evaluation) allow() error {
	owes := e.debtors()
	for _, name := range e.in.AllowMissing {
		owing, known := owes[name]
		if known && owing {
			e.allowed[name] = true
			continue
		}
		wrong, hint := "which is neither a service nor a suite", "write SERVICE, SUITE or SERVICE/SUITE"
		if known {
			wrong, hint = "which owes no data", "no bar over a suite asks for it: leave it out"
		} else if near := nearestOf(name, owes); near != "" {
			hint = "did you mean " + quote(near) + "?"
		}
		return fmt.Errorf("allowed to be missing is %s, %s\nhint: %s", quote(name), wrong, harmless(hint))
	}
	return nil
}

// debtors are all names that Input.AllowMissing may hold, and whether something is owed there. Of what was not asked for,
// that is not known.
func (e *evaluation) debtors() map[string]bool {
	owes := map[string]bool{}
	note := func(name string, owing bool) { owes[name] = owes[name] || owing }
	for i := range e.suites {
		note(e.suites[i].Name, e.suites[i].Shards > 0 || e.in.Partial)
	}
	for _, svc := range e.services {
		if svc.Name != "" {
			note(svc.Name, svc.unasked)
		}
		for i := range e.suites {
			suite, asked := e.suites[i].Name, svc.suites[i].asked
			note(suite, asked)
			if svc.Name != "" {
				note(svc.Name, asked)
				note(svc.Name+"/"+suite, asked || svc.unasked)
			}
		}
	}
	return owes
}

// report finds out what is not here: what may be, and what must not be.
func (e *evaluation) report() {
	for suite := range e.suites {
		run := &e.suites[suite]
		if !run.NotRun {
			e.letThrough(run, suite)
			e.demand(run, suite)
		}
		for _, svc := range e.services {
			svc.suites[suite].away = svc.suites[suite].away || run.NotRun
		}
		run.lacking = run.NotRun || run.partly ||
			slices.ContainsFunc(e.services, func(svc *service) bool { return svc.suites[suite].away })
	}
}

// letThrough says what of a suite is missing, and may be.
func (e *evaluation) letThrough(run *suiteRun, suite int) {
	name, allowed := run.Name, e.allowed[run.Name]
	empty := allowed && run.Inputs == 0
	switch {
	case empty:
		e.verdict.Allowed = append(e.verdict.Allowed, "no input belongs to suite "+name)
	case allowed && e.tooFew(run):
		run.partly = true
		e.verdict.Allowed = append(e.verdict.Allowed, fmt.Sprintf("suite %s has %d of %d inputs", name, run.Inputs, run.Shards))
	}
	for _, svc := range e.services {
		debt := &svc.suites[suite]
		may := debt.asked && (allowed || e.allowed[svc.Name] || e.allowed[svc.Name+"/"+name])
		switch {
		case empty:
			debt.away = true
		case may && !svc.Suites[suite].Reported:
			debt.away = true
			e.verdict.Allowed = append(e.verdict.Allowed, harmless(fmt.Sprintf("%s did not report in suite %s", svc.called(), name)))
		}
	}
}

// demand says what of a suite is missing, and must not be.
func (e *evaluation) demand(run *suiteRun, suite int) {
	var owing []*service
	for _, svc := range e.services {
		share := &svc.Suites[suite]
		if share.Silent = share.Required && !svc.suites[suite].away && e.silent(svc, suite); share.Silent {
			owing = append(owing, svc)
		}
	}
	few := e.tooFew(run) && !e.allowed[run.Name]
	switch {
	case run.Inputs == 0 && (few || len(owing) > 0):
		e.problem(nothingOf(run, owing))
	case run.Inputs == 0:
		run.idle = !e.allowed[run.Name]
	case few:
		e.problem(fmt.Sprintf("suite %s has %d of %d inputs\nhint: did all of its jobs hand on their data? "+
			"--allow-missing %[1]s judges without the rest", run.Name, run.Inputs, run.Shards))
	}
	if run.Inputs == 0 {
		return
	}
	for _, svc := range owing {
		e.problem(fmt.Sprintf("%s did not report in suite %s: nothing of its own ran\nhint: did its tests run? %s; "+
			"--allow-missing %[1]s/%[2]s judges without them", svc.Name, run.Name, run.sought()))
	}
}

// tooFew reports whether inputs of a suite are missing. A part of the packages needs no more than a part of the inputs, and
// where every bar of the suite is 0%, none.
func (e *evaluation) tooFew(run *suiteRun) bool {
	return run.Inputs < run.Shards && !e.in.Partial && (run.asked || !run.checked)
}

// nothingOf says that a suite has no input, and who needs one.
func nothingOf(run *suiteRun, owing []*service) string {
	const most = 10
	var needs []string
	for i, svc := range owing {
		if i == most {
			needs = append(needs, fmt.Sprintf("and %d more", len(owing)-most))
			break
		}
		needs = append(needs, svc.called())
	}
	text := "no input belongs to suite " + run.Name
	if len(needs) > 0 {
		text += ", in which must report: " + strings.Join(needs, ", ")
	} else {
		text += fmt.Sprintf(", which has %d shards", run.Shards)
	}
	return fmt.Sprintf("%s\nhint: did its tests run? %s; --allow-missing %s judges without it", text, run.sought(), run.Name)
}

// called is how a service is called in a sentence.
func (s *service) called() string {
	if s.Name == "" {
		return "what is in no service"
	}
	return s.Name
}

func (e *evaluation) problem(text string) {
	e.verdict.Problems = append(e.verdict.Problems, harmless(text))
}
