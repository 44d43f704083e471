// Package github puts a report where GitHub shows it: a comment on the pull request, a status and a check run on its head
// commit, the job's summary, annotations and outputs. It takes text and numbers, and knows nothing of coverage or policy.
package github

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// A Repo is a repository on the server.
type Repo struct {
	Owner, Name string
}

func (r Repo) String() string { return r.Owner + "/" + r.Name }

// name is what GitHub allows. Package go-github puts names into paths as they are.
var name = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// ParseRepo reads OWNER/NAME.
func ParseRepo(s string) (Repo, error) {
	owner, repo, _ := strings.Cut(s, "/")
	r := Repo{Owner: owner, Name: repo}
	if !r.valid() {
		return Repo{}, fmt.Errorf("%q is no repository\nhint: write it as owner/name", s)
	}
	return r, nil
}

func (r Repo) valid() bool {
	for _, s := range []string{r.Owner, r.Name} {
		if s == "." || s == ".." || !name.MatchString(s) {
			return false
		}
	}
	return true
}

// A Post is what there is to say of one commit. What is nil is not said.
type Post struct {
	Repo     Repo
	SHA      string // 40 or 64 hexadecimal digits in lower case: the commit that was measured; of a pull request, its head
	Pull     int    // number of the pull request; 0: none
	Comment  *Comment
	Status   *Status
	CheckRun *CheckRun
}

// A Comment is the one of its marker and author on a pull request.
type Comment struct {
	Marker string // how its text begins, and that of no other comment of ours: "<!-- covbar: key=default "
	Author string // the login that our comments are of; empty: whoever the API names for the token
	// Create says whether there is to be one where none is yet.
	Create bool
	// Write returns the text, which begins with Marker; before is the text of the comment that is there, or empty. An empty
	// result leaves all as it is.
	Write func(before string) string
}

// A Status is shown beside the commit, and can be required.
type Status struct {
	Context     string // "covbar"
	State       State
	Description string // at most 140 characters
	URL         string // where a click leads
}

// A State is what a status says.
type State string

// The states of a commit status that a verdict has. Error means that there is no verdict.
const (
	Success State = "success"
	Failure State = "failure"
	Error   State = "error"
)

// A CheckRun is a page on the commit with annotations in its files.
type CheckRun struct {
	Name        string // not the one of the status
	State       State
	Title       string
	Summary     string // Markdown, under 65,535 bytes
	Text        string // the same, below it
	URL         string
	Annotations []Annotation
}

// An Annotation is shown at lines of a file.
type Annotation struct {
	Path        string // below the repository's root, with slashes
	First, Last int    // lines
	Level       string // "notice", "warning" or "failure"
	Title       string
	Message     string
}

// A Result is what became of a Post: of what was not asked for, nothing.
type Result struct {
	Comment, Status, CheckRun Outcome
}

// An Outcome is what became of one part of a Post.
type Outcome struct {
	Done Done
	URL  string // of what is there now
	Err  error  // where Done is Failed or ReadOnly
}

// Done says how a part ended.
type Done string

// How a part of a Post can end.
const (
	NotAsked   Done = ""           // it was nil
	Sent       Done = "sent"       // created or changed
	Unchanged  Done = "unchanged"  // it is there already, just so
	Superseded Done = "superseded" // the pull request has another head by now: its comment was left as it is
	ReadOnly   Done = "read-only"  // the token may not: a fork's
	Failed     Done = "failed"
)

// Err is what failed, and nil where nothing did. What a read-only token may not do is no failure.
func (r Result) Err() error {
	var errs []error
	for _, part := range []struct {
		what string
		Outcome
	}{{"comment", r.Comment}, {"status", r.Status}, {"check run", r.CheckRun}} {
		if part.Done == Failed {
			errs = append(errs, fmt.Errorf("%s: %w", part.what, part.Err))
		}
	}
	return errors.Join(errs...)
}
