package githubtest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A CheckRun is a page on a commit.
type CheckRun struct {
	ID                   int64
	SHA, Name            string
	External             string // an id that its author gave it
	Status, Conclusion   string // "completed", "success"
	Title, Summary, Text string
	URL                  string // its details
	Annotations          []Annotation
	Started              time.Time
}

// An Annotation is shown at lines of a file.
type Annotation struct {
	Path           string `json:"path"`
	Start          int    `json:"start_line"`
	End            int    `json:"end_line"`
	Level          string `json:"annotation_level"`
	Title, Message string
}

// CheckRuns returns those of a commit in the order they were created.
func (s *Server) CheckRuns(sha string) []CheckRun {
	s.mu.Lock()
	defer s.mu.Unlock()
	var of []CheckRun
	for _, run := range s.checkRuns {
		if run.SHA == sha {
			run.Annotations = slices.Clone(run.Annotations)
			of = append(of, run)
		}
	}
	return of
}

// A sentRun is the body of a request. What it does not mention stays.
type sentRun struct {
	Name       string
	SHA        string  `json:"head_sha"`
	URL        *string `json:"details_url"`
	External   *string `json:"external_id"`
	Status     string
	Conclusion string
	Output     *struct {
		Title, Summary, Text *string
		Annotations          []Annotation
	}
}

// refused are the limits, in the words of GitHub.
func (sent *sentRun) refused() (answer, bool) {
	request := func(format string, args ...any) (answer, bool) {
		return refuse(http.StatusUnprocessableEntity, "Invalid request.\n\n"+fmt.Sprintf(format, args...)), true
	}
	if sent.Status == "completed" && sent.Conclusion == "" {
		return request(`"conclusion" wasn't supplied.`)
	}
	out := sent.Output
	if out == nil {
		return answer{}, false
	}
	if out.Summary == nil {
		return request(`"summary" wasn't supplied.`)
	}
	for _, text := range []*string{out.Summary, out.Text} {
		if text != nil && utf8.RuneCountInString(*text) > 65535 {
			return request("Only 65535 characters are allowed; %d were supplied.", utf8.RuneCountInString(*text))
		}
	}
	if n := len(out.Annotations); n > 50 {
		return request("No more than 50 items are allowed; %d were supplied.", n)
	}
	for _, a := range out.Annotations {
		if a.Path == "" || a.Message == "" || a.Start < 1 || a.End < a.Start || utf8.RuneCountInString(a.Title) > 255 || len(a.Message) > 64<<10 ||
			!slices.Contains([]string{"notice", "warning", "failure"}, a.Level) {
			return request("Invalid annotation: %+v.", a)
		}
	}
	return answer{}, false
}

// onto changes a run as the request says. Annotations are added to those that are there.
func (sent *sentRun) onto(run *CheckRun) {
	set := func(field *string, to *string) {
		if to != nil {
			*field = *to
		}
	}
	set(&run.URL, sent.URL)
	set(&run.External, sent.External)
	if sent.Name != "" {
		run.Name = sent.Name
	}
	if sent.Status != "" {
		run.Status = sent.Status
	}
	if sent.Conclusion != "" {
		run.Status, run.Conclusion = "completed", sent.Conclusion
	}
	if out := sent.Output; out != nil {
		set(&run.Title, out.Title)
		set(&run.Summary, out.Summary)
		set(&run.Text, out.Text)
		run.Annotations = append(run.Annotations, out.Annotations...)
	}
}

// ofApp refuses who is no app: a person's token cannot write check runs.
func (s *Server) ofApp() (answer, bool) {
	if s.Login != "" {
		return refuse(http.StatusForbidden, "You must authenticate via a GitHub App."), false
	}
	return answer{}, true
}

func (s *Server) createCheckRun(c *call) answer {
	if refused, ok := s.ofApp(); !ok {
		return refused
	}
	var sent sentRun
	if refused, ok := c.into(&sent); !ok {
		return refused
	}
	if refused, is := sent.refused(); is {
		return refused
	}
	if !commitID.MatchString(sent.SHA) || sent.Name == "" {
		return noCommit(sent.SHA)
	}
	run := CheckRun{ID: s.id(), SHA: sent.SHA, Status: "queued", Started: s.now()}
	sent.onto(&run)
	s.checkRuns = append(s.checkRuns, run)
	return answer{status: http.StatusCreated, body: s.showCheckRun(c, run)}
}

func (s *Server) updateCheckRun(c *call) answer {
	if refused, ok := s.ofApp(); !ok {
		return refused
	}
	i := s.checkRun(c)
	if i < 0 {
		return refuse(http.StatusNotFound, "Not Found")
	}
	var sent sentRun
	if refused, ok := c.into(&sent); !ok {
		return refused
	}
	if refused, is := sent.refused(); is {
		return refused
	}
	sent.onto(&s.checkRuns[i])
	return answer{status: http.StatusOK, body: s.showCheckRun(c, s.checkRuns[i])}
}

// checkRun is the index of the one that a path names, or less than 0.
func (s *Server) checkRun(c *call) int {
	return slices.IndexFunc(s.checkRuns, func(run CheckRun) bool { return strconv.FormatInt(run.ID, 10) == c.vars["check_run_id"] })
}

// listCheckRuns says the latest of each name, or all where the request asks for them, latest first.
func (s *Server) listCheckRuns(c *call) answer {
	query := c.URL.Query()
	all, seen := []any{}, map[string]bool{}
	for _, run := range slices.Backward(s.checkRuns) {
		if run.SHA != c.vars["ref"] || query.Has("check_name") && query.Get("check_name") != run.Name ||
			query.Has("status") && query.Get("status") != run.Status || seen[run.Name] && query.Get("filter") != "all" {
			continue
		}
		seen[run.Name] = true
		all = append(all, s.showCheckRun(c, run))
	}
	some, link := paged(c, all)
	return answer{http.StatusOK, map[string]any{"total_count": len(all), "check_runs": some}, link}
}

func (s *Server) listAnnotations(c *call) answer {
	i := s.checkRun(c)
	if i < 0 {
		return refuse(http.StatusNotFound, "Not Found")
	}
	var all []any
	for _, a := range s.checkRuns[i].Annotations {
		all = append(all, map[string]any{
			"path": a.Path, "start_line": a.Start, "end_line": a.End, "start_column": nil, "end_column": nil, "annotation_level": a.Level,
			"title": orNull(a.Title), "message": a.Message, "raw_details": nil,
			"blob_href": fmt.Sprintf("%s/%s/blob/%s/%s", s.URL, s.Repo, s.checkRuns[i].SHA, a.Path),
		})
	}
	some, link := paged(c, all)
	return answer{http.StatusOK, some, link}
}

func (s *Server) showCheckRun(c *call, run CheckRun) map[string]any {
	where := fmt.Sprintf("%s/repos/%s/check-runs/%d", c.api, s.Repo, run.ID)
	page := fmt.Sprintf("%s/%s/runs/%d", s.URL, s.Repo, run.ID)
	shown := map[string]any{
		"id": run.ID, "node_id": node("CR", run.ID), "external_id": run.External, "head_sha": run.SHA, "name": run.Name,
		"url": where, "html_url": page, "details_url": page,
		"status": run.Status, "conclusion": orNull(run.Conclusion), "started_at": run.Started, "completed_at": nil,
		"output": map[string]any{
			"title": orNull(run.Title), "summary": orNull(run.Summary), "text": orNull(run.Text),
			"annotations_count": len(run.Annotations), "annotations_url": where + "/annotations",
		},
		"check_suite": map[string]any{"id": 5}, "app": showApp(c), "pull_requests": []any{},
	}
	if run.URL != "" {
		shown["details_url"] = run.URL
	}
	if strings.EqualFold(run.Status, "completed") {
		shown["completed_at"] = run.Started
	}
	return shown
}
