//go:build unix

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestHookLate is a push whose tests do not end in time: what is not known to be wrong is pushed, and told. What is wrong is not.
func TestHookLate(t *testing.T) {
	for _, test := range []struct {
		reason string
		script string // of the go command
		status int
		want   []string
	}{
		{
			"nothing ends", "sleep 60", statusPass,
			[]string{
				"covbar: nothing was measured within --budget 1.2s\n",
				"covbar: the tests of 1 package (example.com/a/b) did not end in time: it is pushed without a verdict on them\n",
				"hint: covbar run --changed runs them to the end; covbar hook install --budget 5m gives a push more than 1.2s\n",
			},
		},
		{
			"what ends in time fails", say("start example.com/a/b", "fail example.com/a/b") + "sleep 60", statusNone,
			[]string{"FAIL  example.com/a  1 of 1 package failed", "not pushed; git push --no-verify pushes all the same\n"},
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			p := newPushing(t)
			mkdir(t, p.env.path("b"))
			wantNoError(t, os.WriteFile(p.env.path("b/b.go"), []byte("package b\n\nfunc F() { F() }\n"), 0o666))
			p.git("add", "-A")
			p.git("commit", "-q", "-m", "second")
			bin := t.TempDir()
			plantFakeGo(t, t.TempDir(), bin, test.script)
			p.env.environ = slices.DeleteFunc(p.env.environ, func(v string) bool { return strings.HasPrefix(v, "PATH=") })
			p.env.environ = append(p.env.environ, "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
			p.env.stdin, p.env.args = p.line(p.git("rev-parse", "HEAD")), []string{"hook", "run", "--budget", "1.2s"}
			if got := run(t.Context(), p.env); got != test.status {
				t.Errorf("status %d, want %d", got, test.status)
			}
			for _, want := range test.want {
				if !strings.Contains(p.said.String(), want) {
					t.Errorf("it does not say %q:\n%s", want, p.said)
				}
			}
		})
	}
}

// TestHookTold: of a budget of which git has taken a moment, nobody wants to know the moment.
func TestHookTold(t *testing.T) {
	h := hook{budget: time.Minute}
	for left, want := range map[time.Duration]time.Duration{
		time.Minute:                   time.Minute,
		58 * time.Second:              time.Minute,
		41*time.Second + 1234567:      41 * time.Second,
		41*time.Second + 61*1000*1000: 41*time.Second + 100*time.Millisecond,
		time.Microsecond:              time.Millisecond,
	} {
		if got := h.told(left); got != want {
			t.Errorf("%v: %v, want %v", left, got, want)
		}
	}
}

// Tests that are nobody's that is known, of packages of tests alone, are told by their modules.
func TestLateWithoutPackages(t *testing.T) {
	late := &lateError{modules: []string{"./e2e"}}
	if got, want := late.Error(), "the tests of ./e2e did not end in time"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	told := result{stopped: true, tested: 1}.told()
	if want := "1 package tested to the end, and not all"; told != want {
		t.Errorf("%q, want %q", told, want)
	}
}
