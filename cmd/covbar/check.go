package main

import (
	"context"
	"slices"
)

func checkVerb() verb {
	return verb{
		name:  "check",
		args:  "[flags] [PROFILE…]",
		short: "merge profiles and hold every package to its bar",
		long: `
A PROFILE is a file, a folder, a glob, or "-" for standard input; .gz and .zst are unpacked. A folder is
searched, deeply, for *.out, *.cov, *.coverprofile and cover*.txt, except dot-folders, vendor, node_modules
and testdata. A file found so that is no profile (cpu.out) is skipped with a note. A folder of GOCOVERDIR data,
as programs built with go build -cover write it, is a profile, too, wherever it is named or found.

The policy is the nearest .covbar.yml from here upwards. Without one every package must reach 85%. Where it
declares suites, a profile belongs to the one whose pattern matches its path, or to NAME in NAME=PROFILE; and
without a PROFILE, all that the patterns match below the policy's folder is checked.

In GitHub Actions the job gets a summary and outputs, and where GITHUB_TOKEN is set, the commit a status and the pull request
a comment. --post=never leaves all of that to others.

  covbar check cover.out
  covbar check artifacts/ 'services/*/cover.out'
  covbar check unit=cover.out integration=/tmp/covdata
  covbar check --format markdown -o json=report.json -o profile=merged.out artifacts/
`,
		flags:  append(sourceFlags(), append(measuringFlags(), testsFailedFlag())...),
		judges: true,
		do:     doCheck,
	}
}

func doCheck(ctx context.Context, e env, c call) error {
	g, err := e.openGate(c.settings)
	if err != nil {
		return err
	}
	if len(c.args) == 0 && len(g.policy.Suites()) == 0 {
		return usagef("check: no profile is given\nhint: covbar check cover.out; covbar run makes profiles by itself")
	}
	flags, err := e.readSources(g, c.Context)
	if err != nil {
		return err
	}
	m, err := e.readProfiles(ctx, g, c.args, c.settings.outputs...)
	if err != nil {
		return err
	}
	c.settings.found = slices.Concat(c.settings.found, flags)
	return e.judge(ctx, g, m, c.settings, nil)
}

// readProfiles measures by reading what the arguments name, or without any, what the suites' patterns match. What is wrong with
// the data is a problem of the measurement; the error is one of the command line, or an interruption.
func (e env) readProfiles(ctx context.Context, g *gate, args []string, outputs ...output) (*measurement, error) {
	found, err := e.find(ctx, g, args, outputs...)
	if statusOf(err) == statusUsage {
		return nil, err
	}
	if err := g.checkProfileOutputs(outputs, found.entries); err != nil {
		return nil, err
	}
	m := &measurement{notes: found.notes}
	if !found.once {
		m.args = found.again
	}
	if err == nil {
		return m, m.read(ctx, g, found.entries)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	m.inputs = group{entries: found.entries}.names()
	for _, part := range partsOf(err) {
		m.problems = append(m.problems, part.Error())
	}
	return m, nil
}
