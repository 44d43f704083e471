package main

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/coverage/change"
)

// narrow limits the measurement to the packages that a change can affect: all that differs from the commit at which HEAD
// left a revision, or where none is given, the default branch of the remote.
func (e env) narrow(ctx context.Context, g *gate, m *measurement, revision string) error {
	gitcmd, err := e.findCommand("git", "--changed asks git what has changed; without the flag everything is tested")
	if err != nil {
		return err
	}
	flag := "--changed"
	if revision != "" {
		flag += "-since " + quoted(revision)
	}
	base, files, err := e.changeSince(ctx, gitcmd, g.root, revision)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return usagef("%s: %w", flag, err)
	}
	below, deciding := e.sortChange(g, files)
	if deciding != "" {
		m.notes = append(m.notes, fmt.Sprintf("since %s %s has changed, so every package was run", base, deciding))
		return nil
	}
	folders, err := g.tree.Affected(ctx, below)
	if err != nil {
		return dataf("%w", err)
	}
	only := map[string]bool{}
	for _, folder := range folders {
		only[folder] = true
	}
	if len(only) > 0 && g.isWhole(only) {
		m.notes = append(m.notes, "the change since "+base+" can affect every package, so every package was run")
		return nil
	}
	m.only, m.since = only, base
	return nil
}

// isWhole reports whether folders are all those in which there is something to run.
func (g *gate) isWhole(folders map[string]bool) bool {
	for _, module := range g.tree.Modules {
		packages := g.tree.Packages(module)
		if len(packages) > 0 && !slices.ContainsFunc(packages, func(p coverage.Package) bool { return !g.policy.Excludes(p) }) {
			continue // its tests are never run
		}
		if slices.ContainsFunc(g.tree.Folders(module), func(folder string) bool { return !folders[folder] }) {
			return false
		}
	}
	return true
}

// changeSince is the absolute paths of the files that differ, and the commit that they differ from, for people.
func (e env) changeSince(ctx context.Context, gitcmd, root, revision string) (base string, files []string, err error) {
	repo, err := change.Open(ctx, gitcmd, e.environ, root)
	if err != nil {
		return "", nil, err
	}
	var commit string
	if revision == "" {
		commit, revision, err = repo.DefaultBase(ctx)
	} else {
		commit, err = repo.MergeBase(ctx, revision)
	}
	if err != nil {
		return "", nil, err
	}
	files, err = repo.Files(ctx, commit)
	for i := range files {
		files[i] = filepath.Join(repo.Top, filepath.FromSlash(files[i]))
	}
	return fmt.Sprintf("%.10s, the merge base with %s,", commit, revision), files, err
}

// sortChange returns the changed files that bear on the modules, as paths below the root; or else the file for which all
// packages are affected, since it says what they owe.
func (e env) sortChange(g *gate, files []string) (below []string, deciding string) {
	root, policy := resolved(g.root), e.policyFiles(g)
	var outside []string
	for _, file := range files {
		if slices.Contains(policy, file) {
			return nil, quoted(e.shown(file))
		}
		if name, err := filepath.Rel(root, file); err == nil && filepath.IsLocal(name) {
			below = append(below, filepath.ToSlash(name))
		} else {
			outside = append(outside, file)
		}
	}
	if len(outside) > 0 {
		for _, m := range g.tree.BuiltFrom(outside) {
			below = append(below, path.Join(m.Dir, "go.mod"))
		}
	}
	return below, ""
}

// policyFiles are the files that say what packages owe, or did so before the change, by every name that git may have for
// them.
func (e env) policyFiles(g *gate) []string {
	files := []string{filepath.Join(g.root, policyName)}
	if g.policyFile != "" {
		file := e.path(g.policyFile)
		files = append(files, file)
		if floors := g.policy.FloorsFile(); floors != "" {
			files = append(files, filepath.Join(filepath.Dir(file), filepath.FromSlash(floors)))
		}
	}
	for _, file := range files {
		files = append(files, resolved(file), filepath.Join(resolved(filepath.Dir(file)), filepath.Base(file)))
	}
	return files
}
