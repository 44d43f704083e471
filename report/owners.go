package report

import (
	"maps"
	"slices"

	"github.com/covbar/covbar/coverage"
)

// owners adds up the packages of each owner, and what their services need beside them.
func owners(r *Report, owed ledger) []Owner {
	all := map[string]*Owner{}
	of := func(name string) *Owner {
		if all[name] == nil {
			all[name] = &Owner{Name: name}
		}
		return all[name]
	}
	stand := standings(r)
	for _, c := range r.Packages {
		for _, name := range c.Owners {
			o := of(name)
			o.Packages++
			o.Covered += c.Covered
			o.Statements += c.Statements
			if stand[c.Path].fails {
				o.Failing++
			}
			if d := owed.packages[c.Path]; d != nil {
				o.Missing += d.least()
			}
		}
	}
	told := map[string]bool{} // services: one may have several checks
	for _, c := range failing(r.ServiceChecks) {
		if told[c.Service] {
			continue
		}
		told[c.Service] = true
		for _, name := range c.Owners {
			o := of(name)
			o.Services++
			if d := owed.services[c.Service]; d != nil {
				o.Missing += d.least() - d.parts
			}
		}
	}
	rows := make([]Owner, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		o := *all[name]
		o.Percent = coverage.Ratio{Covered: o.Covered, Total: o.Statements}.Percent().Decimal()
		rows = append(rows, o)
	}
	return rows
}
