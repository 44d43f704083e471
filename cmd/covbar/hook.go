package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/covbar/covbar/coverage/change"
)

func hookVerb() verb {
	return verb{
		name:  "hook",
		args:  "install|uninstall|status",
		short: "check what git is about to push",
		long: `
install makes a pre-push hook, which tests and judges the packages that the pushed commits can affect, as
covbar run --changed -- -short does: in place when HEAD is pushed and nothing is uncommitted, else in a work tree of
its own in git's folder. A hook of somebody else is never replaced. What does not end within the budget is not
judged, and told. git push --no-verify pushes without it.

Run install in the folder of the policy that is to decide. uninstall removes the hook and its work tree. status exits 0
where the hook is in place, and 1 where it is not.

  covbar hook install
  covbar hook install --budget 2m
`,
		flags: []cli.Flag{&cli.DurationFlag{Name: "budget", Value: hookBudget, Usage: "let the tests of a push take `DURATION`"}},
		do:    doHook,
	}
}

// hookBudget is how long the tests of a push may take where nothing is said.
const hookBudget = time.Minute

func doHook(ctx context.Context, e env, c call) error {
	if len(c.args) == 0 {
		return usagef("hook: what is to be done is not said\nhint: covbar hook install, uninstall or status")
	}
	actions := map[string]func(hook, context.Context) error{
		"install": hook.install, "uninstall": hook.uninstall, "status": hook.status,
		"run": hook.run, // for the hook itself
	}
	name, extra := c.args[0], c.args[1:]
	action, ok := actions[name]
	switch {
	case !ok:
		names := slices.Collect(maps.Keys(actions))
		return usagef("hook: unknown action %q%s", name, nearestHint(name, names, "covbar hook %s", "covbar hook --help lists them"))
	case len(extra) > 0 && name != "run": // git gives the hook the name of the remote, and where it is
		return usagef("hook %s: takes no argument, and got %s", name, quoted(extra[0]))
	case c.Duration("budget") <= 0:
		return usagef("--budget %s: no time is left for any test\nhint: without the flag it is %s", c.Duration("budget"), hookBudget)
	}
	h, err := e.openHook(ctx, c.Duration("budget"))
	if err != nil {
		return err
	}
	return action(h, ctx)
}

// A hook is the place of the pre-push hook of one repository.
type hook struct {
	env    env
	repo   *change.Repository
	common string // git's own folder, which all work trees share
	path   string // of the hook
	dir    string // the folder to work in, below the top of the work tree; "." is the top
	budget time.Duration
}

func (e env) openHook(ctx context.Context, budget time.Duration) (hook, error) {
	gitcmd, err := e.findCommand("git", "the hook is run by git push")
	if err != nil {
		return hook{}, err
	}
	repo, err := change.Open(ctx, gitcmd, e.environ, e.dir)
	if err != nil {
		return hook{}, usagef("%w", err)
	}
	h := hook{env: e, repo: repo, budget: budget}
	folders, err := repo.Git(ctx, "rev-parse", "--git-common-dir", "--git-path", "hooks")
	if err != nil {
		return hook{}, dataf("%w", err)
	}
	common, hooks, _ := strings.Cut(strings.TrimRight(folders, "\n"), "\n")
	if hooks == "./" {
		return hook{}, usagef("core.hooksPath is empty, so git runs no hook\nhint: git config --unset core.hooksPath")
	}
	h.common, h.path = h.absolute(common), filepath.Join(h.absolute(hooks), "pre-push")
	if h.dir, err = filepath.Rel(repo.Top, resolved(e.dir)); err != nil {
		return hook{}, dataf("%w", err)
	}
	return h, nil
}

// absolute is a path as git prints it: from the top of the work tree.
func (h hook) absolute(path string) string {
	path = filepath.FromSlash(path)
	if !filepath.IsAbs(path) {
		path = filepath.Join(h.repo.Top, path)
	}
	return path
}

// hookMark is the line by which a hook is known to be covbar's.
const hookMark = "# The pre-push hook of covbar. Made by: covbar hook install. Removed by: covbar hook uninstall."

// script is the hook. It names the covbar that installed it, since git may be run where PATH is another.
func (h hook) script() string {
	return fmt.Sprintf(`#!/bin/sh
%s
covbar=%s
[ -x "$covbar" ] || covbar=$(command -v covbar) || {
	echo "covbar: it is neither where it was when the hook was installed, nor in PATH" >&2
	echo "hint: install it, or: git push --no-verify" >&2
	exit 3
}
exec "$covbar" %s "$@"
`, hookMark, shellQuoted(filepath.ToSlash(h.env.program)), h.call())
}

// call is the command that a hook has to run, but for covbar itself and what git gives it.
func (h hook) call() string {
	words := []string{"hook", "run"}
	if h.dir != "." {
		words = append(words, "-C", shellQuoted(filepath.ToSlash(h.dir)))
	}
	if h.budget != hookBudget {
		words = append(words, "--budget", h.budget.String())
	}
	return strings.Join(words, " ")
}

// shellQuoted is a word as a shell takes it.
func shellQuoted(word string) string {
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// An owner is whose hook there is.
type owner int

const (
	nobody owner = iota
	ours
	another      // somebody else's
	anotherCalls // somebody else's, which calls covbar
)

func (h hook) owner() (owner, error) {
	text, err := os.ReadFile(h.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nobody, nil
	case err != nil:
		return another, dataf("%s: cannot be read: %w", quoted(h.shown()), plain(err))
	case bytes.Contains(text, []byte(hookMark)):
		return ours, nil
	case bytes.Contains(text, []byte("covbar hook run")):
		return anotherCalls, nil
	}
	return another, nil
}

func (h hook) shown() string { return h.env.shown(h.path) }

func (h hook) install(ctx context.Context) error {
	whose, err := h.owner()
	if err != nil {
		return err
	}
	line := fmt.Sprintf("covbar %s \"$@\" || exit $?", h.call())
	switch {
	case whose == anotherCalls:
		return usagef("%s: is not covbar's, and calls covbar already", quoted(h.shown()))
	case whose == another:
		return usagef("%s: there is a hook already, and it is not covbar's\n"+
			"hint: add this line to it, before anything that reads its standard input: %s", quoted(h.shown()), line)
	case !h.isPrivate():
		return usagef("%s: core.hooksPath leads to a folder that other repositories may share\n"+
			"hint: add this line to a pre-push hook there, if all of them are to be checked: %s", quoted(h.shown()), line)
	}
	if err := os.MkdirAll(filepath.Dir(h.path), 0o777); err != nil {
		return dataf("%s: cannot be made: %w", quoted(h.env.shown(filepath.Dir(h.path))), plain(err))
	}
	if err := h.env.save(ctx, h.path, func(w io.Writer) error {
		_, err := io.WriteString(w, h.script())
		return err
	}); err != nil {
		return err
	}
	if err := os.Chmod(h.path, 0o755); err != nil {
		return dataf("%s: cannot be made executable: %w", quoted(h.shown()), plain(err))
	}
	return h.print("installed %s: git push checks first, for up to %s; git push --no-verify does not", h.shown(), lasting(h.budget))
}

// isPrivate reports whether the hook is of this repository alone: in git's own folder, or among the sources.
func (h hook) isPrivate() bool {
	return slices.ContainsFunc([]string{h.common, h.repo.Top}, func(folder string) bool {
		below, err := filepath.Rel(resolved(folder), filepath.Join(resolved(filepath.Dir(h.path)), "pre-push"))
		return err == nil && filepath.IsLocal(below)
	})
}

func (h hook) uninstall(ctx context.Context) error {
	whose, err := h.owner()
	switch {
	case err != nil:
		return err
	case whose == nobody:
		return h.print("there is no hook")
	case whose == anotherCalls:
		return usagef("%s: is not covbar's\nhint: take the line with \"covbar hook run\" out of it", quoted(h.shown()))
	case whose == another:
		return usagef("%s: is not covbar's, and does not call it", quoted(h.shown()))
	}
	if err := os.Remove(h.path); err != nil {
		return dataf("%s: cannot be removed: %w", quoted(h.shown()), plain(err))
	}
	if err := h.removeWorktree(ctx); err != nil {
		return err
	}
	return h.print("removed %s", h.shown())
}

func (h hook) status(context.Context) error {
	whose, err := h.owner()
	if err != nil {
		return err
	}
	switch whose {
	case ours:
		return h.print("%s is in place", h.shown())
	case anotherCalls:
		return h.print("%s is in place: not covbar's, but it calls it", h.shown())
	case another:
		err = h.print("%s is not covbar's, and does not call it", h.shown())
	default:
		err = h.print("there is no hook %s", h.shown())
	}
	return worst(err, errNotMet)
}

func (h hook) print(format string, args ...any) error {
	return h.env.print(func(w io.Writer) error {
		_, err := fmt.Fprintln(w, harmless(fmt.Sprintf(format, args...)))
		return err
	})
}
