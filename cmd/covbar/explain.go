package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
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
	if g.problem != "" {
		return dataf("%s", g.problem)
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
	pkg, err := e.findPackage(g, j.packages, c.args[0], len(c.args) > 1)
	if err != nil {
		return err
	}
	x := explanation{pkg: pkg, excluded: true, sources: sources.of(pkg), notRun: notRun(m.profile, pkg)}
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
		return e.readInTurn(ctx, g, profiles)
	}
	var packages []coverage.Package
	for _, module := range g.tree.Modules {
		packages = append(packages, g.tree.Packages(module)...)
	}
	pkg, err := e.findPackage(g, packages, name, false)
	if err != nil {
		return nil, nil, err
	}
	m, err := runTests(ctx, e, g, []string{filepath.Join(g.root, filepath.FromSlash(pkg.Dir))}, nil)
	if err != nil {
		return nil, nil, err
	}
	m.groundless = true
	m.problems = nil // that nothing was measured, at worst, and this is what is to be explained
	if m.profile == nil {
		m.profile = &coverage.Profile{}
	}
	s, err := g.sourceOf(ctx, "go test", m.profile)
	return m, sources{s}, err
}

// Sources are what each input says of each package by itself.
type sources []source

type source struct {
	input  string
	ratios map[string]coverage.Ratio // by import path, of the packages that the input mentions
}

// readInTurn reads one input after the other, so that it is known what each of them gave.
func (e env) readInTurn(ctx context.Context, g *gate, args []string) (*measurement, sources, error) {
	found, err := e.findInputs(ctx, args)
	if err != nil {
		return nil, nil, err
	}
	m := &measurement{inputs: found.names(), notes: found.notes}
	var each sources
	var names []string
	var profiles []*coverage.Profile
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
		s, err := g.sourceOf(ctx, in.Name, p)
		if err != nil {
			return nil, nil, err
		}
		m.warnings = append(m.warnings, warnings...)
		each = append(each, s)
		names, profiles = append(names, in.Name), append(profiles, p)
	}
	m.profile, err = coverage.Merge(names, profiles...)
	return m, each, err
}

// sourceOf says what p alone would give each package. Whatever names a profile has for a file, it counts once.
func (g *gate) sourceOf(ctx context.Context, input string, p *coverage.Profile) (source, error) {
	packages := p.Packages()
	if len(g.tree.Modules) > 0 {
		listing, err := g.tree.List(ctx, p, nil, func(coverage.Package) bool { return true }) // no sources are asked for
		if err != nil {
			return source{}, dataf("%w", err)
		}
		packages = listing.Packages
	}
	s := source{input, map[string]coverage.Ratio{}}
	for _, pkg := range packages {
		s.ratios[pkg.Path] = pkg.Ratio()
	}
	return s, nil
}

// A contribution is what one input says of a package.
type contribution struct {
	input string
	ratio coverage.Ratio
	found bool // the input mentions the package
}

// of picks a package.
func (all sources) of(pkg coverage.Package) []contribution {
	var rows []contribution
	for _, s := range all {
		ratio, found := s.ratios[pkg.Path]
		rows = append(rows, contribution{s.input, ratio, found})
	}
	return rows
}

// notRun says of each file of a package which lines no test ran. Of one that the profile holds under several names, it says
// nothing: each of them knows a part.
func notRun(p *coverage.Profile, pkg coverage.Package) map[string]string {
	ratios := map[string]coverage.Ratio{}
	for _, file := range pkg.Files {
		ratios[file.Name] = file.Ratio
	}
	lines := map[string]string{}
	for _, file := range p.Files {
		if ratio, ok := ratios[file.FileName]; !ok || ratio != coverage.FileRatio(file) {
			continue
		}
		var ranges []string
		for _, r := range coverage.NotRun(file) {
			if r.First == r.Last {
				ranges = append(ranges, strconv.Itoa(r.First))
				continue
			}
			ranges = append(ranges, fmt.Sprintf("%d-%d", r.First, r.Last))
		}
		lines[file.FileName] = someOf(ranges)
	}
	return lines
}

// findPackage finds the package that name means: an import path; or a folder, from here or from the root; or else the end
// of an import path, as the table shows it. What may mean several is refused. profiles says where to look for packages: in
// profiles that are given, or in the modules.
func (e env) findPackage(g *gate, packages []coverage.Package, name string, profiles bool) (coverage.Package, error) {
	folder := ""
	if below, err := filepath.Rel(g.root, e.path(name)); err == nil {
		folder = filepath.ToSlash(below)
	}
	slashed := strings.TrimSuffix(filepath.ToSlash(name), "/")
	var paths []string
	var folders, ends []coverage.Package
	for _, p := range packages {
		paths = append(paths, p.Path)
		switch {
		case p.Path == slashed:
			return p, nil
		case p.Dir != "" && (p.Dir == folder || p.Dir == slashed):
			folders = append(folders, p)
		case strings.HasSuffix(p.Path, "/"+slashed):
			ends = append(ends, p)
		}
	}
	for _, found := range [][]coverage.Package{folders, ends} {
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			var names []string
			for _, p := range found {
				names = append(names, p.Path)
			}
			return coverage.Package{}, usagef("%s: may be any of %s\nhint: give the whole import path",
				quoted(name), someOf(names))
		}
	}
	lists := "covbar run --all lists them"
	if profiles {
		lists = "covbar check --all PROFILE… lists them"
	}
	return coverage.Package{}, usagef("%s: there is no such package in the profiles or in the modules%s", quoted(name),
		nearestHint(slashed, paths, "%s", lists))
}
