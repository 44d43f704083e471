package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/covbar/covbar/report"
	"github.com/covbar/covbar/report/github"
)

// compose says all there is to say at a place.
func (p *posting) compose(r *report.Report, at place) (github.Post, error) {
	text, err := pageOf(r, at.page)
	if err != nil {
		return github.Post{}, err
	}
	post := github.Post{Repo: at.repo, SHA: at.sha, Pull: at.pull}
	if p.comment != commentNever && (at.pull != 0 || at.branch != "") {
		post.Comment = p.commentOn(r, at.page, text)
	}
	if p.status {
		post.Status = &github.Status{
			Context:     named("covbar", p.key),
			State:       stateOf(r),
			Description: report.Description(r),
			URL:         at.page.Run,
		}
	}
	if p.checkRun {
		_, body, _ := strings.Cut(text, "\n") // without the marker
		post.CheckRun = &github.CheckRun{
			Name:        named("covbar report", p.key),
			State:       stateOf(r),
			Title:       report.Title(r),
			Summary:     body,
			URL:         at.page.Run,
			Annotations: annotations(r, at.page),
		}
	}
	return post, nil
}

// commentOn is the comment whose text is first. Where there is one already, its text is written anew, to say what has changed.
func (p *posting) commentOn(r *report.Report, page report.Page, first string) *github.Comment {
	now, _ := report.ParseMarker(first)
	return &github.Comment{
		Marker: report.Marker{Key: p.key}.Prefix(),
		Author: p.author,
		Create: p.comment != commentOnFailure || r.Verdict != report.Pass,
		Write: func(before string) string {
			old, ok := report.ParseMarker(before)
			if !ok {
				return first
			}
			if p.comment == commentOnChange && old.SameAs(now) {
				return ""
			}
			page.Before = old
			text, err := pageOf(r, page)
			if err != nil {
				return first // which could be written
			}
			return text
		},
	}
}

func pageOf(r *report.Report, page report.Page) (string, error) {
	var text strings.Builder
	err := report.Comment(&text, r, page)
	return text.String(), err
}

// named is the name of a status or a check run, of several on one commit.
func named(name, key string) string {
	if key == defaultKey {
		return name
	}
	return name + "/" + key
}

// stateOf says of a verdict what the exit status says of it.
func stateOf(r *report.Report) github.State {
	switch {
	case r.Verdict == report.None:
		return github.Error
	case r.Verdict == report.Pass || r.ReportOnly:
		return github.Success
	}
	return github.Failure
}

// annotations stand at the functions whose tests would bring failing packages to their bars, those that miss most first, and
// then at the beginning of each failing file in which there is none of them.
func annotations(r *report.Report, page report.Page) []github.Annotation {
	if page.Lines == nil {
		return nil
	}
	checks := slices.DeleteFunc(slices.Concat(r.Packages, r.SuiteChecks), func(c report.Check) bool { return !c.Outcome.Fails() })
	slices.SortStableFunc(checks, func(a, b report.Check) int { return cmp.Compare(b.Missing, a.Missing) })
	var all []github.Annotation
	annotated := map[string]bool{}
	for _, c := range checks {
		for _, f := range c.Soonest {
			first, last, ok := page.Lines(f.Path, f.First, f.Last)
			if !ok {
				continue
			}
			annotated[f.Path] = true
			all = append(all, github.Annotation{
				Path:    path.Join(page.Folder, f.Path),
				First:   first,
				Last:    last,
				Level:   "warning",
				Title:   shortOf(c),
				Message: fmt.Sprintf("%s of %s did not run. Testing it is among the soonest ways to the bar.", count(int(f.NotRun), "statement"), f.Name),
			})
		}
	}
	for _, c := range r.Files {
		first, last, ok := page.Lines(c.Dir, 1, 1)
		if !ok || annotated[c.Dir] || !c.Outcome.Fails() {
			continue
		}
		all = append(all, github.Annotation{
			Path:    path.Join(page.Folder, c.Dir),
			First:   first,
			Last:    last,
			Level:   "warning",
			Title:   shortOf(c),
			Message: fmt.Sprintf("%d of %s ran. Each file has to reach the bar.", c.Covered, count(int(c.Statements), "statement")),
		})
	}
	return all
}

func shortOf(c report.Check) string {
	return fmt.Sprintf("%s: %s short of %s%%", subject(c), count(int(c.Missing), "statement"), c.Threshold)
}

// subject is what a check is of: a package, over all suites or over one.
func subject(c report.Check) string {
	if c.Suite == "" {
		return c.Path
	}
	return c.Path + " (" + c.Suite + ")"
}

// failingChecks counts what keeps the bar from being met.
func failingChecks(r *report.Report) int {
	n := 0
	for _, c := range slices.Concat(r.Packages, r.Files, r.SuiteChecks, r.ServiceChecks) {
		if c.Outcome.Fails() {
			n++
		}
	}
	if r.Total.Statements > 0 && r.Total.Outcome.Fails() { // where there are none, nothing was checked
		n++
	}
	return n
}
