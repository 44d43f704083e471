package report

import (
	"slices"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// services are the rows of a verdict's services. How the checks in them ended is counted later.
func services(v *policy.Verdict) []Service {
	rows := make([]Service, 0, len(v.Services))
	for _, from := range v.Services {
		s := Service{
			Name:       clean(from.Name),
			Dir:        clean(from.Dir),
			Labels:     cleanAll(from.Labels),
			Owners:     cleanAll(from.Owners),
			Covered:    from.Ratio.Covered,
			Statements: from.Ratio.Total,
			Percent:    from.Ratio.Percent().Decimal(),
			Suites:     make([]ServiceSuite, 0, len(from.Suites)),
		}
		for i, share := range from.Suites {
			s.Suites = append(s.Suites, ServiceSuite{
				clean(v.Suites[i].Name), share.Required, share.Reported, share.Silent,
				share.Covered, percentBy(share.Covered, from.Ratio.Total), share.Only,
			})
		}
		rows = append(rows, s)
	}
	return rows
}

// countServices counts how the checks in each service ended, and what they are short of.
func (r *Report) countServices(owed ledger) {
	at := map[string]*Service{}
	for i := range r.Services {
		s := &r.Services[i]
		at[s.Name] = s
		if d := owed.services[s.Name]; d != nil {
			s.Missing = d.least()
		}
	}
	for _, list := range r.all() {
		for _, c := range list {
			if s := at[c.Service]; s != nil {
				s.count(c)
			}
		}
	}
	stand := standings(r)
	for _, c := range r.Packages {
		if s := at[c.Service]; s != nil {
			s.add(stand[c.Path])
		}
	}
}

// inSuite names a service and a suite that it is measured by.
type inSuite struct{ service, suite string }

// payable are the checks of some lists that fail for want of tests. What did not report in a suite owes that, and nobody
// knows yet how many statements.
func (r *Report) payable(lists ...[]Check) []Check {
	silent := map[inSuite]bool{}
	for _, s := range r.Services {
		for _, share := range s.Suites {
			silent[inSuite{s.Name, share.Name}] = share.Silent
		}
	}
	return slices.DeleteFunc(failing(lists...), func(c Check) bool { return silent[inSuite{c.Service, c.Suite}] })
}

// count counts a check of the service, or of what is in it.
func (s *Service) count(c Check) {
	if alarming(c) {
		s.Failing++
	}
	if c.Outcome == policy.Undecided {
		s.Undecided++
	}
}

// suites joins what came of each suite with what was read of it. Without a verdict, nothing came of it.
func suites(v *policy.Verdict, read []MeasuredSuite) []SuiteResult {
	rows := make([]SuiteResult, 0, len(read))
	if len(v.Suites) == 0 {
		for _, s := range read {
			rows = append(rows, SuiteResult{Suite: s.Suite, Percent: coverage.Percent(0).Decimal()})
		}
		return rows
	}
	inputs := map[string][]string{}
	for _, s := range read {
		inputs[s.Name] = s.Inputs
	}
	for _, s := range v.Suites {
		rows = append(rows, SuiteResult{
			Suite{clean(s.Name), cleanAll(inputs[clean(s.Name)])}, s.NotRun, s.Covered, percentBy(s.Covered, v.Total.Ratio.Total), s.Only,
		})
	}
	return rows
}

// percentBy is how much of some statements a suite covered. Of none, that is nothing.
func percentBy(covered, statements int64) string {
	if statements == 0 {
		return coverage.Percent(0).Decimal()
	}
	return coverage.Ratio{Covered: covered, Total: statements}.Percent().Decimal()
}
