package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/covbar/covbar/policy"
	"github.com/covbar/covbar/report"
	"github.com/covbar/covbar/report/github"
)

// A nowhereError says why there is nothing to post to. That is nobody's failure, unless it was required.
type nowhereError string

func (err nowhereError) Error() string { return string(err) }

func nowhere(format string, args ...any) error { return nowhereError(fmt.Sprintf(format, args...)) }

// errNoToken is no news to whoever gave none.
var errNoToken = nowhere("GITHUB_TOKEN is not set")

// postTime is how long posting may take in all.
const postTime = 5 * time.Minute

// post posts a report as the settings and the environment say; root is the policy's folder, and ended how the command ends but
// for posting. Whatever happens there, the verdict stands: the error has statusPosting, which counts only after a pass.
func (e env) post(ctx context.Context, r *report.Report, s settings, root string, ended error) error {
	p := s.posting
	p.done = true
	if ctx.Err() != nil || !e.posts(p) {
		return ctx.Err()
	}
	r = inTheEnd(r, ended)
	at, err := e.findPlace(ctx, p, root)
	if e.inActions() {
		e.tellJob(r, s, at.page)
	}
	if err == nil {
		err = e.postAt(ctx, r, s, at)
	}
	return e.endPosting(p, err)
}

// inTheEnd is a report as the command ends: where that is without a verdict, since an output could not be written, the report
// has none, either. What is posted says what the exit status says.
func inTheEnd(r *report.Report, ended error) *report.Report {
	status := statusOf(ended)
	if r.Verdict == report.None || status != statusNone && status != statusUsage {
		return r
	}
	none := *r
	none.Verdict, none.Problems = report.None, slices.Concat(r.Problems, problemsOf(ended))
	return &none
}

// posts reports whether there is anything to do. Outside of GitHub Actions nothing is posted by itself.
func (e env) posts(p *posting) bool {
	return p.when != postNever && (p.asked || p.when == postRequire || p.dryRun || e.inActions())
}

// postFailure posts that there is no verdict where a command ended before it had a report: a required status that never
// comes would leave a pull request waiting, and nobody would see why.
func (e env) postFailure(ctx context.Context, err error, s settings) error {
	if s.posting.done || ctx.Err() != nil {
		return nil
	}
	s.outputs = nil // what may be there is of an earlier run
	return e.post(ctx, e.noVerdict(err, s), s, e.dir, err)
}

// noVerdict is a report that there is no verdict, and why.
func (e env) noVerdict(err error, s settings) *report.Report {
	return report.New(nil, report.Facts{
		Tool:       toolVersion(),
		Day:        s.day,
		DayGiven:   s.dayGiven,
		PolicyFile: e.policyMeant(s),
		Problems:   problemsOf(err),
		ReportOnly: s.reportOnly,
	})
}

// problemsOf are the problems of a report for an error: of what is wrong with a policy, without the lines where it is.
func problemsOf(err error) []string {
	var problems []string
	for _, part := range partsOf(err) {
		msgs := []string{part.Error()}
		var wrong policy.Errors
		if errors.As(part, &wrong) {
			msgs = nil
			for _, e := range wrong {
				bare := *e
				bare.Source = ""
				msgs = append(msgs, bare.Error())
			}
		}
		problems = append(problems, msgs...)
	}
	return slices.DeleteFunc(problems, func(msg string) bool { return msg == "" })
}

// policyMeant is the policy file as a report shows it, whether it can be read or not; empty: the built-in policy.
func (e env) policyMeant(s settings) string {
	if s.policy != "" {
		return e.shown(e.path(s.policy))
	}
	top, _ := findUp(e.dir, "", ".git")
	dir, found, err := e.findPolicy(top)
	if err != nil || !found {
		return ""
	}
	return e.shown(filepath.Join(dir, policyName))
}

// endPosting says how posting ended.
func (e env) endPosting(p *posting, err error) error {
	var none nowhereError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &none):
		return postingf("the report was not posted: %w", err)
	case p.when == postRequire && !p.dryRun:
		return postingf("the report was not posted: %w\nhint: --post=%s asks for it; --post=%s does not", err, postRequire, postAuto)
	case p.dryRun || !errors.Is(err, errNoToken):
		e.annotate("notice", "nothing is posted: "+err.Error())
	}
	return nil
}

// postingf is a failure to post: what went wrong in one line, and the hints below it.
func postingf(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	var facts, hints []string
	for line := range strings.Lines(err.Error()) {
		line = strings.TrimRight(line, "\n")
		switch isHint := strings.HasPrefix(line, "hint: "); {
		case !isHint:
			facts = append(facts, line)
		case !slices.Contains(hints, line):
			hints = append(hints, line)
		}
	}
	msg := strings.Join(append([]string{strings.Join(facts, "; ")}, hints...), "\n")
	return &failure{status: statusPosting, msg: msg, cause: errors.Unwrap(err)}
}

// postAt posts to a place that is known, but for the number of its pull request.
func (e env) postAt(ctx context.Context, r *report.Report, s settings, at place) error {
	ctx, cancel := context.WithTimeout(ctx, postTime)
	defer cancel()
	p := s.posting
	token := e.token()
	if p.dryRun {
		return e.rehearse(r, s, at)
	}
	if token == "" {
		return errNoToken
	}
	client, err := e.client(p, token)
	if err != nil {
		return err
	}
	if at.branch != "" {
		pulls, err := client.FindPull(ctx, at.repo, at.owner, at.branch, at.sha)
		switch {
		case err != nil:
			return err
		case len(pulls) == 0:
			return nowhere("no open pull request of %s:%s has the commit %s as its head", at.owner, quoted(at.branch), at.sha)
		case len(pulls) > 1:
			return nowhere("%d open pull requests of %s:%s have the commit %s as their head, and which one is meant is not known",
				len(pulls), at.owner, quoted(at.branch), at.sha)
		}
		at.pull = pulls[0]
	}
	what, err := p.compose(r, at)
	if err != nil {
		return err
	}
	return e.tellResult(p, at, client.Send(ctx, what))
}

// token is what GitHub knows us by. It comes from nowhere else: an argument could be seen by others.
func (e env) token() string { return strings.TrimSpace(e.getenv("GITHUB_TOKEN")) }

// tellResult tells what became of a post. The error is what failed. That a token may not write is no failure where none that
// such a job can have may.
func (e env) tellResult(p *posting, at place, result github.Result) error {
	failed := []error{result.Err()}
	var posted, denied, reasons []string
	for _, part := range []struct {
		name string
		github.Outcome
	}{{"comment", result.Comment}, {"status", result.Status}, {"check run", result.CheckRun}} {
		switch {
		case part.Done == github.Superseded:
			e.annotate("notice", fmt.Sprintf("superseded: by now pull request %d has another head than %.10s, and its comment stays as it is",
				at.pull, at.sha))
		case part.Done == github.ReadOnly && (p.when == postRequire || !at.mayBeReadOnly):
			failed = append(failed, fmt.Errorf("%s: %w", part.name, part.Err))
		case part.Done == github.ReadOnly:
			denied, reasons = append(denied, part.name), append(reasons, part.Err.Error())
		case part.Done == github.Sent, part.Done == github.Unchanged && part.URL != "":
			posted = append(posted, strings.TrimSpace(part.name+" "+part.URL))
		}
	}
	if len(posted) > 0 {
		e.say("posted to %s, commit %.10s: %s", at.repo, at.sha, strings.Join(posted, ", "))
	}
	if len(denied) > 0 {
		e.annotate("notice", fmt.Sprintf("GITHUB_TOKEN may not post the %s, as that of a fork or of Dependabot never may; "+
			"the summary of the job says all of it. %s", strings.Join(denied, " and the "), strings.Join(reasons, "; ")))
	}
	return errors.Join(failed...)
}
