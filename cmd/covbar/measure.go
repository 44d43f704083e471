package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/covbar/covbar/coverage"
)

// A measurement is what was measured, by reading profiles or by running tests.
type measurement struct {
	profile  *coverage.Profile   // of all suites together, and of what belongs to none; nil where nothing was measured
	suites   []coverage.Suite    // those that the policy declares, in its order; then, without a name, what belongs to none
	inputs   []string            // names of the profiles, for the report
	bySuite  map[string][]string // the same, of those that belong to a suite, and hold data
	entries  []entry             // that were read
	args     []string            // that named the profiles; none where tests were run
	failed   []string            // import paths of packages whose tests failed or did not compile, with a profile or without
	problems []string            // why there is no verdict: "…\nhint: …"
	warnings []string            // about the data
	notes    []string

	scope   []string        // folders below the root that were asked for, with slashes; nil: everything
	only    map[string]bool // folders of the packages that were asked for, of those in scope; nil: all of them
	since   string          // where the change begins that decided on only, for people
	notRun  map[string]bool // suites that this run did not mean to run: their checks are not judged
	apart   int             // packages in scope that were not asked for, since the change cannot affect them
	unended []string        // import paths of packages in scope whose tests did not end within --budget
	late    *lateError      // there is no verdict since no tests ended within --budget; nil where some did

	groundless bool // to be held against the policy even where nothing was measured
}

// read reads the entries, suite by suite, and merges them all. What is wrong with the data is a problem of the
// measurement; the error is an interruption.
func (m *measurement) read(ctx context.Context, g *gate, entries []entry) error {
	return m.readWith(ctx, g, entries, func(group group) (*coverage.Profile, coverage.Remarks, error) {
		return coverage.Read(ctx, group.inputs()...)
	})
}

// readWith is read where readGroup reads the inputs of one suite.
func (m *measurement) readWith(ctx context.Context, g *gate, entries []entry,
	readGroup func(group) (*coverage.Profile, coverage.Remarks, error),
) error {
	m.inputs = group{entries: entries}.names()
	m.entries = m.healthy(ctx, entries)
	m.bySuite = map[string][]string{}
	var parts []coverage.Suite
	var empty []string
	whole := true
	for _, of := range g.groups(m.entries) {
		p, remarks, err := readGroup(of)
		blank := remarks.Empty
		var none *coverage.EmptyError
		switch {
		case errors.As(err, &none):
			blank = none.Names
			empty = append(empty, blank...)
		case err != nil:
			whole = false
			for _, part := range partsOf(err) {
				m.problems = append(m.problems, part.Error())
			}
		default:
			parts = append(parts, coverage.Suite{Name: of.suite, Profile: p})
		}
		m.count(g, of, blank)
		m.warnings = append(m.warnings, remarks.Warnings()...)
	}
	switch {
	case ctx.Err() != nil || !whole:
	case len(parts) > 0:
		m.warnings = append(m.warnings, coverage.Remarks{Empty: empty}.Warnings()...)
		m.unite(ctx, g, parts)
	case len(m.problems) == 0:
		m.problems = append(m.problems, (&coverage.EmptyError{Names: m.inputs}).Error())
	}
	return ctx.Err()
}

// count notes what was read for a suite. What is blank, a profile without a block, is no shard of it.
func (m *measurement) count(g *gate, of group, blank []string) {
	if of.suite != "" {
		m.bySuite[of.suite] = slices.DeleteFunc(of.names(), func(name string) bool { return slices.Contains(blank, name) })
		return
	}
	if n := len(of.entries); len(g.policy.Suites()) > 0 {
		m.notes = append(m.notes, fmt.Sprintf("%s %s in no suite, and %s for no bar of a suite: %s",
			count(n, "profile"), plural(n, "is", "are"), plural(n, "counts", "count"), someOf(of.names())))
	}
}

// inputs are those of the group, to read.
func (g group) inputs() []coverage.Input {
	var inputs []coverage.Input
	for _, in := range g.entries {
		inputs = append(inputs, in.Input)
	}
	return inputs
}

// unite makes one profile of those of the suites, and of what belongs to none.
func (m *measurement) unite(ctx context.Context, g *gate, parts []coverage.Suite) {
	var names []string
	var profiles []*coverage.Profile
	modes := map[coverage.Mode]string{}
	for _, part := range parts {
		name := "no suite"
		if part.Name != "" {
			name = "suite " + part.Name
		}
		names, profiles = append(names, name), append(profiles, part.Profile)
		if modes[part.Profile.Mode] == "" {
			modes[part.Profile.Mode] = name
		}
	}
	union := profiles[0]
	if len(profiles) > 1 {
		var err error
		if union, err = coverage.Merge(names, profiles...); err != nil {
			m.problems = append(m.problems, m.contradiction(ctx, err).Error())
			return
		}
	}
	if warning := coverage.ModesDiffer(modes, union.Mode); warning != "" {
		m.warnings = append(m.warnings, warning)
	}
	m.profile = union
	if len(g.policy.Suites()) == 0 {
		return
	}
	for _, name := range append(g.suites(), "") {
		i := slices.IndexFunc(parts, func(part coverage.Suite) bool { return part.Name == name })
		switch {
		case i >= 0:
			m.suites = append(m.suites, parts[i])
		case name != "":
			m.suites = append(m.suites, coverage.Suite{Name: name})
		}
	}
}

// contradiction finds out which inputs the suites contradict each other in. Where some cannot be read again, err says what is
// known.
func (m *measurement) contradiction(ctx context.Context, err error) error {
	_, _, exact := coverage.Read(ctx, group{entries: m.entries}.inputs()...)
	var conflict *coverage.ConflictError
	if errors.As(exact, &conflict) {
		return exact
	}
	return err
}

// troubles are the problems of a measurement as an error, for a command that makes no report.
func troubles(problems []string) error {
	var all []error
	for _, problem := range problems {
		all = append(all, dataf("%s", problem))
	}
	return worst(all...)
}

// of returns the profile of a suite; without a name, that of all together. It is nil where nothing was measured.
func (m *measurement) of(suite string) *coverage.Profile {
	if suite == "" {
		return m.profile
	}
	for _, s := range m.suites {
		if s.Name == suite {
			return s.Profile
		}
	}
	return nil
}

// isPart reports whether there may be packages that were not asked for.
func (m *measurement) isPart() bool { return m.scope != nil || m.only != nil || len(m.unended) > 0 }

// asks reports whether a package was asked for, by its folder and its import path, and tested as far as that was meant.
func (m *measurement) asks(dir, path string) bool {
	return within(dir, m.scope) && (m.only == nil || m.only[dir]) && !slices.Contains(m.unended, path)
}
