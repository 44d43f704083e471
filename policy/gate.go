package policy

import "github.com/covbar/covbar/coverage"

// together stands for the number of a suite where it is all of them together.
const together = -1

// A kind is a kind of check.
type kind struct {
	per   Per
	suite int // by number, or together
}

// A selection is the rules and waivers that select something, for one kind of check.
type selection struct {
	rules     []*rule // in the order of the file
	lowerings []*lowering
}

// selections returns what selects a package, or files of it.
func (e *evaluation) selections(pkg *coverage.Package, svc *service) map[kind]selection {
	found := map[kind]selection{}
	for _, r := range e.p.rules {
		if r.per != PerService && e.selects(r, pkg, svc) {
			k := kind{r.per, e.suiteNumber[r.suite]}
			s := found[k]
			s.rules = append(s.rules, r)
			found[k] = s
		}
	}
	for _, w := range e.waivers {
		if !e.selects(w.rule, pkg, svc) {
			continue
		}
		for _, per := range []Per{PerPackage, PerFile} {
			if w.rule.speaksOf(per) {
				k := kind{per, e.suiteNumber[w.rule.suite]}
				s := found[k]
				s.lowerings = append(s.lowerings, w)
				found[k] = s
			}
		}
	}
	return found
}

// selects reports whether all selectors of a rule match that are about packages. Each pattern is tried, to know which
// match nothing.
func (e *evaluation) selects(r *rule, pkg *coverage.Package, svc *service) bool {
	matched := len(r.packages) == 0
	for _, p := range r.packages {
		if p.pkg.matches(pkg) {
			e.use(p)
			matched = true
		}
	}
	if matched = matched && r.selectsService(&svc.Service); matched {
		e.selected[r] = true
	}
	return matched
}

// selectsFile does the same for the file patterns.
func (e *evaluation) selectsFile(r *rule, file *coverage.File) bool {
	matched := len(r.files) == 0
	for _, p := range r.files {
		if p.file.matches(file) {
			e.use(p)
			matched = true
		}
	}
	return matched
}

// gate holds a package, and the files of it that rules name, to their bars: over all suites together, and over each.
func (e *evaluation) gate(pkg *coverage.Package) {
	svc := e.serviceOf[pkg]
	named := e.leftOut(pkg)
	files, left := e.leaveOut(pkg, named)
	if !named {
		svc.take(pkg, files)
	}
	if !left {
		return
	}
	of := e.selections(pkg, svc)
	t := trial{service: svc, broken: pkg.Broken}
	t.Service, t.Owners, t.NoData, t.TestsFailed = svc.Name, pkg.Owners, pkg.NoData, pkg.TestsFailed
	for suite := together; suite < len(e.suites); suite++ {
		t := t
		t.suite = suite
		for _, file := range files {
			e.gateFile(t, file, of[kind{PerFile, suite}])
		}
		t.Name, t.Dir, t.Per, t.minimum = pkg.Path, pkg.Dir, PerPackage, e.p.minStatements
		t.Ratio = e.measured(files, suite)
		t.selection = of[kind{PerPackage, suite}]
		if suite == together {
			t.base = &e.p.threshold
			t.lowerings = append(e.floorsOf(pkg), t.lowerings...)
			e.sum = e.sum.Add(t.Ratio)
			e.verdict.Packages = append(e.verdict.Packages, e.judge(t))
		} else if len(t.rules) > 0 {
			e.verdict.SuiteChecks = append(e.verdict.SuiteChecks, e.judge(t))
		}
	}
}

// gateFile holds one file to the last of the rules that selects it, if there is one. t is what is known of its package.
func (e *evaluation) gateFile(t trial, file *coverage.File, of selection) {
	for _, r := range of.rules {
		if e.selectsFile(r, file) {
			t.rules = append(t.rules, r)
		}
	}
	for _, l := range of.lowerings {
		if e.selectsFile(l.rule, file) {
			t.lowerings = append(t.lowerings, l)
		}
	}
	if len(t.rules) == 0 {
		return
	}
	t.Name, t.Dir, t.Per = file.Name, file.Path, PerFile
	t.Ratio = e.measured([]*coverage.File{file}, t.suite)
	e.verdict.Files = append(e.verdict.Files, e.judge(t))
}

// gateService holds a service as a whole to its bars. Nothing is asked of what is in no service.
func (e *evaluation) gateService(svc *service) {
	if svc.Name == "" || svc.packages == 0 {
		return
	}
	t := trial{service: svc, broken: svc.broken}
	t.Name, t.Dir, t.Per, t.Service, t.Owners = svc.Name, svc.Dir, PerService, svc.Name, svc.Owners
	t.NoData, t.TestsFailed = !svc.mentioned, svc.failed
	for suite := together; suite < len(e.suites); suite++ {
		t := t
		t.suite, t.Ratio = suite, svc.Ratio
		if suite != together {
			t.Ratio.Covered = svc.Suites[suite].Covered
		}
		selects := func(r *rule) bool {
			return r.speaksOf(PerService) && e.suiteNumber[r.suite] == suite && r.selectsService(&svc.Service)
		}
		for _, r := range e.p.rules {
			if selects(r) {
				t.rules = append(t.rules, r)
			}
		}
		for _, w := range e.waivers {
			if selects(w.rule) {
				t.lowerings = append(t.lowerings, w)
			}
		}
		for _, r := range t.rules {
			e.selected[r] = true
		}
		if len(t.rules) > 0 {
			e.verdict.ServiceChecks = append(e.verdict.ServiceChecks, e.judge(t))
		}
	}
}

// gateTotal holds all packages together to `total`.
func (e *evaluation) gateTotal() {
	c := Check{Name: "total", Ratio: e.sum, Rule: Clause{Kind: KindTotal}}
	switch {
	case e.p.total == nil:
	case e.in.Partial:
		e.verdict.Notes = append(e.verdict.Notes, "total is not checked: only some of the packages were asked for")
	default:
		c.Rule = *e.p.total
	}
	c.Bar = c.Rule.Bar
	c.Missing = c.Ratio.Short(c.Bar)
	c.Outcome = e.outcome(&trial{Check: c})
	e.verdict.Total = c
}

// measured returns what ran of files, over one suite or over all together.
func (e *evaluation) measured(files []*coverage.File, suite int) coverage.Ratio {
	var sum coverage.Ratio
	for _, file := range files {
		sum = sum.Add(file.Ratio)
	}
	if suite == together {
		return sum
	}
	sum.Covered = 0
	for _, file := range files {
		sum.Covered += shareOf(file, suite).Covered
	}
	return sum
}

// shareOf returns what a suite gave a file. What was never measured has no shares.
func shareOf(file *coverage.File, suite int) coverage.Share {
	if suite < len(file.Suites) {
		return file.Suites[suite]
	}
	return coverage.Share{}
}
