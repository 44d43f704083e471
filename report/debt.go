package report

import "github.com/covbar/covbar/coverage"

// A debt is how many more statements must be covered so that a thing and its parts meet their bars: a service and its
// packages, a package and its files. A statement of a part counts for the whole, and one that a suite covers counts for
// the bars over all suites together, too. What one suite covers does not count for another.
type debt struct {
	whole  int64            // for its own bar over all suites together
	parts  int64            // for its parts, each by itself
	suites map[string]int64 // for the bars over one suite: its own, or what those of its parts ask, where that is more
}

// add makes d the whole of a part. All parts come before d's own bars.
func (d *debt) add(part *debt) {
	d.parts += part.least()
	for suite, n := range part.suites {
		d.suites[suite] += n
	}
}

// owe is told that d's own bar, over a suite or over all together, is missed by n statements.
func (d *debt) owe(suite string, n int64) {
	if suite == "" {
		d.whole = max(d.whole, n)
	} else {
		d.suites[suite] = max(d.suites[suite], n)
	}
}

// least is the least number of statements that pays the debt.
func (d *debt) least() int64 {
	var suites int64
	for _, n := range d.suites {
		suites += n
	}
	return max(d.whole, d.parts, suites)
}

// debts are those of many things, by name.
type debts map[string]*debt

func (all debts) of(name string) *debt {
	if all[name] == nil {
		all[name] = &debt{suites: map[string]int64{}}
	}
	return all[name]
}

// A ledger is what all checks that fail are short of.
type ledger struct {
	packages debts // by import path
	services debts // by name; those of packages in no service together have none
	missing  int64 // in all
}

// owing adds up what the failing checks of a report are short of, from the files up.
func owing(r *Report) ledger {
	l := ledger{packages: debts{}, services: debts{}}
	files, in := debts{}, map[string]string{} // the service of each package
	for _, c := range r.payable(r.Files) {
		files.of(c.Path).owe(c.Suite, c.Missing)
		in[coverage.PackagePath(c.Path)] = c.Service
	}
	for path, d := range files {
		l.packages.of(coverage.PackagePath(path)).add(d)
	}
	for _, c := range r.payable(r.Packages, r.SuiteChecks) {
		l.packages.of(c.Path).owe(c.Suite, c.Missing)
		in[c.Path] = c.Service
	}
	for path, d := range l.packages {
		l.services.of(in[path]).add(d)
	}
	for _, c := range r.payable(r.ServiceChecks) {
		l.services.of(c.Service).owe(c.Suite, c.Missing)
	}
	for _, d := range l.services {
		l.missing += d.least()
	}
	if r.Total.Outcome.Fails() {
		l.missing = max(l.missing, r.Total.Missing)
	}
	return l
}

// failing are the checks of some lists that fail.
func failing(lists ...[]Check) []Check {
	var rows []Check
	for _, list := range lists {
		for _, c := range list {
			if c.Outcome.Fails() {
				rows = append(rows, c)
			}
		}
	}
	return rows
}
