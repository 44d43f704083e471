package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/covbar/covbar/policy"
)

func TestHarmless(t *testing.T) {
	cases := []struct{ reason, in, want string }{
		{"plain text stays", "a.out:3: malformed block: ünïcode", "a.out:3: malformed block: ünïcode"},
		{"a hint is a line of its own", "what\nhint: do", "what\nhint: do"},
		{"a workflow command at the start of a line", "a\n::error::b", "a\n: :error::b"},
		{"blanks before it do not help", " ::set-output x", " : :set-output x"},
		{"the older form works anywhere in a line", "x ##[error]b", "x ## [error]b"},
		{"a lone CR starts a line for a runner", "a\r::error::b", `a\r::error::b`},
		{"escapes move the cursor", "a\x1b[2Jb", `a\x1b[2Jb`},
		{"text that runs from right to left hides what it says", "a\u202eb", `a\u202eb`},
		{"a tab is a blank", "a\tb", "a\tb"},
	}
	for _, c := range cases {
		if got := harmless(c.in); got != c.want {
			t.Errorf("%s: harmless(%q) = %q, want %q", c.reason, c.in, got, c.want)
		}
	}
}

func TestQuoted(t *testing.T) {
	for in, want := range map[string]string{
		"a.out":         "a.out",
		"a b.out":       "a b.out",
		"":              `""`,
		"a\n::error::b": `"a\n::error::b"`,
	} {
		if got := quoted(in); got != want {
			t.Errorf("quoted(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestNearestHint(t *testing.T) {
	known := []string{"check", "merge", "explain"}
	for _, c := range []struct{ name, otherwise, want string }{
		{"chek", "no", "\nhint: did you mean covbar check?"},
		{"frobnicate", "try help", "\nhint: try help"},
		{"frobnicate", "", ""},
	} {
		if got := nearestHint(c.name, known, "covbar %s", c.otherwise); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWorst(t *testing.T) {
	unforeseen := errors.New("unforeseen")
	cases := []struct {
		reason string
		errs   []error
		status int
		text   string
	}{
		{"nothing is wrong", []error{nil, nil}, statusPass, ""},
		{"a verdict", []error{nil, errNotMet}, statusFail, ""},
		{"no verdict counts before a verdict", []error{errNotMet, dataf("gone")}, statusNone, "gone"},
		{"a wrong command counts before all", []error{usagef("typo"), errNoVerdict, errNotMet}, statusUsage, "typo"},
		{"all is said", []error{dataf("a"), errors.Join(dataf("b"), unforeseen)}, statusNone, "a\nb\nunforeseen"},
		{"what nobody foresaw is no verdict", []error{unforeseen}, statusNone, "unforeseen"},
		{"what is joined twice is flat", []error{worst(worst(dataf("a")), dataf("b"))}, statusNone, "a\nb"},
	}
	for _, c := range cases {
		err := worst(c.errs...)
		if got := statusOf(err); got != c.status || errorText(err) != c.text {
			t.Errorf("%s: status %d, %q; want %d, %q", c.reason, got, errorText(err), c.status, c.text)
		}
	}
	if !errors.Is(worst(errNotMet, dataf("%w", fs.ErrNotExist)), fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
}

func TestShown(t *testing.T) {
	e, _, _ := testEnv(t)
	cases := []struct{ reason, path, want string }{
		{"below the folder", e.path("sub/a.out"), "sub/a.out"},
		{"beside it", e.path("../a.out"), "../a.out"},
		{"far away the whole path is the shorter one", filepath.Join(filepath.VolumeName(e.dir), string(filepath.Separator), "x"), ""},
	}
	for _, c := range cases {
		want := c.want
		if want == "" {
			want = c.path
		}
		if got := e.shown(c.path); got != want {
			t.Errorf("%s: shown(%q) = %q, want %q", c.reason, c.path, got, want)
		}
	}
}

func TestInterrupted(t *testing.T) {
	e, stdout, stderr := testEnv(t)
	wantNoError(t, os.WriteFile(e.path("a.out"), []byte("mode: set\na.go:1.1,2.2 1 1\n"), 0o644))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, args := range []string{"check a.out", "merge a.out", "merge -o b.out a.out", "explain a a.out", "init a.out"} {
		stderr.Reset()
		e.args = strings.Fields(args)
		if got := run(ctx, e); got != statusNone || stderr.String() != "covbar: interrupted\n" || stdout.Len() > 0 {
			t.Errorf("covbar %s: status %d, stderr %q, stdout %q; want 3, and no more than the news", args, got, stderr, stdout)
		}
	}
	left, err := os.ReadDir(e.dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestInterruptedAtATerminal: nothing will ever come from standard input.
func TestInterruptedAtATerminal(t *testing.T) {
	e, _, stderr := testEnv(t)
	never, _ := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	e.stdin = readerFunc(func(p []byte) (int, error) {
		cancel()
		return never.Read(p)
	})
	e.args = []string{"merge", "-"}
	if got := run(ctx, e); got != statusNone || stderr.String() != "covbar: interrupted\n" {
		t.Errorf("status %d, stderr %q", got, stderr)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestOptions(t *testing.T) {
	cases := []struct {
		reason  string
		columns int // of the terminal; -1: it is none
		environ string
		noColor bool
		width   int
		color   bool
	}{
		{"a terminal has colour, and is as wide as it is", 133, "TERM=xterm COLUMNS=80", false, 133, true},
		{"a file has neither", -1, "TERM=xterm", false, 0, false},
		{"COLUMNS says it where nothing else does", -1, "COLUMNS=200", false, 200, false},
		{"COLUMNS that is none", -1, "COLUMNS=wide", false, 0, false},
		{"the log of a runner is wide", -1, "CI=true", false, ciWidth, false},
		{"NO_COLOR", 80, "NO_COLOR=1", false, 80, false},
		{"a dumb terminal", 80, "TERM=dumb", false, 80, false},
		{"--no-color", 80, "TERM=xterm", true, 80, false},
		{"a terminal that does not know its size", 0, "COLUMNS=90", false, 90, true},
	}
	for _, c := range cases {
		e, _, _ := testEnv(t)
		e.environ = strings.Fields(c.environ)
		e.terminal = func(any) (int, bool) { return max(c.columns, 0), c.columns >= 0 }
		got := e.options(settings{noColor: c.noColor, all: true})
		if got.Width != c.width || got.Color != c.color || !got.All {
			t.Errorf("%s: %+v, want width %d, colour %v", c.reason, got, c.width, c.color)
		}
	}
}

func TestTerminalWidth(t *testing.T) {
	for name, stream := range map[string]any{"a buffer": new(strings.Builder), "a file": tempFile(t)} {
		if columns, is := terminalWidth(stream); is || columns != 0 {
			t.Errorf("%s is no terminal", name)
		}
	}
}

func tempFile(t *testing.T) *os.File {
	file, err := os.Create(filepath.Join(t.TempDir(), "file"))
	wantNoError(t, err)
	t.Cleanup(func() { file.Close() })
	return file
}

// TestTerminalSaysItOnce: on a terminal the report and the message would stand one below the other.
func TestTerminalSaysItOnce(t *testing.T) {
	e, stdout, stderr := testEnv(t)
	e.terminal = func(any) (int, bool) { return 80, true }
	e.args = []string{"check", "nowhere.out"}
	if got := run(context.Background(), e); got != statusNone {
		t.Errorf("status %d, want 3", got)
	}
	if !strings.Contains(stdout.String(), "there is no such file") || stderr.Len() > 0 {
		t.Errorf("stdout %q, stderr %q", stdout, stderr)
	}
}

func TestEnviron(t *testing.T) {
	e := env{environ: []string{"A=1", "AB=2", "A=3"}}
	for name, want := range map[string]string{"A": "3", "AB": "2", "B": ""} {
		if got := e.getenv(name); got != want {
			t.Errorf("getenv(%s) = %q, want %q: the last one counts", name, got, want)
		}
	}
	if e.inCI() {
		t.Error("CI is not set")
	}
}

func TestLookUp(t *testing.T) {
	cases := []struct {
		reason, environ, name string
		fold                  bool
		want                  string
	}{
		{"the same name", "PATH=a", "PATH", false, "a"},
		{"another name", "Path=a", "PATH", false, ""},
		{"Windows says Path", "Path=a", "PATH", true, "a"},
		{"the last one counts", "PATH=a Path=b PathX=c", "PATH", true, "b"},
		{"a value with an equals sign", "GOFLAGS=-tags=a", "GOFLAGS", false, "-tags=a"},
		{"Windows keeps the folder of each drive, too", "=C:=C:\\x", "C:", true, ""},
	}
	for _, c := range cases {
		if got := lookUp(strings.Fields(c.environ), c.name, c.fold); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

func TestBeginsAsProfile(t *testing.T) {
	cases := []struct {
		reason, text string
		want         bool
	}{
		{"a profile", "mode: set\n", true},
		{"empty: judged as if it were named", "", true},
		{"cut off in the first word", "mo", true},
		{"a mark of the byte order", "\xef\xbb\xbfmode: set\n", true},
		{"UTF-16, as PowerShell writes it", "\xff\xfem\x00o\x00d\x00e\x00:\x00 \x00", true},
		{"UTF-16, the other way", "\xfe\xff\x00m\x00o\x00d\x00e\x00:", true},
		{"blank lines", "\n\nmode: set\n", true},
		{"a profile of the CPU", "\x1f\x8b\x08\x00\x00\x00\x00\x00", true}, // packed and cut: it cannot be told
		{"another text", "model: x", false},
		{"a program", "\x7fELF", false},
		{"blocks without their head", "a.go:1.1,2.2 1 1\n", true},
	}
	for i, c := range cases {
		path := filepath.Join(t.TempDir(), fmt.Sprint(i))
		wantNoError(t, os.WriteFile(path, []byte(c.text), 0o644))
		if got := beginsAsProfile(path); got != c.want {
			t.Errorf("%s: beginsAsProfile(%q) = %v", c.reason, c.text, got)
		}
	}
	if !beginsAsProfile(filepath.Join(t.TempDir(), "nowhere")) || !beginsAsProfile(t.TempDir()) {
		t.Error("what cannot be read must be reported, not passed over")
	}
}

func TestOddFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a right of their own")
	}
	e, _, _ := testEnv(t)
	wantNoError(t, os.Mkdir(e.path("sub"), 0o755))
	wantNoError(t, os.Symlink("nowhere", e.path("sub/cover.out")))
	_, err := e.findInputs(context.Background(), builtIn(), []string{"sub"})
	wantError(t, err, "sub/cover.out: cannot be searched: no such file or directory")

	// A name below a file, and a link to itself, are no missing files, but cannot be read either.
	wantNoError(t, os.WriteFile(e.path("file"), nil, 0o644))
	wantNoError(t, os.Symlink("ring", e.path("ring")))
	for name, want := range map[string]string{
		"file/a.out": "file/a.out: cannot be read: not a directory",
		"ring":       "ring: cannot be read: too many levels of symbolic links",
	} {
		_, err := e.findInputs(context.Background(), builtIn(), []string{name})
		wantError(t, err, want)
	}
}

func TestCreateIsExclusive(t *testing.T) {
	e, _, _ := testEnv(t)
	wantNoError(t, os.WriteFile(e.path(policyName), []byte("mine"), 0o644))
	p := firstPolicy{until: "2027-01-01", floors: nil}
	if err := p.write(e); statusOf(err) != statusUsage {
		t.Errorf("write: %v, want status 2", err)
	}
	p.floors = append(p.floors, policy.Floor{Selector: "example.com/a"})
	if err := p.write(e); statusOf(err) != statusUsage {
		t.Errorf("write: %v, want status 2", err)
	}
	wantFile(t, e.path(policyName), "mine")
	if _, err := os.Lstat(e.path(floorsName)); err == nil {
		t.Error("a floors file is left without its policy")
	}
}
