package main

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// find finds what the arguments name, or without any, what the suites' patterns match.
func (e env) find(ctx context.Context, g *gate, args []string, outputs ...output) (*finding, error) {
	if len(args) == 0 {
		return e.findBySuites(ctx, g, outputs...)
	}
	return e.findInputs(ctx, g, args, outputs...)
}

// findBySuites finds below the root what the suites' patterns match: files, and folders of GOCOVERDIR data. It passes over
// what every search passes over.
func (e env) findBySuites(ctx context.Context, g *gate, outputs ...output) (*finding, error) {
	f := &finding{gate: g, args: []argument{{}}, seen: map[int64][]*sighted{}}
	found, err := e.walk(&walk{
		finding: f,
		folder:  filepath.ToSlash(e.shown(g.root)),
		wants: func(place string) (bool, error) {
			if strings.HasSuffix(place, ".go") {
				return false, nil // there are many of them, and they are no profiles
			}
			suite, err := g.policySuite(place)
			return suite != "", err
		},
		holds: func(place, file string) (bool, error) {
			suite, err := g.policySuite(place)
			if suite == "" && err == nil {
				suite, err = g.policySuite(path.Join(place, file))
			}
			return suite != "", err
		},
	})
	if err != nil {
		return f, err
	}
	if found == 0 {
		return f, dataf("nothing below %s matches the suites of %s: %s\nhint: did the tests run? profiles may be named, too: covbar check cover.out",
			quoted(filepath.Base(g.root)), quoted(g.policyFile), g.lookedFor())
	}
	f.again = f.names()
	return f, worst(f.settle(ctx, e), e.sparesInputs(f, outputs))
}

// names are those of all that was found, sorted; nil where they are too many for a command line that somebody types.
func (f *finding) names() []string {
	const most = 8
	var names []string
	for _, files := range f.seen {
		for _, file := range files {
			names = append(names, file.name)
		}
	}
	if len(names) > most {
		return nil
	}
	slices.Sort(names)
	return names
}

// lookedFor lists the patterns of the suites.
func (g *gate) lookedFor() string {
	var said []string
	for _, suite := range g.suites() {
		said = append(said, suite+" ("+strings.Join(g.policy.PatternsOf(suite), ", ")+")")
	}
	return strings.Join(said, "; ")
}
