package github_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/report/github"
	"github.com/covbar/covbar/report/github/githubtest"
)

const (
	pull   = 7
	marker = "<!-- covbar: key=default "
	notch  = "covbar" // the context of the status
)

var head = strings.Repeat("a1", 20)

// newClient is a job's client of s, which does not wait but counts what it would have waited.
func newClient(t testing.TB, s *githubtest.Server, waited *time.Duration) *github.Client {
	t.Helper()
	client, err := github.NewClient(github.Options{
		API: s.URL + "/api/v3", Token: s.Token, Agent: "covbar/test",
		Wait: func(_ context.Context, d time.Duration) error {
			if waited != nil {
				*waited += d
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// commentOf has a text that a run of its own would write.
func commentOf(run string) *github.Comment {
	text := marker + "-->\nrun " + run
	return &github.Comment{Marker: marker, Create: true, Write: func(string) string { return text }}
}

// wholePost says all that can be said of head, with annotations for n lines.
func wholePost(run string, n int) github.Post {
	p := github.Post{
		Repo: github.Repo{Owner: "acme", Name: "shop"}, SHA: head, Pull: pull, Comment: commentOf(run),
		Status: &github.Status{Context: notch, State: github.Failure, Description: "79.9% of 80%", URL: "https://example.com/" + run},
		CheckRun: &github.CheckRun{
			Name: "covbar report", State: github.Failure, Title: "79.9% of 80%", Summary: "summary " + run, Text: "text " + run,
			URL: "https://example.com/" + run,
		},
	}
	for line := range n {
		p.CheckRun.Annotations = append(p.CheckRun.Annotations, github.Annotation{
			Path: "cart/cart.go", First: line + 1, Last: line + 1, Level: "warning", Title: "not covered", Message: fmt.Sprint("line ", line+1),
		})
	}
	return p
}

func wantDone(t *testing.T, r github.Result, comment, status, run github.Done) {
	t.Helper()
	if r.Comment.Done != comment || r.Status.Done != status || r.CheckRun.Done != run {
		t.Errorf("comment %+v\nstatus %+v\ncheck run %+v\nnot %s, %s, %s", r.Comment, r.Status, r.CheckRun, comment, status, run)
	}
}

// TestContract does everything that the client can do. The fake fails it where a request or an answer is not as GitHub
// describes its API.
func TestContract(t *testing.T) {
	if os.Getenv(githubtest.Description) == "" {
		t.Skip(githubtest.Description + " names no description of GitHub's API: .ci/openapi writes one")
	}
	s := githubtest.New(t)
	s.OpenPull(githubtest.Pull{Number: pull, HeadSHA: head, HeadOwner: "mallory", HeadBranch: "fix/a b"})
	send := func(p github.Post) github.Result { return newClient(t, s, nil).Send(t.Context(), p) }

	wantDone(t, send(wholePost("1", 120)), github.Sent, github.Sent, github.Sent)
	wantDone(t, send(wholePost("2", 130)), github.Sent, github.Sent, github.Sent)
	s.AddComment(pull, githubtest.Bot, marker+"-->\nthe twin of another job")
	lost := false
	s.Fault(func(r *http.Request) githubtest.Fault {
		if lost || !strings.Contains(r.URL.Path, "/statuses/") {
			return nil
		}
		lost = true
		return githubtest.ResetAfter
	})
	wantDone(t, send(wholePost("2", 130)), github.Sent, github.Sent, github.Unchanged)
	wantDone(t, send(github.Post{Repo: github.Repo{Owner: "acme", Name: "shop"}, SHA: head}), "", "", "")

	found, err := newClient(t, s, nil).FindPull(t.Context(), github.Repo{Owner: "acme", Name: "shop"}, "mallory", "fix/a b", head)
	if diff := cmp.Diff([]int{pull}, found); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if comments := s.Comments(pull); len(comments) != 1 || !strings.HasSuffix(comments[0].Body, "run 2") {
		t.Errorf("comments are %v", comments)
	}
	if runs := s.CheckRuns(head); len(runs) != 1 || len(runs[0].Annotations) != 130 {
		t.Errorf("there are %d check runs: %.500v", len(runs), runs)
	}
	if unused := s.Unused(); len(unused) > 0 {
		t.Errorf("not used, so that nobody knows whether they would be right: %v", unused)
	}
}

// A person's token may ask who it is, and is no app.
func TestPersonsToken(t *testing.T) {
	s := githubtest.New(t)
	s.Login = "octocat"
	s.OpenPull(githubtest.Pull{Number: pull, HeadSHA: head})
	s.AddComment(pull, githubtest.Bot, marker+"-->\nof a job")
	r := newClient(t, s, nil).Send(t.Context(), wholePost("1", 0))
	wantDone(t, r, github.Sent, github.Sent, github.Failed)
	if want := `check run: POST /api/v3/repos/acme/shop/check-runs: 403 "You must authenticate via a GitHub App."`; r.Err() == nil || r.Err().Error() != want {
		t.Errorf("error is %v, not\n%s", r.Err(), want)
	}
	comments := s.Comments(pull)
	if len(comments) != 2 || comments[1].Author != "octocat" || !strings.HasSuffix(comments[0].Body, "of a job") {
		t.Errorf("comments are %v", comments)
	}
}
