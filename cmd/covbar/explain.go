package main

import (
	"context"
	"io"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/covbar/covbar/coverage"
)

func explainVerb() verb {
	return verb{
		name:  "explain",
		args:  "PACKAGE [PROFILE…]",
		short: "say why a package has its bar, and where its numbers come from",
		long: `
PACKAGE is an import path, its end, or a folder. Profiles are named as for check; without any, the tests in
and below its folder are run, and no others. Shown are the line of the policy that decides, what it overrode, how many statements are
missing and which functions would soonest give them, the bars of suites and of the package's service, and the
numbers of each file, each suite and each profile.

  covbar explain ./services/orders/domain
  covbar explain example.com/shop/orders artifacts/
`,
		flags: append([]cli.Flag{
			policyFlag(), &cli.StringFlag{Name: "now", Usage: "explain as on `DATE`, such as 2027-03-31"},
		}, sourceFlags()...),
		do: doExplain,
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
	if _, err := e.readSources(g, c.Context); err != nil {
		return err
	}
	m, sources, err := e.measureOne(ctx, g, c.args[0], c.args[1:])
	if err != nil {
		return err
	}
	j, err := g.evaluate(ctx, m, settings{day: day})
	if err != nil {
		return err
	}
	if len(j.facts.Problems) > 0 {
		for _, warning := range j.facts.Warnings { // one may say why
			e.say("warning: %s", warning)
		}
		return troubles(j.facts.Problems)
	}
	pkg, err := e.findPackage(g, j.packages, c.args[0], len(c.args) > 1)
	if err != nil {
		return err
	}
	x, err := g.explain(ctx, j, m, pkg)
	if err == nil {
		x.sources, err = g.contributions(ctx, sources, pkg)
	}
	if err != nil {
		return err
	}
	return e.print(func(w io.Writer) error { return x.write(w) })
}

// measureOne reads the profiles, or where there are none, runs the tests of the package that name means.
func (e env) measureOne(ctx context.Context, g *gate, name string, profiles []string) (*measurement, []source, error) {
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
	return m, []source{{input: "go test", profile: m.profile}}, nil
}
