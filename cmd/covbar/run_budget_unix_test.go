//go:build unix

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// When the time is over, what has ended is judged, and what has not is told.
func TestBudget(t *testing.T) {
	const profile = `for arg; do case $arg in -coverprofile=*) printf 'mode: set\nexample.com/m/f.go:3.10,3.15 1 1\n' >"${arg#*=}";; esac; done
`
	passed := profile + say("start example.com/m", "pass example.com/m", "start example.com/m/slow") + "sleep 60"
	failed := profile + say("start example.com/m", "fail example.com/m", "start example.com/m/slow") + "sleep 60"
	tests := []struct {
		script string
		flags  []string
		status int
		want   []string // on either stream
		reason string
	}{
		{
			passed, nil, 0,
			[]string{
				"stop  example.com/m  1 package tested to the end, 1 not  0.0s\n",
				"note: --budget 1.5s was over before all tests of example.com/m had ended; 1 package is not judged: example.com/m/slow\n",
				"PASS  100.00% of 1 statement",
			},
			"slow is below its bar, but it was not run",
		},
		{
			failed, nil, 1,
			[]string{"FAIL  example.com/m  1 of 1 package failed  0.0s\n", "tests failed in 1 package: example.com/m"},
			"what failed has failed",
		},
		{
			passed,
			[]string{"--coverpkg", "./..."},
			3,
			[]string{"example.com/m/slow; with -coverpkg they may cover any package, so none is judged\n", "no verdict: nothing was measured within --budget 1.5s\n"},
			"the tests of slow may be those that cover the other package",
		},
		{
			"sleep 60", nil, 3,
			[]string{"no verdict: nothing was measured within --budget 1.5s\n", "hint: give the tests more time"},
			"no test at all is no pass",
		},
		{
			profile + say("pass example.com/m", "pass example.com/m/slow"), nil, 1,
			[]string{"✗ m/slow", "ok    example.com/m  2 packages"},
			"there was time enough",
		},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			e, stdout, stderr := testEnv(t)
			bin := t.TempDir()
			plantFakeGo(t, e.dir, bin, test.script)
			wantNoError(t, os.Mkdir(e.path("slow"), 0o700))
			wantNoError(t, os.WriteFile(e.path("slow/s.go"), []byte("package slow\n\nfunc F() { F() }\n"), 0o600))
			e.args = append([]string{"run", "--budget", "1.5s"}, test.flags...)
			e.environ = []string{"PATH=" + bin + string(filepath.ListSeparator) + os.Getenv("PATH"), "COLUMNS=200"}
			if got := run(t.Context(), e); got != test.status {
				t.Errorf("status %d, want %d", got, test.status)
			}
			for _, want := range test.want {
				if !strings.Contains(stdout.String()+stderr.String(), want) {
					t.Errorf("nothing says %q:\n%s%s", want, stdout, stderr)
				}
			}
		})
	}
}

// say is a script that prints events of go test -json.
func say(events ...string) string {
	var lines strings.Builder
	for _, ev := range events {
		action, pkg, _ := strings.Cut(ev, " ")
		lines.WriteString(`echo '{"Action":"` + action + `","Package":"` + pkg + `"}'` + "\n")
	}
	return lines.String()
}

// Modules that have not begun when the time is over have not ended either, and the results keep their order.
func TestBudgetBeforeItBegins(t *testing.T) {
	e, _, _ := testEnv(t)
	tests := newTester(e, e.dir, filepath.Join(e.dir, "go"), e.dir, task{budget: 1})
	jobs := []job{{name: "a", packages: []string{"a"}}, {name: "b", packages: []string{"b", "b/c"}}}
	results := tests.testAll(t.Context(), jobs)
	for i, r := range results {
		if r.job.name != jobs[i].name || !r.stopped || !slices.Equal(r.unended, jobs[i].packages) || len(r.failed) > 0 {
			t.Errorf("%+v", r)
		}
	}
}
