package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/covbar/covbar/coverage/change"
)

// checkIn runs the tests of what the work tree at top changes, and judges it.
func (h hook) checkIn(ctx context.Context, top string, left time.Duration) error {
	e := h.env
	e.environ = change.Environ(e.environ) // tests may ask git about folders of their own
	e.dir = filepath.Join(top, h.dir)
	e.args = []string{"run", "--budget", left.String()}
	if _, _, err := h.repo.At(top).DefaultBase(ctx); err == nil {
		e.args = append(e.args, "--changed")
	} else { // as where nothing has been pushed yet
		why, _, _ := strings.Cut(err.Error(), "\n")
		e.say("note: everything is tested: %s", why)
	}
	e.args = append(e.args, "--", "-short")
	return e.dispatch(ctx)
}

// worktree is where what is not checked out is tested. It is always the same, so that Go finds in its caches what it has
// built and tested there before.
func (h hook) worktree() string { return filepath.Join(h.common, "covbar", "worktree") }

// inWorktree does something in a work tree of a commit. Only one process at a time does: others wait.
func (h hook) inWorktree(ctx context.Context, commit string, do func(top string) error) error {
	dir := h.worktree()
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return dataf("%s: cannot be made: %w", quoted(h.env.shown(filepath.Dir(dir))), plain(err))
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(filepath.Dir(dir), "lock")).Lock()
	if err != nil {
		return dataf("%s: cannot be locked: %w", quoted(h.env.shown(filepath.Dir(dir))), plain(err))
	}
	defer unlock()
	if err := h.checkOut(ctx, dir, commit); err != nil {
		return dataf("the work tree for what is pushed cannot be made: %w", err)
	}
	return do(resolved(dir))
}

// checkOut makes the work tree, or brings it, to a commit. Files that git ignores stay: they may be caches. One that is
// damaged, as by a power cut, is made anew.
func (h hook) checkOut(ctx context.Context, dir, commit string) error {
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
		tree := h.repo.At(dir)
		if _, err = tree.Git(ctx, "checkout", "--force", "--detach", "--quiet", commit); err == nil {
			_, err = tree.Git(ctx, "clean", "-ffdq")
		}
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
	if err := h.removeWorktree(ctx); err != nil {
		return err
	}
	_, err := h.repo.Git(ctx, "worktree", "add", "--force", "--detach", "--quiet", dir, commit)
	return err
}

// removeWorktree removes the work tree, and what git knows of it.
func (h hook) removeWorktree(ctx context.Context) error {
	if err := os.RemoveAll(h.worktree()); err != nil {
		return dataf("%s: cannot be removed: %w", quoted(h.env.shown(h.worktree())), plain(err))
	}
	_, err := h.repo.Git(ctx, "worktree", "prune")
	return err
}
