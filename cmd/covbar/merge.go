package main

import (
	"context"
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/covbar/covbar/coverage"
)

func mergeVerb() verb {
	return verb{
		name:  "merge",
		args:  "[flags] PROFILE…",
		short: "merge profiles into one",
		long: `
Profiles are named as for check. The result is a coverprofile, sorted, and the same whatever the order of the
profiles; merging merged profiles is merging all. It goes to standard output, or to FILE, compressed where
that ends in .gz or .zst.

Where the nearest .covbar.yml declares suites, the profiles must be of one: what is joined is told apart no more.

  covbar merge -o merged.out a.out b.out
  covbar merge artifacts/ | go tool cover -func /dev/stdin
  covbar merge --suite integration -o integration.out artifacts/
`,
		flags: []cli.Flag{
			&cli.StringFlag{Name: "o", Usage: "write to `FILE`, through a temporary file beside it"},
			&cli.StringFlag{Name: "suite", Usage: "merge only the profiles of suite `NAME`"},
		},
		do: doMerge,
	}
}

func doMerge(ctx context.Context, e env, c call) error {
	if len(c.args) == 0 {
		return usagef("merge: no profile is given\nhint: covbar merge -o merged.out a.out b.out")
	}
	file, suite := c.String("o"), c.String("suite")
	var outputs []output
	if file != "" {
		if err := e.checkOutput(file); err != nil {
			return err
		}
		outputs = []output{{format: profileFormat, file: file}}
	}
	g, err := e.openPolicy(settings{outputs: outputs})
	if err == nil && suite != "" {
		err = g.knowsSuite("--suite "+suite, suite)
	}
	if err != nil {
		return err
	}
	found, err := e.findInputs(ctx, g, c.args, outputs...)
	if err != nil {
		return err
	}
	entries, err := g.ofOneSuite(found.entries, suite)
	if err != nil {
		return err
	}
	m := &measurement{notes: found.notes}
	text, err := m.join(ctx, entries)
	for _, note := range m.notes {
		e.say("note: %s", note)
	}
	for _, warning := range m.warnings {
		e.say("warning: %s", warning)
	}
	if err != nil {
		return err
	}
	defer text.Close()
	if file == "" {
		err = e.print(text.Render)
	} else {
		err = e.saveCompressed(ctx, file, text.Render)
	}
	var changed *coverage.InputError
	if errors.As(err, &changed) { // the output is not to blame
		return dataf("%w\nhint: does another process write it?", changed)
	}
	return err
}

// ofOneSuite picks the inputs of a suite; without a name, all of them must belong together.
func (g *gate) ofOneSuite(entries []entry, suite string) ([]entry, error) {
	groups := g.groups(entries)
	if suite == "" {
		if len(groups) > 1 {
			return nil, usagef("merge: one profile is of one suite, and the inputs are of several: %s\n"+
				"hint: --suite %s merges only the inputs of that suite", joined(groups), groups[0].suite)
		}
		return entries, nil
	}
	for _, of := range groups {
		if of.suite == suite {
			return of.entries, nil
		}
	}
	return nil, dataf("merge: none of the inputs belongs to suite %s: %s\nhint: %s=PROFILE says that one does", suite, joined(groups), suite)
}

// join reads all entries as one.
func (m *measurement) join(ctx context.Context, entries []entry) (*coverage.Text, error) {
	whole := m.healthy(ctx, entries)
	if len(m.problems) > 0 {
		return nil, troubles(m.problems)
	}
	if len(whole) == 0 && len(entries) > 0 {
		return nil, &coverage.EmptyError{Names: group{entries: entries}.names()}
	}
	text, remarks, err := coverage.ReadText(ctx, group{entries: whole}.inputs()...)
	m.warnings = append(m.warnings, remarks.Warnings()...)
	return text, worst(err)
}
