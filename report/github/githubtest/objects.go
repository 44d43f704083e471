package githubtest

import (
	"fmt"
	"net/http"
	"strings"
)

// repositoryID is in the paths that GitHub leads to when a repository has another name by now.
const repositoryID = 731000421

// getUser answers people. A job's token is nobody's.
func (s *Server) getUser(c *call) answer {
	if s.Login == "" {
		return refuse(http.StatusForbidden, "Resource not accessible by integration")
	}
	user := showUser(c, s.Login)
	user["user_view_type"] = "public"
	for _, name := range []string{"name", "company", "location", "email", "hireable", "bio"} {
		user[name] = nil
	}
	for _, name := range []string{"public_repos", "public_gists", "followers", "following"} {
		user[name] = 0
	}
	user["blog"], user["created_at"], user["updated_at"] = "", "2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z"
	return answer{status: http.StatusOK, body: user}
}

func node(kind string, id int64) string { return fmt.Sprintf("%s_kwDO%d", kind, id) }

// links adds one to an object for each of the names, as NAME_url.
func links(object map[string]any, base, names string) map[string]any {
	for name := range strings.FieldsSeq(names) {
		object[name+"_url"] = base + "/" + name
	}
	return object
}

func showUser(c *call, login string) map[string]any {
	kind := "User"
	if strings.HasSuffix(login, "[bot]") {
		kind = "Bot"
	}
	url := c.api + "/users/" + strings.NewReplacer("[", "%5B", "]", "%5D").Replace(login)
	return links(map[string]any{
		"login": login, "id": 41898282, "node_id": "MDM6Qm90NDE4OTgyODI=", "gravatar_id": "", "type": kind, "site_admin": false, "url": url,
	}, url, "avatar html followers following gists starred subscriptions organizations repos events received_events")
}

func showRepository(c *call, owner, name string, fork bool) map[string]any {
	full := owner + "/" + name
	url := c.api + "/repos/" + full
	return links(map[string]any{
		"id": repositoryID, "node_id": "R_kgDOK5I", "name": name, "full_name": full, "owner": showUser(c, owner), "url": url,
		"private": false, "fork": fork, "archived": false, "disabled": false, "default_branch": "main", "size": 108,
		"has_downloads": true, "has_issues": true, "has_projects": true, "has_wiki": true, "has_pages": false,
		"forks": 1, "forks_count": 1, "open_issues": 1, "open_issues_count": 1, "stargazers_count": 0, "watchers": 0, "watchers_count": 0,
		"description": nil, "homepage": nil, "language": "Go", "license": nil, "mirror_url": nil,
		"created_at": "2024-01-01T00:00:00Z", "updated_at": "2026-03-01T00:00:00Z", "pushed_at": "2026-03-02T09:00:00Z",
	}, url, "archive assignees blobs branches clone collaborators comments commits compare contents contributors deployments downloads "+
		"events forks git git_commits git_refs git_tags hooks html issue_comment issue_events issues keys labels languages merges "+
		"milestones notifications pulls releases ssh stargazers statuses subscribers subscription svn tags teams trees")
}

func showApp(c *call) map[string]any {
	return map[string]any{
		"id": 15368, "slug": "github-actions", "node_id": "MDM6QXBwMTUzNjg=", "name": "GitHub Actions", "description": nil,
		"owner": showUser(c, "github"), "external_url": "https://help.github.com/en/actions", "html_url": "https://github.com/apps/github-actions",
		"created_at": "2018-07-30T09:30:17Z", "updated_at": "2019-12-10T19:04:12Z",
		"permissions": map[string]any{"checks": "write"}, "events": []any{"check_run"},
	}
}
