package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/covbar/covbar/coverage/workspace"
)

func progressJobs() []job {
	return []job{
		{name: "./orders", module: workspace.Module{Dir: "orders"}, packages: []string{"o", "o/a"}},
		{name: "./mailer", module: workspace.Module{Dir: "mailer"}, packages: []string{"m"}},
	}
}

func TestProgressLine(t *testing.T) {
	now := today
	p := newProgress(env{now: func() time.Time { return now }, terminal: func(any) (int, bool) { return 0, false }}, progressJobs())
	steps := []struct {
		do   func()
		want string
	}{
		{func() {}, "0/2 modules  0/3 packages  0:00  "},
		{func() { p.note("o", false) }, "0/2 modules  0/3 packages  0:00  o"},
		{func() { p.note("o", true); now = now.Add(75 * time.Second) }, "0/2 modules  1/3 packages  1:15  o"},
		{func() { p.note("m\x1b[2J", false) }, `0/2 modules  1/3 packages  1:15  m\x1b[2J`},
		{func() { p.note("", true); p.note("", true); p.note("", true) }, "0/2 modules  4/4 packages  1:15  m\\x1b[2J"},
	}
	for _, step := range steps {
		step.do()
		if got := p.line(); got != step.want {
			t.Errorf("%q, want %q", got, step.want)
		}
	}
}

func TestProgress(t *testing.T) {
	jobs := progressJobs()
	results := []result{
		{job: jobs[0], tested: 2, failed: []string{"o"}, output: "::error::x\nFAIL\to\n", elapsed: 1234 * time.Millisecond},
		{job: jobs[1], tested: 1, elapsed: 200 * time.Millisecond},
		{job: jobs[1], failed: []string{"m"}, broken: true, output: "go: no\n"},
	}
	failure := "FAIL\to\nFAIL  ./orders  1 of 2 packages failed  1.2s\n"
	broken := "go: no\nFAIL  ./mailer  go test could not test it  0.0s\n"
	tests := []struct {
		name, environ string
		columns       int
		terminal      bool
		want, reason  string
	}{
		{
			"a file", "", 0, false, "::notice::early\n::error::x\n" + failure + "ok    ./mailer  1 package  0.2s\n" + broken,
			"one line for each module",
		},
		{
			"a terminal of no width", "", 0, true, "::notice::early\n::error::x\n" + failure + "ok    ./mailer  1 package  0.2s\n" + broken,
			"silence for minutes would read as a hang",
		},
		{
			"GitHub", "GITHUB_ACTIONS=true", 0, false, ": :notice::early\n: :error::x\n" + failure + "ok    ./mailer  1 package  0.2s\n" + broken,
			"tests cannot give the runner commands",
		},
		{
			"a simple terminal", "TERM=dumb", 80, true, "::notice::early\n::error::x\n" + failure + "ok    ./mailer  1 package  0.2s\n" + broken,
			"it could not take the line away",
		},
		{"a terminal", "", 80, true, "::notice::early\n::error::x\n" + failure + broken, "what is well needs no line of its own"},
		{"a narrow terminal", "NO_COLOR=1", 9, true, "::notice::early\n::error::x\n" + failure + broken, "the line is cut"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			e := env{
				environ:  []string{test.environ},
				stderr:   &out,
				now:      func() time.Time { return today },
				terminal: func(any) (int, bool) { return test.columns, test.terminal },
			}
			p := newProgress(e, jobs)
			p.note("o", false)
			p.show("::notice::early\n")
			for _, r := range results {
				p.finished(r)
			}
			p.close()
			p.finished(result{job: jobs[1], tested: 1, failed: []string{"late"}}) // nothing is lost after the end

			got, late, ok := strings.Cut(out.String(), "FAIL  ./mailer  1 of 1 package failed  0.0s\n")
			if !ok || late != "" {
				t.Errorf("%s: the late line is lost:\n%q", test.reason, out.String())
			}
			if test.terminal && test.environ != "TERM=dumb" {
				got = withoutLine(got)
			}
			if got != test.want {
				t.Errorf("%s:\n%q\nwant\n%q", test.reason, got, test.want)
			}
			if strings.Contains(out.String(), "\x1b[3") {
				t.Errorf("coloured: %q", out.String())
			}
		})
	}
}

// withoutLine removes the progress line and the movements of the cursor.
func withoutLine(s string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(s, "\x1b[1A\x1b[J", "")) {
		if !strings.Contains(line, "/2 mod") && !strings.HasSuffix(line, "…\n") {
			b.WriteString(line)
		}
	}
	return b.String()
}
