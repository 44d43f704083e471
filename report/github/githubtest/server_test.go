package githubtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	head  = strings.Repeat("a", 40)
	other = strings.Repeat("c", 40)
)

// A strict test remembers what the server complains of, and goes on.
type strict struct {
	testing.TB
	complaints []string
}

func (s *strict) Errorf(format string, args ...any) {
	s.complaints = append(s.complaints, fmt.Sprintf(format, args...))
}

// ask makes one request, following no redirect, and returns the status, the header and the body.
func ask(t *testing.T, s *Server, method, path, body string) (int, http.Header, string) {
	t.Helper()
	status, header, text, err := try(t, s, method, path, body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return status, header, text
}

func try(t *testing.T, s *Server, method, path, body string) (int, http.Header, string, error) {
	t.Helper()
	where := s.URL + path
	if strings.HasPrefix(path, "http:") {
		where = path
	}
	r, err := http.NewRequestWithContext(t.Context(), method, where, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		return 0, nil, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(text), err
}

// start is a server with one pull request.
func start(t testing.TB) *Server {
	s := New(t)
	s.OpenPull(Pull{Number: 7, HeadSHA: head})
	return s
}

func read[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return v
}

func TestComments(t *testing.T) {
	s := start(t)
	s.AddComment(7, "octocat", "Looks good.")
	const comments = "/repos/acme/shop/issues/7/comments"
	status, _, text := ask(t, s, "POST", comments, `{"body":"one"}`)
	made := read[struct {
		ID   int64
		URL  string
		HTML string `json:"html_url"`
		Body string
		User struct{ Login string }
	}](t, text)
	if status != http.StatusCreated || made.User.Login != Bot || made.Body != "one" || made.HTML != fmt.Sprintf("%s/acme/shop/pull/7#issuecomment-%d", s.URL, made.ID) {
		t.Errorf("created: %d %s", status, text)
	}
	if status, _, text := ask(t, s, "PATCH", made.URL, `{"body":"two"}`); status != http.StatusOK || !strings.Contains(text, `"body":"two"`) {
		t.Errorf("edited: %d %s", status, text)
	}
	var said []string
	for _, comment := range s.Comments(7) {
		said = append(said, comment.Author+": "+comment.Body)
	}
	if diff := cmp.Diff([]string{"octocat: Looks good.", Bot + ": two"}, said); diff != "" {
		t.Error(diff)
	}
	if status, _, text := ask(t, s, "DELETE", made.URL, ""); status != http.StatusNoContent || text != "" {
		t.Errorf("deleted: %d %s", status, text)
	}
	for method, body := range map[string]string{"PATCH": `{"body":"x"}`, "DELETE": ""} {
		if status, _, _ := ask(t, s, method, made.URL, body); status != http.StatusNotFound {
			t.Errorf("%s of a deleted comment: %d", method, status)
		}
	}
	want := Request{"DELETE", fmt.Sprintf("/repos/acme/shop/issues/comments/%d", made.ID)}
	if asked := s.Requests(); asked[2] != want || len(asked) != 5 {
		t.Errorf("requests are %v, the third not %v", asked, want)
	}
}

func TestPages(t *testing.T) {
	s := start(t)
	for i := range 205 {
		s.AddComment(7, "octocat", fmt.Sprint(i))
	}
	for _, test := range []struct {
		query       string
		first, many int
		link        string
		reason      string
	}{
		{"", 0, 30, `<URL?page=2>; rel="next", <URL?page=7>; rel="last"`, "30 a page where nobody asks for more"},
		{"?per_page=100&page=2", 100, 100, `<URL?page=1&per_page=100>; rel="prev", <URL?page=3&per_page=100>; rel="next", ` +
			`<URL?page=3&per_page=100>; rel="last", <URL?page=1&per_page=100>; rel="first"`, "the middle leads both ways"},
		{"?per_page=100&page=3", 200, 5, `<URL?page=2&per_page=100>; rel="prev", <URL?page=1&per_page=100>; rel="first"`, "the last one is not full"},
		{"?per_page=100&page=9", 0, 0, `<URL?page=3&per_page=100>; rel="prev", <URL?page=1&per_page=100>; rel="first"`, "beyond the end there is nothing"},
	} {
		_, header, text := ask(t, s, "GET", "/repos/acme/shop/issues/7/comments"+test.query, "")
		got := read[[]struct{ Body string }](t, text)
		if len(got) != test.many || len(got) > 0 && got[0].Body != fmt.Sprint(test.first) {
			t.Errorf("%s: %d comments of %q: %s", test.query, len(got), text[:min(100, len(text))], test.reason)
		}
		if link := strings.ReplaceAll(header.Get("Link"), s.URL+"/repos/acme/shop/issues/7/comments", "URL"); link != test.link {
			t.Errorf("%s: Link is\n%s, not\n%s: %s", test.query, link, test.link, test.reason)
		}
	}
	if some, _ := paged(&call{Request: httptest.NewRequest(http.MethodGet, "/?per_page=1000", nil)}, make([]any, 300)); len(some) != 100 {
		t.Errorf("a page has %d, although 100 is the most", len(some))
	}
}

func TestPulls(t *testing.T) {
	s := start(t)
	s.OpenPull(Pull{Number: 8, HeadSHA: other, HeadOwner: "mallory", HeadBranch: "topic"})
	s.OpenPull(Pull{Number: 9, HeadSHA: other, HeadBranch: "old", Closed: true})
	for _, test := range []struct {
		query  string
		want   []int
		reason string
	}{
		{"", []int{8, 7}, "the open ones, latest first"},
		{"?state=closed", []int{9}, "only what is closed"},
		{"?state=all", []int{9, 8, 7}, "all"},
		{"?head=mallory:topic&state=open", []int{8}, "the fork's, not the branch of the same name"},
		{"?head=ACME:topic", []int{7}, "the case of an owner says nothing"},
		{"?head=acme:old&state=open", nil, "it is closed"},
		{"?head=topic", []int{8, 7}, "without an owner the filter is none"},
	} {
		_, _, text := ask(t, s, "GET", "/repos/acme/shop/pulls"+test.query, "")
		var got []int
		for _, pull := range read[[]struct{ Number int }](t, text) {
			got = append(got, pull.Number)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s: %s", test.query, diff, test.reason)
		}
	}
	s.OpenPull(Pull{Number: 7, HeadSHA: other})
	_, _, text := ask(t, s, "GET", "/api/v3/repos/acme/shop/pulls/7", "")
	pull := read[struct {
		Head, Base struct {
			SHA, Label string
			Repo       struct {
				Name string `json:"full_name"`
				Fork bool
			}
		}
		Links map[string]struct{ Href string } `json:"_links"`
	}](t, text)
	if pull.Head.SHA != other || pull.Head.Label != "acme:topic" || pull.Head.Repo.Name != "acme/shop" || pull.Head.Repo.Fork {
		t.Errorf("after a push the head is %+v", pull.Head)
	}
	if self := pull.Links["self"].Href; self != s.URL+"/api/v3/repos/acme/shop/pulls/7" {
		t.Errorf("an Enterprise Server leads to %s", self)
	}
}

func TestStatuses(t *testing.T) {
	s := start(t)
	for _, state := range []string{"pending", "failure"} {
		status, _, text := ask(t, s, "POST", "/repos/acme/shop/statuses/"+head,
			fmt.Sprintf(`{"state":%q,"context":"covbar","description":"12.3%%","target_url":"https://example.com/1"}`, state))
		if status != http.StatusCreated {
			t.Errorf("%d %s", status, text)
		}
	}
	ask(t, s, "POST", "/repos/acme/shop/statuses/"+head, `{"state":"success"}`)
	_, _, text := ask(t, s, "GET", "/repos/acme/shop/commits/"+head+"/statuses", "")
	var got []string
	for _, status := range read[[]struct{ State, Context string }](t, text) {
		got = append(got, status.Context+" "+status.State)
	}
	if diff := cmp.Diff([]string{"default success", "covbar failure", "covbar pending"}, got); diff != "" {
		t.Error(diff)
	}
	if unused := s.Unused(); slices.Contains(unused, "repos/create-commit-status") || !slices.Contains(unused, "pulls/list") {
		t.Errorf("not used are %v", unused)
	}
	if sent := s.Statuses(head); len(sent) != 3 || sent[1].State != "failure" || sent[1].URL != "https://example.com/1" || len(s.Statuses(other)) != 0 {
		t.Errorf("sent were %+v", sent)
	}
}

func TestThousandStatuses(t *testing.T) {
	s := start(t)
	for range 1000 {
		s.statuses = append(s.statuses, Status{SHA: head, Context: "covbar"})
	}
	path := "/repos/acme/shop/statuses/" + head
	if status, _, text := ask(t, s, "POST", path, `{"state":"success","context":"Covbar"}`); status != http.StatusUnprocessableEntity ||
		!strings.Contains(text, "This SHA and context has reached the maximum number of statuses.") {
		t.Errorf("%d %s", status, text)
	}
	if status, _, text := ask(t, s, "POST", path, `{"state":"success","context":"covbar/other"}`); status != http.StatusCreated {
		t.Errorf("another context: %d %s", status, text)
	}
}

func TestCheckRuns(t *testing.T) {
	s := start(t)
	const one = `{"path":"a.go","start_line":1,"end_line":2,"annotation_level":"warning","message":"m","title":"t"}`
	status, _, text := ask(t, s, "POST", "/repos/acme/shop/check-runs",
		`{"name":"covbar report","head_sha":"`+head+`","status":"in_progress","external_id":"E","details_url":"https://example.com/1",`+
			`"output":{"title":"T","summary":"S","text":"X","annotations":[`+one+`]}}`)
	run := read[struct {
		ID          int64
		URL, Status string
		Completed   *string `json:"completed_at"`
	}](t, text)
	if status != http.StatusCreated || run.Status != "in_progress" || run.Completed != nil {
		t.Errorf("created: %d %s", status, text)
	}
	if status, _, text := ask(t, s, "PATCH", run.URL, `{"conclusion":"failure","output":{"title":"T2","summary":"S","annotations":[`+one+`,`+one+`]}}`); status != http.StatusOK ||
		!strings.Contains(text, `"annotations_count":3`) || !strings.Contains(text, `"status":"completed"`) {
		t.Errorf("updated: %d %s", status, text)
	}
	_, header, got := ask(t, s, "GET", run.URL+"/annotations?per_page=2", "")
	if list := read[[]Annotation](t, got); len(list) != 2 || list[1] != (Annotation{"a.go", 1, 2, "warning", "t", "m"}) || !strings.Contains(header.Get("Link"), `rel="next"`) {
		t.Errorf("annotations: %s", got)
	}
	ask(t, s, "PATCH", run.URL, `{"name":"other"}`)
	for range 2 {
		ask(t, s, "POST", "/repos/acme/shop/check-runs", `{"name":"covbar report","head_sha":"`+head+`"}`)
	}
	for _, test := range []struct {
		query string
		want  int
	}{{"", 2}, {"?filter=all", 3}, {"?check_name=covbar+report", 1}, {"?check_name=covbar+report&filter=all", 2}, {"?status=completed", 1}, {"?check_name=none", 0}} {
		_, _, text := ask(t, s, "GET", "/repos/acme/shop/commits/"+head+"/check-runs"+test.query, "")
		list := read[struct {
			Total int   `json:"total_count"`
			Runs  []any `json:"check_runs"`
		}](t, text)
		if list.Total != test.want || len(list.Runs) != test.want {
			t.Errorf("%s: %d runs, not %d: %s", test.query, len(list.Runs), test.want, text)
		}
	}
	kept := s.CheckRuns(head)
	if len(kept) != 3 || kept[0].Name != "other" || kept[0].Title != "T2" || kept[0].External != "E" || kept[0].Conclusion != "failure" || kept[0].Text != "X" || len(kept[0].Annotations) != 3 || kept[0].Annotations[2].Title != "t" {
		t.Errorf("kept are %+v", kept)
	}
}

func TestUser(t *testing.T) {
	s := start(t)
	if status, _, text := ask(t, s, "GET", "/user", ""); status != http.StatusForbidden || !strings.Contains(text, "Resource not accessible by integration") {
		t.Errorf("a job's token: %d %s", status, text)
	}
	s = start(t)
	s.Login = "octocat"
	if status, _, text := ask(t, s, "GET", "/user", ""); status != http.StatusOK || !strings.Contains(text, `"login":"octocat"`) {
		t.Errorf("a person's token: %d %s", status, text)
	}
	ask(t, s, "POST", "/repos/acme/shop/issues/7/comments", `{"body":"one"}`)
	if author := s.Comments(7)[0].Author; author != "octocat" {
		t.Errorf("the comment is of %s", author)
	}
	for _, request := range [][2]string{{"POST", "/repos/acme/shop/check-runs"}, {"PATCH", "/repos/acme/shop/check-runs/1"}} {
		if status, _, text := ask(t, s, request[0], request[1], `{"name":"n","head_sha":"`+head+`"}`); status != http.StatusForbidden || !strings.Contains(text, "You must authenticate via a GitHub App.") {
			t.Errorf("a person's check run: %d %s", status, text)
		}
	}
}

// Behind a server with TLS, all that it leads to is there, too.
func TestTLS(t *testing.T) {
	s := start(t)
	for range 31 {
		s.AddComment(7, Bot, "x")
	}
	server := httptest.NewTLSServer(s)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/repos/acme/shop/issues/7/comments", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Token)
	resp, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if link := resp.Header.Get("Link"); !strings.HasPrefix(link, "<"+server.URL+"/repos/acme/shop/issues/7/comments?page=2>") {
		t.Errorf("the next page is at %s", link)
	}
}

func TestComplains(t *testing.T) {
	test := &strict{TB: t}
	s := start(test)
	if status, _, _ := ask(t, s, "GET", "/repos/acme/shop/branches", ""); status != http.StatusNotFound {
		t.Errorf("status is %d", status)
	}
	want := []string{"GET /repos/acme/shop/branches: covbar has no such operation of GitHub; one that it needs is added to operations.txt"}
	if diff := cmp.Diff(want, test.complaints); diff != "" {
		t.Error(diff)
	}
}

func TestOperations(t *testing.T) {
	defer func(before string) { list = before }(list)
	list = "pulls/list GET /repos/{owner}/{repo}/pulls\npulls/merge PUT /repos\n"
	if _, err := operations(); err == nil || err.Error() != `operations.txt: no operation that the fake has: "pulls/merge PUT /repos\n"` {
		t.Errorf("error is %v", err)
	}
}

func TestBrokenBody(t *testing.T) {
	s := start(t)
	w := httptest.NewRecorder()
	defer func() {
		if err, ok := recover().(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("recovered %v", err)
		}
	}()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/user", io.MultiReader(strings.NewReader("{"), broken{})))
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
