package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// testEnv is a world of its own in an empty folder, with its streams.
func testEnv(t *testing.T) (e env, stdout, stderr *bytes.Buffer) {
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	return env{
		dir:      t.TempDir(),
		stdin:    strings.NewReader(""),
		stdout:   stdout,
		stderr:   stderr,
		now:      func() time.Time { return today },
		terminal: func(any) (int, bool) { return 0, false },
	}, stdout, stderr
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func TestSave(t *testing.T) {
	errBroken := errors.New("broken")
	cases := []struct {
		reason  string
		prepare func(dir string) error // makes what is there before
		write   func(io.Writer) error
		err     string
		read    string // file that is looked at afterwards
		want    string
		mode    fs.FileMode
	}{
		{
			reason: "a new file",
			write:  text("new"), read: "out", want: "new",
		},
		{
			reason: "an old file is replaced and keeps its mode",
			prepare: func(dir string) error {
				return errors.Join(os.WriteFile(filepath.Join(dir, "out"), []byte("old and longer"), 0o600),
					os.Chmod(filepath.Join(dir, "out"), 0o604))
			},
			write: text("new"), read: "out", want: "new", mode: 0o604,
		},
		{
			reason:  "an old file stays where writing fails half way",
			prepare: func(dir string) error { return os.WriteFile(filepath.Join(dir, "out"), []byte("old"), 0o644) },
			write: func(w io.Writer) error {
				return errors.Join(text(strings.Repeat("x", 1<<20))(w), errBroken)
			},
			err: "out: cannot be written: broken\nhint: is there room, and may files be made in its folder?", read: "out", want: "old",
		},
		{
			reason: "a link stays a link, and what it leads to is written",
			prepare: func(dir string) error {
				return errors.Join(os.Mkdir(filepath.Join(dir, "sub"), 0o755),
					os.WriteFile(filepath.Join(dir, "sub", "target"), []byte("old"), 0o644),
					os.Symlink(filepath.Join("sub", "target"), filepath.Join(dir, "link")),
					os.Symlink("link", filepath.Join(dir, "out")))
			},
			write: text("new"), read: "sub/target", want: "new",
		},
		{
			reason:  "a link to nothing is written through",
			prepare: func(dir string) error { return os.Symlink("target", filepath.Join(dir, "out")) },
			write:   text("new"), read: "target", want: "new",
		},
		{
			reason: "links in a ring end",
			prepare: func(dir string) error {
				return errors.Join(os.Symlink("ring", filepath.Join(dir, "out")), os.Symlink("out", filepath.Join(dir, "ring")))
			},
			write: text("new"), err: "out: cannot be written: too many links\nhint: is there room, and may files be made in its folder?",
		},
		{
			reason:  "a folder",
			prepare: func(dir string) error { return os.Mkdir(filepath.Join(dir, "out"), 0o755) },
			write:   text("new"), err: "out: is a folder\nhint: name a file in it",
		},
	}
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			t.Parallel()
			e, _, _ := testEnv(t)
			if c.prepare != nil {
				if err := c.prepare(e.dir); err != nil {
					t.Skip(err) // links need a right of their own on Windows
				}
			}
			wantError(t, e.save(context.Background(), "out", c.write), c.err)
			noTemp(t, e.dir)
			if c.read == "" {
				return
			}
			wantFile(t, filepath.Join(e.dir, c.read), c.want)
			info, err := os.Stat(filepath.Join(e.dir, c.read))
			if err != nil || c.mode != 0 && runtime.GOOS != "windows" && info.Mode() != c.mode {
				t.Errorf("mode %v, want %v (%v)", info.Mode(), c.mode, err)
			}
		})
	}
}

func TestSaveInterrupted(t *testing.T) {
	e, _, _ := testEnv(t)
	wantNoError(t, os.WriteFile(e.path("out"), []byte("old"), 0o644))
	ctx, cancel := context.WithCancel(context.Background())
	err := e.save(ctx, "out", func(w io.Writer) error {
		cancel() // Ctrl-C, half way through
		return text(strings.Repeat("x", 1<<20))(w)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("save: %v, want it interrupted", err)
	}
	wantFile(t, e.path("out"), "old")
	noTemp(t, e.dir)
}

// A large file goes to the disk while it is written, and is whole nevertheless.
func TestSaveLarge(t *testing.T) {
	e, _, _ := testEnv(t)
	want := strings.Repeat("0123456789abcdef", 3*mostAhead/16)
	wantNoError(t, e.save(t.Context(), "large", func(w io.Writer) error {
		for text := want; len(text) > 0; text = text[mostAhead/8:] {
			if _, err := io.WriteString(w, text[:mostAhead/8]); err != nil {
				return err
			}
		}
		return nil
	}))
	got, err := os.ReadFile(e.path("large"))
	wantNoError(t, err)
	if string(got) != want {
		t.Errorf("got %d bytes that differ from the %d written", len(got), len(want))
	}
	noTemp(t, e.dir)
}

// What a sync says while more is written is said again by everything that follows.
func TestDiskFailsBehind(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	disk, failed := newBehind(file), errors.New("the disk is gone")
	wantNoError(t, <-disk.synced)
	disk.synced <- failed
	if _, err := disk.Write(make([]byte, mostAhead)); err != failed {
		t.Errorf("write: got %v", err)
	}
	if err := disk.finish(nil); err != failed {
		t.Errorf("finish: got %v", err)
	}
}

func TestSaveNowhere(t *testing.T) {
	e, _, _ := testEnv(t)
	err := e.save(context.Background(), "no/out", text("new"))
	wantError(t, err, "no/out: there is no folder no\nhint: make it first")
	if got := statusOf(err); got != statusUsage {
		t.Errorf("status %d: the command line is wrong", got)
	}
}

// TestDevices: a rename would put a file in place of a device, for every process of the machine.
func TestDevices(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /dev/full")
	}
	e, stdout, stderr := testEnv(t)
	ctx := context.Background()
	wantNoError(t, e.save(ctx, "/dev/null", text("gone")))
	wantNoError(t, e.save(ctx, "/dev/stdout", text("to stdout")))
	wantNoError(t, e.save(ctx, "/dev/stderr", text("to stderr")))
	if stdout.String() != "to stdout" || stderr.String() != "to stderr" {
		t.Errorf("stdout %q, stderr %q", stdout, stderr)
	}
	wantNoError(t, os.Symlink("/dev/full", e.path("full")))
	for _, name := range []string{"/dev/full", "full"} {
		err := e.save(ctx, name, text("too much"))
		wantError(t, err, name+": cannot be written: no space left on device\nhint: is there room, and may files be made in its folder?")
		if got := statusOf(err); got != statusNone {
			t.Errorf("%s: status %d", name, got)
		}
	}
	for _, name := range []string{"/dev/null", "/dev/full"} {
		if info, err := os.Stat(name); err != nil || info.Mode().IsRegular() {
			t.Fatalf("%s is no device any more", name)
		}
	}
}

func TestStandardOutputIsFull(t *testing.T) {
	e, _, stderr := testEnv(t)
	e.stdout = brokenWriter{}
	for _, args := range [][]string{{"--help"}, {"check", "--help"}, {"version"}, {"schema"}} {
		stderr.Reset()
		e.args = args
		if got := run(context.Background(), e); got != statusNone {
			t.Errorf("covbar %s: status %d, want 3", args, got)
		}
		if want := "covbar: standard output: cannot be written: broken pipe\n"; stderr.String() != want {
			t.Errorf("covbar %s: stderr %q, want %q", args, stderr, want)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) {
	return 0, &fs.PathError{Op: "write", Path: "/dev/stdout", Err: errors.New("broken pipe")}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("error %q, want %q", got, want)
	}
}

func wantNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	wantNoError(t, err)
	if string(got) != want {
		t.Errorf("%s holds %.40q, want %q", path, got, want)
	}
}

func noTemp(t *testing.T, dir string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, ".covbar-*"))
	wantNoError(t, err)
	if len(left) > 0 {
		t.Errorf("left behind: %s", left)
	}
}
