package githubtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Tests of what is refused send what no client should, so what the description has to say of the requests is left aside.
func TestRefusals(t *testing.T) {
	annotations := func(n int) string {
		one := `{"path":"a.go","start_line":1,"end_line":1,"annotation_level":"notice","message":"m"}`
		return "[" + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + "]"
	}
	run := func(output string) string {
		return fmt.Sprintf(`{"name":"n","head_sha":%q,"output":%s}`, head, output)
	}
	const runs, comments = "/repos/acme/shop/check-runs", "/repos/acme/shop/issues/7/comments"
	statuses := "/repos/acme/shop/statuses/" + head
	for _, test := range []struct {
		reason             string
		method, path, body string
		status             int
		words              string
	}{
		{"a repository that is not there", "GET", "/repos/acme/other/pulls", "", 404, "Not Found"},
		{"a pull request that is not there", "GET", "/repos/acme/shop/pulls/8", "", 404, "Not Found"},
		{"its comments", "GET", "/repos/acme/shop/issues/8/comments", "", 404, "Not Found"},
		{"a comment on it", "POST", "/repos/acme/shop/issues/8/comments", `{"body":"x"}`, 404, "Not Found"},
		{"no comment", "POST", comments, `{}`, 422, "missing_field"},
		{"no JSON", "POST", comments, `{`, 400, "Problems parsing JSON"},
		{"the longest comment", "POST", comments, `{"body":"` + strings.Repeat("ä", 65536) + `"}`, 201, "ä"},
		{"a longer comment", "POST", comments, `{"body":"` + strings.Repeat("a", 65537) + `"}`, 422, "Body is too long (maximum is 65536 characters)"},
		{"an edit to nothing", "PATCH", "/repos/acme/shop/issues/comments/ID", `{"body":""}`, 422, "missing_field"},
		{"no JSON", "POST", statuses, `[`, 400, "Problems parsing JSON"},
		{"a branch instead of a commit", "POST", "/repos/acme/shop/statuses/main", `{"state":"success"}`, 422, "No commit found for SHA: main"},
		{"half a commit", "GET", "/repos/acme/shop/commits/abc/statuses", "", 422, "No commit found for SHA: abc"},
		{"no such state", "POST", statuses, `{"state":"passed"}`, 422, "state is not included in the list"},
		{"the longest description", "POST", statuses, `{"state":"success","description":"` + strings.Repeat("é", 140) + `"}`, 201, "é"},
		{"a longer description", "POST", statuses, `{"state":"success","description":"` + strings.Repeat("é", 141) + `"}`, 422, "description is too long (maximum is 140 characters)"},
		{"no JSON", "POST", runs, `"`, 400, "Problems parsing JSON"},
		{"no commit", "POST", runs, `{"name":"n"}`, 422, "No commit found for SHA: "},
		{"an end without a conclusion", "POST", runs, `{"name":"n","head_sha":"` + head + `","status":"completed"}`, 422, "wasn't supplied."},
		{"output without a summary", "POST", runs, run(`{"title":"t"}`), 422, "wasn't supplied."},
		{"a long summary", "POST", runs, run(`{"title":"t","summary":"` + strings.Repeat("a", 65536) + `"}`), 422, "Only 65535 characters are allowed; 65536 were supplied."},
		{"a long text", "POST", runs, run(`{"title":"t","summary":"s","text":"` + strings.Repeat("a", 65536) + `"}`), 422, "Only 65535 characters are allowed"},
		{"50 annotations", "POST", runs, run(`{"title":"t","summary":"s","annotations":` + annotations(50) + `}`), 201, `"annotations_count":50`},
		{"51 annotations", "POST", runs, run(`{"title":"t","summary":"s","annotations":` + annotations(51) + `}`), 422, "No more than 50 items are allowed; 51 were supplied."},
		{"an annotation at no line", "POST", runs, run(`{"title":"t","summary":"s","annotations":[{"path":"a.go","message":"m","annotation_level":"notice"}]}`), 422, "Invalid annotation"},
		{"a run that is not there: its annotations", "GET", runs + "/1/annotations", "", 404, "Not Found"},
		{"its update", "PATCH", runs + "/1", `{}`, 404, "Not Found"},
		{"an update to 51 annotations", "PATCH", runs + "/ID", `{"output":{"title":"t","summary":"s","annotations":` + annotations(51) + `}}`, 422, "No more than 50"},
		{"an update without JSON", "PATCH", runs + "/ID", `{`, 400, "Problems parsing JSON"},
	} {
		s := start(&strict{TB: t})
		comment := s.AddComment(7, Bot, "x")
		s.checkRuns = []CheckRun{{ID: comment.ID, SHA: head, Name: "n", Status: "queued"}}
		path := strings.Replace(test.path, "ID", fmt.Sprint(comment.ID), 1)
		status, _, text := ask(t, s, test.method, path, test.body)
		if status != test.status || !strings.Contains(text, test.words) {
			t.Errorf("%s: %d %.200s, not %d %s", test.reason, status, text, test.status, test.words)
		}
	}
}

func TestAdmits(t *testing.T) {
	s := start(t)
	s.ReadOnly = true
	for _, test := range []struct {
		reason, method, token, agent string
		status                       int
		words                        string
	}{
		{"whoever has the token reads", "GET", s.Token, "covbar", 200, "[]"},
		{"another token", "GET", "ghp_wrong", "covbar", 401, "Bad credentials"},
		{"nobody says who asks", "GET", s.Token, "", 403, "Please make sure your request has a User-Agent header"},
		{"a fork's token writes nothing", "POST", s.Token, "covbar", 403, "Resource not accessible by integration"},
	} {
		body := strings.NewReader(map[string]string{"POST": `{"body":"x"}`}[test.method])
		r := httptest.NewRequest(test.method, "/repos/acme/shop/issues/7/comments", body)
		r.Header.Set("Authorization", "Bearer "+test.token)
		r.Header.Set("User-Agent", test.agent)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.words) {
			t.Errorf("%s: %d %s", test.reason, w.Code, w.Body)
		}
	}
	if s.Comments(7) != nil {
		t.Error("it wrote all the same")
	}
}

func TestFaults(t *testing.T) {
	away := httptest.NewServer(http.NotFoundHandler())
	defer away.Close()
	const comments = "/repos/acme/shop/issues/7/comments"
	for _, test := range []struct {
		name   string
		fault  Fault
		done   bool // what was asked
		status int  // 0: there is no whole answer
		header string
		want   string
	}{
		{"500", Fail(500), false, 500, "Content-Type", "text/html; charset=utf-8"},
		{"502 after it was done", FailAfter(502), true, 502, "Content-Type", "text/html; charset=utf-8"},
		{"reset before", ResetBefore, false, 0, "", ""},
		{"reset after", ResetAfter, true, 0, "", ""},
		{"truncated", Truncate, true, 0, "", ""},
		{"HTML", HTML, false, 200, "Content-Type", "text/html; charset=utf-8"},
		{"secondary limit", SecondaryLimit(7), false, 403, "Retry-After", "7"},
		{"too many", TooMany(9), false, 429, "Retry-After", "9"},
		{"read-only", Forbid, false, 403, "", ""},
		{"renamed", Renamed(301), false, 301, "Location", "/repositories/731000421/issues/7/comments"},
		{"away", Away(307, away.URL), false, 307, "Location", away.URL + comments},
		{"endless", Endless, true, 201, "", ""},
		{"none", nil, true, 201, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := start(t)
			s.Fault(func(*http.Request) Fault { return test.fault })
			status, header, _, err := try(t, s, "POST", comments, `{"body":"x"}`)
			if (err != nil) != (test.status == 0) || err == nil && status != test.status {
				t.Errorf("status %d, error %v", status, err)
			}
			if got := strings.TrimPrefix(header.Get(test.header), s.URL); got != test.want {
				t.Errorf("%s is %q, not %q", test.header, got, test.want)
			}
			if done := s.Comments(7) != nil; done != test.done {
				t.Errorf("it was done: %v, not %v", done, test.done)
			}
		})
	}
}

func TestFaultsOfReading(t *testing.T) {
	s := start(t)
	s.AddComment(7, "octocat", "x")
	s.Fault(func(r *http.Request) Fault {
		switch r.URL.Query().Get("page") {
		case "5":
			return Endless
		case "6":
			return Renamed(301)
		case "7":
			return Forbid
		}
		return Endless
	})
	const comments = "/repos/acme/shop/issues/7/comments"
	for _, page := range []string{"", "?page=5"} {
		_, header, _ := ask(t, s, "GET", comments+page, "")
		want := map[string]string{"": "2", "?page=5": "6"}[page]
		if got := header.Get("Link"); got != fmt.Sprintf(`<%s%s?page=%s>; rel="next"`, s.URL, comments, want) {
			t.Errorf("%q leads to %s", page, got)
		}
	}
	_, header, _ := ask(t, s, "GET", "/api/v3"+comments+"?page=6", "")
	want := s.URL + "/api/v3/repositories/731000421/issues/7/comments?page=6"
	if got := header.Get("Location"); got != want {
		t.Errorf("it is at %s, not at %s", got, want)
	}
	s.Fault(nil)
	if status, _, text := ask(t, s, "GET", s.URL+"/repositories/731000421/issues/7/comments", ""); status != http.StatusOK || !strings.Contains(text, `"body":"x"`) {
		t.Errorf("by its number: %d %s", status, text)
	}
	s.Fault(func(*http.Request) Fault { return Renamed(301) })
	if status, _, _ := ask(t, s, "GET", "/repositories/731000421/issues/7/comments", ""); status != http.StatusOK {
		t.Errorf("its number leads nowhere else: %d", status)
	}
	s.Fault(func(*http.Request) Fault { return Forbid })
	if status, _, _ := ask(t, s, "GET", comments, ""); status != http.StatusOK {
		t.Errorf("a fork's token may read: %d", status)
	}
	comment := s.Comments(7)[0]
	s.Fault(func(*http.Request) Fault { return Truncate })
	if _, _, _, err := try(t, s, "DELETE", fmt.Sprintf("/repos/acme/shop/issues/comments/%d", comment.ID), ""); err == nil {
		t.Error("an answer without a body cannot be cut, but lost")
	}
}
