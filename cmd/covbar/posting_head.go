package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/covbar/covbar/coverage/change"
)

// A checkout is the work tree around the policy.
type checkout struct {
	repo   *change.Repository
	head   change.Commit
	folder string // of the policy, below the top, with slashes; empty: it is the top
}

func (e env) openCheckout(ctx context.Context, root string) (*checkout, error) {
	gitcmd, err := e.findCommand("git", "it says which commit is checked out")
	if err != nil {
		return nil, err
	}
	repo, err := change.Open(ctx, gitcmd, e.withoutToken().environ, root) // it runs what the repository configures
	if err != nil {
		return nil, err
	}
	folder, err := filepath.Rel(repo.Top, resolved(root))
	if err != nil {
		return nil, err
	}
	c := &checkout{repo: repo}
	if folder != "." {
		c.folder = filepath.ToSlash(folder)
	}
	c.head, err = repo.Head(ctx)
	return c, err
}

// measures reports whether what is measured here is of the commit of a place.
func (c *checkout) measures(at *place) bool { return c.is(at.sha) || at.maybeMerge && c.merges(at.sha) }

// is reports whether a commit is checked out.
func (c *checkout) is(sha string) bool { return c.head.ID == sha }

// merges reports whether the trial merge of a commit is checked out, which GitHub makes for a pull request.
func (c *checkout) merges(sha string) bool {
	return len(c.head.Parents) == 2 && c.head.Parents[1] == sha
}

// placeHead holds the place against what is checked out: what was measured here is of that. A report that was made elsewhere
// need not be. Who could post and does not know what has failed.
func (e env) placeHead(ctx context.Context, p *posting, root string, at *place) error {
	c, err := e.openCheckout(ctx, root)
	foreign := p.asked && at.elsewhere
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && !p.asked && (p.dryRun || at.mayBeReadOnly || e.token() == ""):
		return nowhere("which commit is checked out is not known: %v", err)
	case err != nil && !p.asked:
		return fmt.Errorf("which commit is checked out is not known: %w\nhint: in a container, git has to be there before "+
			"actions/checkout, and to trust the folder: git config --global --add safe.directory \"$GITHUB_WORKSPACE\"", err)
	case err == nil && !foreign && !c.measures(at):
		return nowhere("what is checked out is %.10s, and neither %.10s nor its trial merge", c.head.ID, at.sha)
	}
	at.page.Commit = at.sha
	if err != nil { // links to files do without
		return nil
	}
	at.page.Folder = c.folder
	at.page.Lines = e.linesOf(ctx, p, c, at, root)
	return ctx.Err()
}

// linesOf says which lines of what is checked out stand in the commit just so; nil: of none of them it is known.
func (e env) linesOf(ctx context.Context, p *posting, c *checkout, at *place, root string) func(string, int, int) (int, int, bool) {
	differs := map[string]bool{}
	switch {
	case c.is(at.sha):
	case c.merges(at.sha):
		var err error
		if differs, err = e.differing(ctx, p, c, at); err != nil {
			return nil
		}
	default:
		return nil
	}
	changed, err := c.repo.Files(ctx, c.head.ID) // since it was checked out
	if err != nil {
		return nil
	}
	for _, file := range changed {
		differs[file] = true
	}
	return func(name string, first, last int) (int, int, bool) {
		local := filepath.FromSlash(name)
		if !filepath.IsLocal(local) || differs[path.Join(c.folder, name)] {
			return 0, 0, false
		}
		info, err := os.Lstat(filepath.Join(root, local))
		return first, last, err == nil && info.Mode().IsRegular()
	}
}

// fetchTime is how long git may take to bring the head of a pull request, for links that are no more than convenient.
const fetchTime = 30 * time.Second

// differing are the files in which a trial merge is not what the head of its pull request is. A runner has the merge alone.
func (e env) differing(ctx context.Context, p *posting, c *checkout, at *place) (map[string]bool, error) {
	if e.inActions() && !c.repo.Has(ctx, at.sha) {
		ctx, cancel := context.WithTimeout(ctx, fetchTime)
		defer cancel()
		if err := c.repo.Fetch(ctx, at.page.Repository+".git", at.sha, e.token(), p.caFile); err != nil {
			return nil, err
		}
	}
	return c.repo.Differing(ctx, c.head.ID, at.sha)
}

// withoutToken is the environment for tests. What may write to the repository is not for the code of a change, nor for that
// of the modules it uses; a test that needs a token of its own has it by another name.
func (e env) withoutToken() env {
	e.environ = slices.DeleteFunc(slices.Clone(e.environ), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return strings.EqualFold(name, "GITHUB_TOKEN")
	})
	return e
}
