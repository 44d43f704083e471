//go:build unix

package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestPipes: `covbar check <(zcat a.gz) a.out` names a pipe. It gives its bytes once: to open it again, for the lines of
// two blocks that contradict each other, would wait for ever.
func TestPipes(t *testing.T) {
	e, _, stderr := testEnv(t)
	wantNoError(t, syscall.Mkfifo(e.path("in"), 0o600))
	wantNoError(t, os.WriteFile(e.path("b.out"), []byte("mode: set\na.go:1.1,2.2 2 1\n"), 0o644))
	in := e.path("in")
	go func() { _ = os.WriteFile(in, []byte("mode: set\na.go:1.1,2.2 1 1\n"), 0) }()
	e.args = []string{"merge", "in", "b.out"}
	if got := run(context.Background(), e); got != statusNone {
		t.Errorf("status %d, want 3", got)
	}
	if !strings.Contains(stderr.String(), "the statements of block 1.1,2.2 are ") {
		t.Errorf("stderr %q, want the contradiction", stderr)
	}
}

func TestOutputPipe(t *testing.T) {
	e, _, _ := testEnv(t)
	wantNoError(t, syscall.Mkfifo(e.path("out"), 0o600))
	got := make(chan string)
	go func() {
		data, _ := os.ReadFile(e.path("out"))
		got <- string(data)
	}()
	wantNoError(t, e.save(context.Background(), "out", text("through")))
	if data := <-got; data != "through" {
		t.Errorf("read %q", data)
	}
	if info, err := os.Lstat(e.path("out")); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Error("the pipe was replaced")
	}
}

// interrupted is done soon: somebody loses patience.
func interrupted(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	time.AfterFunc(10*time.Millisecond, cancel)
	return ctx
}

// TestPipeWithoutWriter: a job that was to write has died. One Ctrl-C is enough.
func TestPipeWithoutWriter(t *testing.T) {
	e, _, stderr := testEnv(t)
	wantNoError(t, syscall.Mkfifo(e.path("in"), 0o600))
	for _, verb := range []string{"merge", "check"} {
		stderr.Reset()
		e.args = []string{verb, "in"}
		if got := run(interrupted(t), e); got != statusNone || stderr.String() != "covbar: interrupted\n" {
			t.Errorf("%s: status %d, stderr %q", verb, got, stderr)
		}
	}
}

func TestOutputPipeWithoutReader(t *testing.T) {
	e, _, _ := testEnv(t)
	wantNoError(t, syscall.Mkfifo(e.path("out"), 0o600))
	if err := e.save(interrupted(t), "out", text("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody opens it: %v", err)
	}
	reader, err := os.OpenFile(e.path("out"), os.O_RDWR, 0)
	wantNoError(t, err)
	defer reader.Close()
	if err := e.save(interrupted(t), "out", text(strings.Repeat("x", 1<<20))); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody reads it: %v", err)
	}
}

// TestPolicyPipe: `--policy <(…)`, or a trap laid in a pull request.
func TestPolicyPipe(t *testing.T) {
	e, _, _ := testEnv(t)
	wantNoError(t, syscall.Mkfifo(e.path("pipe"), 0o600))
	wantNoError(t, os.WriteFile(e.path("p.yml"), []byte("version: 1\nfloors: {file: pipe, until: 2027-01-01}\n"), 0o644))
	_, err := e.openGate(settings{policy: "pipe"})
	wantError(t, err, "pipe: the policy cannot be read: it is a pipe or a device, not a file\n"+
		"hint: a policy is a regular file; without --policy the nearest .covbar.yml is taken")
	_, err = e.openGate(settings{policy: "p.yml"})
	wantError(t, err, "pipe: the floors cannot be read: it is a pipe or a device, not a file\n"+
		"hint: they are a file below the policy's folder, and no link leads out of it")
}

// TestPassedOver: what may be a profile, or hold some, is not passed over without a word.
func TestPassedOver(t *testing.T) {
	e, _, _ := testEnv(t)
	wantNoError(t, os.MkdirAll(e.path("art/sub"), 0o755))
	wantNoError(t, os.WriteFile(e.path("art/c.out"), []byte("mode: set\na.go:1.1,2.2 1 1\n"), 0o644))
	wantNoError(t, syscall.Mkfifo(e.path("art/pipe.out"), 0o600))
	wantNoError(t, syscall.Mkfifo(e.path("art/other"), 0o600))
	for link, target := range map[string]string{"art/e2e": "sub", "art/node_modules": "sub", "art/gone": "nowhere", "art/sub.out": "sub"} {
		wantNoError(t, os.Symlink(target, e.path(link)))
	}
	found, err := e.findInputs(context.Background(), builtIn(), []string{"art"})
	wantNoError(t, err)
	want := "art/e2e is a link to a folder, and was not searched\n" +
		"art/pipe.out is no regular file, and was skipped\n" +
		"art/sub.out is a link to a folder, and was not searched"
	if got := strings.Join(found.notes, "\n"); got != want {
		t.Errorf("notes:\n%s\nwant:\n%s", got, want)
	}
}

// TestNamesAreNoLines: a name that holds a line end is one word of the message that names it.
func TestNamesAreNoLines(t *testing.T) {
	e, stdout, stderr := testEnv(t)
	name := "n\nPASS  100.00%\n.out"
	wantNoError(t, os.WriteFile(e.path(name), []byte("mode: set\nwhat is this\n"), 0o644))
	wantNoError(t, os.WriteFile(e.path("ok.out"), []byte("mode: set\na/a.go:1.1,2.2 1 1\n"), 0o644))
	for _, args := range [][]string{{"check", "."}, {"merge", name}, {"explain", "a", name}} {
		e.args = args
		if got := run(context.Background(), e); got != statusNone {
			t.Errorf("%q: status %d, want 3", args, got)
		}
	}
	wantNoError(t, os.WriteFile(e.path(name), []byte("mode: set\na/a.go:1.1,2.2 1 1\n"), 0o644))
	for _, args := range [][]string{{"check", "--all", "."}, {"explain", "a", "."}, {"check", name, "ok.out"}} {
		e.args = args
		if got := run(context.Background(), e); got != statusPass {
			t.Errorf("%q: status %d, want 0", args, got)
		}
	}
	for line := range strings.Lines(stdout.String() + stderr.String()) {
		if strings.HasPrefix(line, "PASS  100.00%\n") || strings.HasPrefix(line, ".out") {
			t.Errorf("a line of its own: %q", line)
		}
	}
	if want := `"n\nPASS  100.00%\n.out"`; !strings.Contains(stdout.String(), want) || !strings.Contains(stderr.String(), want) {
		t.Errorf("stdout %s\nstderr %s\nwant %s in both", stdout, stderr, want)
	}
}
