package github

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	gh "github.com/google/go-github/v57/github"
)

// runs are a commit's check runs. As GitHub does, an update adds its annotations to those that are there.
type runs struct {
	t      *testing.T
	list   []*gh.CheckRun
	notes  map[int64][]*gh.CheckRunAnnotation
	writes int
	// before answers the n-th writing request instead, where it says so. done does what the request asks for.
	before func(n int, w http.ResponseWriter, done func()) bool
}

func (s *runs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		s.read(w, r)
		return
	}
	s.writes++
	if s.before == nil || !s.before(s.writes, w, func() { s.write(discard{http.Header{}}, r) }) {
		s.write(w, r)
	}
}

func (s *runs) read(w http.ResponseWriter, r *http.Request) {
	if id, ok := strings.CutSuffix(r.URL.Path, "/annotations"); ok {
		n, _ := strconv.ParseInt(id[strings.LastIndex(id, "/")+1:], 10, 64)
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		all := s.notes[n]
		from, to := min((page-1)*100, len(all)), min(page*100, len(all))
		if to < len(all) {
			w.Header().Set("Link", fmt.Sprintf(`<http://%s/x?page=%d>; rel="next"`, r.Host, page+1))
		}
		answer(w, http.StatusOK, append([]*gh.CheckRunAnnotation{}, all[from:to]...))
		return
	}
	if got := r.URL.Query().Get("check_name"); got != "covbar report" {
		s.t.Errorf("asked for those of name %q", got)
	}
	answer(w, http.StatusOK, map[string]any{"total_count": len(s.list), "check_runs": s.list})
}

func (s *runs) write(w http.ResponseWriter, r *http.Request) {
	var run *gh.CheckRun
	id, _ := strconv.ParseInt(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], 10, 64)
	if at := slices.IndexFunc(s.list, func(c *gh.CheckRun) bool { return c.GetID() == id }); at >= 0 {
		run = s.list[at]
	} else {
		id = int64(100 + len(s.list))
		url := fmt.Sprintf("https://github.example/r/%d", id)
		run = &gh.CheckRun{ID: &id, HTMLURL: &url}
		s.list = append(s.list, run)
	}
	if err := json.NewDecoder(r.Body).Decode(run); err != nil {
		s.t.Error(err)
	}
	if n := len(run.Output.Annotations); n > batch {
		s.t.Errorf("a batch of %d", n)
	}
	s.notes[id] = append(s.notes[id], run.Output.Annotations...)
	run.Output.Annotations = nil
	n := len(s.notes[id])
	run.Output.AnnotationsCount = &n
	answer(w, http.StatusOK, run)
}

// show is what there is: "100 success covbar: 3 annotations".
func (s *runs) show() string {
	var lines []string
	for _, r := range s.list {
		lines = append(lines, fmt.Sprintf("%d %s %s: %d annotations", r.GetID(), r.GetConclusion(), r.GetExternalID(), len(s.notes[r.GetID()])))
	}
	return strings.Join(lines, "\n")
}

func annotations(n int) (all []Annotation) {
	for i := range n {
		all = append(all, Annotation{Path: "a.go", First: i + 1, Last: i + 1, Level: "warning", Title: "not covered", Message: "3 statements "})
	}
	return all
}

func runPost(state State, n int) Post {
	return Post{Repo: repo, SHA: commit, CheckRun: &CheckRun{
		Name: "covbar report", State: state, Title: "82%", Summary: "a summary\n", Text: "a text", URL: statusURL, Annotations: annotations(n),
	}}
}

func TestCheckRun(t *testing.T) {
	foreign := &gh.CheckRun{ID: gh.Int64(9), Name: gh.String("covbar report"), Conclusion: gh.String("success"), ExternalID: gh.String("other")}
	lost := func(of ...int) func(int, http.ResponseWriter, func()) bool {
		return func(n int, w http.ResponseWriter, done func()) bool {
			if slices.Contains(of, n) {
				done()
				reset()
			}
			return slices.Contains(of, n)
		}
	}
	unsent := func(of ...int) func(int, http.ResponseWriter, func()) bool {
		return func(n int, w http.ResponseWriter, _ func()) bool {
			if slices.Contains(of, n) {
				refuse(w, http.StatusBadGateway, "x")
			}
			return slices.Contains(of, n)
		}
	}
	for _, test := range []struct {
		name   string
		posts  []Post // one run after the other
		list   []*gh.CheckRun
		before func(int, http.ResponseWriter, func()) bool
		done   Done // of the last
		want   string
		writes int
	}{
		{"none", []Post{runPost(Success, 0)}, nil, nil, Sent, "100 success covbar: 0 annotations", 1},
		{"the same again", []Post{runPost(Success, 3), runPost(Success, 3)}, nil, nil, Unchanged, "100 success covbar: 3 annotations", 1},
		{"the same again without any", []Post{runPost(Success, 0), runPost(Success, 0)}, nil, nil, Unchanged, "100 success covbar: 0 annotations", 1},
		{"another verdict", []Post{runPost(Success, 3), runPost(Failure, 3)}, nil, nil, Sent, "100 failure covbar: 3 annotations", 2},
		{"no verdict is not neutral", []Post{runPost(Error, 0)}, nil, nil, Sent, "100 failure covbar: 0 annotations", 1},
		{"batches", []Post{runPost(Failure, 120)}, nil, nil, Sent, "100 failure covbar: 120 annotations", 3},
		{"more than there should be", []Post{runPost(Failure, 777)}, nil, nil, Sent, "100 failure covbar: 500 annotations", 10},
		{"only what is missing", []Post{runPost(Failure, 120), runPost(Failure, 180)}, nil, nil, Sent, "100 failure covbar: 180 annotations", 5},
		{
			"annotations cannot be taken away",
			[]Post{runPost(Failure, 120), runPost(Success, 2)},
			nil, nil, Sent,
			"100 failure covbar: 120 annotations\n101 success covbar: 2 annotations", 4,
		},
		{"another app's", []Post{runPost(Success, 0)}, []*gh.CheckRun{foreign}, nil, Sent, "9 success other: 0 annotations\n101 success covbar: 0 annotations", 1},
		{"created, and nobody says so", []Post{runPost(Failure, 120)}, nil, lost(1), Sent, "100 failure covbar: 120 annotations", 3},
		{"a batch arrives, and nobody says so", []Post{runPost(Failure, 120)}, nil, lost(2), Sent, "100 failure covbar: 120 annotations", 3},
		{"all answers get lost but for the last", []Post{runPost(Failure, 120)}, nil, lost(1, 2), Sent, "100 failure covbar: 120 annotations", 3},
		{"not created at once", []Post{runPost(Failure, 60)}, nil, unsent(1), Sent, "100 failure covbar: 60 annotations", 3},
		{"a batch that is sent again", []Post{runPost(Failure, 120)}, nil, unsent(3), Sent, "100 failure covbar: 120 annotations", 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			fake := &runs{t: t, list: test.list, notes: map[int64][]*gh.CheckRunAnnotation{}, before: test.before}
			s := serve(t, fake.ServeHTTP)
			var got Outcome
			for _, p := range test.posts {
				got = s.send(t, p).CheckRun
			}
			if got.Done != test.done || got.Err != nil || !strings.HasPrefix(got.URL, "https://github.example/r/") {
				t.Errorf("got %+v, want %s", got, test.done)
			}
			if show := fake.show(); show != test.want || fake.writes != test.writes {
				t.Errorf("there is, after %d writes,\n%s\nwant, after %d,\n%s", fake.writes, show, test.writes, test.want)
			}
		})
	}
}

func TestCheckRunSays(t *testing.T) {
	fake := &runs{t: t, notes: map[int64][]*gh.CheckRunAnnotation{}}
	s := serve(t, fake.ServeHTTP)
	s.send(t, runPost(Failure, maxAnnotations+7))
	run := fake.list[0]
	if got, want := run.GetOutput().GetSummary(), "a summary\n\n\n7 more annotations are left out.\n"; got != want {
		t.Errorf("the summary is %q, want %q", got, want)
	}
	if run.GetName() != "covbar report" || run.GetHeadSHA() != commit || run.GetStatus() != "completed" || run.GetDetailsURL() != statusURL ||
		run.GetOutput().GetTitle() != "82%" || run.GetOutput().GetText() != "a text" {
		t.Errorf("there is %v", run)
	}
}

// One annotation that GitHub does not take costs the whole batch.
func TestAnnotationBounds(t *testing.T) {
	for _, test := range []struct {
		in, want Annotation
		reason   string
	}{
		{Annotation{First: 3, Last: 4, Title: "t", Message: "m"}, Annotation{First: 3, Last: 4, Title: "t", Message: "m"}, "as it is"},
		{Annotation{Message: "m"}, Annotation{First: 1, Last: 1, Message: "m"}, "a file without a line"},
		{Annotation{First: 5, Last: 4}, Annotation{First: 5, Last: 5}, "an end before the beginning"},
		{Annotation{First: 1, Last: 1, Title: strings.Repeat("é", 256)}, Annotation{First: 1, Last: 1, Title: strings.Repeat("é", 254) + "…"}, "255 characters"},
		{
			Annotation{First: 1, Last: 1, Message: "x" + strings.Repeat("é", 40_000)},
			Annotation{First: 1, Last: 1, Message: "x" + strings.Repeat("é", 31_999) + "…"},
			"64 KB, and no half character",
		},
	} {
		if got := received(test.in.send()); got != test.want {
			t.Errorf("got %v, want %v: %s", got, test.want, test.reason)
		}
	}
}

func TestCheckRunFails(t *testing.T) {
	const list = "GET /repos/covbar/shop/commits/" + commit + "/check-runs"
	const create = "POST /repos/covbar/shop/check-runs"
	const lacks = `the token lacks the permission "checks: write": `
	ours := `{"total_count":1,"check_runs":[{"id":3,"name":"covbar report","external_id":"covbar","output":{"annotations_count":1}}]}`
	for _, test := range []struct {
		name, method, path string
		status             int
		body               string
		done               Done
		want               string
	}{
		{"read-only", "POST", "", 403, `{"message":"Resource not accessible by integration"}`, ReadOnly, lacks + create + `: 403 "Resource not accessible by integration"`},
		{"a person's token", "POST", "", 403, `{"message":"You must authenticate via a GitHub App."}`, Failed, create + `: 403 "You must authenticate via a GitHub App."`},
		{"no list", "GET", "", 500, ``, Failed, list + `: 500 "Internal Server Error"`},
		{"another answer", "POST", "", 201, `{}`, Failed, create + `: the answer is not in the form that the API describes`},
		{"no annotations", "GET", "/annotations", 404, `{}`, Failed, `GET /repos/covbar/shop/check-runs/3/annotations: 404 "Not Found"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == test.method && strings.HasSuffix(r.URL.Path, test.path):
					w.WriteHeader(test.status)
					fmt.Fprint(w, test.body)
				case test.path != "":
					fmt.Fprint(w, ours)
				default:
					answer(w, http.StatusOK, map[string]any{})
				}
			})
			r := s.send(t, runPost(Success, 1))
			if r.CheckRun.Done != test.done || message(r.CheckRun.Err) != test.want {
				t.Errorf("got  %s, %v\nwant %s, %s", r.CheckRun.Done, r.CheckRun.Err, test.done, test.want)
			}
		})
	}
}
