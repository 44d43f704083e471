package githubtest

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A Pull is a pull request into the repository.
type Pull struct {
	Number     int
	HeadSHA    string
	HeadOwner  string // whose repository the branch is in; empty: this one's
	HeadBranch string // empty: "topic"
	Closed     bool
}

// OpenPull puts a pull request in, in the place of the one with its number: a push is a new HeadSHA.
func (s *Server) OpenPull(p Pull) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.HeadOwner = cmp.Or(p.HeadOwner, s.owner())
	p.HeadBranch = cmp.Or(p.HeadBranch, "topic")
	s.pulls[p.Number] = p
}

func (s *Server) owner() string {
	owner, _, _ := strings.Cut(s.Repo, "/")
	return owner
}

func (s *Server) pullOf(number string) (Pull, bool) {
	n, err := strconv.Atoi(number)
	pull, ok := s.pulls[n]
	return pull, ok && err == nil
}

func (s *Server) getPull(c *call) answer {
	pull, ok := s.pullOf(c.vars["pull_number"])
	if !ok {
		return refuse(http.StatusNotFound, "Not Found")
	}
	shown := s.showPull(c, pull)
	maps.Copy(shown, map[string]any{
		"merged": false, "merged_by": nil, "mergeable": true, "mergeable_state": "clean", "maintainer_can_modify": false,
		"comments": len(s.commentsOf(pull.Number)), "review_comments": 0, "commits": 1, "additions": 3, "deletions": 1, "changed_files": 1,
	})
	return answer{status: http.StatusOK, body: shown}
}

// listPulls leaves out what is closed, unless it is asked for. As GitHub, it takes no notice of a head without a colon.
func (s *Server) listPulls(c *call) answer {
	query := c.URL.Query()
	state := cmp.Or(query.Get("state"), "open")
	owner, branch, filtered := strings.Cut(query.Get("head"), ":")
	var all []any
	for _, number := range slices.Backward(slices.Sorted(maps.Keys(s.pulls))) {
		pull := s.pulls[number]
		if state != "all" && state != pull.state() ||
			filtered && (branch != pull.HeadBranch || !strings.EqualFold(owner, pull.HeadOwner)) {
			continue
		}
		all = append(all, s.showPull(c, pull))
	}
	some, link := paged(c, all)
	return answer{http.StatusOK, some, link}
}

func (p Pull) state() string {
	if p.Closed {
		return "closed"
	}
	return "open"
}

func (s *Server) showPull(c *call, p Pull) map[string]any {
	page := fmt.Sprintf("%s/%s/pull/%d", s.URL, s.Repo, p.Number)
	pull := fmt.Sprintf("%s/repos/%s/pulls/%d", c.api, s.Repo, p.Number)
	issue := fmt.Sprintf("%s/repos/%s/issues/%d", c.api, s.Repo, p.Number)
	_, name, _ := strings.Cut(s.Repo, "/")
	branch := func(owner, ref, sha string) map[string]any {
		return map[string]any{
			"label": owner + ":" + ref, "ref": ref, "sha": sha,
			"user": showUser(c, owner), "repo": showRepository(c, owner, name, owner != s.owner()),
		}
	}
	shown := map[string]any{
		"id": 1900000000 + p.Number, "node_id": node("PR", int64(p.Number)), "number": p.Number,
		"state": p.state(), "locked": false, "draft": false, "title": "A change", "body": nil,
		"url": pull, "html_url": page, "diff_url": page + ".diff", "patch_url": page + ".patch",
		"issue_url": issue, "commits_url": pull + "/commits", "comments_url": issue + "/comments",
		"review_comments_url": pull + "/comments", "review_comment_url": c.api + "/repos/" + s.Repo + "/pulls/comments{/number}",
		"statuses_url": c.api + "/repos/" + s.Repo + "/statuses/" + p.HeadSHA,
		"created_at":   "2026-03-02T09:00:00Z", "updated_at": "2026-03-02T09:30:00Z", "closed_at": nil, "merged_at": nil,
		"merge_commit_sha": strings.Repeat("e", 40), // the trial merge: nothing is said of it
		"user":             showUser(c, p.HeadOwner), "assignee": nil, "assignees": []any{}, "requested_reviewers": []any{}, "requested_teams": []any{},
		"labels": []any{}, "milestone": nil, "author_association": "CONTRIBUTOR", "auto_merge": nil,
		"head": branch(p.HeadOwner, p.HeadBranch, p.HeadSHA), "base": branch(s.owner(), "main", strings.Repeat("b", 40)),
	}
	links := map[string]any{"self": pull, "html": page, "issue": issue}
	for _, name := range []string{"comments", "review_comments", "review_comment", "commits", "statuses"} {
		links[name] = shown[name+"_url"]
	}
	for name, url := range links {
		links[name] = map[string]any{"href": url}
	}
	shown["_links"] = links
	return shown
}
