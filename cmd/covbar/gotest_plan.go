package main

import (
	"context"
	"errors"
	"go/build"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage/workspace"
)

// A job is one module to test.
type job struct {
	module   workspace.Module
	name     string   // for people: its folder ("./orders"), or the module path where that is the root
	patterns []string // what to test, as go test takes it: "./..."
	packages []string // import paths of what is known to be among them, apart from packages of tests alone
}

// folder returns the folder of a package below the root, for people.
func (j job) folder(pkg string) string {
	return path.Join(j.module.Dir, strings.TrimPrefix(pkg, j.module.Path))
}

// planTests decides what is to be tested. The measurement that it returns is still without numbers.
func (e env) planTests(ctx context.Context, g *gate, t task) ([]job, *measurement, error) {
	m := &measurement{}
	if len(g.tree.Modules) == 0 {
		return nil, nil, dataf("no go.mod below %s, so there is nothing to run\nhint: -C names the folder to work in",
			quoted(e.shown(g.root)))
	}
	var err error
	if m.scope, err = e.scopes(g, t.dirs); err != nil {
		return nil, nil, err
	}
	if t.changed {
		if err := e.narrow(ctx, g, m, t.since); err != nil {
			return nil, nil, err
		}
	}
	var jobs []job
	excluded := 0
	for _, module := range g.tree.Modules {
		j, judged, err := g.jobFor(module, m)
		switch {
		case err != nil:
			return nil, nil, dataf("%w", err)
		case len(j.patterns) == 0:
		case len(j.packages) > 0 && judged == 0:
			excluded++
		default:
			jobs = append(jobs, j)
		}
	}
	m.explain(len(jobs), excluded)
	return jobs, m, nil
}

// jobFor is the part of a module that was asked for; without patterns, where that is nothing. judged is how many of its
// packages the policy does not exclude. Those of others that the change cannot affect, and that would be judged, are counted.
func (g *gate) jobFor(module workspace.Module, m *measurement) (j job, judged int, err error) {
	j = job{module: module, name: "./" + module.Dir, patterns: g.patterns(module, m.scope)}
	if module.Dir == "." {
		j.name = module.Path
	}
	if len(j.patterns) == 0 {
		return j, 0, nil
	}
	apart := false
	for _, p := range g.tree.Packages(module) {
		excluded := g.policy.Excludes(p)
		switch {
		case !within(p.Dir, m.scope):
		case m.asks(p.Dir, p.Path):
			j.packages = append(j.packages, p.Path)
			if !excluded {
				judged++
			}
		default:
			apart = true
			if excluded {
				continue
			}
			owes, err := g.tree.Owes(p, g.policy.Keeps)
			if err != nil {
				return j, 0, err
			}
			if owes {
				m.apart++
			}
		}
	}
	if apart || m.only != nil && len(j.packages) == 0 {
		j.patterns = g.affectedPatterns(module, m)
	}
	return j, judged, nil
}

// explain says what was not run, and why nothing is left where that is so.
func (m *measurement) explain(jobs, excluded int) {
	where := ""
	if m.scope != nil {
		where = " at or below " + someOf(m.scope)
	}
	switch {
	case jobs == 0 && m.only != nil:
		m.groundless = true
		m.notes = []string{"the change since " + m.since + " affects no package" + where + ", so nothing was run"}
	case jobs == 0 && excluded > 0:
		m.problems = []string{"nothing was run: the policy excludes all packages\nhint: see exclude in the policy"}
	case jobs == 0:
		m.problems = []string{"nothing was run: the modules hold no Go package"}
	default:
		m.tellLimits(where, excluded)
	}
}

// tellLimits says what was not run where something was.
func (m *measurement) tellLimits(where string, excluded int) {
	if m.scope != nil {
		m.notes = append(m.notes, "only what is"+where+" was run and judged")
	}
	if m.only != nil {
		m.notes = append(m.notes, "only packages that the change since "+m.since+" can affect were run and judged")
	}
	if excluded > 0 {
		m.notes = append(m.notes, count(excluded, "module")+" not run: all packages are excluded")
	}
}

// scopes turns the DIRs of the command line into folders below the root; nil where all of it is asked for.
func (e env) scopes(g *gate, dirs []string) ([]string, error) {
	var folders []string
	for _, dir := range dirs {
		folder, err := e.scopeOf(g, dir)
		if err != nil {
			return nil, err
		}
		folders = append(folders, folder)
	}
	if slices.Contains(folders, ".") {
		return nil, nil
	}
	return folders, nil
}

// scopeOf turns a DIR of the command line into a folder below the root, with slashes.
func (e env) scopeOf(g *gate, dir string) (string, error) {
	place := strings.TrimSuffix(dir, "/...") // "./..." says the same as "."
	full := e.path(place)
	info, err := os.Stat(full)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", usagef("%s: there is no such folder\nhint: flags of go test stand after --", quoted(dir))
	case err != nil:
		return "", usagef("%s: %w", quoted(dir), plain(err))
	case !info.IsDir():
		return "", usagef("%s: is no folder\nhint: covbar run takes folders; covbar check takes profiles", quoted(dir))
	}
	folder, ok := g.tree.Below(full)
	if !ok {
		return "", usagef("%s: is not below %s, the folder of the policy\nhint: -C works in another folder",
			quoted(dir), quoted(e.shown(g.root)))
	}
	if !slices.ContainsFunc(g.tree.Modules, func(m workspace.Module) bool {
		return len(g.patterns(m, []string{folder})) > 0
	}) {
		return "", usagef("%s: holds no Go package of a module\nhint: name a folder with Go files, or one around it", quoted(dir))
	}
	return folder, nil
}

// patterns returns what go test is to be given for the folders of scope that concern the module, in its own folder:
// nothing where it has no Go files there.
func (g *gate) patterns(module workspace.Module, scope []string) []string {
	if within(module.Dir, scope) {
		if g.tree.HoldsGo(module.Dir) {
			return []string{"./..."}
		}
		return nil
	}
	var patterns []string
	for _, folder := range scope {
		if owner, ok := g.tree.Owner(folder); ok && owner.Dir == module.Dir && g.tree.HoldsGo(folder) {
			patterns = append(patterns, "./"+strings.TrimPrefix(folder, module.Dir+"/")+"/...")
		}
	}
	return patterns
}

// affectedPatterns does the same for the folders that a change affects. One without a file for this platform is passed
// over: go test takes it among others, but not when it is named.
func (g *gate) affectedPatterns(module workspace.Module, m *measurement) []string {
	var patterns []string
	for dir := range m.only {
		if !within(dir, []string{module.Dir}) || !within(dir, m.scope) {
			continue
		}
		if owner, ok := g.tree.Owner(dir); !ok || owner.Dir != module.Dir {
			continue
		}
		_, err := g.tree.Build.ImportDir(filepath.Join(g.root, filepath.FromSlash(dir)), 0)
		if _, none := errors.AsType[*build.NoGoError](err); !none {
			patterns = append(patterns, "./"+path.Clean(strings.TrimPrefix(dir+"/", module.Dir+"/")))
		}
	}
	slices.Sort(patterns)
	return patterns
}
