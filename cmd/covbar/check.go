package main

import (
	"context"
	"slices"

	"github.com/covbar/covbar/coverage"
)

func checkVerb() verb {
	return verb{
		name:  "check",
		args:  "[flags] PROFILE…",
		short: "merge profiles and hold every package to its bar",
		long: `
A PROFILE is a file, a folder, a glob, or "-" for standard input; .gz and .zst are unpacked. A folder is
searched, deeply, for *.out, *.cov, *.coverprofile and cover*.txt, except dot-folders, vendor, node_modules
and testdata. A file found so that is no profile (cpu.out) is skipped with a note.

The policy is the nearest .covbar.yml from here upwards. Without one every package must reach 85%.

  covbar check cover.out
  covbar check artifacts/ 'services/*/cover.out'
  covbar check --format markdown -o json=report.json -o profile=merged.out artifacts/
`,
		judges: true,
		do:     doCheck,
	}
}

func doCheck(ctx context.Context, e env, c call) error {
	if len(c.args) == 0 {
		return usagef("check: no profile is given\nhint: covbar check cover.out; covbar run makes profiles by itself")
	}
	g, err := e.openGate(c.settings)
	if err != nil {
		return err
	}
	m, err := e.readProfiles(ctx, c.args, c.settings.outputs...)
	if err != nil {
		return err
	}
	return e.judge(ctx, g, m, c.settings)
}

// readProfiles measures by reading what the arguments name. What is wrong with the data is a problem of the
// measurement; the error is one of the command line, or an interruption.
func (e env) readProfiles(ctx context.Context, args []string, outputs ...output) (*measurement, error) {
	found, err := e.findInputs(ctx, args, outputs...)
	if statusOf(err) == statusUsage {
		return nil, err
	}
	m := &measurement{inputs: found.names(), notes: found.notes}
	if !found.once {
		m.args = slices.Sorted(slices.Values(args))
	}
	if err == nil {
		m.profile, m.warnings, err = coverage.Read(ctx, found.inputs...)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		for _, part := range partsOf(err) {
			m.problems = append(m.problems, part.Error())
		}
	}
	return m, nil
}
