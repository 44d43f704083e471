package github

import (
	"context"
	"errors"
	"fmt"

	gh "github.com/google/go-github/v57/github"
)

const (
	maxSummary     = 65_535 // bytes of a check run's summary, and of its text
	maxAnnotations = 500    // of a check run: more help nobody
	batch          = 50     // annotations in one request
	maxTitle       = 255    // characters of an annotation's title
	maxMessage     = 64_000 // bytes of an annotation's message: 64 KB are too many
	externalID     = "covbar"
)

// A checker brings the check run of one name and commit to what it should be.
//
// A check run that is there is changed, and not made again. It is complete from the first request on: should a later batch
// of annotations fail, the verdict is there. An update adds annotations and never takes any away, so what is there is read
// first, only what is missing is sent, and no batch is sent twice on suspicion. A check run with annotations that should not
// be there, from a run of the same commit that measured otherwise, is left behind: of several with one name GitHub shows
// the newest.
type checker struct {
	c      *Client
	post   Post
	output gh.CheckRunOutput // without annotations
	want   []*gh.CheckRunAnnotation
	url    string
	sent   bool // a request to write was sent, whatever became of it
}

func (c *Client) sendCheckRun(ctx context.Context, p Post) Outcome {
	const permission = "checks: write"
	k, err := newChecker(c, p)
	if err != nil {
		return Outcome{Done: Failed, Err: err}
	}
	// It begins with a look whenever it begins.
	err = c.retry.untilKnown(ctx, func(ctx context.Context, _ bool) error { return k.run(ctx) })
	switch {
	case err == nil && !k.sent:
		return Outcome{Done: Unchanged, URL: k.url}
	case err == nil:
		return Outcome{Done: Sent, URL: k.url}
	}
	failed := outcome(err, permission)
	failed.URL = k.url
	return failed
}

func newChecker(c *Client, p Post) (*checker, error) {
	run := p.CheckRun
	shown, summary := run.Annotations, run.Summary
	if left := len(shown) - maxAnnotations; left > 0 {
		shown = shown[:maxAnnotations]
		summary += fmt.Sprintf("\n\n%d more annotations are left out.\n", left)
	}
	switch {
	case run.Name == "":
		return nil, errors.New("a check run needs a name")
	case len(summary) > maxSummary || len(run.Text) > maxSummary:
		return nil, fmt.Errorf("the summary has %d bytes and the text %d, and GitHub takes %d of each", len(summary), len(run.Text), maxSummary)
	}
	if _, err := run.State.conclusion(); err != nil {
		return nil, err
	}
	k := &checker{c: c, post: p, output: gh.CheckRunOutput{Title: &run.Title, Summary: &summary}}
	if run.Text != "" {
		k.output.Text = &run.Text
	}
	for _, a := range shown {
		k.want = append(k.want, a.send())
	}
	return k, nil
}

// conclusion is how a check run shows a state. A neutral one would pass where it is required, and no verdict does not.
func (s State) conclusion() (string, error) {
	switch s {
	case Success:
		return "success", nil
	case Failure, Error:
		return "failure", nil
	}
	return "", fmt.Errorf("%q is no state of a check run", s)
}

// run makes or changes the check run, and adds the annotations that it lacks.
func (k *checker) run(ctx context.Context) error {
	there, missing, err := k.look(ctx)
	if err != nil {
		return err
	}
	if there != nil && len(missing) == 0 && k.shows(there) {
		return nil
	}
	first, rest := missing[:min(batch, len(missing))], missing[min(batch, len(missing)):]
	id := there.GetID()
	if there == nil {
		id, err = k.create(ctx, first)
	} else {
		err = k.update(ctx, id, first)
	}
	for ; err == nil && len(rest) > 0; rest = rest[min(batch, len(rest)):] {
		err = k.update(ctx, id, rest[:min(batch, len(rest))])
	}
	return err
}

// look finds the check run to be changed, and the annotations that it lacks. Nil: there is none, and it lacks all.
func (k *checker) look(ctx context.Context) (*gh.CheckRun, []*gh.CheckRunAnnotation, error) {
	repo, name := k.post.Repo, k.post.CheckRun.Name
	// Another app's run of this name cannot be changed by us, and who we are a job's token may not ask.
	var newest *gh.CheckRun
	newer := func(run *gh.CheckRun) bool {
		if run.GetName() == name && run.GetExternalID() == externalID && run.GetID() > newest.GetID() {
			newest = run
		}
		return false
	}
	_, err := pages(newer, func(page gh.ListOptions) ([]*gh.CheckRun, *gh.Response, error) {
		opt := &gh.ListCheckRunsOptions{CheckName: &name, ListOptions: page}
		list, resp, err := k.c.api.Checks.ListCheckRunsForRef(ctx, repo.Owner, repo.Name, k.post.SHA, opt)
		if err != nil {
			return nil, resp, err
		}
		return list.CheckRuns, resp, nil
	})
	if err != nil {
		return nil, nil, err
	}
	if newest == nil {
		return nil, k.want, nil
	}
	k.url = k.c.link(newest.GetHTMLURL())
	missing, stale, err := k.missing(ctx, newest)
	if stale {
		return nil, k.want, err
	}
	return newest, missing, err
}

// shows says whether the run is as it should be, but for annotations.
func (k *checker) shows(run *gh.CheckRun) bool {
	conclusion, _ := k.post.CheckRun.State.conclusion()
	return run.GetStatus() == "completed" && run.GetConclusion() == conclusion &&
		(k.post.CheckRun.URL == "" || run.GetDetailsURL() == k.post.CheckRun.URL) && // else it is one of GitHub's choice
		sameText(run.GetOutput().GetTitle(), k.output.GetTitle()) &&
		sameText(run.GetOutput().GetSummary(), k.output.GetSummary()) &&
		sameText(run.GetOutput().GetText(), k.output.GetText())
}

// with is what the run shows, and these annotations.
func (k *checker) with(some []*gh.CheckRunAnnotation) *gh.CheckRunOutput {
	out := k.output
	out.Annotations = some
	return &out
}

func (k *checker) create(ctx context.Context, some []*gh.CheckRunAnnotation) (int64, error) {
	k.sent = true
	run, repo := k.post.CheckRun, k.post.Repo
	conclusion, _ := run.State.conclusion()
	opt := gh.CreateCheckRunOptions{
		Name: run.Name, HeadSHA: k.post.SHA, ExternalID: gh.String(externalID), DetailsURL: optional(run.URL),
		Status: gh.String("completed"), Conclusion: &conclusion, Output: k.with(some),
	}
	made, resp, err := k.c.api.Checks.CreateCheckRun(ctx, repo.Owner, repo.Name, opt)
	if err := plain(resp, err); err != nil {
		return 0, err
	}
	if made.GetID() == 0 {
		return 0, unfit(resp.Request)
	}
	k.url = k.c.link(made.GetHTMLURL())
	return made.GetID(), nil
}

func (k *checker) update(ctx context.Context, id int64, some []*gh.CheckRunAnnotation) error {
	k.sent = true
	run, repo := k.post.CheckRun, k.post.Repo
	conclusion, _ := run.State.conclusion()
	opt := gh.UpdateCheckRunOptions{
		Name: run.Name, ExternalID: gh.String(externalID), DetailsURL: optional(run.URL),
		Status: gh.String("completed"), Conclusion: &conclusion, Output: k.with(some),
	}
	once := under(ctx, func(r *rules) { r.once = len(some) > 0 })
	_, err := got(k.c.api.Checks.UpdateCheckRun(once, repo.Owner, repo.Name, id, opt))
	return err
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
