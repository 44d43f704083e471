package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPostJob: a job that cannot be told is no reason for another verdict.
func TestPostJob(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.set("GITHUB_OUTPUT=" + pr.job)
	full := filepath.Join(pr.job, "summary")
	wantNoError(t, os.WriteFile(full, make([]byte, maxSummary-200), 0o666))
	pr.run(statusPass, "check", "pass.out")
	wantIn(t, "stderr", pr.stderr.String(), "covbar: warning: GITHUB_OUTPUT: ",
		"covbar: warning: GITHUB_STEP_SUMMARY: there is no room left: GitHub takes 1048576 bytes of a step")
	wantIn(t, "status", pr.status(pr.head), "covbar: success")

	pr.set("GITHUB_STEP_SUMMARY=", "GITHUB_OUTPUT=")
	pr.run(statusPass, "check", "pass.out")
	if got, want := pr.stderr.String(), "covbar: posted to acme/shop, commit "+pr.head[:10]+": comment "; !strings.HasPrefix(got, want) || !strings.HasSuffix(got, ", status\n") {
		t.Errorf("stderr %q, want %q", got, want)
	}
}

func TestPostComments(t *testing.T) {
	for _, test := range []struct {
		reason, mode string
		profiles     string   // one after another
		want         []string // the verdict that the comment has after each; empty: there is none
	}{
		{"on-failure is begun by a failure, and turns green", commentOnFailure, "pass fail pass", []string{"", "fail", "pass"}},
		{"on-failure is begun without a verdict, too", commentOnFailure, "none pass", []string{"none", "pass"}},
		{"on-change is begun by anything", commentOnChange, "pass fail", []string{"pass", "fail"}},
		{"never", commentNever, "fail pass", []string{"", ""}},
		{"always", commentAlways, "pass none fail", []string{"pass", "none", "fail"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			pr := newPullRequest(t)
			status := map[string]int{"pass": statusPass, "fail": statusFail, "none": statusNone}
			for i, profile := range strings.Fields(test.profiles) {
				pr.run(status[profile], "check", "--comment", test.mode, profile+".out")
				if want := test.want[i]; want == "" && pr.comment() != "" || !strings.Contains(pr.comment(), want) {
					t.Errorf("after %s: want %q in\n%s", profile, want, pr.comment())
				}
			}
		})
	}
	t.Run("on-change leaves a comment alone that says the same", func(t *testing.T) {
		t.Parallel()
		pr := newPullRequest(t)
		pr.run(statusFail, "check", "--comment", commentOnChange, "fail.out")
		before := pr.comment()
		pr.file("fail.out", strings.Replace(uncovered, "cancel.go:3.24,4.11 1 0", "cancel.go:3.24,4.11 1 1", 1))
		pr.run(statusFail, "check", "--comment", commentOnChange, "fail.out")
		if pr.comment() != before {
			t.Errorf("it was edited to\n%s", pr.comment())
		}
		pr.run(statusFail, "check", "--no-status", "fail.out")
		if pr.comment() == before {
			t.Error("always edits it")
		}
		for _, file := range []string{"nowhere.out", "neither.out"} {
			pr.run(statusNone, "check", "--no-status", "--comment", commentOnChange, file)
			wantIn(t, "comment", pr.comment(), "verdict=none", file)
		}
		if n := len(pr.github.Statuses(pr.head)); n != 2 {
			t.Errorf("there are %d statuses, want 2: one was not to be posted", n)
		}
	})
}

// TestPostCheckRun: annotations stand in files that are the same in the trial merge and in the head of the change.
func TestPostCheckRun(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.run(statusFail, "check", "--check-run", "fail.out")
	runs := pr.github.CheckRuns(pr.head)
	if len(runs) != 1 || runs[0].Name != "covbar report" || runs[0].Conclusion != "failure" {
		t.Fatalf("check runs: %+v", runs)
	}
	run := runs[0]
	if strings.HasPrefix(run.Summary, "<!--") || !strings.Contains(run.Summary, "orders") {
		t.Errorf("summary %q", run.Summary)
	}
	if len(run.Annotations) != 1 {
		t.Fatalf("annotations: %+v", run.Annotations)
	}
	a := run.Annotations[0]
	if a.Path != "orders/cancel.go" || a.Start != 3 || a.End != 8 || a.Level != "warning" {
		t.Errorf("annotation %+v", a)
	}
	wantIn(t, "title", a.Title, "example.com/shop/orders: 3 statements short of 80.00%")
	wantIn(t, "message", a.Message, "3 statements of Cancel did not run")
	wantIn(t, "comment", pr.comment(), "https://github.example/acme/shop/blob/"+pr.head+"/orders/cancel.go#L3-L8")
}

// TestPostFiles: where each file has to reach a bar, the package may well have.
func TestPostFiles(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.file(".covbar.yml", "version: 1\nthreshold: 10%\nrules:\n  - files: [\"**\"]\n    per: file\n    threshold: 80%\n")
	pr.run(statusFail, "check", "--check-run", "fail.out")
	annotated := map[string]string{}
	for _, a := range pr.github.CheckRuns(pr.head)[0].Annotations {
		annotated[a.Path] = a.Title + ": " + a.Message
		if a.Start != 1 || a.End != 1 {
			t.Errorf("annotation %+v", a)
		}
	}
	want := "example.com/shop/orders/cancel.go: 3 statements short of 80.00%: 0 of 3 statements ran. Each file has to reach the bar."
	if annotated["orders/cancel.go"] != want || len(annotated) != 1 { // list.go is not in the head
		t.Errorf("annotations %v", annotated)
	}
}
