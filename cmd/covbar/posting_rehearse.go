package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/covbar/covbar/report"
	"github.com/covbar/covbar/report/github"
)

// rehearse prints what would be posted. It stands below the report, unless that is JSON, which is for a machine.
func (e env) rehearse(r *report.Report, s settings, at place) error {
	post, err := s.posting.compose(r, at)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nDry run: this would be posted to %s, commit %s, %s.\n", at.repo, at.sha, at.pullRequest())
	if status := post.Status; status != nil {
		fmt.Fprintf(&b, "\nStatus %s: %s\n%s\n", status.Context, status.State, indented(status.Description))
	}
	if comment := post.Comment; comment != nil {
		fmt.Fprintf(&b, "\nComment, %s:\n%s\n", s.posting.occasion(comment), indented(comment.Write("")))
	}
	if run := post.CheckRun; run != nil {
		fmt.Fprintf(&b, "\nCheck run %s: %s, %s\n", run.Name, run.State, run.Title)
		for _, a := range run.Annotations {
			fmt.Fprintf(&b, "%s\n", indented(fmt.Sprintf("%s:%d-%d: %s: %s", a.Path, a.First, a.Last, a.Title, a.Message)))
		}
	}
	write := func(w io.Writer) error {
		_, err := io.WriteString(w, harmless(b.String()))
		return err
	}
	if s.format == "json" {
		return write(e.stderr)
	}
	return e.print(write)
}

// pullRequest is where the comment goes.
func (at place) pullRequest() string {
	switch {
	case at.branch != "":
		return fmt.Sprintf("the open pull request of %s:%s", at.owner, at.branch)
	case at.pull != 0:
		return fmt.Sprintf("pull request %d", at.pull)
	}
	return "no pull request"
}

// occasion says when a comment would be written.
func (p *posting) occasion(c *github.Comment) string {
	switch {
	case !c.Create:
		return "if there is one already"
	case p.comment == commentOnChange:
		return "unless there is one that says the same"
	}
	return "new or in place of the one that is there"
}

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSuffix(text, "\n")) {
		if line != "\n" {
			b.WriteString("  ")
		}
		b.WriteString(line)
	}
	return b.String()
}
