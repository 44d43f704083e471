package github

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	gh "github.com/google/go-github/v57/github"
)

// errSuperseded ends the writing of a comment: the pull request has another head by now, whose own run writes it.
var errSuperseded = errors.New("the pull request has a newer commit")

// A commenter brings the comments of one marker and author to one comment with our text.
//
// Several may run at once, and none knows of the others. So each goes on looking and doing until a look shows nothing to be
// done. All of them take the oldest comment for the one to keep: its id never changes, it is never removed, and who misses it
// in one look sees it in the next. Each writes its text to the comment to keep once, and removes the younger ones only after
// that. Whoever finds its own comment removed or younger writes its text again, to the oldest. So the last of them that
// writes is the one whose text stays, and every other one's text was there before. No text is ever taken from another's
// comment: who wrote it does that, or is dead, and then the next run writes a newer one.
type commenter struct {
	c       *Client
	post    Post
	author  string
	guessed bool   // author is whom a job's token is of: ours may be of another app
	likely  string // of that app, perhaps: who wrote a comment of our marker
	text    string
	written map[int64]bool // ids of comments that got our text
	gone    map[int64]bool // ids that were listed, and then not there to be edited
	url     string
	sent    bool // a request to write was sent, whatever became of it
	ready   bool // text is known
}

func (c *Client) sendComment(ctx context.Context, p Post) Outcome {
	const permission = "pull-requests: write"
	if err := p.Comment.check(p.Pull); err != nil {
		return Outcome{Done: Failed, Err: err}
	}
	author, guessed, err := c.login(ctx, p.Comment.Author)
	if err != nil {
		return outcome(err, permission)
	}
	w := &commenter{c: c, post: p, author: author, guessed: guessed, written: map[int64]bool{}, gone: map[int64]bool{}}
	// It begins with a look whenever it begins.
	err = c.retry.untilKnown(ctx, func(ctx context.Context, _ bool) error { return w.run(ctx) })
	switch {
	case err == nil && !w.sent:
		return Outcome{Done: Unchanged, URL: w.url}
	case err == nil:
		return Outcome{Done: Sent, URL: w.url}
	}
	failed := outcome(err, permission)
	failed.URL = w.url
	return failed
}

func (k *Comment) check(pull int) error {
	switch {
	case pull == 0:
		return errors.New("a comment needs a pull request")
	case strings.TrimSpace(k.Marker) == "":
		return errors.New("a comment needs a marker") // every comment begins with the empty one
	}
	return nil
}

// login is whose comments are ours. The token of a job may not ask who it is, and that of another app may not either.
func (c *Client) login(ctx context.Context, author string) (login string, guessed bool, err error) {
	const job = "github-actions[bot]"
	if author != "" {
		return author, false, nil
	}
	user, err := got(c.api.Users.Get(ctx, ""))
	var f *failure
	switch {
	case err == nil && user.GetLogin() == "":
		return "", false, &failure{did: "GET /user", message: "the answer names nobody", unclear: true}
	case err == nil:
		return user.GetLogin(), false, nil
	case errors.As(err, &f) && (f.status == http.StatusNotFound || f.status == http.StatusForbidden && !f.limited ||
		f.status == http.StatusUnauthorized && strings.Contains(f.message, "Resource not accessible by")):
		return job, true, nil
	}
	return "", false, err
}

// maxRounds is more than the jobs that could be at it at once.
const maxRounds = 30

// run looks and does until there is nothing left to do.
func (w *commenter) run(ctx context.Context) error {
	for range maxRounds {
		ours, err := w.look(ctx)
		if err != nil {
			if len(w.written) > 0 {
				return nil // our text is there. A twin would be removed by the next run
			}
			return err
		}
		if !w.ready {
			if err := w.compose(ours); err != nil {
				return err
			}
		}
		if w.text == "" {
			return w.leave(ctx, ours)
		}
		if done, err := w.step(ctx, ours); done || err != nil {
			return err
		}
	}
	return nil // our text was written. Others are still at it
}

// look returns the comments of our marker and author, the oldest first.
func (w *commenter) look(ctx context.Context) ([]*gh.IssueComment, error) {
	repo := w.post.Repo
	w.likely = ""
	mine := func(k *gh.IssueComment) bool {
		login := k.GetUser().GetLogin()
		switch {
		case !strings.HasPrefix(k.GetBody(), w.post.Comment.Marker):
			return false
		case strings.EqualFold(login, w.author):
			return true
		case strings.HasSuffix(login, "[bot]"): // a person cannot have such a name
			w.likely = login
		}
		return false
	}
	ours, err := pages(mine, func(page gh.ListOptions) ([]*gh.IssueComment, *gh.Response, error) {
		return w.c.api.Issues.ListComments(ctx, repo.Owner, repo.Name, w.post.Pull, &gh.IssueListCommentsOptions{ListOptions: page})
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(ours, func(a, b *gh.IssueComment) int { return cmp.Compare(a.GetID(), b.GetID()) })
	// A comment that moved from one page to the next meanwhile is listed twice.
	ours = slices.CompactFunc(ours, func(a, b *gh.IssueComment) bool { return a.GetID() == b.GetID() })
	if len(ours) > 0 {
		w.url = w.c.link(ours[0].GetHTMLURL())
	}
	return ours, nil
}

// compose asks for the text, once: what other jobs write meanwhile is not what was there before.
func (w *commenter) compose(ours []*gh.IssueComment) error {
	w.ready = true
	comment, before := w.post.Comment, ""
	switch {
	case len(ours) > 0:
		before = ours[0].GetBody()
	case !comment.Create:
		return nil
	}
	w.text = comment.Write(before)
	switch n := utf8.RuneCountInString(w.text); {
	case w.text == "":
		return nil
	case !strings.HasPrefix(w.text, comment.Marker):
		return errors.New("the text does not begin with its marker: it would never be found again")
	case n > maxComment:
		return fmt.Errorf("the text has %d characters, and GitHub takes %d", n, maxComment)
	}
	return nil
}

const maxComment = 65_536 // characters of a comment

// leave ends without a text. What may be our own comment and says otherwise is not left in silence.
func (w *commenter) leave(ctx context.Context, ours []*gh.IssueComment) error {
	if len(ours) > 0 || !w.guessed || w.likely == "" {
		return nil
	}
	if err := w.still(ctx); err != nil {
		return err
	}
	likely := w.c.retry.gate.line(w.likely)
	return fmt.Errorf("a comment of %s begins with our marker, and the token does not say whose comments are its own\n"+
		"hint: --comment-author=%s if it is ours, and otherwise --comment-author=%s", likely, likely, w.author)
}

// step does what ours shows to be missing; done says that nothing is.
func (w *commenter) step(ctx context.Context, ours []*gh.IssueComment) (done bool, err error) {
	if len(ours) == 0 {
		if len(w.written) > 0 {
			return true, nil // somebody removed it
		}
		return false, w.create(ctx)
	}
	keep := ours[0]
	edited := false
	if !w.written[keep.GetID()] && !sameText(keep.GetBody(), w.text) {
		edited = true
		if err = w.edit(ctx, keep.GetID()); err != nil && !errors.Is(err, errSuperseded) {
			return false, err
		}
	}
	for _, twin := range ours[1:] {
		if err != nil && !w.written[twin.GetID()] && !sameText(twin.GetBody(), w.text) {
			continue // superseded: only what we wrote ourselves is ours to remove
		}
		if err := w.remove(ctx, twin.GetID()); err != nil {
			return false, err
		}
	}
	return !edited && len(ours) == 1, err
}

// create makes a comment. Who it then belongs to is who we are.
func (w *commenter) create(ctx context.Context) error {
	if err := w.still(ctx); err != nil {
		return err
	}
	w.sent = true
	repo := w.post.Repo
	made, resp, err := w.c.api.Issues.CreateComment(w.writing(ctx), repo.Owner, repo.Name, w.post.Pull, &gh.IssueComment{Body: &w.text})
	if err := plain(resp, err); err != nil {
		return err
	}
	if made.GetID() == 0 || made.GetUser().GetLogin() == "" {
		return unfit(resp.Request)
	}
	w.author = made.GetUser().GetLogin()
	w.written[made.GetID()] = true
	w.url = w.c.link(made.GetHTMLURL())
	return nil
}

// edit gives a comment our text. One that has gone meanwhile is left to the next look.
func (w *commenter) edit(ctx context.Context, id int64) error {
	if err := w.still(ctx); err != nil {
		return err
	}
	w.sent = true
	repo := w.post.Repo
	_, err := got(w.c.api.Issues.EditComment(w.writing(ctx), repo.Owner, repo.Name, id, &gh.IssueComment{Body: &w.text}))
	switch {
	case err == nil:
		w.written[id] = true
	case hasStatus(err, http.StatusNotFound) && !w.gone[id]:
		w.gone[id] = true
	default:
		return err
	}
	return nil
}

// remove removes a younger twin, which another job may have done.
func (w *commenter) remove(ctx context.Context, id int64) error {
	w.sent = true
	repo := w.post.Repo
	resp, err := w.c.api.Issues.DeleteComment(ctx, repo.Owner, repo.Name, id)
	if err = plain(resp, err); hasStatus(err, http.StatusNotFound) {
		return nil
	}
	return err
}

// writing makes a request ask again, when it had to wait, whether our commit is still the head.
func (w *commenter) writing(ctx context.Context) context.Context {
	return under(ctx, func(r *rules) { r.still = func() error { return w.still(ctx) } })
}

// still says whether the commit that was measured is the head of the pull request.
func (w *commenter) still(ctx context.Context) error {
	repo := w.post.Repo
	pull, resp, err := w.c.api.PullRequests.Get(ctx, repo.Owner, repo.Name, w.post.Pull)
	if err := plain(resp, err); err != nil {
		return err
	}
	switch head := pull.GetHead().GetSHA(); {
	case head == "":
		return unfit(resp.Request)
	case !strings.EqualFold(head, w.post.SHA):
		return errSuperseded
	}
	return nil
}

// sameText compares as GitHub keeps texts: it cuts the space at the end, and may give back other line ends.
func sameText(a, b string) bool {
	kept := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return kept(a) == kept(b)
}
