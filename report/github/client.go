package github

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	gh "github.com/google/go-github/v57/github"
)

// Options say which server a Client talks to, and as whom.
type Options struct {
	API   string         // base URL: "https://api.github.com", of an Enterprise Server ".../api/v3"; plain http only to loopback
	Token string         // must not be empty
	Roots *x509.CertPool // nil: the system's
	Agent string         // User-Agent; empty: "covbar"
	// Proxy says through which proxy a request goes; nil: through none. See ProxyFrom.
	Proxy func(*http.Request) (*url.URL, error)
	// Wait waits before a request is tried again; nil: as long as it says. Tests do not wait.
	Wait func(ctx context.Context, d time.Duration) error
}

// A Client talks to one server. It never sends its token to another host. In all its life it waits for at most a minute.
type Client struct {
	api   *gh.Client
	retry *retrier
}

// NewClient checks the options.
func NewClient(o Options) (*Client, error) {
	server, err := parseAPI(o.API)
	if err != nil {
		return nil, err
	}
	if err := checkToken(o.Token); err != nil {
		return nil, err
	}
	gate := &gate{server: server, token: o.Token, next: newTransport(o), timeout: timeout}
	retry := &retrier{gate: gate, wait: o.Wait, left: maxWait}
	if retry.wait == nil {
		retry.wait = sleep
	}
	api := gh.NewClient(&http.Client{Transport: retry})
	api.BaseURL = server
	api.UserAgent = o.Agent
	if api.UserAgent == "" {
		api.UserAgent = "covbar"
	}
	return &Client{api: api, retry: retry}, nil
}

// Send posts all parts of p, each whatever becomes of the others. The status goes first: it may be required, and what is
// waited for the others cannot be waited for it.
func (c *Client) Send(ctx context.Context, p Post) Result {
	var r Result
	send := func(asked bool, to *Outcome, part func(context.Context, Post) Outcome) {
		if !asked {
			return
		}
		if err := p.check(); err != nil {
			*to = Outcome{Done: Failed, Err: err}
			return
		}
		*to = part(ctx, p)
	}
	send(p.Status != nil, &r.Status, c.sendStatus)
	send(p.Comment != nil, &r.Comment, c.sendComment)
	send(p.CheckRun != nil, &r.CheckRun, c.sendCheckRun)
	return r
}

var commitID = regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`)

// IsCommit reports whether s is the full ID of a commit, as git writes it.
func IsCommit(s string) bool { return commitID.MatchString(s) }

// check refuses what must not become part of a path.
func (p Post) check() error {
	switch {
	case !p.Repo.valid():
		return fmt.Errorf("%q is no repository", p.Repo)
	case !IsCommit(p.SHA):
		return fmt.Errorf("%q is no commit: 40 or 64 hexadecimal digits are, in lower case", p.SHA)
	case p.Pull < 0:
		return fmt.Errorf("%d is no number of a pull request", p.Pull)
	}
	return nil
}

// FindPull returns the open pull requests of a branch (of owner's repository) into repo whose head is sha.
func (c *Client) FindPull(ctx context.Context, repo Repo, owner, branch, sha string) ([]int, error) {
	if err := (Post{Repo: repo, SHA: sha}).check(); err != nil {
		return nil, err
	}
	// GitHub answers a head that it cannot read with all pull requests there are.
	if !(Repo{Owner: owner, Name: repo.Name}).valid() || branch == "" {
		return nil, errors.New("a pull request is found by the owner and the name of its branch")
	}
	opt := gh.PullRequestListOptions{State: "open", Head: owner + ":" + branch}
	ours := func(p *gh.PullRequest) bool {
		head := p.GetHead()
		return strings.EqualFold(head.GetSHA(), sha) && head.GetRef() == branch && strings.EqualFold(head.GetUser().GetLogin(), owner)
	}
	pulls, err := pages(ours, func(page gh.ListOptions) ([]*gh.PullRequest, *gh.Response, error) {
		opt.ListOptions = page
		return c.api.PullRequests.List(ctx, repo.Owner, repo.Name, &opt)
	})
	if err != nil {
		return nil, err
	}
	var found []int
	for _, p := range pulls {
		found = append(found, p.GetNumber())
	}
	return found, nil
}

// link is a URL that the server gave, where it is one to be shown.
func (c *Client) link(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || c.retry.gate.line(s) != s {
		return ""
	}
	return s
}
