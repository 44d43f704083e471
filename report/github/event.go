package github

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
)

// An Event is why a workflow of GitHub Actions runs, as far as it says what is judged.
type Event struct {
	Name string // "pull_request"
	Repo Repo   // whose workflow it is
	// SHA is the commit that a status is for: of a pull request its head, never the trial merge; of a merge group its head;
	// of a push what was pushed, and empty where that deleted a branch; of a workflow run the head of the run that ended.
	SHA  string
	Pull int // number of the pull request; 0: none, or not known
	// FromPullRequest says that the commit was measured for a pull request: by this workflow, or by the run that ended.
	FromPullRequest bool
	HeadRepo        Repo   // where a pull request or the run that ended has its commit from; zero: a fork that is gone by now
	HeadBranch      string // the branch there
	Fork            bool   // HeadRepo is another than Repo, and of a pull request or workflow run

	// The rest is of a workflow run.
	Of         string // the event of the run that ended: "pull_request"
	Conclusion string // how it ended: "success"; empty: it has not
	RunURL     string // page of the run that ended
}

// ReadEvent reads the payload in the file that GITHUB_EVENT_PATH names. name is GITHUB_EVENT_NAME. repo is GITHUB_REPOSITORY
// and sha GITHUB_SHA, which count where the payload says nothing. Events that bring no commit of their own, such as schedule
// and workflow_dispatch, have the one of GITHUB_SHA, and their payload is not read.
func ReadEvent(name string, from io.Reader, repo, sha string) (*Event, error) {
	event, err := readEvent(name, from, repo, sha)
	if err != nil {
		return nil, fmt.Errorf("event %q: %w\nhint: GitHub Actions sets GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_REPOSITORY "+
			"and GITHUB_SHA; no step may change them", name, err)
	}
	return event, nil
}

func readEvent(name string, from io.Reader, repo, sha string) (*Event, error) {
	if name == "" { // without it, the trial merge of a pull request could pass for its head
		return nil, errors.New("it has no name")
	}
	e := &Event{Name: name}
	tell, ok := tellers[name]
	if !ok {
		return e, cmp.Or(setRepo(&e.Repo, "GITHUB_REPOSITORY", repo), e.setSHA("GITHUB_SHA", sha))
	}
	p, err := parsePayload(from)
	if err != nil {
		return nil, err
	}
	if p.Repository != nil {
		err = setRepo(&e.Repo, "repository.full_name", p.Repository.FullName)
	} else {
		err = setRepo(&e.Repo, "GITHUB_REPOSITORY", repo)
	}
	if err != nil {
		return nil, err
	}
	return e, tell(e, p)
}

// tellers take from a payload what it says of its event.
var tellers = map[string]func(*Event, *payload) error{
	"pull_request":                (*Event).ofPullRequest,
	"pull_request_target":         (*Event).ofPullRequest,
	"pull_request_review":         (*Event).ofPullRequest,
	"pull_request_review_comment": (*Event).ofPullRequest,
	"merge_group":                 (*Event).ofMergeGroup,
	"push":                        (*Event).ofPush,
	"workflow_run":                (*Event).ofWorkflowRun,
}

func (e *Event) ofPullRequest(p *payload) error {
	pull := p.PullRequest
	if pull == nil {
		return errors.New("its payload has no pull_request")
	}
	if pull.Number <= 0 {
		return fmt.Errorf("its payload has pull_request.number %d", pull.Number)
	}
	e.FromPullRequest = true
	e.Pull, e.HeadBranch = pull.Number, pull.Head.Ref
	return cmp.Or(
		e.setSHA("pull_request.head.sha", pull.Head.SHA),
		e.setHeadRepo("pull_request.head.repo.full_name", pull.Head.Repo))
}

func (e *Event) ofMergeGroup(p *payload) error {
	if p.MergeGroup == nil {
		return errors.New("its payload has no merge_group")
	}
	return e.setSHA("merge_group.head_sha", p.MergeGroup.HeadSHA)
}

func (e *Event) ofPush(p *payload) error {
	switch {
	case p.After != "" && strings.Trim(p.After, "0") == "":
		return nil // what was pushed is that there is no such branch any more
	case p.HeadCommit != nil: // of an annotated tag, after is the tag
		return e.setSHA("head_commit.id", p.HeadCommit.ID)
	}
	return e.setSHA("after", p.After)
}

func (e *Event) ofWorkflowRun(p *payload) error {
	run := p.WorkflowRun
	if run == nil {
		return errors.New("its payload has no workflow_run")
	}
	if run.Event == "" {
		return errors.New("its payload has no workflow_run.event")
	}
	e.Of, e.HeadBranch, e.Conclusion, e.RunURL = run.Event, run.HeadBranch, run.Conclusion, run.HTMLURL
	e.FromPullRequest = strings.HasPrefix(run.Event, "pull_request")
	return cmp.Or(
		e.setSHA("workflow_run.head_sha", run.HeadSHA),
		e.setHeadRepo("workflow_run.head_repository.full_name", run.HeadRepository))
}

func (e *Event) setSHA(what, id string) error {
	if !IsCommit(id) {
		return fmt.Errorf("%s is %q, and no ID of a commit", what, id)
	}
	e.SHA = id
	return nil
}

func (e *Event) setHeadRepo(what string, r *repository) error {
	e.Fork = true
	if r == nil {
		return nil
	}
	err := setRepo(&e.HeadRepo, what, r.FullName)
	e.Fork = !strings.EqualFold(e.HeadRepo.String(), e.Repo.String())
	return err
}

func setRepo(repo *Repo, what, fullName string) (err error) {
	if *repo, err = ParseRepo(fullName); err != nil {
		return fmt.Errorf("%s is %q, and no OWNER/NAME of a repository", what, fullName)
	}
	return nil
}
