package main

import (
	"context"
	"io/fs"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/covbar/covbar/coverage"
)

// maxAged is how many inputs that are too old are warned of by name.
const maxAged = 3

// tellAges warns of inputs that are older than sources which they name: their blocks may be of lines that have changed. Only
// sources of packages that are judged matter.
func (g *gate) tellAges(ctx context.Context, j *judgement, m *measurement) error {
	aged := m.aged()
	if len(aged) == 0 {
		return nil
	}
	judged := map[string]bool{}
	for _, pkg := range j.packages {
		if !g.policy.Excludes(pkg) {
			for _, file := range pkg.Files {
				judged[file.Path] = true
			}
		}
	}
	newer := func(p *coverage.Profile, than time.Time) []string {
		return slices.DeleteFunc(g.tree.Newer(p, than), func(name string) bool { return !judged[name] })
	}
	latest := g.latest(maps.Keys(judged)) // mostly that is before the oldest input, and none has to be read again
	older := 0
	for _, in := range aged {
		if !in.born.Before(latest) {
			break
		}
		p, _, err := coverage.Read(ctx, in.Input)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			continue // it holds no block; else it would be known by now
		}
		names := newer(p, in.born)
		if len(names) == 0 {
			continue
		}
		if older++; older <= maxAged {
			j.warn("%s %s newer than %s: %s\nhint: run the tests again", count(len(names), "source"),
				plural(len(names), "is", "are"), in.Name, someOf(names))
		}
	}
	if more := older - maxAged; more > 0 {
		j.warn("%s %s older than sources which %s, too", count(more, "more profile"), plural(more, "is", "are"),
			plural(more, "it names", "they name"))
	}
	return nil
}

// An agedEntry is an input that has an age.
type agedEntry struct {
	entry
	born time.Time
}

// aged are the inputs that have an age, the oldest first.
func (m *measurement) aged() []agedEntry {
	var all []agedEntry
	for _, in := range m.entries {
		if born := in.born(); !born.IsZero() {
			all = append(all, agedEntry{in, born})
		}
	}
	slices.SortStableFunc(all, func(a, b agedEntry) int { return a.born.Compare(b.born) })
	return all
}

// born is when the input was last written; of a GOCOVERDIR folder, its newest counters. It is zero where nobody knows.
func (in entry) born() (latest time.Time) {
	if in.path == "" {
		return latest
	}
	if in.examine == nil {
		return modTime(os.Stat(in.path))
	}
	files, _ := os.ReadDir(in.path)
	for _, file := range files {
		if !strings.HasPrefix(file.Name(), "covcounters.") {
			continue
		}
		if at := modTime(file.Info()); at.After(latest) {
			latest = at
		}
	}
	return latest
}

// latest is when the last of some sources was changed. They are named below the root.
func (g *gate) latest(names iter.Seq[string]) (latest time.Time) {
	for name := range names {
		if at := g.tree.Changed(name); at.After(latest) {
			latest = at
		}
	}
	return latest
}

func modTime(info fs.FileInfo, err error) time.Time {
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
