package covdata

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/covbar/covbar/coverage"
)

// newTool returns the tool of the go command that runs the tests. With temp it writes to a file, as on most systems.
func newTool(t *testing.T, temp bool, environ ...string) *Tool {
	t.Helper()
	gocmd, err := exec.LookPath("go")
	wantNoError(t, err)
	tool := NewTool(gocmd, append(os.Environ(), environ...))
	tool.pipes = tool.pipes && !temp
	return tool
}

// read opens a folder and reads it to the end.
func read(t *testing.T, tool *Tool, dir string) (string, error) {
	t.Helper()
	r, err := tool.Open(t.Context(), dir)
	if err != nil {
		return "", err
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	return string(text), err
}

func TestOpen(t *testing.T) {
	t.Parallel()
	for name, temp := range map[string]bool{"to a pipe": false, "to a file": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "with a space, and a comma")
			wantNoError(t, os.Mkdir(dir, 0o700))
			till.run(t, dir)
			tool := newTool(t, temp)
			for range 2 { // to explain a contradiction it is read again
				if got, err := read(t, tool, dir); got != profile || err != nil {
					t.Errorf("got %v\n%s\nwant\n%s", err, got, profile)
				}
			}
		})
	}
}

// A profile is never short for what is wrong with the data.
func TestOpenDamaged(t *testing.T) {
	t.Parallel()
	const hint = "\nhint: was the disk full, or the folder copied in part, or while it was written to?"
	tests := []struct {
		damage func(t *testing.T, dir string)
		want   string
		reason string
	}{
		{
			truncate("covcounters", 3),
			"reading counter data file covcounters.X: invalid magic string (not a counter data file)" + hint,
			"the disk was full",
		},
		{truncate("covcounters", -1), "reading counter data file covcounters.X: EOF" + hint, "an empty file"},
		{truncate("covmeta", 30), "reading pkg 1 from meta-file covmeta.X: unexpected EOF" + hint, "a copy in part"},
		{
			func(t *testing.T, dir string) { tillAtomic.run(t, dir) },
			"counter mode clash while reading meta-data file covmeta.X: previous file had M, new file has M\n" +
				"hint: binaries of different -covermode (-race makes it atomic) need a GOCOVERDIR folder each",
			"one service was built with -race",
		},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			till.run(t, dir)
			test.damage(t, dir)
			_, err := read(t, newTool(t, false), dir)
			if err == nil {
				t.Fatal("no error")
			}
			got := regexp.MustCompile(`(cov[a-z]+)\.[0-9a-f.]+`).ReplaceAllString(err.Error(), "$1.X")
			got = regexp.MustCompile(`had \w+, new file has \w+`).ReplaceAllString(got, "had M, new file has M")
			got = regexp.MustCompile(`\d+\b`).ReplaceAllString(got, "N")
			if want := "go tool covdata textfmt: " + strings.ReplaceAll(test.want, "pkg 1 ", "pkg N "); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// truncate cuts bytes off a file; all of them where off is negative.
func truncate(prefix string, off int64) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		path := filepath.Join(dir, files(t, dir, prefix)[0])
		info, err := os.Stat(path)
		wantNoError(t, err)
		if off < 0 {
			off = info.Size()
		}
		wantNoError(t, os.Truncate(path, info.Size()-off))
	}
}

// Two builds of a file that was edited in between contradict each other, though the tool makes one profile of them.
func TestOpenEdited(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	till.run(t, dir)
	tillEdited.run(t, dir)
	tool := newTool(t, false)
	in := coverage.Input{Name: "data", Open: func() (io.ReadCloser, error) { return tool.Open(t.Context(), dir) }}
	_, _, err := coverage.Read(t.Context(), in)
	conflict, ok := errors.AsType[*coverage.ConflictError](err)
	if !ok || conflict.File != "example.com/shop/price/price.go" {
		t.Fatalf("got %v", err)
	}
}

func TestOpenStrange(t *testing.T) {
	t.Parallel()
	const hint = "\nhint: was the disk full, or the folder copied in part, or while it was written to?"
	tests := []struct{ behaviour, want, reason string }{
		{"is well", "", "nothing strange"},
		{"is at the limit", "", "the highest count stands for all that are higher"},
		{
			"warns",
			"go tool covdata textfmt: func payload inconsistency: id [p=1,f=0] nf=0 len(ctrs)=1 in VisitFuncCounterData, ignored" + hint,
			"counters that are ignored are missing, whatever the exit status",
		},
		{"is at the limit and warns", "go tool covdata textfmt: func payload inconsistency, ignored" + hint, "few words among many"},
		{"says much", "go tool covdata textfmt: 0; 1; 2" + hint, "the first errors lead to the others"},
		{"says nothing", "go tool covdata textfmt: exit status 3", "there is nothing more to say"},
		{"panics", "go tool covdata textfmt: panic: runtime error: index out of range [3] with length 3" + hint, "the stack is for its makers"},
		{"has no tool", noTool, "a distribution without the sources of the tool"},
		{"cannot build", "go tool -n covdata: build cache is required, but could not be located", "as Go itself says"},
		{
			"shows its environment", "go tool -n covdata: GOCOVERDIR=; GOFLAGS=-buildvcs=false; GOWORK=off",
			"flags for the tests are not for the tool",
		},
	}
	for _, pipes := range []bool{true, false} {
		for _, test := range tests {
			t.Run(test.reason, func(t *testing.T) {
				t.Parallel()
				t.Logf("pipes: %v", pipes)
				tool, temp := newFake(t, test.behaviour)
				tool.pipes = tool.pipes && pipes
				tool.environ = append([]string{"GOCOVERDIR=/x", "GOFLAGS=-cover", "GOWORK=/y"}, tool.environ...)
				text, err := read(t, tool, t.TempDir())
				switch {
				case test.want == "" && (err != nil || text != fakeProfile):
					t.Errorf("got %q, %v", text, err)
				case test.want != "" && (err == nil || err.Error() != test.want):
					t.Errorf("got\n%v\nwant\n%s", err, test.want)
				}
				wantEmpty(t, temp)
			})
		}
	}
}

func TestOpenNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := read(t, NewTool("", nil), dir); err == nil || err.Error() != noGo {
		t.Errorf("without a go command: %v", err)
	}
	tool, _ := newFake(t, "names what is not there")
	if _, err := read(t, tool, dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a tool that is not there: %v", err)
	}
	tool, temp := newFake(t, "is well")
	if _, err := read(t, tool, filepath.Join(dir, "gone")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	wantEmpty(t, temp)
	wantNoError(t, os.Remove(temp))
	if _, err := read(t, newTool(t, false, "TMPDIR="+temp), dir); err == nil || !strings.HasPrefix(err.Error(), "the covdata tool needs a temporary folder: ") {
		t.Errorf("no folder for temporary files: %v", err)
	}
}

// What is not wanted any more ends at once, and leaves nothing.
func TestOpenStopped(t *testing.T) {
	t.Parallel()
	for name, pipes := range map[string]bool{"a pipe": true, "a file": false} {
		t.Run("close "+name, func(t *testing.T) {
			t.Parallel()
			tool, temp := newFake(t, "hangs")
			tool.pipes = tool.pipes && pipes
			r, err := tool.Open(t.Context(), t.TempDir())
			wantNoError(t, err)
			if tool.pipes {
				if _, err := io.ReadFull(r, make([]byte, len(fakeProfile))); err != nil {
					t.Error(err)
				}
			}
			wantNoError(t, r.Close())
			wantKilled(t, r)
			wantEmpty(t, temp)
		})
		t.Run("interrupt "+name, func(t *testing.T) {
			t.Parallel()
			tool, temp := newFake(t, "hangs")
			tool.pipes = tool.pipes && pipes
			ctx, cancel := context.WithCancel(t.Context())
			r, err := tool.Open(ctx, t.TempDir())
			wantNoError(t, err)
			cancel()
			if _, err := io.ReadAll(r); err != context.Canceled {
				t.Errorf("got %v", err)
			}
			wantKilled(t, r)
			wantNoError(t, r.Close())
			wantEmpty(t, temp)
		})
	}
	t.Run("while the tool is built", func(t *testing.T) {
		t.Parallel()
		tool, temp := newFake(t, "hangs in go")
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := tool.Open(ctx, t.TempDir()); err != context.DeadlineExceeded {
			t.Errorf("got %v", err)
		}
		wantEmpty(t, temp)
	})
}

func wantKilled(t *testing.T, r io.ReadCloser) {
	t.Helper()
	state := r.(*reader).cmd.ProcessState
	if state == nil || state.Success() {
		t.Errorf("the tool is %v", state)
	}
}

func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	if left := files(t, dir, ""); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
