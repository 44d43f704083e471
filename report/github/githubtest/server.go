package githubtest

import (
	"bytes"
	"encoding/json"
	"errors"
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

// Bot is the author of what a token of GitHub Actions writes.
const Bot = "github-actions[bot]"

// A Server is one GitHub with one repository. Its exported fields are set before the first request.
type Server struct {
	URL      string // without a slash at its end; what is below URL + "/api/v3", as on an Enterprise Server, is the same
	Token    string // the only one that is let in
	Repo     string // "acme/shop"
	Login    string // whose token it is; empty: a job's of GitHub Actions, which may not ask and writes as Bot
	ReadOnly bool   // the token may write nothing, as that of a fork's run

	t           testing.TB
	operations  []operation
	description *description // nil: not there

	choosing sync.Mutex // held while a test chooses what goes wrong

	mu        sync.Mutex // of all below
	fault     func(*http.Request) Fault
	requests  []Request
	used      map[string]bool // operations that were asked for
	lastID    int64
	writes    int
	pulls     map[int]Pull
	comments  []Comment
	statuses  []Status
	checkRuns []CheckRun
}

// A Request is one that was made, whatever became of it.
type Request struct {
	Method, Path string // with the query
}

// New starts a server that stops when the test ends.
func New(t testing.TB) *Server {
	t.Helper()
	all, err := operations()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{
		Token: "ghs_covbarCanary0123456789abcdefghijkl", Repo: "acme/shop",
		t: t, operations: all, lastID: 1 << 33, pulls: map[int]Pull{}, used: map[string]bool{},
	}
	s.description = describe(t)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Fault sets what goes wrong from here on: choose is called for each request, one at a time, and nil means that nothing does.
func (s *Server) Fault(choose func(*http.Request) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = choose
}

// Requests returns what was asked, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Unused returns the operations that nothing asked for.
func (s *Server) Unused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var unused []string
	for _, o := range s.operations {
		if !s.used[o.id] {
			unused = append(unused, o.id)
		}
	}
	return unused
}

// A call is a request that has reached its operation.
type call struct {
	*http.Request
	body []byte
	api  string // URL of the API, as it was asked: with or without /api/v3
	vars map[string]string
}

// into reads the body of a request, and says what GitHub says of one that is no JSON.
func (c *call) into(v any) (refused answer, ok bool) {
	if err := json.Unmarshal(c.body, v); err != nil {
		return refuse(http.StatusBadRequest, "Problems parsing JSON"), false
	}
	return answer{}, true
}

// ServeHTTP makes a Server an http.Handler, so that a test can put it behind a server of its own, such as one with TLS.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	s.mu.Lock()
	s.requests = append(s.requests, Request{r.Method, r.URL.RequestURI()})
	choose := s.fault
	s.mu.Unlock()

	reply := func() *Reply { return s.reply(&call{Request: r, body: body}) }
	if choose != nil {
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.choosing.Lock()
		fault := choose(r)
		s.choosing.Unlock()
		if fault != nil {
			fault(w, r, reply)
			return
		}
	}
	reply().Write(w)
}

// reply does what was asked. One request is served at a time, as by one database.
func (s *Server) reply(c *call) *Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, enterprise := strings.CutPrefix(c.URL.Path, "/api/v3")
	c.api = origin(c.Request)
	if enterprise {
		c.api += "/api/v3"
	}
	if rest, renamed := strings.CutPrefix(path, fmt.Sprintf("/repositories/%d/", repositoryID)); renamed {
		path = "/repos/" + s.Repo + "/" + rest
	}
	if refused, ok := s.admit(c); !ok {
		return refused.reply()
	}
	for _, o := range s.operations {
		if vars, ok := o.match(c.Method, path); ok {
			c.vars = vars
			return s.perform(o, c).reply()
		}
	}
	s.t.Errorf("%s %s: covbar has no such operation of GitHub; one that it needs is added to operations.txt", c.Method, path)
	return refuse(http.StatusNotFound, "Not Found").reply()
}

// origin is the beginning of the URLs of the server, as the client calls it.
func origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// perform does an operation on the repository that is there, and holds both sides against the description.
func (s *Server) perform(o operation, c *call) answer {
	if owner, ok := c.vars["owner"]; ok && !strings.EqualFold(owner+"/"+c.vars["repo"], s.Repo) {
		return refuse(http.StatusNotFound, "Not Found")
	}
	s.used[o.id] = true
	var a answer
	err := s.description.request(o, c)
	if s.ReadOnly && c.Method != http.MethodGet {
		a = refuse(http.StatusForbidden, "Resource not accessible by integration")
	} else {
		a = o.answer(s, c)
	}
	err = errors.Join(err, s.description.response(o, c, a.reply()))
	if err != nil {
		s.t.Errorf("%s %s is not as GitHub describes it: %v", c.Method, c.URL.Path, err)
	}
	return a
}

// admit lets in who has the token and says what it is.
func (s *Server) admit(c *call) (answer, bool) {
	switch {
	case c.UserAgent() == "":
		return refuse(http.StatusForbidden, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"), false
	case c.Header.Get("Authorization") != "Bearer "+s.Token:
		return refuse(http.StatusUnauthorized, "Bad credentials"), false
	}
	return answer{}, true
}

// id returns the next one. They are larger than 32 bits, as GitHub's are.
func (s *Server) id() int64 {
	s.lastID++
	return s.lastID
}

// now is the time of a write. It has whole seconds, as GitHub's has, and several writes share one.
func (s *Server) now() time.Time {
	s.writes++
	return time.Date(2026, 3, 2, 10, 0, s.writes/4, 0, time.UTC)
}

// author is who writes with the token.
func (s *Server) author() string {
	if s.Login != "" {
		return s.Login
	}
	return Bot
}
