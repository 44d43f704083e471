package change

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// A Commit is what a commit says of itself.
type Commit struct {
	ID      string
	Parents []string // IDs, in order. Not all of them need be here: a shallow clone has the names alone
}

// Head returns the commit that is checked out. In GitHub Actions that of a pull request is a trial merge, made for the
// test alone: its parents are the base and the head of the pull request.
func (r *Repository) Head(ctx context.Context) (Commit, error) {
	id, err := r.Git(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil {
		if ctx.Err() != nil {
			return Commit{}, ctx.Err()
		}
		return Commit{}, errors.New("this repository has no commit yet\nhint: in GitHub Actions, actions/checkout comes first")
	}
	commit := Commit{ID: strings.TrimSpace(id)}
	// Other commands of git say that the last commit of a shallow clone has no parents. The commit itself knows better.
	object, err := r.Git(ctx, "cat-file", "commit", commit.ID)
	if err != nil {
		return Commit{}, err
	}
	header, _, _ := strings.Cut(object, "\n\n")
	for line := range strings.Lines(header) {
		if parent, ok := strings.CutPrefix(line, "parent "); ok {
			commit.Parents = append(commit.Parents, strings.TrimSpace(parent))
		}
	}
	return commit, nil
}

// Differing returns the paths that differ between two commits that are here: below Top, with slashes. Of a rename both
// names are among them, and a submodule as its folder.
func (r *Repository) Differing(ctx context.Context, a, b string) (map[string]bool, error) {
	for _, commit := range []string{a, b} {
		switch {
		case r.Has(ctx, commit):
			continue
		case ctx.Err() != nil:
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("this clone has no commit %q\nhint: in GitHub Actions, fetch-depth: 0 of actions/checkout brings it",
			commit)
	}
	names, err := r.names(ctx, "diff-tree", "-r", "--name-only", "-z", "--no-renames", "--no-relative", "--no-ext-diff",
		"--ignore-submodules=none", "--end-of-options", a, b, "--")
	if err != nil {
		return nil, err
	}
	paths := make(map[string]bool, len(names))
	for _, name := range names {
		paths[name] = true
	}
	return paths, nil
}
