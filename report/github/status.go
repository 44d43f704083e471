package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	gh "github.com/google/go-github/v57/github"
)

const maxDescription = 140 // characters of a status's description

// sendStatus always sends: the newest status of a context is the one that counts, and it leads to the run that it is of. To
// look first whether there is such a one would be a request more that can fail before an answer that may be required, and
// the same status twice shows as one. GitHub keeps up to 1,000 of a commit and context.
func (c *Client) sendStatus(ctx context.Context, p Post) Outcome {
	const permission = "statuses: write"
	status := *p.Status
	if err := status.check(); err != nil {
		return Outcome{Done: Failed, Err: err}
	}
	err := c.retry.untilKnown(ctx, func(ctx context.Context, look bool) error {
		if look {
			if newest, err := c.newestStatus(ctx, p, status.Context); err != nil || newest == status {
				return err
			}
		}
		return c.createStatus(ctx, p, status)
	})
	if hasStatus(err, http.StatusNotFound) {
		// It may not write, or there is no such repository. Who can read it knows that it is there.
		if _, looked := c.newestStatus(ctx, p, status.Context); looked != nil {
			err = looked
		}
	}
	if err != nil {
		return outcome(err, permission)
	}
	return Outcome{Done: Sent}
}

func (s Status) check() error {
	switch {
	case s.Context == "":
		return errors.New("a status needs a context")
	case s.State != Success && s.State != Failure && s.State != Error:
		return fmt.Errorf("%q is no state of a status", s.State)
	}
	if n := utf8.RuneCountInString(s.Description); n > maxDescription {
		return fmt.Errorf("the description has %d characters, and GitHub takes %d", n, maxDescription)
	}
	return nil
}

func (c *Client) createStatus(ctx context.Context, p Post, s Status) error {
	state := string(s.State)
	sent := &gh.RepoStatus{Context: &s.Context, State: &state}
	if s.Description != "" {
		sent.Description = &s.Description
	}
	if s.URL != "" {
		sent.TargetURL = &s.URL
	}
	made, resp, err := c.api.Repositories.CreateStatus(ctx, p.Repo.Owner, p.Repo.Name, p.SHA, sent)
	if err := plain(resp, err); err != nil {
		return err
	}
	if made.GetState() != state || made.GetContext() != s.Context {
		return unfit(resp.Request)
	}
	return nil
}

// newestStatus is the newest one of a context; zero where there is none among the newest hundred of all.
func (c *Client) newestStatus(ctx context.Context, p Post, name string) (Status, error) {
	newestFirst, err := got(c.api.Repositories.ListStatuses(ctx, p.Repo.Owner, p.Repo.Name, p.SHA, &gh.ListOptions{PerPage: 100}))
	for _, s := range newestFirst {
		if s.GetContext() == name {
			return Status{Context: name, State: State(s.GetState()), Description: s.GetDescription(), URL: s.GetTargetURL()}, err
		}
	}
	return Status{}, err
}
