package main

import (
	"cmp"
	"context"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covbar/covbar/report"
	"github.com/covbar/covbar/report/github"
)

const postName = "post"

func postVerb() verb {
	return verb{
		name:  postName,
		args:  "[flags] REPORT",
		short: "judge a saved report anew, and post it to GitHub",
		long: `
REPORT is what check or run wrote with -o json=FILE, in a job that may not post, such as that of a fork. Its numbers are
held against the policy that is found here, today; what was to be missing there is allowed by --allow-missing here.
Printed is the new report, and it decides the exit status, as with check. Where there is no REPORT, that is posted.

In GitHub Actions the event says where it goes: to the pull request, merge group or push of this job, or in workflow_run,
of the run that ended. Elsewhere --repo and --sha do, and --pr for a comment: a report does not say which commit it
measured, and whoever names one with --sha is believed. GITHUB_TOKEN is what GitHub asks for, and GITHUB_API_URL names an
Enterprise Server.

  covbar post report.json
  covbar post --repo acme/shop --pr 12 --sha "$(git rev-parse HEAD)" report.json
  covbar post --dry-run --repo acme/shop --sha "$(git rev-parse HEAD)" report.json
`,
		flags: []cli.Flag{
			&cli.StringFlag{Name: "repo", Usage: "post to the repository `OWNER/NAME`"},
			&cli.StringFlag{Name: "pr", Usage: "comment on the pull request `NUMBER`"},
			&cli.StringFlag{Name: "sha", Usage: "the status is for the commit `SHA`, in full: of a pull request, its head"},
			testsFailedFlag(),
		},
		judges: true,
		do:     doPost,
	}
}

func doPost(ctx context.Context, e env, c call) error {
	s := c.settings
	if err := e.checkPlace(s.posting); err != nil {
		s.posting.done = true // there is nowhere to tell it
		return err
	}
	if len(c.args) != 1 {
		return usagef("post: it takes one report, and got %s\nhint: covbar check -o json=report.json makes one", count(len(c.args), "argument"))
	}
	if i := slices.IndexFunc(s.outputs, func(o output) bool { return o.format == profileFormat }); i >= 0 {
		return usagef("-o %s: a report holds no profile\nhint: covbar check writes one, where it reads some", quoted(profileFormat+"="+s.outputs[i].file))
	}
	g, err := e.openPolicy(s)
	if err != nil {
		return err
	}
	r, err := e.judgeAgain(g, c.args[0], s)
	switch {
	case statusOf(err) == statusUsage:
		return err
	case err != nil:
		r = e.noVerdict(err, s)
	}
	m := &measurement{}
	ended := worst(e.publish(ctx, r, m, s), m.ending(r))
	return worst(ended, e.post(ctx, r, s, g.root, ended))
}

// judgeAgain reads a report, and holds its numbers against the policy that is here.
func (e env) judgeAgain(g *gate, name string, s settings) (*report.Report, error) {
	old, err := e.readReport(name)
	if err != nil {
		return nil, err
	}
	if old.Policy != "" && g.policyFile == "" {
		return nil, dataf("%s: it was judged by %s, and there is no policy here\n"+
			"hint: check out the default branch before, or name a policy with --policy", quoted(name), quoted(old.Policy))
	}
	again := report.Again{
		Tool:         toolVersion(),
		Day:          s.day,
		PolicyFile:   g.policyFile,
		AllowMissing: s.allowMissing,
		Also:         s.also(),
		ReportOnly:   s.reportOnly,
	}
	r, err := old.Judge(g.policy, again)
	if how := e.runFailed(s.posting); err == nil && r.Verdict == report.Pass && how != "" {
		again.Also = append(again.Also, how)
		r, err = old.Judge(g.policy, again)
	}
	if err != nil {
		return nil, usagef("%w", err)
	}
	r.DayGiven = s.dayGiven
	return r, nil
}

// runFailed says that the run of another workflow, whose report this is, did not succeed: its tests may have failed, of which
// profiles say nothing. It is empty where it did, and where the report is of no such run.
func (e env) runFailed(p *posting) string {
	if e.getenv("GITHUB_EVENT_NAME") != "workflow_run" {
		return ""
	}
	event, err := e.readEvent()
	if err != nil || event.Conclusion == "success" || p.to != nil && p.to.sha != event.SHA {
		return "" // without an event nothing is posted, and that is told
	}
	return "the run that measured this ended with " + cmp.Or(event.Conclusion, "no conclusion")
}

// readReport reads a report that another job may have written.
func (e env) readReport(name string) (*report.Report, error) {
	path := e.path(name)
	info, err := os.Stat(path)
	if err != nil {
		return nil, dataf("%s: there is no report: %w\nhint: it is what the measuring job writes with -o json=FILE and hands on; did that job end?",
			quoted(name), plain(err))
	}
	if !info.Mode().IsRegular() {
		return nil, dataf("%s: is no file\nhint: name the file that was written with -o json=FILE", quoted(name))
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, dataf("%s: cannot be read: %w", quoted(name), plain(err))
	}
	defer file.Close()
	r, err := report.Read(file)
	if err != nil {
		return nil, dataf("%s: %w", quoted(name), err)
	}
	return r, nil
}

// checkPlace refuses what could not be posted anyway.
func (e env) checkPlace(p *posting) error {
	if p.to == nil && !e.inActions() {
		return usagef("post: where to is not said\nhint: --repo OWNER/NAME --sha SHA, and --pr NUMBER for a comment; in GitHub Actions the event says it")
	}
	if e.token() == "" && !p.dryRun {
		return usagef("post: GITHUB_TOKEN is not set\nhint: env: GITHUB_TOKEN: ${{ github.token }} in the step; --dry-run needs none")
	}
	return nil
}

// readAddress reads --repo, --pr and --sha; nil where none of them is given.
func readAddress(repo, pr, sha string) (*address, error) {
	if repo == "" && pr == "" && sha == "" {
		return nil, nil
	}
	if repo == "" || sha == "" {
		return nil, usagef("--repo and --sha belong together, and --pr to both\nhint: --repo OWNER/NAME --sha SHA")
	}
	to := &address{sha: strings.ToLower(sha)}
	var err error
	if to.repo, err = github.ParseRepo(repo); err != nil {
		return nil, usagef("--repo %s: %w\nhint: such as --repo acme/shop", quoted(repo), err)
	}
	if !github.IsCommit(to.sha) {
		return nil, usagef("--sha %s: is not the full name of a commit, of 40 or 64 hexadecimal digits\nhint: git rev-parse HEAD prints it", quoted(sha))
	}
	if pr != "" {
		if to.pull, err = strconv.Atoi(pr); err != nil || to.pull <= 0 {
			return nil, usagef("--pr %s: is not the number of a pull request\nhint: such as --pr 12", quoted(pr))
		}
	}
	return to, nil
}
