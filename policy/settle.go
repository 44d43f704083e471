package policy

// settle takes back the outcomes of checks that cannot be judged for what is not here.
func (e *evaluation) settle() {
	byName := map[string]*service{}
	for _, svc := range e.services {
		byName[svc.Name] = svc
	}
	v := &e.verdict
	for _, checks := range [][]Check{v.Packages, v.Files, v.SuiteChecks, v.ServiceChecks} {
		for i := range checks {
			c := &checks[i]
			svc, suite := byName[c.Service], e.suiteNumber[c.Suite]
			switch {
			case c.Outcome == Off || c.Outcome == NoStatements || c.Outcome == Small:
			case svc.unknown(c.Per, suite):
				c.Outcome, c.Missing = NotRun, 0
			case c.missed() && e.open(svc, suite):
				c.Outcome = Undecided
			}
		}
	}
	for _, run := range e.suites {
		if run.lacking && v.Total.missed() {
			v.Total.Outcome = Undecided
		}
	}
}

// missed reports whether the check is below its bar, whatever follows from that.
func (c *Check) missed() bool { return c.Outcome.Fails() || c.Outcome == Warn }

// unknown reports whether nothing can be said of the service's checks of a kind: the suite is not here, or not all of what
// is judged as a whole.
func (s *service) unknown(per Per, suite int) bool {
	return suite != together && s.suites[suite].away || per == PerService && s.unasked
}

// open reports whether a missed bar might be met with what is not here.
func (e *evaluation) open(svc *service, suite int) bool {
	if suite != together {
		return e.suites[suite].partly
	}
	for i := range e.suites {
		if e.suites[i].partly || svc.suites[i].away {
			return true
		}
	}
	return false
}
