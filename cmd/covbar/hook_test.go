package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// A pushing is a repository with a commit, as the hook sees it.
type pushing struct {
	t    *testing.T
	env  env
	said interface{ String() string }
	head string
}

func newPushing(t *testing.T) pushing {
	e, _, stderr := testEnv(t)
	e.environ = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GOFLAGS=", "GOWORK=", "CI=",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	p := pushing{t: t, env: e, said: stderr}
	wantNoError(t, os.WriteFile(e.path("go.mod"), []byte("module example.com/a\n\ngo 1.26\n"), 0o666))
	p.git("init", "-q", "-b", "main")
	p.git("add", "-A")
	p.git("commit", "-q", "-m", "first")
	p.head = p.git("rev-parse", "HEAD")
	return p
}

func (p pushing) git(args ...string) string {
	p.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = p.env.dir, p.env.environ
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// line is what git tells the hook of a commit.
func (p pushing) line(commit string) io.Reader {
	return strings.NewReader("refs/heads/main " + commit + " refs/heads/main " + strings.Repeat("0", len(commit)) + "\n")
}

func TestHookFails(t *testing.T) {
	for _, test := range []struct {
		reason string
		args   string
		before func(p *pushing)
		status int
		want   string // part of what is said
	}{
		{
			"git is not there", "install", func(p *pushing) { p.env.environ = []string{"PATH=/nowhere"} }, statusNone,
			"there is no git command in PATH\nhint: the hook is run by git push",
		},
		{
			"a folder in the place of the hook", "install", func(p *pushing) { mkdir(p.t, p.env.path(".git/hooks/pre-push")) }, statusNone,
			".git/hooks/pre-push: cannot be read: is a directory",
		},
		{
			"the same, asked to remove it", "uninstall", func(p *pushing) { mkdir(p.t, p.env.path(".git/hooks/pre-push")) }, statusNone,
			".git/hooks/pre-push: cannot be read: is a directory",
		},
		{
			"the same, asked for it", "status", func(p *pushing) { mkdir(p.t, p.env.path(".git/hooks/pre-push")) }, statusNone,
			".git/hooks/pre-push: cannot be read: is a directory",
		},
		{"a file in the place of the folder of hooks", "install", func(p *pushing) {
			p.git("config", "core.hooksPath", "go.mod/hooks")
		}, statusNone, "not a directory"},
		{"a file in the place of the folder of the work tree", "run", func(p *pushing) {
			p.env.stdin = p.line(p.head)
			wantNoError(p.t, os.WriteFile(p.env.path("dirty"), nil, 0o666))
			wantNoError(p.t, os.WriteFile(p.env.path(".git/covbar"), nil, 0o666))
		}, statusNone, ".git/covbar: cannot be made: not a directory"},
		{
			"a commit that is not here", "run", func(p *pushing) { p.env.stdin = p.line(strings.Repeat("1", 40)) }, statusNone,
			"refs/heads/main: git cat-file: fatal: ",
		},
		{
			"what git says cannot be read", "run", func(p *pushing) { p.env.stdin = iotest.ErrReader(errors.New("gone")) }, statusNone,
			"what git tells the hook cannot be read: gone",
		},
		{
			"a line with words that name no objects", "run", func(p *pushing) { p.env.stdin = strings.NewReader("\na b c d\n") }, statusUsage,
			"a b c d: is not what git tells a pre-push hook",
		},
		{
			"no time is left, which is said and is no failure", "run --budget 1ns", func(p *pushing) { p.env.stdin = p.line(p.head) }, statusPass,
			"was not checked: the budget of 1ns is used up",
		},
		{"a branch without a commit is checked out", "run", func(p *pushing) {
			p.env.stdin = p.line(p.head)
			p.git("checkout", "-q", "--orphan", "new")
		}, statusNone, "nothing was run: the modules hold no Go package"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			p := newPushing(t)
			test.before(&p)
			p.env.args = append([]string{"hook"}, strings.Fields(test.args)...)
			if got := run(t.Context(), p.env); got != test.status || !strings.Contains(p.said.String(), test.want) {
				t.Errorf("status %d, want %d, and %q in\n%s", got, test.status, test.want, p.said)
			}
		})
	}
}

// TestHookStops is Ctrl-C while the hook works.
func TestHookStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	p := newPushing(t)
	p.env.args = []string{"hook", "run"}
	p.env.stdin = io.MultiReader(p.line(p.head), readerFunc(func([]byte) (int, error) {
		cancel()
		return 0, io.EOF
	}))
	if got := run(ctx, p.env); got != statusNone || !strings.Contains(p.said.String(), "interrupted") {
		t.Errorf("status %d\n%s", got, p.said)
	}
	if _, err := os.Stat(filepath.Join(p.env.dir, ".git", "covbar")); err == nil {
		t.Error("the work tree was made after Ctrl-C")
	}
}

func mkdir(t *testing.T, path string) {
	t.Helper()
	wantNoError(t, os.MkdirAll(path, 0o777))
}
