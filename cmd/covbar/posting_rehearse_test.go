package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// bodies are the comments, without the marker: how they look is not for here.
var bodies = regexp.MustCompile(`(?m)^(  <!--.*\n)(?:(?:  .*)?\n)+?(?:  <sub>.*\n)`)

// reasons are the hash of them in the marker.
var reasons = regexp.MustCompile(` of=\d+-[0-9a-f]{8}`)

// TestDryRun: what is printed is all that would be sent, and nothing is.
func TestDryRun(t *testing.T) {
	for _, test := range []struct {
		name, args string
		before     func(pr *pullRequest)
		status     int
	}{
		{"check", "check --check-run --dry-run fail.out", func(pr *pullRequest) {}, statusFail},
		{"push", "check --dry-run pass.out", func(pr *pullRequest) {
			pr.event("push", map[string]any{"after": pr.merge})
		}, statusPass},
		{"on-failure", "check --comment on-failure --no-status --dry-run pass.out", func(pr *pullRequest) {}, statusPass},
		{"nowhere", "check --dry-run pass.out", func(pr *pullRequest) { pr.set("GITHUB_ACTIONS=") }, statusPass},
		{"second-stage", "post --comment on-change --dry-run pass.out.json", func(pr *pullRequest) {
			pr.run(statusPass, "check", "--post", "never", "-o", "json=pass.out.json", "pass.out")
			pr.git("checkout", "-q", "main")
			pr.ended("pull_request", "stranger/shop")
		}, statusPass},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			pr.set("GITHUB_TOKEN=")
			test.before(pr)
			pr.run(test.status, strings.Fields(test.args)...)
			if n := len(pr.github.Requests()); n > 0 {
				t.Errorf("%d requests were made", n)
			}
			said := "$ covbar " + test.args + "\n" + pr.stdout.String() + "\nOn standard error:\n" + pr.stderr.String()
			said = strings.NewReplacer(pr.head, strings.Repeat("c", 40), pr.head[:7], "ccccccc", pr.merge, strings.Repeat("d", 40)).Replace(said)
			said = bodies.ReplaceAllString(said, "$1  …\n")
			said = reasons.ReplaceAllString(said, "")
			golden := filepath.Join("testdata", "dryrun", test.name+".txt")
			if *update {
				wantNoError(t, os.MkdirAll(filepath.Dir(golden), 0o777))
				wantNoError(t, os.WriteFile(golden, []byte(said), 0o666))
			}
			want, err := os.ReadFile(golden)
			wantNoError(t, err)
			if said != string(want) {
				t.Errorf("%s: got\n%s\nwant\n%s", golden, said, want)
			}
		})
	}
}

// TestDryRunJSON: standard output is for a machine.
func TestDryRunJSON(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.run(statusPass, "check", "--dry-run", "--format", "json", "pass.out")
	if out := pr.stdout.String(); !strings.HasPrefix(out, "{") || !strings.HasSuffix(out, "}\n") {
		t.Errorf("stdout is no JSON: %s", out)
	}
	wantIn(t, "stderr", pr.stderr.String(), "Dry run: this would be posted to acme/shop, commit "+pr.head+", pull request 12.")
	pr.silent()
}
