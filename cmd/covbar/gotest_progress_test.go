package main

import (
	"bytes"
	"io"
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
	p := newProgress(env{stderr: io.Discard, now: func() time.Time { return now }, terminal: func(any) (int, bool) { return 0, false }}, progressJobs())
	steps := []struct {
		do           func()
		counts, name string
	}{
		{func() {}, "0/3 packages  0/2 modules  0:00", ""},
		{func() { p.note("orders", false) }, "0/3 packages  0/2 modules  0:00", "orders"},
		{func() { p.note("orders/a", false); p.note("orders/b", false) }, "0/3 packages  0/2 modules  0:00", "orders"},
		{func() { p.note("orders", true); now = now.Add(75 * time.Second) }, "1/3 packages  0/2 modules  1:15", "orders/a"},
		{func() { p.note("orders/b", true); p.note("orders/a", true) }, "3/3 packages  0/2 modules  1:15", ""},
		{func() { p.note("m\x1b[2J", false); p.note("", true) }, "4/4 packages  0/2 modules  1:15", `m\x1b[2J`},
		{func() { p.finished(result{}) }, "4/4 packages  1/2 modules  1:15", `m\x1b[2J`},
	}
	for _, step := range steps {
		step.do()
		if counts, name := p.counts(), p.current(80); counts != step.counts || name != step.name {
			t.Errorf("%q %q, want %q %q", counts, name, step.counts, step.name)
		}
	}
}

func TestProgressCutsNames(t *testing.T) {
	tests := []struct {
		columns      int
		want, reason string
	}{
		{12, "orders/störe", "it fits"},
		{11, "…ders/störe", "the end of a path says most; letters are cut, and not bytes"},
		{2, "…e", "there is hardly any room"},
		{1, "…", "there is no room"},
		{0, "…", "mpb cuts this, too"},
		{-5, "…", "the counts are longer than the line"},
	}
	p := &progress{running: []string{"orders/störe"}}
	for _, test := range tests {
		if got := p.current(test.columns); got != test.want {
			t.Errorf("%d columns (%s): %q, want %q", test.columns, test.reason, got, test.want)
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
