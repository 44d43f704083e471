package main

import (
	"context"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/coverage/covdata"
)

// An examination says what a GOCOVERDIR folder is known to hold before it is read.
type examination func(context.Context) (covdata.Health, error)

// covdataTool is what reads GOCOVERDIR data. Without a go command it says so, where there is something to read.
func (e env) covdataTool() *covdata.Tool {
	gocmd, err := e.findGo()
	if err != nil {
		gocmd = ""
	}
	return covdata.NewTool(gocmd, e.environ)
}

// dataEntry is a GOCOVERDIR folder as an input.
func dataEntry(ctx context.Context, tool *covdata.Tool, path, name, suite string) entry {
	return entry{
		Input: coverage.Input{Name: name, Open: func() (io.ReadCloser, error) { return tool.Open(ctx, path) }},
		suite: suite,
		path:  path,
		examine: func(ctx context.Context) (covdata.Health, error) {
			return tool.Examine(ctx, path, name)
		},
	}
}

// covdataEntries are the GOCOVERDIR folders at and below dir, as inputs of a suite. name is what messages call dir. What is
// wrong with them is added to the problems of the measurement.
func (m *measurement) covdataEntries(ctx context.Context, e env, dir, name, suite string) []entry {
	tool := e.covdataTool()
	var entries []entry
	last := ""
	err := filepath.WalkDir(dir, func(at string, file fs.DirEntry, err error) error {
		folder := filepath.Dir(at)
		if err != nil || file.IsDir() || !covdata.IsData(file.Name()) || folder == last {
			return err
		}
		last = folder
		below, err := filepath.Rel(dir, folder)
		shown := path.Join(name, filepath.ToSlash(below))
		entries = append(entries, dataEntry(ctx, tool, folder, quoted(shown), suite))
		return err
	})
	if err != nil {
		m.problems = append(m.problems, dataf("%s: cannot be searched: %w", quoted(name), plain(err)).Error())
	}
	return entries
}

// healthy leaves out the GOCOVERDIR folders without data, and adds what is wrong with any to the warnings and problems.
func (m *measurement) healthy(ctx context.Context, entries []entry) []entry {
	healths := make([]covdata.Health, len(entries))
	errs := make([]error, len(entries))
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	for i, in := range entries {
		if in.examine != nil {
			all.Go(func() error {
				healths[i], errs[i] = in.examine(ctx)
				return nil
			})
		}
	}
	_ = all.Wait() // none returns its error: each is of one folder
	var whole []entry
	for i, in := range entries {
		health := healths[i]
		m.warnings = append(m.warnings, health.Warnings...)
		switch {
		case errs[i] != nil:
			m.problems = append(m.problems, errs[i].Error())
		case in.examine == nil || health.Binaries > health.Silent:
			whole = append(whole, in)
		case len(health.Warnings) == 0:
			m.warnings = append(m.warnings, in.Name+" holds no coverage data")
		}
	}
	return whole
}
