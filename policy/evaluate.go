package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
)

// An Input is what a policy is held against.
type Input struct {
	Packages []coverage.Package // sorted by path
	// Partial says that only some packages of the tree are here: then a pattern or floor without a match is no cause for
	// a warning, and the total is not checked.
	Partial bool
	Day     Day
	// Root is the root's own folder, for messages; Rooted says that the packages have folders below it.
	// Without, `./...` is everything and any other pattern that begins at the root is an error.
	Root   string
	Rooted bool
}

// Evaluate holds every package to its bar. The error is one of the policy: it cannot be applied here.
func (p *Policy) Evaluate(in Input) (*Verdict, error) {
	if _, err := ParseDay(string(in.Day)); err != nil {
		return nil, err // an empty day would make every waiver count for ever
	}
	if !in.Rooted {
		if err := p.needsRoot(in.Root); err != nil {
			return nil, err
		}
	}
	e := newEvaluation(p, in)
	for i := range in.Packages {
		e.gate(&in.Packages[i])
	}
	e.gateTotal()
	byName := func(a, b Check) int { return strings.Compare(a.Name, b.Name) }
	slices.SortStableFunc(e.verdict.Packages, byName)
	slices.SortStableFunc(e.verdict.Files, byName)
	e.verdict.Agreements = e.agreements()
	e.verdict.Warnings = e.warnings()
	return &e.verdict, nil
}

// needsRoot reports the patterns and floors that begin at the root, where nothing says what is below it.
func (p *Policy) needsRoot(root string) error {
	var errs Errors
	need := func(src *source, text string, line, column int) {
		msg := fmt.Sprintf("%s: no go.mod below %s; check out the sources or use import paths", quote(text), root)
		errs = append(errs, src.errorAt(line, column, msg, ""))
	}
	for _, pattern := range p.everyPattern() {
		if pattern.rooted() {
			need(p.source, pattern.text, pattern.line, pattern.column)
		}
	}
	errs.sort()
	for _, f := range p.floors { // a file of its own, in order
		if selector := f.clause.Selector; selector == "." || strings.HasPrefix(selector, "./") {
			need(p.floorsSource, selector, f.clause.Line, f.column)
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return errs
}

// everyPattern returns the patterns of the whole policy.
func (p *Policy) everyPattern() []*pattern {
	all := slices.Concat(p.exclude.packages, p.exclude.files)
	for _, r := range slices.Concat(p.rules, p.waivers) {
		all = append(all, r.packages...)
		all = append(all, r.files...)
	}
	return all
}

// An evaluation is one policy held against one input.
type evaluation struct {
	p        *Policy
	in       Input
	verdict  Verdict
	sum      coverage.Ratio
	today    map[*rule]*Clause    // what each rule asks today
	used     []bool               // by the number of a pattern: it matched something
	waivers  []*lowering          // those of the policy, in their order
	floors   map[string]*lowering // by selector
	subjects []*subject
}

func newEvaluation(p *Policy, in Input) *evaluation {
	e := &evaluation{p: p, in: in, today: map[*rule]*Clause{}, used: make([]bool, p.patterns), floors: map[string]*lowering{}}
	for _, r := range p.rules {
		clause := r.on(in.Day)
		e.today[r] = &clause
	}
	for _, w := range p.waivers {
		e.waivers = append(e.waivers, &lowering{clause: &w.clause})
	}
	for _, f := range p.floors {
		e.floors[f.clause.Selector] = &lowering{clause: &f.clause}
	}
	return e
}

// gate holds a package, and the files of it that rules name, to their bars.
func (e *evaluation) gate(pkg *coverage.Package) {
	files, left := e.leaveOut(pkg)
	if !left {
		return
	}
	var of, perFile selection
	for _, r := range e.p.rules {
		if e.selects(r, pkg) {
			s := &of
			if r.perFile {
				s = &perFile
			}
			s.rules = append(s.rules, r)
		}
	}
	for i, w := range e.p.waivers {
		if e.selects(w, pkg) {
			s := &of
			if w.perFile {
				s = &perFile
			}
			s.waivers = append(s.waivers, i)
		}
	}
	c := Check{Name: pkg.Path, Dir: pkg.Dir, NoData: pkg.NoData, TestsFailed: pkg.TestsFailed}
	for _, file := range files {
		c.Ratio = c.Ratio.Add(file.Ratio)
		e.gateFile(pkg, file, perFile)
	}
	e.sum = e.sum.Add(c.Ratio)
	lowerings := e.floorsOf(pkg)
	for _, i := range of.waivers {
		lowerings = append(lowerings, e.waivers[i])
	}
	bar := e.bar(&e.p.threshold, of.rules)
	e.judge(&c, bar, lowerings, pkg.Broken, e.p.minStatements)
	e.verdict.Packages = append(e.verdict.Packages, c)
}

// A selection is the rules and the numbers of the waivers that select a package, for one kind of check.
type selection struct {
	rules   []*rule
	waivers []int
}

// gateFile holds one file to the last of the rules that selects it, if there is one.
func (e *evaluation) gateFile(pkg *coverage.Package, file *coverage.File, of selection) {
	var rules []*rule
	for _, r := range of.rules {
		if e.selectsFile(r, file) {
			rules = append(rules, r)
		}
	}
	var lowerings []*lowering
	for _, i := range of.waivers {
		if e.selectsFile(e.p.waivers[i], file) {
			lowerings = append(lowerings, e.waivers[i])
		}
	}
	if len(rules) == 0 {
		return
	}
	c := Check{Name: file.Name, Dir: file.Path, Ratio: file.Ratio, NoData: pkg.NoData, TestsFailed: pkg.TestsFailed}
	e.judge(&c, e.bar(nil, rules), lowerings, pkg.Broken, 0)
	e.verdict.Files = append(e.verdict.Files, c)
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
	c.Outcome = e.outcome(&c, false, 0)
	e.verdict.Total = c
}

// selects reports whether the package patterns of a rule match. Each of them is tried, to know which match nothing.
func (e *evaluation) selects(r *rule, pkg *coverage.Package) bool {
	matched := len(r.packages) == 0
	for _, p := range r.packages {
		if p.pkg.matches(pkg) {
			e.used[p.number] = true
			matched = true
		}
	}
	return matched
}

// selectsFile does the same for the file patterns.
func (e *evaluation) selectsFile(r *rule, file *coverage.File) bool {
	matched := len(r.files) == 0
	for _, p := range r.files {
		if p.file.matches(file) {
			e.used[p.number] = true
			matched = true
		}
	}
	return matched
}

// leaveOut applies `exclude`. It returns the files that are left, and whether the package is.
func (e *evaluation) leaveOut(pkg *coverage.Package) (files []*coverage.File, left bool) {
	excluded := false
	for _, p := range e.p.exclude.packages {
		if p.pkg.matches(pkg) {
			e.used[p.number] = true
			excluded = true
		}
	}
	var statements int64
	for i := range pkg.Files {
		file := &pkg.Files[i]
		out := false
		for _, p := range e.p.exclude.files {
			if p.file.matches(file) {
				e.used[p.number] = true
				out = !p.file.back
			}
		}
		if out || excluded {
			statements += file.Ratio.Total
		} else {
			files = append(files, file)
		}
	}
	e.verdict.Excluded.Statements += statements
	// A package that does not parse may have files that are not known, so it is only left out by name.
	if excluded || len(files) == 0 && len(pkg.Files) > 0 && !pkg.Broken {
		e.verdict.Excluded.Packages++
		return nil, false
	}
	e.verdict.Excluded.Files += len(pkg.Files) - len(files)
	return files, true
}
