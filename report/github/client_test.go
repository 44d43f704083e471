package github

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// canary is a token that must be seen nowhere.
const canary = "ghs_canary0123456789canary"

const commit = "0123456789abcdef0123456789abcdef01234567"

var repo = Repo{Owner: "covbar", Name: "shop"}

// A server answers requests with a handler, one after the other, and keeps what was asked.
type server struct {
	*httptest.Server
	turn  sync.Mutex // a handler's
	mu    sync.Mutex
	asked []string // "POST /repos/…"
	sent  []string // bodies
	waits []time.Duration
}

func serve(t *testing.T, handler http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.turn.Lock()
		defer s.turn.Unlock()
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.asked = append(s.asked, r.Method+" "+r.URL.Path)
		s.sent = append(s.sent, string(body))
		s.mu.Unlock()
		if got, want := r.Header.Get("Authorization"), "Bearer "+canary; got != want {
			t.Errorf("%s %s: Authorization is %q, want %q", r.Method, r.URL, got, want)
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// client talks to s, and does not wait.
func (s *server) client(t *testing.T) *Client {
	t.Helper()
	c, err := NewClient(Options{API: s.URL, Token: canary, Wait: func(ctx context.Context, d time.Duration) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.waits = append(s.waits, d)
		return ctx.Err()
	}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// send sends p, and returns when the last handler has ended.
func (s *server) send(t *testing.T, p Post) Result {
	t.Helper()
	defer s.rest()
	return s.client(t).Send(context.Background(), p)
}

// rest waits for the handler whose answer nobody waited for.
func (s *server) rest() {
	s.turn.Lock()
	defer s.turn.Unlock()
}

// requests returns what was asked of s, but for what does not begin with one of the methods.
func (s *server) requests(methods ...string) []string {
	s.rest()
	s.mu.Lock()
	defer s.mu.Unlock()
	var some []string
	for _, r := range s.asked {
		if method, _, _ := strings.Cut(r, " "); len(methods) == 0 || slices.Contains(methods, method) {
			some = append(some, r)
		}
	}
	return some
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if status != http.StatusNoContent {
		_ = json.NewEncoder(w).Encode(v)
	}
}

// refuse answers as GitHub does when it refuses.
func refuse(w http.ResponseWriter, status int, message string) {
	answer(w, status, map[string]any{"message": message, "documentation_url": "https://docs.github.com/rest"})
}

// reset breaks the connection.
func reset() { panic(http.ErrAbortHandler) }

func TestNewClient(t *testing.T) {
	for _, test := range []struct{ api, token, want, reason string }{
		{"https://api.github.com", canary, "", "GitHub itself"},
		{"https://ghe.example/api/v3/", canary, "", "an Enterprise Server, with a slash"},
		{"http://127.0.0.1:8080", canary, "", "a test's server"},
		{"http://[::1]:8080", canary, "", "the same, of these days"},
		{"http://localhost", canary, "", "the same by name"},
		{"http://api.github.com", canary, `"http://api.github.com" is not https: the token would be readable on its way`, "everybody between us could read the token"},
		{"http://localhost.example", canary, `"http://localhost.example" is not https: the token would be readable on its way`, "not loopback"},
		{"ftp://127.0.0.1", canary, `"ftp://127.0.0.1" is not https: the token would be readable on its way`, "no such protocol"},
		{"https://" + canary + "@api.github.com", canary, "the URL of the API holds a user name: the token is all there is", "the token's other way into logs"},
		{"https://api.github.com:" + canary, canary, "the URL of the API cannot be read", "net/url would show it"},
		{"api.github.com", canary, "\"api.github.com\" is no URL of an API\nhint: such as https://api.github.com, or https://HOST/api/v3", "no scheme"},
		{"", canary, "\"\" is no URL of an API\nhint: such as https://api.github.com, or https://HOST/api/v3", "not set"},
		{"https://api.github.com?x=1", canary, "\"https://api.github.com?x=1\" is no URL of an API\nhint: such as https://api.github.com, or https://HOST/api/v3", "paths are put behind it"},
		{"https://api.github.com", "", "there is no token", "an empty secret"},
		{"https://api.github.com", canary + "\n", "the token holds a character that tokens do not have, such as a space or a line end", "a secret with its line end"},
	} {
		_, err := NewClient(Options{API: test.api, Token: test.token})
		if got := message(err); got != test.want {
			t.Errorf("%q: got %q, want %q: %s", test.api, got, test.want, test.reason)
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestParseRepo(t *testing.T) {
	for _, test := range []struct{ in, want, reason string }{
		{"covbar/covbar", "covbar/covbar", "as it is"},
		{"a_b/.github", "a_b/.github", "a name that begins with a dot"},
		{"covbar", "", "no owner"},
		{"covbar/", "", "no name"},
		{"/covbar", "", "no owner"},
		{"a/b/c", "", "another path of the API"},
		{"a/..", "", "another path of the API"},
		{"./b", "", "another path of the API"},
		{"a/b?per_page=1", "", "a query"},
		{"a/b\n", "", "a line end"},
		{"a/%2e%2e", "", "escaped"},
		{"", "", "not set"},
	} {
		got, err := ParseRepo(test.in)
		wrong := fmt.Sprintf("%q is no repository\nhint: write it as owner/name", test.in)
		switch {
		case test.want != "" && (err != nil || got.String() != test.want):
			t.Errorf("%q: got %v, %v: %s", test.in, got, err, test.reason)
		case test.want == "" && message(err) != wrong:
			t.Errorf("%q: got %v, want %q: %s", test.in, err, wrong, test.reason)
		}
	}
}

func TestSendChecks(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	c := s.client(t)
	status := &Status{Context: "covbar", State: Success}
	comment := func(k Comment) Post { return Post{Repo: repo, SHA: commit, Pull: 1, Comment: &k} }
	for _, test := range []struct {
		post   Post
		want   string
		reason string
	}{
		{Post{SHA: commit, Status: status}, `status: "/" is no repository`, "not set"},
		{Post{Repo: Repo{"a", ".."}, SHA: commit, Status: status}, `status: "a/.." is no repository`, "another path of the API"},
		{Post{Repo: repo, SHA: "main", Status: status}, `status: "main" is no commit: 40 or 64 hexadecimal digits are, in lower case`, "a branch moves"},
		{
			Post{Repo: repo, SHA: commit, Status: &Status{Context: "x", State: Error, Description: strings.Repeat("é", 141)}},
			"status: the description has 141 characters, and GitHub takes 140", "GitHub would refuse it",
		},
		{Post{Repo: repo, SHA: commit, Pull: -1, Status: status}, `status: -1 is no number of a pull request`, "another path of the API"},
		{Post{Repo: repo, SHA: commit, Status: &Status{State: Success}}, `status: a status needs a context`, "GitHub would call it default"},
		{Post{Repo: repo, SHA: commit, Status: &Status{Context: "x", State: "pending"}}, `status: "pending" is no state of a status`, "no verdict has it"},
		{Post{Repo: repo, SHA: commit, Comment: &Comment{Marker: "m"}}, "comment: a comment needs a pull request", "GitHub lists those of all issues at 0"},
		{comment(Comment{Marker: " "}), "comment: a comment needs a marker", "it would take anybody's comment"},
		{Post{Repo: repo, SHA: commit, CheckRun: &CheckRun{State: Success}}, "check run: a check run needs a name", "it is found by it"},
		{Post{Repo: repo, SHA: commit, CheckRun: &CheckRun{Name: "x"}}, `check run: "" is no state of a check run`, "it would be neutral, which passes"},
		{
			Post{Repo: repo, SHA: commit, CheckRun: &CheckRun{Name: "x", State: Success, Summary: strings.Repeat("x", 65_536)}},
			"check run: the summary has 65536 bytes and the text 0, and GitHub takes 65535 of each", "GitHub would refuse it",
		},
	} {
		if got := message(c.Send(context.Background(), test.post).Err()); got != test.want {
			t.Errorf("got  %q\nwant %q: %s", got, test.want, test.reason)
		}
	}
	if r := c.Send(context.Background(), Post{}); r != (Result{}) || r.Err() != nil {
		t.Errorf("nothing was asked for, and it became %v", r)
	}
}

func TestIsCommit(t *testing.T) {
	for _, test := range []struct {
		in     string
		want   bool
		reason string
	}{
		{commit, true, "SHA-1"},
		{strings.Repeat("0", 64), true, "SHA-256"},
		{strings.ToUpper(commit), false, "git writes lower case, and one commit has one name"},
		{commit[1:], false, "short"},
		{commit + "0", false, "neither"},
		{commit + "\n", false, "a line end"},
		{"HEAD", false, "it moves"},
		{"", false, "not set"},
	} {
		if got := IsCommit(test.in); got != test.want {
			t.Errorf("%q: %v, want %v: %s", test.in, got, test.want, test.reason)
		}
	}
}

func TestFindPull(t *testing.T) {
	pull := func(n int, owner, branch, sha string) map[string]any {
		return map[string]any{"number": n, "head": map[string]any{"sha": sha, "ref": branch, "user": map[string]any{"login": owner}}}
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if q := r.URL.Query(); q.Get("head") != "Fork:a b#1" || q.Get("state") != "open" {
			t.Errorf("asked for %v", q)
		}
		answer(w, http.StatusOK, []any{
			pull(1, "fork", "a b#1", commit),
			pull(2, "Fork", "a b#1", strings.Repeat("0", 40)),
			pull(3, "Other", "a b#1", commit),
			pull(4, "Fork", "b", commit),
			pull(5, "Fork", "a b#1", strings.ToUpper(commit)),
		})
	})
	c := s.client(t)
	got, err := c.FindPull(context.Background(), repo, "Fork", "a b#1", commit)
	if want := []int{1, 5}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	for _, test := range []struct{ owner, branch, sha, want string }{
		{"", "b", commit, "a pull request is found by the owner and the name of its branch"},
		{"a:b", "b", commit, "a pull request is found by the owner and the name of its branch"},
		{"a", "", commit, "a pull request is found by the owner and the name of its branch"},
		{"a", "b", "HEAD", `"HEAD" is no commit: 40 or 64 hexadecimal digits are, in lower case`},
	} {
		if _, err := c.FindPull(context.Background(), repo, test.owner, test.branch, test.sha); message(err) != test.want {
			t.Errorf("%q %q: got %v, want %s", test.owner, test.branch, err, test.want)
		}
	}
}

func TestFindPullFails(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, "Not Found") })
	_, err := s.client(t).FindPull(context.Background(), repo, "fork", "b", commit)
	if got, want := message(err), `GET /repos/covbar/shop/pulls: 404 "Not Found"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
