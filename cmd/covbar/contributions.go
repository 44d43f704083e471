package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// A source is what one input says by itself.
type source struct {
	input   string
	suite   string            // that it belongs to; empty: none
	profile *coverage.Profile // nil where it holds no data
}

// readInTurn reads one input after the other, so that it is known what each of them gave.
func (e env) readInTurn(ctx context.Context, g *gate, args []string) (*measurement, []source, error) {
	found, err := e.findInputs(ctx, g, args)
	if err != nil {
		return nil, nil, err
	}
	m := &measurement{notes: found.notes}
	var all []source
	err = m.readWith(ctx, g, found.entries, func(of group) (*coverage.Profile, coverage.Remarks, error) {
		var names, blank []string
		var profiles []*coverage.Profile
		for _, in := range of.entries {
			p, _, err := coverage.Read(ctx, in.Input)
			var empty *coverage.EmptyError
			switch {
			case errors.As(err, &empty):
				blank = append(blank, in.Name)
			case err != nil:
				return nil, coverage.Remarks{}, err
			default:
				names, profiles = append(names, in.Name), append(profiles, p)
			}
			all = append(all, source{in.Name, in.suite, p})
		}
		if len(profiles) == 0 {
			return nil, coverage.Remarks{}, &coverage.EmptyError{Names: blank}
		}
		p, err := coverage.Merge(names, profiles...)
		return p, coverage.Remarks{Empty: blank}, err
	})
	return m, all, err
}

// A contribution is what one input says of a package.
type contribution struct {
	source
	ratio coverage.Ratio // of the files that the policy does not leave out
	found bool           // the input mentions the package
}

// contributions says what each input alone would give a package. Whatever names a profile has for a file, it counts once.
func (g *gate) contributions(ctx context.Context, sources []source, pkg coverage.Package) ([]contribution, error) {
	var rows []contribution
	for _, s := range sources {
		row := contribution{source: s}
		alone, err := g.alone(ctx, s.profile, pkg)
		if err != nil {
			return nil, err
		}
		if alone != nil && !alone.NoData {
			row.found = true
			for _, file := range alone.Files {
				if g.policy.Keeps(file) {
					row.ratio = row.ratio.Add(file.Ratio)
				}
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// alone is a package as one profile knows it; nil where it does not.
func (g *gate) alone(ctx context.Context, p *coverage.Profile, pkg coverage.Package) (*coverage.Package, error) {
	if p == nil {
		return nil, nil
	}
	packages := p.Packages()
	if len(g.tree.Modules) > 0 {
		listing, err := g.tree.List(ctx, p, nil, func(other coverage.Package) bool { return other.Path != pkg.Path })
		if err != nil {
			return nil, dataf("%w", err)
		}
		packages = listing.Packages
	}
	i := slices.IndexFunc(packages, func(other coverage.Package) bool { return other.Path == pkg.Path })
	if i < 0 {
		return nil, nil
	}
	return &packages[i], nil
}

// notRun says of each file of a package which lines no test ran, apart from those that //covbar:ignore leaves out.
func (g *gate) notRun(ctx context.Context, p *coverage.Profile, pkg coverage.Package) (map[string]string, error) {
	files := map[string]*cover.Profile{}
	if len(g.tree.Modules) > 0 {
		var err error
		if files, err = g.tree.Kept(ctx, p, pkg); err != nil {
			return nil, dataf("%w", err)
		}
	} else {
		for _, file := range p.Files {
			files[file.FileName] = file
		}
	}
	lines := map[string]string{}
	for name, file := range files {
		var ranges []string
		for _, r := range coverage.NotRun(file) {
			ranges = append(ranges, lineRange(r))
		}
		lines[name] = someOf(ranges)
	}
	return lines, nil
}

func lineRange(r coverage.LineRange) string {
	if r.First == r.Last {
		return strconv.Itoa(r.First)
	}
	return fmt.Sprintf("%d-%d", r.First, r.Last)
}
