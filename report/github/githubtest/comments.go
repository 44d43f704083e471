package githubtest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// A Comment is one on a pull request.
type Comment struct {
	ID               int64
	Pull             int
	Author, Body     string
	Created, Updated time.Time
}

// AddComment is a comment that somebody writes without asking the API.
func (s *Server) AddComment(pull int, author, body string) Comment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addComment(pull, author, body)
}

// Comments returns what is said on a pull request, oldest first.
func (s *Server) Comments(pull int) []Comment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commentsOf(pull)
}

func (s *Server) addComment(pull int, author, body string) Comment {
	now := s.now()
	comment := Comment{ID: s.id(), Pull: pull, Author: author, Body: body, Created: now, Updated: now}
	s.comments = append(s.comments, comment)
	return comment
}

func (s *Server) commentsOf(pull int) []Comment {
	var of []Comment
	for _, comment := range s.comments {
		if comment.Pull == pull {
			of = append(of, comment)
		}
	}
	slices.SortFunc(of, func(a, b Comment) int { return cmp.Compare(a.ID, b.ID) })
	return of
}

func (s *Server) listComments(c *call) answer {
	pull, ok := s.pullOf(c.vars["issue_number"])
	if !ok {
		return refuse(http.StatusNotFound, "Not Found")
	}
	var all []any
	for _, comment := range s.commentsOf(pull.Number) {
		all = append(all, s.showComment(c, comment))
	}
	some, link := paged(c, all)
	return answer{http.StatusOK, some, link}
}

func (s *Server) createComment(c *call) answer {
	pull, ok := s.pullOf(c.vars["issue_number"])
	if !ok {
		return refuse(http.StatusNotFound, "Not Found")
	}
	body, refused, ok := commentBody(c)
	if !ok {
		return refused
	}
	return answer{status: http.StatusCreated, body: s.showComment(c, s.addComment(pull.Number, s.author(), body))}
}

func (s *Server) updateComment(c *call) answer {
	i := s.comment(c)
	if i < 0 {
		return refuse(http.StatusNotFound, "Not Found")
	}
	body, refused, ok := commentBody(c)
	if !ok {
		return refused
	}
	s.comments[i].Body, s.comments[i].Updated = body, s.now()
	return answer{status: http.StatusOK, body: s.showComment(c, s.comments[i])}
}

func (s *Server) deleteComment(c *call) answer {
	i := s.comment(c)
	if i < 0 {
		return refuse(http.StatusNotFound, "Not Found")
	}
	s.comments = slices.Delete(s.comments, i, i+1)
	return answer{status: http.StatusNoContent}
}

// comment is the index of the one that a path names, or less than 0.
func (s *Server) comment(c *call) int {
	return slices.IndexFunc(s.comments, func(of Comment) bool { return strconv.FormatInt(of.ID, 10) == c.vars["comment_id"] })
}

func commentBody(c *call) (body string, refused answer, ok bool) {
	var sent struct{ Body string }
	if refused, ok := c.into(&sent); !ok {
		return "", refused, false
	}
	switch {
	case sent.Body == "":
		return "", invalid("IssueComment", "missing_field", "body", ""), false
	case utf8.RuneCountInString(sent.Body) > 65536:
		return "", invalid("IssueComment", "unprocessable", "data", "Body is too long (maximum is 65536 characters)"), false
	}
	return sent.Body, answer{}, true
}

func (s *Server) showComment(c *call, comment Comment) map[string]any {
	repo := c.api + "/repos/" + s.Repo
	return map[string]any{
		"id":                 comment.ID,
		"node_id":            node("IC", comment.ID),
		"url":                fmt.Sprintf("%s/issues/comments/%d", repo, comment.ID),
		"html_url":           fmt.Sprintf("%s/%s/pull/%d#issuecomment-%d", s.URL, s.Repo, comment.Pull, comment.ID),
		"issue_url":          fmt.Sprintf("%s/issues/%d", repo, comment.Pull),
		"body":               comment.Body,
		"user":               showUser(c, comment.Author),
		"author_association": "NONE",
		"created_at":         comment.Created,
		"updated_at":         comment.Updated,
	}
}
