package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/covbar/covbar/report/github/githubtest"
)

func TestPostVerdicts(t *testing.T) {
	for _, test := range []struct {
		reason, args string
		status       int
		state        string   // begin of the commit status
		comment      []string // parts of it
		outputs      string
		annotation   string
	}{
		{
			"every bar is met", "check pass.out", statusPass, "covbar: success: 100.00% of 8 statements",
			[]string{"verdict=pass", "✅", "https://github.example/acme/shop/actions/runs/7"},
			"coverage=100.00 covered=8 failing=0 statements=8 verdict=pass", "",
		},
		{
			"one is not", "check fail.out", statusFail, "covbar: failure: 50.00%, 3 statements short",
			[]string{"verdict=fail", "❌", "example.com/shop/orders"},
			"coverage=50.00 covered=4 failing=1 statements=8 verdict=fail", "::error title=covbar::",
		},
		{
			"it does not decide", "check --report-only fail.out", statusPass, "covbar: success: report only: 50.00%",
			[]string{"verdict=fail"},
			"coverage=50.00 covered=4 failing=1 statements=8 verdict=fail", "",
		},
		{
			"damaged data is no verdict", "check none.out", statusNone, "covbar: error: no verdict",
			[]string{"verdict=none", "⚠️", "none.out:2"},
			"coverage= covered= failing= statements= verdict=none", "::error title=covbar::",
		},
		{
			"no data is none", "check nowhere.out", statusNone, "covbar: error: no verdict",
			[]string{"verdict=none", "nowhere.out"},
			"coverage= covered= failing= statements= verdict=none", "::error title=covbar::",
		},
		{
			"a policy that is not there leaves nobody waiting", "check --policy nowhere.yml pass.out", statusUsage, "covbar: error: no verdict",
			[]string{"verdict=none", "nowhere.yml: the policy cannot be read"},
			"coverage= covered= failing= statements= verdict=none", "::error title=covbar::",
		},
		{
			"warnings that are errors", "check --strict --allow-missing orders pass.out", statusUsage, "covbar: error: no verdict",
			[]string{"verdict=none"},
			"verdict=none", "::error title=covbar::",
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			pr.run(test.status, strings.Fields(test.args)...)
			wantIn(t, "status", pr.status(pr.head), test.state)
			if got := pr.status(pr.merge); got != "" {
				t.Errorf("the trial merge has the status %s", got)
			}
			wantIn(t, "comment", pr.comment(), append(test.comment, "<!-- covbar: key=default head="+pr.head)...)
			wantIn(t, "outputs", pr.outputs(), test.outputs)
			wantIn(t, "summary", pr.told("summary"), "overage")
			wantIn(t, "stderr", pr.stderr.String(), test.annotation)
			if n := strings.Count(pr.stderr.String(), "\n::") + strings.Count(pr.stdout.String(), "::error"); n > 1 {
				t.Errorf("there are %d annotations\n%s", n, pr.stderr)
			}
		})
	}
}

// outputs are those of the step, as name=value.
func (pr *pullRequest) outputs() string {
	var all []string
	lines := strings.Split(pr.told("output"), "\n")
	for i := 0; i+2 < len(lines); i += 3 {
		name, _, _ := strings.Cut(lines[i], "<<")
		all = append(all, name+"="+lines[i+1])
	}
	return strings.Join(all, " ")
}

func TestPostAgain(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.run(statusFail, "check", "fail.out")
	first := pr.github.Comments(12)[0].ID
	pr.run(statusPass, "check", "-o", "json=report.json", "pass.out")
	wantIn(t, "comment", pr.comment(), "verdict=pass", "✅")
	if got := pr.github.Comments(12)[0].ID; got != first {
		t.Errorf("the comment is %d, want the one there was, %d", got, first)
	}
	wantIn(t, "status", pr.status(pr.head), "covbar: success")
	wantIn(t, "outputs", pr.outputs(), "report="+filepath.ToSlash(pr.env.path("report.json")))

	pr.run(statusPass, "check", "pass.out") // no longer says what was mended
	before := len(pr.github.Requests())
	pr.run(statusPass, "check", "pass.out")
	for _, r := range pr.github.Requests()[before:] {
		if r.Method == http.MethodPatch || strings.Contains(r.Path, "comments") && r.Method != http.MethodGet {
			t.Errorf("nothing has changed, and there was a %s of %s", r.Method, r.Path)
		}
	}

	// Another key has a comment and a status of its own.
	pr.run(statusFail, "check", "--key", "nightly", "fail.out")
	if n := len(pr.github.Comments(12)); n != 2 {
		t.Errorf("there are %d comments, want 2", n)
	}
	wantIn(t, "status", pr.status(pr.head), "covbar/nightly: failure")
}

// TestPostOutputsBehindOpenLine: what another command of the step wrote last may lack the end of its line.
func TestPostOutputsBehindOpenLine(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	wantNoError(t, os.WriteFile(filepath.Join(pr.job, "output"), []byte("a=b"), 0o666))
	pr.run(statusPass, "check", "pass.out")
	if got := pr.told("output"); !strings.HasPrefix(got, "a=b\ncoverage<<") {
		t.Errorf("outputs %q", got)
	}
}

// TestPostSuperseded: what is measured by now is another commit, and its comment is not written over.
func TestPostSuperseded(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.run(statusPass, "check", "pass.out")
	before := pr.comment()
	pr.github.OpenPull(githubtest.Pull{Number: 12, HeadSHA: strings.Repeat("c", 40)})
	pr.run(statusFail, "check", "fail.out")
	if pr.comment() != before {
		t.Errorf("the comment was changed to\n%s", pr.comment())
	}
	wantIn(t, "status", pr.status(pr.head), "covbar: failure")
	wantIn(t, "stderr", pr.stderr.String(), "::notice title=covbar::superseded: by now pull request 12 has another head than "+pr.head[:10])
}

func TestPostFails(t *testing.T) {
	for _, test := range []struct {
		reason, args string
		status       int
	}{
		{"after a pass it is all that went wrong", "check pass.out", statusPosting},
		{"a fail stays one", "check fail.out", statusFail},
		{"no verdict stays none", "check none.out", statusNone},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			pr.github.Fault(func(*http.Request) githubtest.Fault { return githubtest.HTML })
			pr.run(test.status, strings.Fields(test.args)...)
			line := ""
			for said := range strings.Lines(pr.stderr.String()) {
				if strings.HasPrefix(said, "covbar: the report was not posted: ") {
					line = said
				}
			}
			wantIn(t, "stderr", line, "comment: ", "; status: ")
			wantIn(t, "outputs", pr.outputs(), "verdict=")
		})
	}
}

// TestPostNowhere: nothing is sent, and what the job itself is told is told.
func TestPostNowhere(t *testing.T) {
	for _, test := range []struct {
		reason string
		before func(pr *pullRequest)
		want   string // what is said
	}{
		{
			"what is checked out is what the change is to be merged into", func(pr *pullRequest) { pr.git("checkout", "-q", "main") },
			", and neither ",
		},
		{
			"a merge of the change into it the other way round", func(pr *pullRequest) {
				pr.git("checkout", "-q", "topic")
				pr.git("merge", "-q", "--no-ff", "-m", "main into topic", "main")
			}, ", and neither ",
		},
		{
			"there is no git, and a fork could not post with it", func(pr *pullRequest) {
				pr.fork("stranger/shop")
				pr.set("PATH=" + pr.job)
			},
			"which commit is checked out is not known: there is no git command in PATH",
		},
		{
			"a push that deleted its branch", func(pr *pullRequest) {
				pr.event("push", map[string]any{"after": strings.Repeat("0", 40)})
			}, "event push brought no commit: it deleted a branch",
		},
		{
			"a push of another commit than the one that is checked out", func(pr *pullRequest) {
				pr.event("push", map[string]any{"after": pr.main})
			}, ", and neither ",
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			test.before(pr)
			pr.run(statusPass, "check", "pass.out")
			wantIn(t, "stderr", pr.stderr.String(), "::notice title=covbar::nothing is posted: ", test.want)
			wantIn(t, "outputs", pr.outputs(), "verdict=pass")
			wantIn(t, "summary", pr.told("summary"), "100.00%")
			pr.run(statusPosting, "check", "--post", "require", "pass.out")
			wantIn(t, "stderr", pr.stderr.String(), "covbar: the report was not posted: ", test.want)
			pr.run(statusFail, "check", "--post", "require", "fail.out")
			pr.silent()
		})
	}
}

// TestPostWithout: what is missing without which nothing is posted, and which nobody has to be told of unless it was asked for.
func TestPostWithout(t *testing.T) {
	for _, test := range []struct {
		reason    string
		variables string
		args      string
		status    int
		summary   bool
		want      string
	}{
		{"no token", "GITHUB_TOKEN=", "check pass.out", statusPass, true, ""},
		{"a token that is blank", "GITHUB_TOKEN=\n", "check pass.out", statusPass, true, ""},
		{
			"no token where one is needed", "GITHUB_TOKEN=", "check --post require pass.out", statusPosting, true,
			"covbar: the report was not posted: GITHUB_TOKEN is not set\nhint: --post=require asks for it; --post=auto does not\n",
		},
		{"another CI system", "GITHUB_ACTIONS=", "check pass.out", statusPass, false, ""},
		{
			"another CI system, and it is to be posted", "GITHUB_ACTIONS=", "check --post require pass.out", statusPosting, false,
			"covbar: the report was not posted: this is no job of GitHub Actions; covbar post has --repo, --pr and --sha\nhint: --post=require asks for it; --post=auto does not\n",
		},
		{"it is not to be posted", "A=", "check --post never pass.out", statusPass, false, ""},
		{"nor where there is no verdict", "A=", "check --post never --policy nowhere.yml", statusUsage, false, "covbar: nowhere.yml: the policy"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			pr.set(test.variables)
			pr.run(test.status, strings.Fields(test.args)...)
			pr.silent()
			if got := pr.told("summary") != ""; got != test.summary {
				t.Errorf("there is a summary: %v", got)
			}
			if got := pr.stderr.String(); test.want == "" && got != "" || !strings.HasPrefix(got, test.want) {
				t.Errorf("stderr %q, want %q", got, test.want)
			}
		})
	}
}

// TestPostEvents: a status goes to the commit that is about to be, or was, merged or pushed. There is nothing to comment on.
func TestPostEvents(t *testing.T) {
	for _, event := range []string{"merge_group", "push", "schedule"} {
		t.Run(event, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			pr.event(event, map[string]any{"after": pr.merge, "merge_group": map[string]any{"head_sha": pr.merge}})
			pr.run(statusPass, "check", "pass.out")
			wantIn(t, "status", pr.status(pr.merge), "covbar: success")
			if pr.comment() != "" || pr.status(pr.head) != "" {
				t.Errorf("comment %q, status of the head %q", pr.comment(), pr.status(pr.head))
			}
			if got, want := pr.stderr.String(), "covbar: posted to acme/shop, commit "+pr.merge[:10]+": status\n"; got != want {
				t.Errorf("stderr %q, want %q", got, want)
			}
		})
	}
}

// TestPostEnvironment: what Actions says that cannot be, and a server that cannot be asked.
func TestPostEnvironment(t *testing.T) {
	for _, test := range []struct{ reason, variable, want string }{
		{"no payload", "GITHUB_EVENT_PATH=", `event "pull_request": its payload: `},
		{"a payload that is gone", "GITHUB_EVENT_PATH=gone.json", "GITHUB_EVENT_PATH: gone.json cannot be read: "},
		{"a server that is none", "GITHUB_SERVER_URL=github.example", "GITHUB_SERVER_URL is not the URL of a server\nhint: it is one such as https://github.com"},
		{"a server with a password", "GITHUB_SERVER_URL=https://a:b@github.example", "is not the URL of a server"},
		{"plain http to another host", "GITHUB_API_URL=http://github.example/api/v3", "http"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			pr.set(test.variable)
			pr.run(statusPosting, "check", "pass.out")
			wantIn(t, "stderr", pr.stderr.String(), "covbar: the report was not posted: ", test.want)
			wantIn(t, "outputs", pr.outputs(), "verdict=pass")
			pr.silent()
		})
	}
}
