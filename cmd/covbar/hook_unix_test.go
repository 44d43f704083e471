//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPush pushes with git to a real repository, past the hook that covbar has installed.
func TestPush(t *testing.T) {
	dir := t.TempDir()
	work := filepath.Join(dir, "work")
	environ := append(os.Environ(), asCommand+"=1",
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GOPROXY=off", "GOTOOLCHAIN=local", "GOFLAGS=", "GOWORK=",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	do := func(dir, name string, args ...string) (string, error) {
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.Env = dir, environ
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	must := func(dir, name string, args ...string) {
		t.Helper()
		if out, err := do(dir, name, args...); err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
	}
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(work, name)
		wantNoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
		wantNoError(t, os.WriteFile(name, []byte(text), 0o666))
	}
	covbar, err := filepath.Abs(os.Args[0])
	wantNoError(t, err)

	must(dir, "git", "init", "-q", "--bare", "-b", "main", "origin.git")
	must(dir, "git", "clone", "-q", "origin.git", "work")
	must(work, "git", "checkout", "-q", "-b", "main")
	write("go.mod", "module example.com/a\n\ngo 1.26\n")
	write("a.go", "package a\n\nfunc F() int { return 1 }\n")
	// A test that asks git must not be led to the repository that pushes.
	write("a_test.go", `package a

import (
	"os"
	"testing"
)

func TestF(t *testing.T) {
	F()
	if dir := os.Getenv("GIT_DIR"); dir != "" {
		t.Error("GIT_DIR is", dir)
	}
}
`)
	must(work, "git", "add", "-A")
	must(work, "git", "commit", "-q", "-m", "first")
	must(work, covbar, "hook", "install")

	for _, test := range []struct {
		reason string
		before func()
		push   []string
		fails  bool
		want   []string
	}{
		{
			"the first push: everything is new", nil,
			[]string{"-u", "origin", "main"},
			false,
			[]string{"note: everything is tested", "PASS  100.00% of 1 statement"},
		},
		{
			"a branch that adds what no test runs", func() {
				must(work, "git", "checkout", "-q", "-b", "topic")
				write("b/b.go", "package b\n\nfunc G() int { return 1 }\n")
				must(work, "git", "add", "-A")
				must(work, "git", "commit", "-q", "-m", "second")
			},
			[]string{"origin", "topic"},
			true,
			[]string{"a/b      0/1  0.00%", "not pushed; git push --no-verify pushes all the same"},
		},
		{"the way out", nil, []string{"--no-verify", "origin", "topic"}, false, nil},
		{"a branch is deleted", nil, []string{"origin", ":topic"}, false, nil},
		{"two branches, of which one is not checked out", func() {
			must(work, "git", "branch", "other", "main")
		}, []string{"origin", "topic", "other"}, true, []string{"checking other (", "checking topic (", "0/1  0.00%"}},
	} {
		if test.before != nil {
			test.before()
		}
		out, err := do(work, "git", append([]string{"push"}, test.push...)...)
		if failed := err != nil; failed != test.fails {
			t.Errorf("%s: git push: %v\n%s", test.reason, err, out)
		}
		for _, want := range test.want {
			if !strings.Contains(out, want) {
				t.Errorf("%s: git push does not say %q:\n%s", test.reason, want, out)
			}
		}
	}
	if out, _ := do(work, "git", "ls-remote", "--heads", "origin"); strings.Contains(out, "topic") || strings.Contains(out, "other") {
		t.Errorf("what the hook refused was pushed:\n%s", out)
	}
}
