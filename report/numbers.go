package report

import (
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// Measured is what was known before a policy said anything: all that another one needs to judge the same numbers.
type Measured struct {
	Held     bool               // a policy was asked; if not, Problems say why
	Packages []coverage.Package // as in policy.Input; their files lie in their folders
	Unasked  []coverage.Package // the same, sorted by path, with Path and Dir alone
	Partial  bool               // as in policy.Input
	Modules  []coverage.Module
	Suites   []MeasuredSuite // of which the files have shares, in that order
	Owners   []string        // all that CODEOWNERS names; nil where there is no such file
	Root     string          // the root's own folder
	Rooted   bool            // the packages have folders below it

	Arguments []string // with which the command explains the report
	Problems  []string
	Failed    []string // packages whose tests failed
	Also      []string // why else the verdict is Fail
	Warnings  []string // about the data
	Notes     []string
}

// A MeasuredSuite is what was read for one suite.
type MeasuredSuite struct {
	Suite
	NotRun bool `json:"not_run"` // it was not to run here
}

// newMeasured takes from facts what is true under every policy. The packages are not copied, unless they have names that no
// report can hold.
func newMeasured(facts Facts, held bool) Measured {
	in := facts.Input
	return Measured{
		Held:      held,
		Packages:  cleanPackages(in.Packages),
		Unasked:   places(in.Unasked),
		Partial:   in.Partial,
		Modules:   cleanModules(in.Modules),
		Suites:    measuredSuites(facts.Suites, in.Suites),
		Owners:    cleanOwners(in.Owners),
		Root:      clean(in.Root),
		Rooted:    in.Rooted,
		Arguments: cleanAll(facts.Arguments),
		Problems:  cleanAll(facts.Problems),
		Failed:    cleanAll(facts.Failed),
		Also:      cleanAll(facts.Also),
		Warnings:  cleanAll(facts.Warnings),
		Notes:     cleanAll(facts.Notes),
	}
}

// input is what a policy is asked again. The suites are those of the policy: what was measured for others counts for no bar
// of a suite, and of a suite that was not known, nothing was.
func (m *Measured) input(p *policy.Policy, again Again) policy.Input {
	in := policy.Input{
		Packages: m.Packages, Unasked: m.Unasked, Partial: m.Partial, Modules: m.Modules, Owners: m.Owners,
		AllowMissing: again.AllowMissing, Day: again.Day, Root: m.Root, Rooted: m.Rooted,
	}
	var order []int // of the policy's suites, where they stand here; -1: nowhere
	inOrder := true
	for i, suite := range p.Suites() {
		measured := policy.SuiteInput{Name: suite.Name}
		at := slices.IndexFunc(m.Suites, func(s MeasuredSuite) bool { return s.Name == suite.Name })
		if at >= 0 {
			measured.Inputs, measured.NotRun = len(m.Suites[at].Inputs), m.Suites[at].NotRun
		}
		in.Suites = append(in.Suites, measured)
		order, inOrder = append(order, at), inOrder && at == i
	}
	if !inOrder {
		in.Packages = reordered(m.Packages, order)
	}
	return in
}

// reordered are packages whose files have their shares in another order; of a suite at -1 they have none.
func reordered(packages []coverage.Package, order []int) []coverage.Package {
	packages = slices.Clone(packages)
	for i := range packages {
		files := slices.Clone(packages[i].Files)
		for k := range files {
			shares := make([]coverage.Share, len(order))
			for suite, at := range order {
				if at >= 0 && at < len(files[k].Suites) {
					shares[suite] = files[k].Suites[at]
				}
			}
			files[k].Suites = shares
		}
		packages[i].Files = files
	}
	return packages
}

// measuredSuites joins the profiles of each suite with whether it was to run.
func measuredSuites(read []Suite, inputs []policy.SuiteInput) []MeasuredSuite {
	var all []MeasuredSuite
	for _, s := range read {
		notRun := slices.ContainsFunc(inputs, func(in policy.SuiteInput) bool { return in.Name == s.Name && in.NotRun })
		all = append(all, MeasuredSuite{Suite{clean(s.Name), cleanAll(s.Inputs)}, notRun})
	}
	return all
}

// places are packages of which nothing else is known, sorted.
func places(packages []coverage.Package) []coverage.Package {
	var all []coverage.Package
	for _, pkg := range packages {
		all = append(all, coverage.Package{Path: clean(pkg.Path), Dir: clean(pkg.Dir)})
	}
	slices.SortFunc(all, func(a, b coverage.Package) int { return strings.Compare(a.Path, b.Path) })
	return all
}

func cleanModules(modules []coverage.Module) []coverage.Module {
	var all []coverage.Module
	for _, m := range modules {
		all = append(all, coverage.Module{Path: clean(m.Path), Dir: clean(m.Dir)})
	}
	return all
}

// cleanOwners keeps the difference between no CODEOWNERS file and one that names nobody.
func cleanOwners(names []string) []string {
	if names == nil {
		return nil
	}
	return cleanAll(names)
}

// cleanPackages are the packages with clean names, sorted by them. Nearly always they are clean.
func cleanPackages(packages []coverage.Package) []coverage.Package {
	if len(packages) == 0 {
		return nil
	}
	if !slices.ContainsFunc(packages, isUncleanPackage) {
		return packages
	}
	packages = slices.Clone(packages)
	for i := range packages {
		pkg := &packages[i]
		pkg.Path, pkg.Dir, pkg.Owners = clean(pkg.Path), clean(pkg.Dir), cleanOwners(pkg.Owners)
		pkg.Files = slices.Clone(pkg.Files)
		for k := range pkg.Files {
			file := &pkg.Files[k]
			file.Name, file.Path = clean(file.Name), clean(file.Path)
		}
		slices.SortFunc(pkg.Files, func(a, b coverage.File) int { return strings.Compare(a.Name, b.Name) })
	}
	slices.SortFunc(packages, func(a, b coverage.Package) int { return strings.Compare(a.Path, b.Path) })
	return packages
}

// isUncleanPackage reports whether clean changes a name in pkg.
func isUncleanPackage(pkg coverage.Package) bool {
	changes := func(s string) bool { return strings.ContainsFunc(s, isUnclean) }
	return changes(pkg.Path) || changes(pkg.Dir) || slices.ContainsFunc(pkg.Owners, changes) ||
		slices.ContainsFunc(pkg.Files, func(file coverage.File) bool { return changes(file.Name) || changes(file.Path) })
}
