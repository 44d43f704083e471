package main

import (
	"context"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/covbar/covbar/report/github/githubtest"
)

// newSecondStage is the job of a workflow_run after that of a fork's change has ended: the default branch is checked out, and
// there are reports that the run of the fork has handed on.
func newSecondStage(t *testing.T) *pullRequest {
	t.Helper()
	pr := newPullRequest(t)
	for _, verdict := range []string{"pass", "fail", "none"} {
		pr.env.args = []string{"check", "--post", "never", "-o", "json=" + verdict + ".json", verdict + ".out"}
		run(t.Context(), pr.env)
	}
	pr.stdout.Reset()
	pr.stderr.Reset()
	pr.git("checkout", "-q", "main")
	pr.set("GITHUB_SHA=" + pr.main)
	pr.github.OpenPull(githubtest.Pull{Number: 12, HeadSHA: pr.head, HeadOwner: "stranger", HeadBranch: "topic"})
	pr.ended("pull_request", "stranger/shop")
	return pr
}

// ended says which run has ended.
func (pr *pullRequest) ended(event, repo string) {
	pr.t.Helper()
	pr.event("workflow_run", map[string]any{"workflow_run": map[string]any{
		"head_sha": pr.head, "head_branch": "topic", "event": event, "conclusion": "success",
		"html_url": "https://github.example/acme/shop/actions/runs/6", "head_repository": map[string]any{"full_name": repo},
	}})
}

func TestSecondStage(t *testing.T) {
	for _, test := range []struct {
		reason, args string
		status       int
		state        string
		comment      []string
	}{
		{"a pass", "pass.json", statusPass, "covbar: success: 100.00%", []string{"verdict=pass"}},
		{"a fail", "fail.json", statusFail, "covbar: failure: 50.00%", []string{"verdict=fail", "example.com/shop/orders"}},
		{"no verdict", "none.json", statusNone, "covbar: error: no verdict", []string{"verdict=none", "none.out:2"}},
		{"a report that did not come", "nowhere.json", statusNone, "covbar: error: no verdict", []string{"verdict=none", "nowhere.json: there is no report"}},
		{"a report that is none", "go.mod", statusNone, "covbar: error: no verdict", []string{"verdict=none", "go.mod: "}},
		{"a folder", "orders", statusNone, "covbar: error: no verdict", []string{"verdict=none", "orders: is no file"}},
		{"another policy than the fork's", "--policy lenient.yml fail.json", statusPass, "covbar: success: 50.00%", []string{"verdict=pass"}},
		{"a policy that is wrong", "--policy wrong.yml pass.json", statusUsage, "covbar: error: no verdict", []string{"verdict=none", "wrong.yml:2:12: ", "wrong.yml:3:1: ", "policy `wrong.yml`"}},
		{"a policy that cannot be applied to it", "--allow-missing nobody pass.json", statusUsage, "covbar: error: no verdict", []string{"nobody"}},
		{"no report is named", "", statusUsage, "covbar: error: no verdict", []string{"post: it takes one report, and got 0 arguments"}},
		{"a profile is asked for", "-o profile=new.out pass.json", statusUsage, "covbar: error: no verdict", []string{"a report holds no profile"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newSecondStage(t)
			pr.file("lenient.yml", "version: 1\nthreshold: 40%\n")
			pr.file("wrong.yml", "version: 1\nthreshold: 101%\ntreshold: 1%\n")
			pr.run(test.status, append([]string{"post"}, strings.Fields(test.args)...)...)
			wantIn(t, "status", pr.status(pr.head), test.state)
			wantIn(t, "comment", pr.comment(), append(test.comment, "head="+pr.head, "fork", "stranger/shop", "runs/6")...)
			wantIn(t, "outputs", pr.outputs(), "verdict=")
		})
	}
}

// TestSecondStageOfFailedRun: what failed there need not show in what it measured, and another run may forget to say it.
func TestSecondStageOfFailedRun(t *testing.T) {
	for _, test := range []struct {
		reason     string
		conclusion any
		args       string
		status     int
		state      string
		comment    string
	}{
		{"it failed, though the bars are met", "failure", "post pass.json", statusFail, "failure: 100.00%, every bar is met, but the run that measured this ended with failure", "the run that measured this ended with failure"},
		{"so it did for what it measured", "failure", "post fail.json", statusFail, "failure: 50.00%, ", "**50.00%**"},
		{"it was stopped", "timed_out", "post pass.json", statusFail, "failure: 100.00%, every bar is met, but the run that measured this ended with timed_out", `ended with timed\_out`},
		{"nobody knows", nil, "post pass.json", statusFail, "failure: 100.00%, every bar is met, but the run that measured this ended with no conclusion", "ended with no conclusion"},
		{"the job of the report itself says so", "success", "post told.json", statusFail, "failure: 100.00%, every bar is met, but tests failed (--tests-failed)", "tests failed"},
		{"whoever posts it says where", "failure", "post --repo acme/shop --pr 12 --sha HEAD pass.json", statusFail, "failure: 100.00%, every bar is met, but the run that measured this ended with failure", "ended with failure"},
		{"whoever posts it says so", "success", "post --tests-failed pass.json", statusFail, "failure: 100.00%, every bar is met, but tests failed (--tests-failed)", "tests failed"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newSecondStage(t)
			pr.run(statusFail, "check", "--tests-failed", "--post", "never", "-o", "json=told.json", "pass.out")
			pr.event("workflow_run", map[string]any{"workflow_run": map[string]any{
				"head_sha": pr.head, "head_branch": "topic", "event": "pull_request", "conclusion": test.conclusion,
				"head_repository": map[string]any{"full_name": "stranger/shop"},
			}})
			pr.run(test.status, strings.Fields(strings.Replace(test.args, "HEAD", pr.head, 1))...)
			wantIn(t, "status", pr.status(pr.head), test.state)
			wantIn(t, "comment", pr.comment(), test.comment)
		})
	}
}

// TestSecondStageLinks: which lines of the fork's commit the numbers are of is not known here.
func TestSecondStageLinks(t *testing.T) {
	t.Parallel()
	pr := newSecondStage(t)
	pr.run(statusFail, "post", "--check-run", "fail.json")
	if strings.Contains(pr.comment(), "#L") || len(pr.github.CheckRuns(pr.head)[0].Annotations) > 0 {
		t.Errorf("lines are linked: %s", pr.comment())
	}
	wantIn(t, "comment", pr.comment(), "/acme/shop/tree/"+pr.head+"/orders")
	if got := pr.github.Statuses(pr.head)[0].URL; got != "https://github.example/acme/shop/actions/runs/6" {
		t.Errorf("the status leads to %s, want the run that measured", got)
	}
}

func TestSecondStageNowhere(t *testing.T) {
	for _, test := range []struct {
		reason string
		before func(pr *pullRequest)
		want   string
	}{
		{"the pull request has another head by now", func(pr *pullRequest) {
			pr.github.OpenPull(githubtest.Pull{Number: 12, HeadSHA: pr.main, HeadOwner: "stranger", HeadBranch: "topic"})
		}, "no open pull request of stranger:topic has the commit "},
		{"it is closed", func(pr *pullRequest) {
			pr.github.OpenPull(githubtest.Pull{Number: 12, HeadSHA: pr.head, HeadOwner: "stranger", HeadBranch: "topic", Closed: true})
		}, "no open pull request of stranger:topic has the commit "},
		{"there are two", func(pr *pullRequest) {
			pr.github.OpenPull(githubtest.Pull{Number: 13, HeadSHA: pr.head, HeadOwner: "stranger", HeadBranch: "topic"})
		}, "2 open pull requests of stranger:topic have the commit "},
		{"the fork is gone", func(pr *pullRequest) {
			pr.event("workflow_run", map[string]any{"workflow_run": map[string]any{
				"head_sha": pr.head, "head_branch": "topic", "event": "pull_request", "head_repository": nil, "conclusion": "success",
			}})
		}, "the fork or the branch that the run was for is gone"},
		{
			"a run that had nothing to do with the change", func(pr *pullRequest) { pr.ended("pull_request_target", "stranger/shop") },
			"the run that ended was for event pull_request_target, and not for pull_request, merge_group or push",
		},
		{"a push elsewhere", func(pr *pullRequest) { pr.ended("push", "stranger/shop") }, "the run that ended was for event push of stranger/shop, and not of acme/shop"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newSecondStage(t)
			test.before(pr)
			pr.run(statusPass, "post", "pass.json")
			pr.silent()
			wantIn(t, "stderr", pr.stderr.String(), "::notice title=covbar::nothing is posted: "+test.want)
			wantIn(t, "stdout", pr.stdout.String(), "PASS")
			pr.run(statusFail, "post", "fail.json")
			pr.silent()
		})
	}
}

// TestSecondStageOfPushes: a merge group and a push have no pull request, and their runs no fork.
func TestSecondStageOfPushes(t *testing.T) {
	for _, event := range []string{"merge_group", "push"} {
		t.Run(event, func(t *testing.T) {
			t.Parallel()
			pr := newSecondStage(t)
			pr.ended(event, "acme/shop")
			pr.run(statusPass, "post", "pass.json")
			wantIn(t, "status", pr.status(pr.head), "covbar: success")
			if pr.comment() != "" {
				t.Errorf("there is a comment: %s", pr.comment())
			}
		})
	}
}

// TestSecondStageMayWrite: nobody is told by a job that is made to post and may not, unless it fails.
func TestSecondStageMayWrite(t *testing.T) {
	t.Parallel()
	pr := newSecondStage(t)
	pr.github.ReadOnly = true
	pr.run(statusPosting, "post", "pass.json")
	wantIn(t, "stderr", pr.stderr.String(), `covbar: the report was not posted: comment: the token lacks the permission`, `; status: the token lacks`)

	pr = newSecondStage(t)
	pr.github.Fault(func(r *http.Request) githubtest.Fault {
		if strings.Contains(r.URL.Path, "/pulls") {
			return githubtest.HTML
		}
		return nil
	})
	pr.run(statusPosting, "post", "pass.json")
	pr.silent()
}

// TestCheckInSecondStage: a run that has ended is not what is measured here.
func TestCheckInSecondStage(t *testing.T) {
	t.Parallel()
	pr := newSecondStage(t)
	pr.run(statusPass, "check", "pass.out")
	pr.silent()
	wantIn(t, "stderr", pr.stderr.String(), "::notice title=covbar::nothing is posted: what is checked out is "+pr.main[:10])
}

// TestPostOwnJob: a report of this job, or of one before it, is of what is checked out here.
func TestPostOwnJob(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.run(statusPass, "check", "--post", "never", "-o", "json=pass.json", "pass.out")
	pr.run(statusPass, "post", "pass.json")
	wantIn(t, "comment", pr.comment(), "verdict=pass")
	wantIn(t, "status", pr.status(pr.head), "covbar: success")
	if strings.Contains(pr.comment(), "fork") {
		t.Errorf("there is no fork: %s", pr.comment())
	}

	before := len(pr.github.Requests())
	pr.git("checkout", "-q", "main")
	pr.run(statusPass, "post", "pass.json")
	wantIn(t, "stderr", pr.stderr.String(), "::notice title=covbar::nothing is posted: what is checked out is "+pr.main[:10])
	if n := len(pr.github.Requests()); n != before {
		t.Errorf("there were %d more requests", n-before)
	}
}

// TestPostNeedsPolicy: where the first job had a policy, to judge by 85% would be another bar.
func TestPostNeedsPolicy(t *testing.T) {
	t.Parallel()
	pr := newSecondStage(t)
	wantNoError(t, os.Remove(pr.env.path(".covbar.yml")))
	pr.run(statusNone, "post", "pass.json")
	wantIn(t, "status", pr.status(pr.head), "covbar: error: no verdict")
	wantIn(t, "stderr", pr.stderr.String(), "covbar: pass.json: it was judged by .covbar.yml, and there is no policy here\n"+
		"hint: check out the default branch before, or name a policy with --policy\n")
}

// TestPostElsewhere: another CI system has no event, and says itself where to.
func TestPostElsewhere(t *testing.T) {
	t.Parallel()
	pr := newSecondStage(t)
	pr.git("checkout", "-q", "topic")
	pr.set("GITHUB_ACTIONS=", "GITHUB_SERVER_URL=", "GITHUB_RUN_ID=", "GITHUB_EVENT_NAME=")
	pr.run(statusFail, "post", "--repo", "acme/shop", "--pr", "12", "--sha", strings.ToUpper(pr.head), "fail.json")
	wantIn(t, "status", pr.status(pr.head), "covbar: failure")
	wantIn(t, "comment", pr.comment(), pr.github.URL+"/acme/shop/blob/"+pr.head+"/orders/cancel.go#L3-L8")
	if strings.Contains(pr.stderr.String()+pr.stdout.String(), "::") || pr.told("summary") != "" {
		t.Errorf("it is no job of GitHub Actions: %s%s", pr.stdout, pr.stderr)
	}
	pr.run(statusPass, "post", "--repo", "acme/shop", "--sha", pr.main, "pass.json")
	wantIn(t, "status", pr.status(pr.main), "covbar: success")

	pr.github.OpenPull(githubtest.Pull{Number: 12, HeadSHA: pr.main})
	pr.run(statusPass, "post", "--repo", "acme/shop", "--pr", "12", "--sha", pr.head, "pass.json")
	wantIn(t, "stderr", pr.stderr.String(), "covbar: notice: superseded: ")
}

func TestServer(t *testing.T) {
	for _, test := range []struct{ reason, environ, want string }{
		{"nothing is said", "", "https://github.com"},
		{"an Enterprise Server has its API below itself", "GITHUB_API_URL=https://github.example/api/v3", "https://github.example"},
		{"a tenant has its API beside itself", "GITHUB_API_URL=https://api.acme.ghe.com", "https://acme.ghe.com"},
		{"the public one", "GITHUB_API_URL=https://api.github.com/", "https://github.com"},
		{"it is said", "GITHUB_API_URL=https://api.github.com GITHUB_SERVER_URL=https://github.example/", "https://github.example"},
	} {
		got, err := env{environ: strings.Fields(test.environ)}.server()
		if err != nil || got != test.want {
			t.Errorf("%s: %q, %v; want %q", test.reason, got, err, test.want)
		}
	}
}

func TestPostRefuses(t *testing.T) {
	sha := strings.Repeat("a", 40)
	for _, test := range []struct{ reason, args, want string }{
		{"nothing says where to", "post r.json", "post: where to is not said\nhint: --repo OWNER/NAME --sha SHA, and --pr NUMBER for a comment; in GitHub Actions the event says it"},
		{"no token", "post --repo a/b --sha " + sha + " r.json", "post: GITHUB_TOKEN is not set\nhint: env: GITHUB_TOKEN: ${{ github.token }} in the step; --dry-run needs none"},
		{"a repository alone", "post --repo a/b r.json", "--repo and --sha belong together, and --pr to both\nhint: --repo OWNER/NAME --sha SHA"},
		{"a pull request alone", "post --pr 12 r.json", "--repo and --sha belong together, and --pr to both\nhint: --repo OWNER/NAME --sha SHA"},
		{"a repository with a path", "post --repo a/../b --sha " + sha + " r.json", "--repo a/../b: "},
		{"a short commit", "post --repo a/b --sha abc r.json", "--sha abc: is not the full name of a commit, of 40 or 64 hexadecimal digits\nhint: git rev-parse HEAD prints it"},
		{"no number", "post --repo a/b --pr 1e1 --sha " + sha + " r.json", "--pr 1e1: is not the number of a pull request\nhint: such as --pr 12"},
		{"zero", "post --repo a/b --pr 0 --sha " + sha + " r.json", "--pr 0: is not the number of a pull request\nhint: such as --pr 12"},
		{"a mode that is none", "check --post atuo", "--post: unknown value \"atuo\"\nhint: did you mean auto?"},
		{"nothing is left to show", "check --post never --dry-run", "--post=never and --dry-run: there is nothing to show\nhint: leave out one of them"},
		{"a comment mode that is none", "check --comment sometimes", "--comment: unknown value \"sometimes\"\nhint: it takes always, on-failure, on-change, never"},
		{"a key that could end a comment", "check --key a-->b", "--key a-->b: it takes 1 to 40 letters, digits, \".\", \"_\" and \"-\"\nhint: such as --key orders"},
		{"a long key", "check --key " + strings.Repeat("k", 41), "--key kkkk"},
		{"a login that is none", "check --comment-author a/b", "--comment-author a/b: is no login\nhint: such as --comment-author 'github-actions[bot]'"},
		{"certificates that are not there", "check --ca-file ca.pem", "--ca-file ca.pem: cannot be read: no such file or directory\nhint: it takes a file with certificates in PEM"},
		{"certificates that are none", "check --ca-file empty", "--ca-file empty: no certificate in PEM form is in it\nhint: certificates in PEM begin with -----BEGIN CERTIFICATE-----"},
		{"post has no --post", "post --post auto r.json", "unknown flag --post\nhint: "},
		{"init posts nothing", "init --post auto", "unknown flag --post\nhint: "},
	} {
		e, _, stderr := testEnv(t)
		wantNoError(t, os.WriteFile(e.path("empty"), nil, 0o666))
		e.args = strings.Fields(test.args)
		if got := run(context.Background(), e); got != statusUsage || !strings.HasPrefix(stderr.String(), "covbar: "+test.want) {
			t.Errorf("%s: status %s, %q; want %q", test.reason, strconv.Itoa(got), stderr, test.want)
		}
	}
}
