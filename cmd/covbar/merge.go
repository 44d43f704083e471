package main

import (
	"context"
	"io"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/covbar/covbar/coverage"
)

func mergeVerb() verb {
	return verb{
		name:  "merge",
		args:  "[-o FILE] PROFILE…",
		short: "merge profiles into one",
		long: `
Profiles are named as for check. The result is a coverprofile, sorted, and the same whatever the order of the
profiles; merging merged profiles is merging all. It goes to standard output, or to FILE, compressed where
that ends in .gz or .zst.

  covbar merge -o merged.out unit.out integration.out
  covbar merge artifacts/ | go tool cover -func /dev/stdin
`,
		flags: []cli.Flag{&cli.StringFlag{Name: "o", Usage: "write to `FILE`, through a temporary file beside it"}},
		do:    doMerge,
	}
}

func doMerge(ctx context.Context, e env, c call) error {
	if len(c.args) == 0 {
		return usagef("merge: no profile is given\nhint: covbar merge -o merged.out unit.out integration.out")
	}
	file := c.String("o")
	var outputs []output
	if file != "" {
		if err := e.checkOutput(file); err != nil {
			return err
		}
		outputs = []output{{profileFormat, file}}
		if dir, found := findUp(e.dir, "", policyName); found { // it is not read, but not to be lost either
			if err := e.sparesPolicy(filepath.Join(dir, policyName), outputs); err != nil {
				return err
			}
		}
	}
	found, err := e.findInputs(ctx, c.args, outputs...)
	if err != nil {
		return err
	}
	p, warnings, err := coverage.Read(ctx, found.inputs...)
	if err != nil {
		return worst(err)
	}
	for _, note := range found.notes {
		e.say("note: %s", note)
	}
	for _, warning := range warnings {
		e.say("warning: %s", warning)
	}
	write := func(w io.Writer) error { return coverage.Write(w, p) }
	if file == "" {
		return e.print(write)
	}
	return e.saveCompressed(ctx, file, write)
}
