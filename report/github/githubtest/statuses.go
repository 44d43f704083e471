package githubtest

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Status is what was said of a commit. The latest of its context counts.
type Status struct {
	ID                                   int64
	SHA                                  string
	State, Context, Description, Creator string
	URL                                  string // its target
	Created                              time.Time
}

// Statuses returns those of a commit in the order they were sent: the last one of a context counts.
func (s *Server) Statuses(sha string) []Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	var of []Status
	for _, status := range s.statuses {
		if status.SHA == sha {
			of = append(of, status)
		}
	}
	return of
}

// commitID is what names a commit in full. The fake knows every commit, and neither branches nor tags.
var commitID = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)

func noCommit(sha string) answer {
	return refuse(http.StatusUnprocessableEntity, "No commit found for SHA: "+sha)
}

func (s *Server) createStatus(c *call) answer {
	sha := c.vars["sha"]
	if !commitID.MatchString(sha) {
		return noCommit(sha)
	}
	sent := struct {
		State, Context, Description string
		Target                      string `json:"target_url"`
	}{Context: "default"}
	if refused, ok := c.into(&sent); !ok {
		return refused
	}
	before := 0
	for _, status := range s.statuses {
		if status.SHA == sha && strings.EqualFold(status.Context, sent.Context) {
			before++
		}
	}
	switch {
	case !slices.Contains([]string{"success", "failure", "error", "pending"}, sent.State):
		return invalid("Status", "custom", "state", "state is not included in the list")
	case utf8.RuneCountInString(sent.Description) > 140:
		return invalid("Status", "custom", "description", "description is too long (maximum is 140 characters)")
	case before >= 1000:
		return invalid("Status", "custom", "", "This SHA and context has reached the maximum number of statuses.")
	}
	status := Status{
		ID: s.id(), SHA: sha, State: sent.State, Context: sent.Context, Description: sent.Description, Creator: s.author(),
		URL: sent.Target, Created: s.now(),
	}
	s.statuses = append(s.statuses, status)
	return answer{status: http.StatusCreated, body: s.showStatus(c, status)}
}

// listStatuses says the latest first.
func (s *Server) listStatuses(c *call) answer {
	if !commitID.MatchString(c.vars["ref"]) {
		return noCommit(c.vars["ref"])
	}
	var all []any
	for _, status := range slices.Backward(s.statuses) {
		if status.SHA == c.vars["ref"] {
			all = append(all, s.showStatus(c, status))
		}
	}
	some, link := paged(c, all)
	return answer{http.StatusOK, some, link}
}

func (s *Server) showStatus(c *call, status Status) map[string]any {
	return map[string]any{
		"id": status.ID, "node_id": node("SC", status.ID),
		"url":        fmt.Sprintf("%s/repos/%s/statuses/%s", c.api, s.Repo, status.SHA),
		"avatar_url": c.api + "/u/1", "state": status.State, "context": status.Context, "description": orNull(status.Description),
		"target_url": orNull(status.URL), "creator": showUser(c, status.Creator),
		"created_at": status.Created, "updated_at": status.Created,
	}
}

// orNull is text, or null where there is none.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
