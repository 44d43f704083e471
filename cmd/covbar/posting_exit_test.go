package main

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/covbar/covbar/report/github/githubtest"
)

// fork is that the change comes from another repository.
func (pr *pullRequest) fork(repo string) {
	pr.t.Helper()
	pr.event("pull_request", map[string]any{"pull_request": map[string]any{
		"number": 12, "head": map[string]any{"sha": pr.head, "ref": "topic", "repo": map[string]any{"full_name": repo}},
	}})
}

// TestPostOutputFails: what was to be written and was not leaves no verdict, and nobody is to merge by one.
func TestPostOutputFails(t *testing.T) {
	full := "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip("every file can be written here: ", err)
	}
	for _, args := range []string{"check -o json=/dev/full pass.out", "check -o json=/dev/full fail.out", "check --report-only -o json=/dev/full fail.out"} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			pr.run(statusNone, strings.Fields(args)...)
			wantIn(t, "status", pr.status(pr.head), "covbar: error: ", "no verdict", "/dev/full")
			wantIn(t, "comment", pr.comment(), "verdict=none", "/dev/full")
			wantIn(t, "outputs", pr.outputs(), "verdict=none")
			wantIn(t, "summary", pr.told("summary"), "/dev/full")
			wantIn(t, "stderr", pr.stderr.String(), "::error title=covbar::", "covbar: /dev/full: cannot be written: ")
		})
	}
	t.Run("post", func(t *testing.T) {
		t.Parallel()
		pr := newSecondStage(t)
		pr.run(statusNone, "post", "-o", "json=/dev/full", "pass.json")
		wantIn(t, "status", pr.status(pr.head), "covbar: error: no verdict")
		wantIn(t, "comment", pr.comment(), "verdict=none", "/dev/full")
	})
}

// TestPostWrongOutput: which suites have a profile is known only after the tests.
func TestPostWrongOutput(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	e := pr.env
	g, err := e.openGate(settings{format: "text", posting: &posting{}})
	wantNoError(t, err)
	m, err := e.readProfiles(t.Context(), g, []string{"pass.out"})
	wantNoError(t, err)
	s := settings{format: "text", day: e.today(), posting: &posting{when: postAuto, comment: commentAlways, status: true, key: defaultKey}}
	if got := statusOf(e.judge(t.Context(), g, m, s, usagef("two suites and one profile"))); got != statusUsage {
		t.Errorf("status %d, want %d", got, statusUsage)
	}
	wantIn(t, "status", pr.status(pr.head), "covbar: error: no verdict: two suites and one profile")
}

// TestPostWrongFlags: a required status comes, whatever is wrong.
func TestPostWrongFlags(t *testing.T) {
	for _, test := range []struct {
		reason, args string
		want         string
		comment      bool
	}{
		{"an output without its folder", "check -o json=nowhere/x.json pass.out", "nowhere", true},
		{"a format that is none", "check --format pdf pass.out", "pdf", true},
		{"a day that is none", "check --report-only --now tomorrow pass.out", "--now", true},
		{"a folder that is not there", "-C nowhere check pass.out", "nowhere", true},
		{"certificates that are not there", "check --ca-file nowhere.pem pass.out", "nowhere.pem", true},
		{"nobody knows when to comment", "check --comment bogus pass.out", "--comment", false},
		{"nor on which comment", "check --key a/b --check-run pass.out", "--key", false},
		{"nor on whose", "check --comment-author a/b pass.out", "--comment-author", false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			pr.run(statusUsage, strings.Fields(test.args)...)
			wantIn(t, "status", pr.status(pr.head), "covbar: error: ", "no verdict", test.want)
			if got := pr.comment() != ""; got != test.comment || len(pr.github.CheckRuns(pr.head)) > 0 {
				t.Errorf("there is a comment: %v, want %v", got, test.comment)
			}
		})
	}
	for _, args := range []string{"check --post nvever pass.out", "check --post never --key a/b pass.out", "check --post never --dry-run pass.out"} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			pr.run(statusUsage, strings.Fields(args)...)
			pr.silent()
		})
	}
	t.Run("a report of another run goes where that belongs", func(t *testing.T) {
		t.Parallel()
		pr := newSecondStage(t)
		pr.run(statusUsage, "post", "--format", "pdf", "pass.json")
		wantIn(t, "status", pr.status(pr.head), "covbar: error: no verdict")
		pr.run(statusUsage, "post", "--repo", "acme/shop", "--sha", pr.main, "--format", "pdf", "pass.json")
		wantIn(t, "status", pr.status(pr.main), "covbar: error: no verdict")
		pr.run(statusUsage, "post", "--repo", "acme/shop", "--sha", "abc", "--format", "pdf", "pass.json")
		if n := len(pr.github.Statuses(pr.head)) + len(pr.github.Statuses(pr.main)); n != 2 {
			t.Errorf("there are %d statuses, want 2", n)
		}
	})
}

// TestPostReadOnly: a fork's token may not write, and nobody can give it the right. Another's can have it.
func TestPostReadOnly(t *testing.T) {
	const notice = "::notice title=covbar::GITHUB_TOKEN may not post the comment and the status"
	const failed = "covbar: the report was not posted: comment: the token lacks"
	fork := func(pr *pullRequest) { pr.fork("stranger/shop") }
	for _, test := range []struct {
		reason, args string
		before       func(pr *pullRequest)
		status       int
		want         string
	}{
		{"a fork's pass stays one", "check pass.out", fork, statusPass, notice},
		{"a fork's fail, too", "check fail.out", fork, statusFail, notice},
		{"Dependabot is no fork, and has no better token", "check pass.out", func(pr *pullRequest) { pr.set("GITHUB_ACTOR=dependabot[bot]") }, statusPass, notice},
		{"unless it is required", "check --post require pass.out", fork, statusPosting, failed},
		{"which counts after the verdict", "check --post require fail.out", fork, statusFail, failed},
		{"a change of the repository itself lacks a permission", "check pass.out", func(*pullRequest) {}, statusPosting, failed},
		{"a push, too", "check pass.out", func(pr *pullRequest) {
			pr.event("push", map[string]any{"after": pr.merge})
		}, statusPosting, "covbar: the report was not posted: status: the token lacks"},
		{"a merge group, too", "check pass.out", func(pr *pullRequest) {
			pr.event("merge_group", map[string]any{"merge_group": map[string]any{"head_sha": pr.merge}})
		}, statusPosting, "covbar: the report was not posted: status: the token lacks"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			test.before(pr)
			pr.github.ReadOnly = true
			pr.run(test.status, strings.Fields(test.args)...)
			wantIn(t, "stderr", pr.stderr.String(), test.want, `"statuses: write"`)
			wantIn(t, "summary", pr.told("summary"), "overage")
			if n := strings.Count(pr.stderr.String(), "::notice"); n > 1 {
				t.Errorf("there are %d notices\n%s", n, pr.stderr)
			}
		})
	}
}

// TestPostUnknownCheckout: who may post, and does not know what was measured, has failed to.
func TestPostUnknownCheckout(t *testing.T) {
	noGit := func(pr *pullRequest) { pr.set("PATH=" + pr.job) }
	for _, test := range []struct {
		reason, event string
		before        func(pr *pullRequest)
		want          string
	}{
		{"there is no git", "pull_request", noGit, "there is no git command in PATH"},
		{"nor for a push", "push", noGit, "there is no git command in PATH"},
		{"there is no repository", "push", func(pr *pullRequest) {
			wantNoError(pr.t, os.Rename(pr.env.path(".git"), pr.env.path("git")))
		}, "this is no git repository"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			if test.event == "push" {
				pr.event("push", map[string]any{"after": pr.merge})
			}
			test.before(pr)
			pr.run(statusPosting, "check", "pass.out")
			wantIn(t, "stderr", pr.stderr.String(), "covbar: the report was not posted: which commit is checked out is not known: "+test.want, "safe.directory")
			pr.run(statusFail, "check", "fail.out")
			pr.silent()
			pr.set("GITHUB_TOKEN=")
			pr.run(statusPass, "check", "pass.out")
			wantIn(t, "stderr", pr.stderr.String(), "::notice title=covbar::nothing is posted: which commit is checked out is not known: "+test.want)
		})
	}
}

// TestPostEnds: a job is not held for as long as GitHub likes.
func TestPostEnds(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.github.Fault(func(*http.Request) githubtest.Fault { return githubtest.SecondaryLimit(1) })
	waited := false
	pr.env.wait = func(ctx context.Context, _ time.Duration) error {
		end, ok := ctx.Deadline()
		if waited = true; !ok || time.Until(end) > postTime {
			t.Errorf("it ends at %v", end)
		}
		return nil
	}
	pr.run(statusPosting, "check", "pass.out")
	if !waited {
		t.Error("it did not wait")
	}
}

// TestRunURL: a status of the first attempt does not lead to the second.
func TestRunURL(t *testing.T) {
	for _, test := range []struct{ reason, environ, want string }{
		{"an attempt", "GITHUB_REPOSITORY=acme/shop GITHUB_RUN_ID=7 GITHUB_RUN_ATTEMPT=2", "https://github.com/acme/shop/actions/runs/7/attempts/2"},
		{"older servers do not say which", "GITHUB_REPOSITORY=acme/shop GITHUB_RUN_ID=7", "https://github.com/acme/shop/actions/runs/7"},
		{"no number", "GITHUB_REPOSITORY=acme/shop GITHUB_RUN_ID=7 GITHUB_RUN_ATTEMPT=a/b", "https://github.com/acme/shop/actions/runs/7"},
		{"no run", "GITHUB_REPOSITORY=acme/shop GITHUB_RUN_ATTEMPT=2", ""},
	} {
		if got := (env{environ: strings.Fields(test.environ)}).runURL("https://github.com"); got != test.want {
			t.Errorf("%s: %q, want %q", test.reason, got, test.want)
		}
	}
}
