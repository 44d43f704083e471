package main

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
	"github.com/covbar/covbar/report"
)

// maxSoonest is for how many checks functions are looked for, those that miss most: the sources are parsed for it.
const maxSoonest = 200

// findSoonest finds the functions whose tests would bring failing packages to their bars, over all suites or over one.
func (g *gate) findSoonest(ctx context.Context, j *judgement, m *measurement) error {
	if j.verdict == nil || len(g.tree.Modules) == 0 {
		return nil
	}
	byPath := map[string]coverage.Package{}
	for _, pkg := range j.packages {
		byPath[pkg.Path] = pkg
	}
	failing := slices.Concat(policy.Failing(j.verdict.Packages), policy.Failing(j.verdict.SuiteChecks))
	slices.SortStableFunc(failing, func(a, b policy.Check) int { return cmp.Compare(b.Missing, a.Missing) })
	j.facts.Soonest = map[report.Subject][]coverage.Function{}
	var lock sync.Mutex
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(runtime.GOMAXPROCS(0))
	for _, check := range failing[:min(len(failing), maxSoonest)] {
		all.Go(func() error {
			pkg := byPath[check.Name]
			if check.Suite == "" { // what all suites run together, one of them may miss
				pkg.Files = slices.DeleteFunc(slices.Clone(pkg.Files), func(file coverage.File) bool { return file.Ratio.Covered == file.Ratio.Total })
			}
			found, err := g.soonest(ctx, m.of(check.Suite), pkg, check.Missing)
			lock.Lock()
			defer lock.Unlock()
			j.facts.Soonest[report.Subject{Package: check.Name, Suite: check.Suite}] = found
			return err
		})
	}
	return all.Wait()
}

// soonest finds the functions of a package whose tests would soonest give the statements that are missing, by a profile, which
// may be nil.
func (g *gate) soonest(ctx context.Context, p *coverage.Profile, pkg coverage.Package, missing int64) ([]coverage.Function, error) {
	pkg.Files = slices.DeleteFunc(slices.Clone(pkg.Files), func(file coverage.File) bool { return !g.policy.Keeps(file) })
	functions, err := g.tree.Functions(ctx, p, pkg)
	if err != nil {
		return nil, dataf("%w", err)
	}
	return coverage.Soonest(functions, missing), nil
}
