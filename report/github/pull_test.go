package github

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A comment as the API shows it.
type comment struct {
	ID   int64             `json:"id"`
	Body string            `json:"body"`
	User map[string]string `json:"user"`
	URL  string            `json:"html_url"`
}

func by(id int64, login, body string) *comment {
	return &comment{ID: id, Body: body, User: map[string]string{"login": login}, URL: fmt.Sprintf("https://github.example/c/%d", id)}
}

// pull is pull request 7, with comments.
type pull struct {
	mu       sync.Mutex
	head     string
	login    string // whose token it is; empty: a job's
	comments []*comment
	last     int64
	// before answers a request instead, where it says so. done does what the request asks for.
	before func(w http.ResponseWriter, r *http.Request, done func()) bool
}

func (p *pull) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.before != nil && p.before(w, r, func() { p.answer(discard{http.Header{}}, r) }) {
		return
	}
	p.answer(w, r)
}

type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

func (p *pull) answer(w http.ResponseWriter, r *http.Request) {
	var sent comment
	_ = json.NewDecoder(r.Body).Decode(&sent)
	const one = "/repos/covbar/shop/issues/comments/"
	id, _ := strconv.ParseInt(strings.TrimPrefix(r.URL.Path, one), 10, 64)
	at := slices.IndexFunc(p.comments, func(k *comment) bool { return k.ID == id })
	switch {
	case r.URL.Path == "/user" && p.login == "":
		refuse(w, http.StatusForbidden, "Resource not accessible by integration")
	case r.URL.Path == "/user":
		answer(w, http.StatusOK, map[string]string{"login": p.login})
	case r.URL.Path == "/repos/covbar/shop/pulls/7":
		answer(w, http.StatusOK, map[string]any{"head": map[string]string{"sha": p.head}})
	case r.Method == http.MethodGet:
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		from, to := min((page-1)*100, len(p.comments)), min(page*100, len(p.comments))
		if to < len(p.comments) {
			w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?page=%d>; rel="next"`, r.Host, r.URL.Path, page+1))
		}
		answer(w, http.StatusOK, p.comments[from:to])
	case r.Method == http.MethodPost:
		p.last = max(p.last+1, 100)
		login := p.login
		if login == "" {
			login = job
		}
		made := by(p.last, login, sent.Body)
		p.comments = append(p.comments, made)
		answer(w, http.StatusCreated, made)
	case at < 0:
		refuse(w, http.StatusNotFound, "Not Found")
	case r.Method == http.MethodPatch:
		p.comments[at].Body = sent.Body
		answer(w, http.StatusOK, p.comments[at])
	case r.Method == http.MethodDelete:
		p.comments = slices.Delete(p.comments, at, at+1)
		answer(w, http.StatusNoContent, nil)
	}
}

// show is what is there: "100 by github-actions[bot]: new".
func (p *pull) show() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var lines []string
	for _, k := range p.comments {
		lines = append(lines, fmt.Sprintf("%d %s: %s", k.ID, k.User["login"], strings.TrimPrefix(k.Body, marker)))
	}
	return strings.Join(lines, "\n")
}
