//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/covbar/covbar/coverage/workspace"
)

// A command that is stopped leaves no child behind, whatever it and its children do not want to hear.
func TestRunTreeStops(t *testing.T) {
	tests := []struct{ script, said, reason string }{
		{`sleep 60`, "", "nobody minds"},
		{`sleep 60 & sleep 60`, "", "a child in the background"},
		{`trap 'echo cleaned; exit 1' INT; sleep 60 & wait`, "cleaned\n", "an interrupt leaves time to clean up"},
		{`trap '' INT; sleep 60 & wait`, "", "what does not hear it is killed"},
		{`trap 'exit 0' INT; (trap '' INT; exec sleep 60) & wait`, "", "so is a child that outlives its parent"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			// All of them hold the pipe: it ends when the last of them has.
			r, w, err := os.Pipe()
			wantNoError(t, err)
			defer r.Close()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			cmd := exec.CommandContext(ctx, "sh", "-c", "echo >&3; "+test.script)
			cmd.ExtraFiles = []*os.File{w}
			var said bytes.Buffer
			cmd.Stdout = &said
			ended := make(chan error)
			go func() { ended <- runTree(cmd, 300*time.Millisecond) }()

			if _, err := r.Read(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(50 * time.Millisecond) // the shell still has to set its traps
			cancel()
			if err := <-ended; err == nil {
				t.Error("no error")
			}
			w.Close()
			waitForEnd(t, r)
			if said.String() != test.said {
				t.Errorf("said %q, want %q", said.String(), test.said)
			}
		})
	}
}

func TestRunTreeEnds(t *testing.T) {
	tests := []struct {
		script string
		status int
		reason string
	}{
		{"exit 0", 0, "well"},
		{"exit 3", 3, "not well"},
		{"sleep 2 & exit 0", 0, "a child that holds the pipes is not waited for, and no failure"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), "sh", "-c", test.script)
			cmd.Stdout = new(bytes.Buffer)
			err := runTree(cmd, 50*time.Millisecond)
			status := 0
			if exit := new(exec.ExitError); errors.As(err, &exit) {
				status = exit.ExitCode()
			} else if err != nil {
				t.Error(err)
			}
			if status != test.status {
				t.Errorf("status %d, want %d", status, test.status)
			}
		})
	}
}

// A run that is interrupted while tests are under way stops them, and what they have started, and leaves no file.
func TestRunInterrupted(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	wantNoError(t, syscall.Mkfifo(pipe, 0o600))
	files := map[string]string{
		"go.mod": "module example.com/slow\n\ngo 1.26\n",
		"f.go":   "package slow\n\nfunc F() {}\n",
		"f_test.go": `package slow

import (
	"os"
	"os/exec"
	"testing"
)

func TestSlow(t *testing.T) {
	pipe, err := os.OpenFile("pipe", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command("sleep", "60")
	child.Stdout = pipe
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	pipe.WriteString("started")
	child.Wait()
}
`,
	}
	for name, text := range files {
		wantNoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	e, stdout, stderr := testEnv(t)
	e.dir = dir
	e.args = []string{"run", "-o", "json=report.json"}
	e.environ = append(os.Environ(), "TMPDIR="+temp, "GOFLAGS=", "GOWORK=")
	ctx, cancel := context.WithCancel(t.Context())
	status := make(chan int)
	go func() { status <- run(ctx, e) }()

	r, err := os.Open(pipe) // waits until the test has opened it, too
	wantNoError(t, err)
	defer r.Close()
	if _, err := r.Read(make([]byte, len("started"))); err != nil {
		t.Fatal(err)
	}
	cancel()
	if got := <-status; got != statusNone {
		t.Errorf("status %d, want %d", got, statusNone)
	}
	waitForEnd(t, r)
	if got, want := stderr.String(), "covbar: interrupted\n"; got != want {
		t.Errorf("stderr:\n%s\nwant\n%s", got, want)
	}
	if stdout.Len() > 0 {
		t.Errorf("stdout:\n%s", stdout)
	}
	for folder, want := range map[string]int{temp: 0, dir: len(files) + 1} {
		entries, err := os.ReadDir(folder)
		wantNoError(t, err)
		if len(entries) != want {
			t.Errorf("%s holds %v", folder, entries)
		}
	}
}

// Every signal that asks for the end stops the tests, and no file is left. A hangup that is ignored from the start, as
// nohup has it, does not.
func TestRunSignalled(t *testing.T) {
	const interrupted, ended = "covbar: interrupted\n", "ok    example.com/m  0 packages"
	tests := []struct {
		before  string // what the shell does that becomes covbar
		signals []syscall.Signal
		stderr  string
		reason  string
	}{
		{"", []syscall.Signal{syscall.SIGINT}, interrupted, "Ctrl-C"},
		{"", []syscall.Signal{syscall.SIGTERM}, interrupted, "the end of a CI job"},
		{"", []syscall.Signal{syscall.SIGHUP}, interrupted, "a terminal that closes"},
		{"", []syscall.Signal{syscall.SIGHUP, syscall.SIGHUP}, interrupted, "both the shell and the system tell of it"},
		{"trap '' HUP; ", []syscall.Signal{syscall.SIGHUP}, ended, "nohup"},
		{"trap '' HUP; ", []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM}, interrupted, "nohup, then kill"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(test.signals[0]) {
				t.Skip("the tests themselves run with this signal ignored")
			}
			dir, bin, temp := t.TempDir(), t.TempDir(), t.TempDir()
			begun, end := filepath.Join(bin, "begun"), filepath.Join(bin, "end")
			wantNoError(t, syscall.Mkfifo(begun, 0o600))
			wantNoError(t, syscall.Mkfifo(end, 0o600))
			release, err := os.OpenFile(end, os.O_RDWR, 0) // so that it waits for nobody
			wantNoError(t, err)
			defer release.Close()
			plantFakeGo(t, dir, bin, "trap 'sleep 0.3; kill $!; exit 1' INT\nexec 3>'"+begun+"'; echo >&3; head -n 1 '"+end+"' & wait $!")
			cmd := exec.Command("sh", "-c", test.before+`exec "$0" run`, os.Args[0])
			cmd.Dir = dir
			cmd.Env = []string{asCommand + "=1", "PATH=" + bin + ":" + os.Getenv("PATH"), "TMPDIR=" + temp}
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			wantNoError(t, cmd.Start())

			r, err := os.Open(begun) // waits until the script has opened it, too
			wantNoError(t, err)
			defer r.Close()
			if _, err := r.Read(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			for _, s := range test.signals {
				wantNoError(t, cmd.Process.Signal(s))
				time.Sleep(100 * time.Millisecond)
			}
			if test.stderr == ended {
				_, err := release.WriteString("\n")
				wantNoError(t, err)
			}
			_ = cmd.Wait()
			if status := cmd.ProcessState.ExitCode(); status != statusNone {
				t.Errorf("status %d (%v), want %d", status, cmd.ProcessState, statusNone)
			}
			if !strings.Contains(stderr.String(), test.stderr) {
				t.Errorf("stderr lacks %q:\n%s", test.stderr, &stderr)
			}
			waitForEnd(t, r)
			entries, err := os.ReadDir(temp)
			wantNoError(t, err)
			if len(entries) > 0 {
				t.Errorf("left behind: %v", entries)
			}
		})
	}
}

// plantFakeGo writes a module of one package to dir, and a script in the place of the go command to bin.
func plantFakeGo(t *testing.T, dir, bin, script string) {
	t.Helper()
	for path, text := range map[string]string{
		filepath.Join(dir, "go.mod"): "module example.com/m\n",
		filepath.Join(dir, "f.go"):   "package m\n\nfunc F() { F() }\n",
		filepath.Join(bin, "go"):     "#!/bin/sh\n" + script + "\n",
	} {
		syscall.ForkLock.RLock() // a child that is forked now would hold the file open: text file busy
		err := os.WriteFile(path, []byte(text), 0o700)
		syscall.ForkLock.RUnlock()
		wantNoError(t, err)
	}
}

// What no real go test does at will is played by a script.
func TestRunWithStrangeGo(t *testing.T) {
	const writeProfile = `for arg; do case $arg in -coverprofile=*) printf 'mode: set\n%s' "$line" >"${arg#*=}";; esac; done; `
	tests := []struct {
		script, stdout, stderr string
		status                 int
		reason                 string
	}{
		{
			"kill -9 $$", "nothing was measured", "go test: signal: killed\nFAIL  example.com/m  go test could not test it", 3,
			"a go test that is killed has no say of its own",
		},
		{"exit 0", "nothing was measured", "ok    example.com/m  0 packages", 3, "a go test that does nothing is no pass"},
		{writeProfile, "nothing was measured", "ok    example.com/m", 3, "a profile of one line measures nothing"},
		{
			`line='example.com/m/f.go:3.1,3.2 1'; ` + writeProfile, "example.com/m:2: ", "ok    example.com/m", 3,
			"a damaged profile is no verdict, and named after its module",
		},
		{
			`line='example.com/m/f.go:3.10,3.12 1 1
'; ` + writeProfile + "echo 'no space left' >&2; exit 1", "tests failed in 1 package", "no space left\nFAIL  example.com/m  go test could", 1,
			"a go test that fails without a failed package is not trusted",
		},
		{
			"echo 'go: warning: \"./...\" matched no packages' >&2; echo 'no packages to test' >&2; exit 1", "nothing was measured",
			"ok    example.com/m  0 packages", 3, "a module for other platforms only has not failed",
		},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			e, stdout, stderr := testEnv(t)
			bin := t.TempDir()
			plantFakeGo(t, e.dir, bin, test.script)
			e.args, e.environ = []string{"run"}, []string{"PATH=" + bin}
			if got := run(t.Context(), e); got != test.status {
				t.Errorf("status %d, want %d", got, test.status)
			}
			if !strings.Contains(stdout.String(), test.stdout) {
				t.Errorf("stdout lacks %q:\n%s", test.stdout, stdout)
			}
			if !strings.Contains(stderr.String(), test.stderr) {
				t.Errorf("stderr lacks %q:\n%s", test.stderr, stderr)
			}
		})
	}
}

// A module of tests only has no package that is known before: then the module itself has failed.
func TestGoTestDoesNotStart(t *testing.T) {
	e, _, _ := testEnv(t)
	tests := newTester(e, e.dir, filepath.Join(e.dir, "go"), e.dir, task{})
	j := job{module: workspace.Module{Path: "example.com/m", Dir: "."}}
	r := tests.test(t.Context(), j, "", newProgress(e, nil))
	if !r.broken || !slices.Equal(r.failed, []string{"example.com/m"}) || !strings.HasPrefix(r.output, "go test: fork/exec ") {
		t.Errorf("%+v", r)
	}
}

// Modules that wait for their turn are not begun after an interruption.
func TestInterruptedBeforeItBegins(t *testing.T) {
	e, _, stderr := testEnv(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	tests := newTester(e, e.dir, filepath.Join(e.dir, "go"), e.dir, task{})
	tests.testAll(ctx, []job{{name: "a"}, {name: "b"}})
	if stderr.Len() > 0 {
		t.Errorf("stderr:\n%s", stderr)
	}
}

// waitForEnd waits until nobody holds the other end of a pipe.
func waitForEnd(t *testing.T, r *os.File) {
	t.Helper()
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, r)
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("a child is left")
	}
}
