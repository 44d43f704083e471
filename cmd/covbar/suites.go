package main

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
	"github.com/covbar/covbar/report"
)

// An entry is one input, and what is known of it beside its data.
type entry struct {
	coverage.Input
	suite   string      // that it belongs to; empty: none
	path    string      // of a regular file or a GOCOVERDIR folder, absolute: sources must not be newer. Empty where it has no age
	examine examination // of a GOCOVERDIR folder; nil: of a profile, nothing is known before it is read
}

// An argument is one PROFILE of a command line.
type argument struct {
	suite string // of NAME=PATH; empty: the policy's patterns say it
	path  string // as given; empty: what the policy's patterns match
}

// readArgument reads PATH, or NAME=PATH where NAME is a suite of the policy. What exists under the whole name is meant.
func (e env) readArgument(g *gate, text string) (argument, error) {
	name, file, ok := strings.Cut(text, "=")
	if !ok || name == "" || strings.ContainsAny(name, `/\*?[{`) {
		return argument{path: text}, nil
	}
	if _, err := os.Lstat(e.path(text)); err == nil {
		return argument{path: text}, nil
	}
	if err := g.knowsSuite(text, name); err != nil {
		return argument{path: text}, err
	}
	if file == "" {
		return argument{path: text}, usagef("%s: the profile is missing\nhint: %s=PROFILE says that the profile belongs to suite %s",
			quoted(text), name, name)
	}
	return argument{suite: name, path: file}, nil
}

// suites are the names of those that the policy declares, in its order.
func (g *gate) suites() []string {
	var names []string
	for _, s := range g.policy.Suites() {
		names = append(names, s.Name)
	}
	return names
}

// knowsSuite refuses the name of a suite that the policy does not declare. what is where it stands.
func (g *gate) knowsSuite(what, name string) error {
	known := g.suites()
	if slices.Contains(known, name) {
		return nil
	}
	otherwise := "it declares " + strings.Join(known, ", ")
	if len(known) == 0 {
		otherwise = `suites stand in ` + policyName + `, such as: suites: {unit: ["**/unit.out"]}`
	}
	return usagef("%s: the policy declares no suite %s%s", quoted(what), quoted(name), nearestHint(name, known, "%s", otherwise))
}

// suiteOf says which suite an input belongs to, by its name as given, or by its place below the root. A folder of GOCOVERDIR
// data belongs where its files would.
func (g *gate) suiteOf(s *sighted) (string, error) {
	if s.suite != "" || len(g.policy.Suites()) == 0 {
		return s.suite, nil
	}
	names := []string{s.name}
	if below, err := filepath.Rel(g.root, s.path); err == nil && filepath.IsLocal(below) {
		names = append(names, filepath.ToSlash(below))
	}
	if s.data != "" {
		for _, folder := range slices.Clone(names) {
			names = append(names, path.Join(folder, s.data))
		}
	}
	for _, name := range names {
		if suite, err := g.policySuite(name); suite != "" || err != nil {
			return suite, err
		}
	}
	return "", nil
}

// policySuite is the suite whose patterns match a name.
func (g *gate) policySuite(name string) (string, error) {
	suite, err := g.policy.SuiteOf(name)
	if err != nil {
		return "", usagef("%w", err)
	}
	return suite, nil
}

// A group is the inputs of one suite.
type group struct {
	suite   string // empty: they belong to none
	entries []entry
}

// groups sorts inputs by their suites, in the order of the policy; those that belong to none come last. Suites without
// inputs are left out.
func (g *gate) groups(entries []entry) []group {
	var all []group
	for _, suite := range append(g.suites(), "") {
		var of []entry
		for _, in := range entries {
			if in.suite == suite {
				of = append(of, in)
			}
		}
		if len(of) > 0 {
			all = append(all, group{suite, of})
		}
	}
	return all
}

// names are those of the inputs.
func (g group) names() []string {
	var names []string
	for _, in := range g.entries {
		names = append(names, in.Name)
	}
	return names
}

// String is the group for a message.
func (g group) String() string {
	return fmt.Sprintf("%s (%s)", cmp.Or(g.suite, "no suite"), someOf(g.names()))
}

// isWholeProfile reports whether an output is the profile of all inputs together.
func isWholeProfile(o output) bool { return o.format == profileFormat && o.suite == "" }

// checkProfileOutputs refuses to write one profile of several suites: what it joins would be told apart no more.
func (g *gate) checkProfileOutputs(outputs []output, entries []entry) error {
	i := slices.IndexFunc(outputs, isWholeProfile)
	groups := g.groups(entries)
	if i < 0 || len(groups) < 2 {
		return nil
	}
	return usagef("-o profile=%s: one profile is of one suite, and the inputs are of several: %s\nhint: -o profile:%s=%s writes one suite",
		quoted(outputs[i].file), joined(groups), groups[0].suite, quoted(outputs[i].file))
}

// joined lists groups for a message.
func joined(groups []group) string {
	var said []string
	for _, g := range groups {
		said = append(said, g.String())
	}
	return strings.Join(said, ", ")
}

// suiteInputs is how much was measured of each suite.
func (m *measurement) suiteInputs(g *gate) []policy.SuiteInput {
	var all []policy.SuiteInput
	for _, name := range g.suites() {
		all = append(all, policy.SuiteInput{Name: name, Inputs: len(m.bySuite[name]), NotRun: m.notRun[name]})
	}
	return all
}

// suiteFacts is what was read for each suite.
func (m *measurement) suiteFacts(g *gate) []report.Suite {
	var all []report.Suite
	for _, name := range g.suites() {
		all = append(all, report.Suite{Name: name, Inputs: m.bySuite[name]})
	}
	return all
}
