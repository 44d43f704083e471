package github_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/covbar/covbar/report/github"
	"github.com/covbar/covbar/report/github/githubtest"
)

// Comments that are there before.
var (
	ours   = githubtest.Comment{Author: githubtest.Bot, Body: marker + "-->\nrun old"}
	theirs = githubtest.Comment{Author: "octocat", Body: marker + "-->\nnot ours"}
)

// A bout is one Post to a server where things go wrong.
type bout struct {
	elsewhere *host
	before    []githubtest.Comment // there already
	post      github.Post
	choose    func(*http.Request) githubtest.Fault

	s *githubtest.Server

	mu   sync.Mutex // a request that was given up may still be served
	well []bool     // whether nothing went wrong at each request
}

// fight posts, holds the outcome against what is there, and then posts once more while nothing goes wrong.
func (b *bout) fight(t *testing.T) github.Result {
	t.Helper()
	b.s = githubtest.New(t)
	b.s.OpenPull(githubtest.Pull{Number: pull, HeadSHA: head})
	for _, comment := range b.before {
		b.s.AddComment(pull, comment.Author, comment.Body)
	}
	b.s.Fault(func(r *http.Request) githubtest.Fault {
		fault := b.choose(r)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.well = append(b.well, fault == nil)
		return fault
	})
	var waited time.Duration
	r := newClient(t, b.s, &waited).Send(t.Context(), b.post)
	if waited > time.Minute {
		t.Errorf("it waited for %s", waited)
	}
	b.wantTruth(t, r)
	b.wantFewTries(t)
	b.wantSecret(t, r)

	b.s.Fault(nil)
	again := newClient(t, b.s, nil).Send(t.Context(), b.post)
	if err := again.Err(); err != nil {
		t.Errorf("when all is well again: %v", err)
	}
	b.wantTruth(t, again)
	if n := b.countOurs(); n > 1 {
		t.Errorf("when all is well again, %d comments are ours", n)
	}
	return r
}

// wantTruth holds what is there against what the client says of it.
func (b *bout) wantTruth(t *testing.T, r github.Result) {
	t.Helper()
	for _, part := range []struct {
		name  string
		asked bool
		github.Outcome
		there bool
	}{
		{"comment", b.post.Comment != nil, r.Comment, b.commentThere(t)},
		{"status", b.post.Status != nil, r.Status, b.statusThere(t)},
		{"check run", b.post.CheckRun != nil, r.CheckRun, b.checkRunThere(t)},
	} {
		switch {
		case part.asked != (part.Done != github.NotAsked):
			t.Errorf("the %s was asked for: %v, and is %q", part.name, part.asked, part.Done)
		case (part.Done == github.Sent || part.Done == github.Unchanged) && !part.there:
			t.Errorf("the %s is not there, although it is %q", part.name, part.Done)
		case (part.Done == github.Failed || part.Done == github.ReadOnly) != (part.Err != nil):
			t.Errorf("the %s is %q with the error %v", part.name, part.Done, part.Err)
		case part.Done == github.Superseded:
			t.Errorf("the %s is superseded, but by nothing", part.name)
		}
	}
}

// commentThere says whether our text is there. Never is there another comment of ours because of it, and never are those of
// others touched.
func (b *bout) commentThere(t *testing.T) bool {
	t.Helper()
	others, there := 0, false
	for _, comment := range b.s.Comments(pull) {
		switch {
		case comment.Author != githubtest.Bot && comment.Body == theirs.Body:
			others++
		case comment.Author == githubtest.Bot && b.post.Comment != nil && comment.Body == b.post.Comment.Write(""):
			there = true
		case comment.Author != githubtest.Bot || comment.Body != ours.Body:
			t.Errorf("there is a comment of %s that nobody wrote: %q", comment.Author, comment.Body)
		}
	}
	before := 0
	for _, comment := range b.before {
		if comment == ours {
			before++
		}
	}
	if others != len(b.before)-before {
		t.Errorf("of %d comments of others there are %d", len(b.before)-before, others)
	}
	if n := b.countOurs(); n > max(1, before) {
		t.Errorf("%d comments are ours, and before there were %d", n, before)
	}
	return there
}

func (b *bout) countOurs() int {
	return len(slices.DeleteFunc(b.s.Comments(pull), func(k githubtest.Comment) bool { return k.Author != githubtest.Bot }))
}

// statusThere says whether the status is there. Never does one say something else.
func (b *bout) statusThere(t *testing.T) bool {
	t.Helper()
	sent := b.s.Statuses(head)
	for _, s := range sent {
		if got := (github.Status{Context: s.Context, State: github.State(s.State), Description: s.Description, URL: s.URL}); got != *b.post.Status {
			t.Errorf("a status is %+v", got)
		}
	}
	return len(sent) > 0
}

// checkRunThere says whether the check run is there with all annotations. Never is there a second one, does it say something
// else, or an annotation twice.
func (b *bout) checkRunThere(t *testing.T) bool {
	t.Helper()
	runs := b.s.CheckRuns(head)
	if len(runs) == 0 {
		return false
	}
	if len(runs) > 1 {
		t.Errorf("there are %d check runs", len(runs))
	}
	run, want := runs[0], b.post.CheckRun
	if run.Name != want.Name || run.Conclusion != string(want.State) || run.Title != want.Title || run.Summary != want.Summary || run.Text != want.Text {
		t.Errorf("the check run is %.200v", run)
	}
	lines := map[int]bool{}
	for _, a := range run.Annotations {
		if lines[a.Start] {
			t.Errorf("line %d is annotated twice", a.Start)
		}
		lines[a.Start] = true
	}
	return len(lines) == len(want.Annotations)
}

// wantFewTries holds the client to three tries of a request. What is written may be written only so often in all; what is
// read may be read again later. When a connection that served before is closed, net/http asks once more by itself, at each
// try, for what changes nothing. What follows a request that went well is another one, such as the next batch of annotations.
func (b *bout) wantFewTries(t *testing.T) {
	t.Helper()
	requests := b.s.Requests()
	b.mu.Lock()
	well := slices.Clone(b.well)
	b.mu.Unlock()
	posts, inRow := map[string]int{}, 0
	for i, request := range requests {
		if inRow++; i == 0 || requests[i-1] != request || i > len(well) || well[i-1] {
			inRow = 1
		}
		switch request.Method {
		case http.MethodGet:
			if inRow > 2*3 {
				t.Errorf("%v was tried %d times in a row", request, inRow)
			}
		case http.MethodPost:
			if posts[request.Path]++; posts[request.Path] > 3 {
				t.Errorf("%v was tried %d times", request, posts[request.Path])
			}
		default:
			if inRow > 3 {
				t.Errorf("%v was tried %d times in a row", request, inRow)
			}
		}
	}
	if len(requests) > 500 {
		t.Errorf("there were %d requests", len(requests))
	}
}

// wantSecret looks for the token where it must not be.
func (b *bout) wantSecret(t *testing.T, r github.Result) {
	t.Helper()
	for _, o := range []github.Outcome{r.Comment, r.Status, r.CheckRun} {
		if strings.Contains(fmt.Sprintf("%+v %v %q", o, o.Err, o.URL), b.s.Token) {
			t.Errorf("the token is in %+v", o)
		}
	}
	if len(b.elsewhere.got) > 0 {
		t.Errorf("another host got %q", b.elsewhere.got)
		b.elsewhere.got = nil
	}
}

// A host is another one. It writes down what it gets, and with which token.
type host struct {
	URL string
	got []string
}

func newHost(t *testing.T) *host {
	h := &host{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.got = append(h.got, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization"))
		fmt.Fprint(w, "{}")
	}))
	t.Cleanup(server.Close)
	h.URL = server.URL
	return h
}
