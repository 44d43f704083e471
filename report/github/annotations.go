package github

import (
	"context"
	"strings"

	gh "github.com/google/go-github/v57/github"
)

// send is how the API takes a. One annotation that it does not take would cost the whole batch.
func (a Annotation) send() *gh.CheckRunAnnotation {
	first := max(a.First, 1)
	last := max(a.Last, first)
	title, message := cut(a.Title, maxTitle), a.Message
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "") + "…"
	}
	sent := &gh.CheckRunAnnotation{Path: &a.Path, StartLine: &first, EndLine: &last, AnnotationLevel: &a.Level, Message: &message}
	if title != "" {
		sent.Title = &title
	}
	return sent
}

// missing returns the annotations that a check run lacks; stale says that it has some that should not be there.
func (k *checker) missing(ctx context.Context, run *gh.CheckRun) (missing []*gh.CheckRunAnnotation, stale bool, err error) {
	if run.GetOutput().GetAnnotationsCount() == 0 {
		return k.want, false, nil
	}
	repo := k.post.Repo
	lacks := map[Annotation]int{}
	for _, a := range k.want {
		lacks[received(a)]++
	}
	count := func(a *gh.CheckRunAnnotation) bool {
		if key := received(a); lacks[key] > 0 {
			lacks[key]--
		} else {
			stale = true
		}
		return false
	}
	_, err = pages(count, func(page gh.ListOptions) ([]*gh.CheckRunAnnotation, *gh.Response, error) {
		return k.c.api.Checks.ListCheckRunAnnotations(ctx, repo.Owner, repo.Name, run.GetID(), &page)
	})
	if err != nil {
		return nil, false, err
	}
	for _, a := range k.want {
		if key := received(a); lacks[key] > 0 {
			lacks[key]--
			missing = append(missing, a)
		}
	}
	return missing, stale, nil
}

// received is a as it was before it was sent, but for what GitHub does to space.
func received(a *gh.CheckRunAnnotation) Annotation {
	return Annotation{
		Path: a.GetPath(), First: a.GetStartLine(), Last: a.GetEndLine(), Level: a.GetAnnotationLevel(),
		Title: strings.TrimSpace(a.GetTitle()), Message: strings.TrimSpace(a.GetMessage()),
	}
}
