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
)

// maxSoonest is for how many packages functions are looked for, those that miss most: the sources are parsed for it.
const maxSoonest = 200

// findSoonest finds the functions whose tests would bring failing packages to their bars.
func (g *gate) findSoonest(ctx context.Context, j *judgement, m *measurement) error {
	if j.verdict == nil || len(g.tree.Modules) == 0 {
		return nil
	}
	byPath := map[string]coverage.Package{}
	for _, pkg := range j.packages {
		byPath[pkg.Path] = pkg
	}
	failing := policy.Failing(j.verdict.Packages)
	slices.SortStableFunc(failing, func(a, b policy.Check) int { return cmp.Compare(b.Missing, a.Missing) })
	j.facts.Soonest = map[string][]coverage.Function{}
	var lock sync.Mutex
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(runtime.GOMAXPROCS(0))
	for _, check := range failing[:min(len(failing), maxSoonest)] {
		all.Go(func() error {
			found, err := g.soonest(ctx, m.profile, byPath[check.Name], check.Missing)
			lock.Lock()
			defer lock.Unlock()
			j.facts.Soonest[check.Name] = found
			return err
		})
	}
	return all.Wait()
}

// soonest finds the functions of a package whose tests would soonest give the statements that are missing, by a profile, which
// may be nil.
func (g *gate) soonest(ctx context.Context, p *coverage.Profile, pkg coverage.Package, missing int64) ([]coverage.Function, error) {
	functions, err := g.tree.Functions(ctx, p, pkg)
	if err != nil {
		return nil, dataf("%w", err)
	}
	left := map[string]bool{}
	for _, file := range pkg.Files {
		left[file.Name] = g.policy.Keeps(file)
	}
	return coverage.Soonest(slices.DeleteFunc(functions, func(f coverage.Function) bool { return !left[f.File] }), missing), nil
}
