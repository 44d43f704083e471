package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

func explainVerb() verb {
	return verb{
		name:  "explain",
		args:  "PACKAGE [PROFILE…]",
		short: "say why a package has its bar, and where its numbers come from",
		long: `
PACKAGE is an import path, its end, or a folder. Profiles are named as for check; without any, the tests of
the package are run. Shown are the line of the policy that decides, what it overrode, how many statements are
missing, and the numbers of each file and of each profile.

  covbar explain ./services/orders/domain
  covbar explain example.com/shop/orders artifacts/
`,
		flags: []cli.Flag{policyFlag(), &cli.StringFlag{Name: "now", Usage: "explain as on `DATE`, such as 2027-03-31"}},
		do:    doExplain,
	}
}

func doExplain(ctx context.Context, e env, c call) error {
	if len(c.args) == 0 {
		return usagef("explain: a package is needed\nhint: covbar explain ./orders cover.out")
	}
	day, err := e.readDay(c.String("now"), true) // it only explains: no gate hangs on the day
	if err != nil {
		return err
	}
	g, err := e.openGate(settings{policy: c.String("policy")})
	if err != nil {
		return err
	}
	m, sources, err := e.measureOne(ctx, g, c.args[0], c.args[1:])
	if err != nil {
		return err
	}
	j, err := g.evaluate(ctx, m, day)
	if err != nil {
		return err
	}
	if len(j.facts.Problems) > 0 {
		return dataf("%s", strings.Join(j.facts.Problems, "\n"))
	}
	pkg, err := e.findPackage(g, j.packages, c.args[0])
	if err != nil {
		return err
	}
	x := explanation{pkg: pkg, excluded: true, sources: sources.of(g, pkg)}
	if i := slices.IndexFunc(j.verdict.Packages, func(c policy.Check) bool { return c.Name == pkg.Path }); i >= 0 {
		x.check, x.excluded = j.verdict.Packages[i], false
	}
	for _, file := range j.verdict.Files {
		if coverage.PackagePath(file.Name) == pkg.Path {
			x.files = append(x.files, file)
		}
	}
	return e.print(func(w io.Writer) error { return x.write(w) })
}

// measureOne reads the profiles, or where there are none, runs the tests of the package that name means.
func (e env) measureOne(ctx context.Context, g *gate, name string, profiles []string) (*measurement, sources, error) {
	if len(profiles) > 0 {
		return e.readInTurn(ctx, profiles)
	}
	listing, err := g.tree.List(ctx, nil, nil)
	if err != nil {
		return nil, nil, dataf("%w", err)
	}
	pkg, err := e.findPackage(g, listing.Packages, name)
	if err != nil {
		return nil, nil, err
	}
	m, err := runTests(ctx, e, g, []string{filepath.Join(g.root, filepath.FromSlash(pkg.Dir))}, nil)
	if err != nil || m.profile == nil {
		return m, nil, err
	}
	return m, sources{sourceOf("go test", m.profile)}, nil
}

// Sources are what each input says of each package by itself.
type sources []source

type source struct {
	input  string
	ratios map[string]coverage.Ratio // by folder in the file names
}

// readInTurn reads one input after the other, so that it is known what each of them gave.
func (e env) readInTurn(ctx context.Context, args []string) (*measurement, sources, error) {
	found, err := e.findInputs(ctx, args)
	if err != nil {
		return nil, nil, err
	}
	m := &measurement{inputs: found.names(), notes: found.notes}
	var each sources
	for _, in := range found.inputs {
		p, warnings, err := coverage.Read(ctx, in)
		var empty *coverage.EmptyError
		switch {
		case errors.As(err, &empty):
			each = append(each, source{input: in.Name})
			continue
		case err != nil:
			return nil, nil, err
		}
		m.warnings = append(m.warnings, warnings...)
		each = append(each, sourceOf(in.Name, p))
		if m.profile == nil {
			m.profile = p
			continue
		}
		if m.profile, err = coverage.Merge([]string{"the profiles before it", in.Name}, m.profile, p); err != nil {
			return nil, nil, err
		}
	}
	return m, each, nil
}

func sourceOf(input string, p *coverage.Profile) source {
	s := source{input, map[string]coverage.Ratio{}}
	for _, file := range p.Files {
		folder := coverage.PackagePath(file.FileName)
		s.ratios[folder] = s.ratios[folder].Add(coverage.FileRatio(file))
	}
	return s
}

// A contribution is what one input says of a package.
type contribution struct {
	input string
	ratio coverage.Ratio
	found bool // the input mentions the package
}

// of picks a package, which a profile may name by its import path or, after `go test a.go`, by its folder.
func (all sources) of(g *gate, pkg coverage.Package) []contribution {
	var rows []contribution
	folder := filepath.ToSlash(filepath.Join(g.root, filepath.FromSlash(pkg.Dir)))
	for _, s := range all {
		row := contribution{input: s.input}
		for _, name := range []string{pkg.Path, folder} {
			if ratio, ok := s.ratios[name]; ok {
				row.ratio, row.found = row.ratio.Add(ratio), true
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// findPackage finds the package that name means: an import path, a folder, or the end of one import path, as the table
// shows it.
func (e env) findPackage(g *gate, packages []coverage.Package, name string) (coverage.Package, error) {
	folder := ""
	if below, err := filepath.Rel(g.root, e.path(name)); err == nil {
		folder = filepath.ToSlash(below)
	}
	slashed := strings.TrimSuffix(filepath.ToSlash(name), "/")
	ways := []func(coverage.Package) bool{
		func(p coverage.Package) bool { return p.Path == slashed },
		func(p coverage.Package) bool { return p.Dir != "" && p.Dir == folder },
		func(p coverage.Package) bool { return strings.HasSuffix(p.Path, "/"+slashed) },
	}
	for _, matches := range ways {
		var found []string
		var last coverage.Package
		for _, p := range packages {
			if matches(p) {
				found, last = append(found, p.Path), p
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return last, nil
		default:
			return last, usagef("%s: may be any of %s\nhint: give the whole import path", quoted(name), someOf(found))
		}
	}
	var paths []string
	for _, p := range packages {
		paths = append(paths, p.Path)
	}
	return coverage.Package{}, usagef("%s: there is no such package in the profiles or in the modules%s", quoted(name),
		nearestHint(slashed, paths, "%s", "covbar check --all lists them"))
}
