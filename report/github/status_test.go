package github

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

const (
	creating  = "POST /repos/covbar/shop/statuses/" + commit
	listing   = "GET /repos/covbar/shop/commits/" + commit + "/statuses"
	statusURL = "https://ci.example/1"
)

// statuses is a commit's, the newest first. What post returns says whether the n-th POST is kept, and how it is answered
// where it is not as it should be.
type statuses struct {
	t    *testing.T
	list []map[string]any
	n    int
	post func(n int) (kept bool, reply http.HandlerFunc)
	get  http.HandlerFunc
}

func (s *statuses) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && s.get != nil {
		s.get(w, r)
		return
	}
	if r.Method == http.MethodGet {
		answer(w, http.StatusOK, s.list)
		return
	}
	var sent map[string]any
	if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
		s.t.Error(err)
	}
	s.n++
	kept, reply := true, http.HandlerFunc(nil)
	if s.post != nil {
		kept, reply = s.post(s.n)
	}
	if kept {
		s.list = slices.Insert(s.list, 0, sent)
	}
	if reply != nil {
		reply(w, r)
		return
	}
	answer(w, http.StatusCreated, sent)
}

func TestStatus(t *testing.T) {
	says := func(status int, message string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { refuse(w, status, message) }
	}
	broken := func(http.ResponseWriter, *http.Request) { reset() }
	always := func(kept bool, reply http.HandlerFunc) func(int) (bool, http.HandlerFunc) {
		return func(int) (bool, http.HandlerFunc) { return kept, reply }
	}
	once := func(reply http.HandlerFunc) func(int) (bool, http.HandlerFunc) {
		return func(n int) (bool, http.HandlerFunc) {
			if n == 1 {
				return false, reply
			}
			return true, nil
		}
	}
	nothing := func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusCreated, map[string]any{}) }
	const lacks = `the token lacks the permission "statuses: write": `
	const full = "Validation Failed: This SHA and context has reached the maximum number of statuses."
	for _, test := range []struct {
		name  string
		fake  statuses
		done  Done
		err   string
		asked []string
	}{
		{"sent", statuses{}, Sent, "", []string{creating}},
		{"it arrived, and the answer did not", statuses{post: always(true, broken)}, Sent, "", []string{creating, listing}},
		{"it did not arrive, and then it did", statuses{post: once(says(502, "x"))}, Sent, "", []string{creating, listing, creating}},
		{
			"an older one is not it",
			statuses{post: once(broken), list: []map[string]any{{"context": "x"}, {"context": "covbar", "state": "failure"}}},
			Sent, "",
			[]string{creating, listing, creating},
		},
		{"it never arrives", statuses{post: always(false, broken)}, Failed, creating + ": EOF", []string{creating, listing, creating, listing, creating}},
		{
			"it cannot be seen whether it arrived",
			statuses{post: always(false, broken), get: says(500, "x")},
			Failed, listing + `: 500 "x"`,
			[]string{creating, listing, listing, listing},
		},
		{"another answer than asked for", statuses{post: always(true, nothing)}, Sent, "", []string{creating, listing}},
		{
			"read-only",
			statuses{post: always(false, says(403, "Resource not accessible by integration"))},
			ReadOnly, lacks + creating + `: 403 "Resource not accessible by integration"`,
			[]string{creating},
		},
		{
			"read-only, in other words",
			statuses{post: always(false, says(404, "Not Found"))},
			ReadOnly, lacks + creating + `: 404 "Not Found"`,
			[]string{creating, listing},
		},
		{
			"no such repository",
			statuses{post: always(false, says(404, "Not Found")), get: says(404, "Not Found")},
			Failed, listing + `: 404 "Not Found"`,
			[]string{creating, listing},
		},
		{"a wrong token", statuses{post: always(false, says(401, "Bad credentials"))}, Failed, creating + `: 401 "Bad credentials"`, []string{creating}},
		{"the thousandth", statuses{post: always(false, says(422, full))}, Failed, creating + `: 422 "` + full + `"`, []string{creating}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.fake.t = t
			s := serve(t, test.fake.ServeHTTP)
			post := Post{Repo: repo, SHA: commit, Status: &Status{Context: "covbar", State: Success, Description: "82.1%", URL: statusURL}}
			got := s.send(t, post).Status
			if got.Done != test.done || message(got.Err) != test.err {
				t.Errorf("got  %s, %v\nwant %s, %v", got.Done, got.Err, test.done, test.err)
			}
			if !slices.Equal(s.asked, test.asked) {
				t.Errorf("asked\n%s\nwant\n%s", strings.Join(s.asked, "\n"), strings.Join(test.asked, "\n"))
			}
			if test.done == Sent {
				if newest := test.fake.list[0]; newest["description"] != "82.1%" || newest["target_url"] != statusURL || newest["state"] != "success" {
					t.Errorf("there is %v", newest)
				}
			}
		})
	}
}

// One that is longer is refused: who writes it knows where it can be cut.
func TestStatusDescription(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "<nil>",
		strings.Repeat("é", 140): strings.Repeat("é", 140),
	} {
		fake := &statuses{t: t}
		s := serve(t, fake.ServeHTTP)
		s.send(t, Post{Repo: repo, SHA: commit, Status: &Status{Context: "x", State: Error, Description: in}})
		got, ok := fake.list[0]["description"].(string)
		if !ok {
			got = "<nil>"
		}
		if got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}
