package report

import (
	"maps"
	"slices"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
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
	fails := failingPackages(r)
	for _, c := range r.Packages {
		for _, name := range c.Owners {
			o := of(name)
			o.Packages++
			o.Covered += c.Covered
			o.Statements += c.Statements
			if fails[c.Path] {
				o.Failing++
			}
			if d := owed.packages[c.Path]; d != nil {
				o.Missing += d.least()
			}
		}
	}
	told := map[string]bool{} // services: one may have several checks
	for _, c := range failing(r.ServiceChecks) {
		if len(c.Owners) > 0 && !told[c.Service] {
			o := of(c.Owners[0])
			o.Services++
			if d := owed.services[c.Service]; d != nil {
				o.Missing += d.least() - d.parts
			}
			told[c.Service] = true
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

// failingPackages are the import paths of packages with a check that fails, if only over one suite or of a file.
func failingPackages(r *Report) map[string]bool {
	fails := map[string]bool{}
	for _, list := range [][]Check{r.Packages, r.Files, r.SuiteChecks} {
		for _, c := range list {
			switch {
			case !alarming(c):
			case c.Per == policy.PerFile:
				fails[coverage.PackagePath(c.Path)] = true
			default:
				fails[c.Path] = true
			}
		}
	}
	return fails
}
