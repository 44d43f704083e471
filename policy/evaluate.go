package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
)

// An Input is what a policy is held against.
type Input struct {
	Packages []coverage.Package // sorted by path; their files have a Share for each of Suites
	// Partial says that only some packages of the tree are here: then a pattern or floor without a match and a waiver that
	// lowers nothing are no cause for a warning, and the total is not checked.
	Partial bool
	Unasked []coverage.Package // the others, where Partial: Path and Dir are enough
	Modules []coverage.Module  // of the tree: the services, where the policy declares none
	Suites  []SuiteInput       // those of Policy.Suites, in that order
	// AllowMissing lets a SERVICE, a SUITE or a SERVICE/SUITE be missing that owes something.
	AllowMissing []string
	Owners       []string // all that CODEOWNERS names; nil where there is no such file
	Day          Day
	// Root is the root's own folder, for messages; Rooted says that the packages have folders below it.
	// Without, `./...` is everything and any other pattern that begins at the root is an error.
	Root   string
	Rooted bool
}

// A SuiteInput is how much was measured of a suite.
type SuiteInput struct {
	Name   string
	Inputs int
	NotRun bool // it was not to run: its checks are not judged, and no bar fails for want of it
}

// Evaluate holds every package, and all else that rules name, to its bar. The error is one of the policy, which cannot be
// applied here, or of AllowMissing.
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
	if err := e.census(); err != nil {
		return nil, err
	}
	for _, pkg := range e.packages {
		e.gate(pkg)
	}
	for _, svc := range e.services {
		svc.sortOwners()
		e.gateService(svc)
	}
	e.gateTotal()
	if err := e.allow(); err != nil {
		return nil, err
	}
	e.report()
	e.settle()
	e.list()
	e.verdict.Agreements = e.agreements()
	e.verdict.Warnings = e.warnings()
	return &e.verdict, nil
}

// list sorts the checks, and lists the services and the suites.
func (e *evaluation) list() {
	v := &e.verdict
	for _, checks := range [][]Check{v.Packages, v.Files, v.SuiteChecks, v.ServiceChecks} {
		slices.SortStableFunc(checks, func(a, b Check) int {
			return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Suite, b.Suite))
		})
	}
	for i := range e.suites {
		run := &e.suites[i]
		v.Suites = append(v.Suites, SuiteResult{Name: e.suiteName(i), Inputs: run.Inputs, NotRun: run.NotRun})
	}
	for _, svc := range e.services {
		for i, share := range svc.Suites {
			v.Suites[i].Covered += share.Covered
			v.Suites[i].Only += share.Only
		}
		if svc.packages > 0 {
			v.Services = append(v.Services, svc.Service)
		}
	}
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

// everyPattern returns the patterns of packages, files and folders of the whole policy.
func (p *Policy) everyPattern() []*pattern {
	all := slices.Concat(p.exclude.packages, p.exclude.files)
	for _, entry := range p.services {
		if entry.path != nil {
			all = append(all, entry.path)
		}
		all = append(all, entry.packages...)
	}
	for _, r := range slices.Concat(p.rules, p.waivers) {
		all = append(all, r.packages...)
		all = append(all, r.files...)
	}
	return all
}

// An evaluation is one policy held against one input.
type evaluation struct {
	p           *Policy
	in          Input
	verdict     Verdict
	sum         coverage.Ratio
	packages    []*coverage.Package // sorted by path
	services    []*service          // sorted by name; the one without a name comes last
	serviceOf   map[*coverage.Package]*service
	suites      []suiteRun
	suiteNumber map[string]int
	allowed     map[string]bool      // to be missing
	today       map[*rule]*Clause    // what each rule asks today
	used        []bool               // by the number of a pattern: it matched something
	selected    map[*rule]bool       // it matched a package, or a service
	waivers     []*lowering          // those of the policy, in their order
	floors      map[string]*lowering // by selector
	subjects    []*subject
}

func newEvaluation(p *Policy, in Input) *evaluation {
	e := &evaluation{
		p: p, in: in,
		serviceOf:   map[*coverage.Package]*service{},
		suiteNumber: map[string]int{"": together},
		allowed:     map[string]bool{},
		today:       map[*rule]*Clause{},
		used:        make([]bool, p.patterns),
		selected:    map[*rule]bool{},
		floors:      map[string]*lowering{},
	}
	for i, s := range p.suites {
		run := suiteRun{suite: s}
		if i < len(in.Suites) {
			run.SuiteInput = in.Suites[i]
		}
		run.Name = s.Name
		e.suites = append(e.suites, run)
		e.suiteNumber[s.Name] = i
	}
	for _, r := range p.rules {
		clause := r.on(in.Day)
		e.today[r] = &clause
	}
	for _, w := range p.waivers {
		e.waivers = append(e.waivers, &lowering{clause: &w.clause, rule: w})
	}
	for _, f := range p.floors {
		e.floors[f.clause.Selector] = &lowering{clause: &f.clause}
	}
	return e
}

// suiteName returns the name of a suite by its number; of all together it is empty.
func (e *evaluation) suiteName(suite int) string {
	if suite == together {
		return ""
	}
	return e.p.suites[suite].Name
}
