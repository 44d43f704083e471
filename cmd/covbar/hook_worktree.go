package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/covbar/covbar/coverage/change"
)

// checkIn runs the tests of what the work tree at top changes, and judges it. Where none of them ends in time, nothing is
// known against it.
func (h hook) checkIn(ctx context.Context, top string, left time.Duration) error {
	e := h.env
	e.environ = change.Environ(e.environ) // tests may ask git about folders of their own
	e.dir = filepath.Join(top, h.dir)
	e.args = []string{"run", "--post", postNever, "--budget", h.told(left).String()}
	if _, _, err := h.repo.At(top).DefaultBase(ctx); err == nil {
		e.args = append(e.args, "--changed")
	} else { // as where nothing has been pushed yet
		why, _, _ := strings.Cut(err.Error(), "\n")
		e.say("note: everything is tested: %s", why)
	}
	e.args = append(e.args, "--", "-short")
	err := e.dispatch(ctx)
	if late, ok := errors.AsType[*lateError](err); ok {
		e.say("%v: it is pushed without a verdict on them\nhint: covbar run --changed runs them to the end; "+
			"covbar hook install --budget 5m gives a push more than %s", late, lasting(h.budget))
		return nil
	}
	return err
}

// told is what is left of the budget, as it is to be told: all of it, where git has just taken a moment.
func (h hook) told(left time.Duration) time.Duration {
	const moment = 20 // of so many in the budget
	if left > h.budget-h.budget/moment {
		return h.budget
	}
	return max(left.Round(100*time.Millisecond), time.Millisecond)
}

// worktree is where what is not checked out is tested. It is always the same, so that Go finds in its caches what it has
// built and tested there before.
func (h hook) worktree() string { return filepath.Join(h.common, "covbar", "worktree") }

// inWorktree does something in a work tree of a commit. Only one process at a time does: others wait, up to the end.
func (h hook) inWorktree(ctx context.Context, commit string, end time.Time, do func(top string) error) error {
	dir := h.worktree()
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return dataf("%s: cannot be made: %w", quoted(h.env.shown(filepath.Dir(dir))), plain(err))
	}
	unlock, err := h.lock(ctx, end)
	switch {
	case err != nil:
		return err
	case unlock == nil:
		h.env.say("%.10s was not checked: another push was, all the time", commit)
		return nil
	}
	defer unlock()
	if err := h.checkOut(ctx, dir, commit); err != nil {
		return dataf("the work tree for what is pushed cannot be made: %w", err)
	}
	return do(resolved(dir))
}

// lock keeps other processes from the work tree. Without an error, unlock is nil where there was no time left to wait.
func (h hook) lock(ctx context.Context, end time.Time) (unlock func(), err error) {
	type locked struct {
		unlock func()
		err    error
	}
	file := filepath.Join(filepath.Dir(h.worktree()), "lock")
	got, left := make(chan locked), make(chan struct{})
	defer close(left)
	go func() { // it cannot be stopped
		unlock, err := lockedfile.MutexAt(file).Lock()
		select {
		case got <- locked{unlock, err}:
		case <-left:
			if err == nil {
				unlock()
			}
		}
	}()
	const unnoticed = time.Second
	notice, late := time.After(unnoticed), time.After(end.Sub(h.env.now()))
	for {
		select {
		case l := <-got:
			if l.err != nil {
				return nil, dataf("%s: cannot be locked: %w", quoted(h.env.shown(file)), plain(l.err))
			}
			return l.unlock, nil
		case <-notice:
			h.env.say("another push is being checked: waiting for it")
		case <-late:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// checkOut makes the work tree, or brings it, to a commit. Files that git ignores stay: they may be caches. One that is
// damaged, as by a power cut, is made anew.
func (h hook) checkOut(ctx context.Context, dir, commit string) error {
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
		tree := h.repo.At(dir)
		if _, err = tree.Git(ctx, "-c", "core.hooksPath="+os.DevNull, "checkout", "--force", "--detach", "--quiet", commit); err == nil {
			_, err = tree.Git(ctx, "clean", "-ffdq")
		}
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	// --force: git may still know of the one that was there. To prune what it knows would also be about other work trees,
	// which may be on a disk that is away.
	_, err := h.repo.Git(ctx, "-c", "core.hooksPath="+os.DevNull, "worktree", "add", "--force", "--detach", "--quiet", dir, commit)
	return err
}

// removeWorktree removes the work tree, and what git knows of it. Of one that is damaged, git forgets by itself in time.
func (h hook) removeWorktree(ctx context.Context) error {
	dir := filepath.Dir(h.worktree())
	if _, err := os.Lstat(dir); err != nil {
		return nil
	}
	if _, err := h.repo.Git(ctx, "worktree", "remove", "--force", "--force", h.worktree()); err != nil && ctx.Err() != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return dataf("%s: cannot be removed: %w", quoted(h.env.shown(dir)), plain(err))
	}
	return nil
}
