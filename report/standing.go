package report

import (
	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// A standing is how a package stands with all of its bars: over all suites together, over each, and of each of its files.
// Tests that failed do not change it: the numbers stand.
type standing struct {
	held    bool // it has a bar
	short   bool // one of its checks is not at its bar
	fails   bool // one of them fails
	floored bool // a bar of it is lowered by a floor
	waived  bool // the same, by a waiver
}

// standings are those of all packages, by import path.
func standings(r *Report) map[string]standing {
	all := map[string]standing{}
	for _, list := range [][]Check{r.Packages, r.Files, r.SuiteChecks} {
		for _, c := range list {
			path := c.Path
			if c.Per == policy.PerFile {
				path = coverage.PackagePath(path)
			}
			s := all[path]
			s.held = s.held || gated(c.Outcome)
			s.short = s.short || gated(c.Outcome) && !meets(c.Outcome)
			s.fails = s.fails || c.Outcome.Fails()
			s.floored = s.floored || c.Outcome == policy.Floored
			s.waived = s.waived || c.Outcome == policy.Waived
			all[path] = s
		}
	}
	return all
}

// add counts a package of the service.
func (s *Service) add(p standing) {
	s.Packages++
	if !p.held {
		return
	}
	s.Held++
	if p.short {
		return
	}
	s.Met++
	if p.floored {
		s.Floored++
	}
	if p.waived {
		s.Waived++
	}
}

// whole counts all packages as if they were one service.
func whole(r *Report) Service {
	var s Service
	all := standings(r)
	for _, c := range r.Packages {
		s.add(all[c.Path])
	}
	return s
}
