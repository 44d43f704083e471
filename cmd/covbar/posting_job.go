package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/covbar/covbar/report"
	"github.com/covbar/covbar/report/github"
)

// A place is what a report is posted to, and what its pages know of it.
type place struct {
	repo   github.Repo
	sha    string
	pull   int         // 0: of no pull request, or of one that is still to be found
	owner  string      // of the branch
	branch string      // whose open pull request is to be found; empty: it is known, or there is none
	page   report.Page // Commit is empty where nothing is posted

	// maybeMerge says that the job may have the trial merge checked out, and not the commit that its event is about.
	maybeMerge bool
	// elsewhere says that the commit is not this job's own, but was named, or is that of a run which has ended.
	elsewhere bool
	// mayBeReadOnly says that no permission would let the token write: it is that of a fork's run, or of Dependabot's. Where
	// another may not, its job lacks the permission.
	mayBeReadOnly bool
}

// An address is a place as the flags of covbar post give it.
type address struct {
	repo github.Repo
	sha  string
	pull int
}

// inActions reports whether this is a job of GitHub Actions.
func (e env) inActions() bool { return e.getenv("GITHUB_ACTIONS") == "true" }

// findPlace says where a report goes: where the flags say, or else what the job of GitHub Actions is about. What is known
// of the place is returned with an error, too, for the summary of the job.
func (e env) findPlace(ctx context.Context, p *posting, root string) (place, error) {
	at := place{page: report.Page{Key: p.key}}
	if p.to == nil && !e.inActions() {
		return at, nowhere("this is no job of GitHub Actions; covbar post has --repo, --pr and --sha")
	}
	server, err := e.server()
	if err != nil {
		return at, err
	}
	at.page.Summary = e.runURL(server)
	at.page.Run = at.page.Summary
	if p.to != nil {
		at.repo, at.sha, at.pull, at.elsewhere = p.to.repo, p.to.sha, p.to.pull, true
	} else if err := e.readJob(p, &at); err != nil {
		return at, err
	}
	at.page.Repository = server + "/" + at.repo.String()
	return at, e.placeHead(ctx, p, root, &at)
}

// readJob takes from the event of the job what is judged.
func (e env) readJob(p *posting, at *place) error {
	event, err := e.readEvent()
	if err != nil {
		return err
	}
	at.repo, at.sha, at.pull = event.Repo, event.SHA, event.Pull
	at.maybeMerge = event.FromPullRequest
	at.mayBeReadOnly = event.Fork && event.Name != "pull_request_target" || e.getenv("GITHUB_ACTOR") == "dependabot[bot]"
	switch {
	case event.Name == "workflow_run":
		return at.readRun(p, event)
	case at.sha == "":
		return nowhere("event %s brought no commit: it deleted a branch", event.Name)
	}
	return nil
}

// readRun takes from the event what the run that ended was about. This job is the second stage of a pair, which posts what
// the first may not.
func (at *place) readRun(p *posting, event *github.Event) error {
	at.maybeMerge, at.elsewhere, at.mayBeReadOnly = true, true, false
	if strings.HasPrefix(event.RunURL, "https://") || strings.HasPrefix(event.RunURL, "http://") {
		at.page.Run = event.RunURL
	}
	switch {
	case event.Of == "pull_request":
		at.owner, at.branch = event.HeadRepo.Owner, event.HeadBranch
		if at.owner == "" || at.branch == "" {
			return nowhere("the fork or the branch that the run was for is gone")
		}
	case event.Of != "merge_group" && event.Of != "push":
		return nowhere("the run that ended was for event %s, and not for pull_request, merge_group or push", quoted(event.Of))
	case event.Fork:
		return nowhere("the run that ended was for event %s of %s, and not of %s", event.Of, event.HeadRepo, event.Repo)
	}
	if event.Fork && p.asked {
		at.page.Notice = "These are the numbers of the fork's own run (" + event.HeadRepo.String() +
			"), judged by the policy of " + event.Repo.String() + "."
	}
	return nil
}

// readEvent reads why the job runs.
func (e env) readEvent() (*github.Event, error) {
	var payload io.Reader = strings.NewReader("")
	if path := e.getenv("GITHUB_EVENT_PATH"); path != "" {
		file, err := os.Open(e.path(path))
		if err != nil {
			return nil, fmt.Errorf("GITHUB_EVENT_PATH: %s cannot be read: %w", quoted(path), plain(err))
		}
		defer file.Close()
		payload = file
	}
	return github.ReadEvent(e.getenv("GITHUB_EVENT_NAME"), payload, e.getenv("GITHUB_REPOSITORY"), e.getenv("GITHUB_SHA"))
}

// publicAPI is where github.com answers. An Enterprise Server has its own.
const publicAPI = "https://api.github.com"

func (e env) api() string { return cmp.Or(e.getenv("GITHUB_API_URL"), publicAPI) }

// server is the URL that links lead to, without a slash at its end. Where nothing says it, it is told by that of the API.
func (e env) server() (string, error) {
	text := e.getenv("GITHUB_SERVER_URL")
	if text == "" {
		text = strings.TrimSuffix(strings.TrimSuffix(e.api(), "/"), "/api/v3")
		host, ofAPI := strings.CutPrefix(text, "https://api.")
		switch {
		case text == publicAPI:
			text = "https://github.com"
		case ofAPI && strings.HasSuffix(host, ".ghe.com"):
			text = "https://" + host
		}
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("GITHUB_SERVER_URL is not the URL of a server\nhint: it is one such as https://github.com") // there may be a password in it
	}
	return strings.TrimSuffix(u.String(), "/"), nil
}

// runURL is the page of the run that this job is part of, in this attempt; empty where that is not known.
func (e env) runURL(server string) string {
	repo, err := github.ParseRepo(e.getenv("GITHUB_REPOSITORY"))
	id, idErr := strconv.ParseUint(e.getenv("GITHUB_RUN_ID"), 10, 64)
	if err != nil || idErr != nil {
		return ""
	}
	page := fmt.Sprintf("%s/%s/actions/runs/%d", server, repo, id)
	if attempt, err := strconv.ParseUint(e.getenv("GITHUB_RUN_ATTEMPT"), 10, 64); err == nil {
		page += fmt.Sprintf("/attempts/%d", attempt)
	}
	return page
}

// client talks to the server that the environment names.
func (e env) client(p *posting, token string) (*github.Client, error) {
	return github.NewClient(github.Options{
		API:   e.api(),
		Token: token,
		Roots: p.roots,
		Agent: "covbar/" + toolVersion(),
		Proxy: github.ProxyFrom(e.getenv),
		Wait:  e.wait,
	})
}
