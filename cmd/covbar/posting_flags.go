package main

import (
	"cmp"
	"crypto/x509"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covbar/covbar/report/github"
)

// A posting is whether, where and how a report is to be posted, as the flags say it.
type posting struct {
	when     string   // --post: postAuto, postNever or postRequire
	to       *address // of covbar post; nil: where the job of GitHub Actions belongs
	asked    bool     // by covbar post: the report was measured elsewhere
	comment  string   // --comment: one of commentModes
	status   bool
	checkRun bool
	key      string
	author   string         // --comment-author; empty: whoever the token is of
	caFile   string         // --ca-file, absolute; empty: none
	roots    *x509.CertPool // nil: those of the system
	dryRun   bool

	done bool // a report was posted, or there is to be none: what goes wrong later has nothing to say to GitHub
}

// The values of --post.
const (
	postAuto    = "auto"
	postNever   = "never"
	postRequire = "require"
)

// The values of --comment. A comment that is there is kept up to date by commentOnFailure, too: it turns green.
const (
	commentAlways    = "always"
	commentOnFailure = "on-failure" // none is begun while the bar is met
	commentOnChange  = "on-change"  // it is left alone while the verdict and what fails are as it says
	commentNever     = "never"
)

var (
	postModes    = []string{postAuto, postNever, postRequire}
	commentModes = []string{commentAlways, commentOnFailure, commentOnChange, commentNever}
)

// measuringFlags are the flags of a verb that judges what it measures itself.
func measuringFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "strict", Usage: "warnings are errors: 2 about the policy, 3 about the data"},
		&cli.StringFlag{
			Name: "post", Value: postAuto,
			Usage: "post to GitHub: `WHEN` auto: from a job of GitHub Actions that has GITHUB_TOKEN; never; require: 4 if it cannot be",
		},
	}
}

// postingFlags are the flags of a verb that can post.
func postingFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{
			Name: "comment", Value: commentAlways,
			Usage: "comment on the pull request: `WHEN` always; on-failure: begun only then, and edited to the end; on-change: of verdict or failing checks; never",
		},
		&cli.BoolFlag{Name: "no-status", Usage: "post no commit status"},
		&cli.BoolFlag{Name: "check-run", Usage: "post a check run, too, with annotations in the files of failing packages"},
		&cli.StringFlag{
			Name: "key", Value: defaultKey,
			Usage: "tell this comment and status apart from others of the same pull request by `KEY`",
		},
		&cli.StringFlag{Name: "comment-author", Usage: "our comments are those of `LOGIN`, such as github-actions[bot]; not of whoever the token is of"},
		&cli.StringFlag{Name: "ca-file", Usage: "trust the certificates in `FILE` (PEM), too"},
		&cli.BoolFlag{Name: "dry-run", Usage: "print what would be posted, and post nothing; needs no token"},
	}
}

const defaultKey = "default"

var (
	keyForm   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,40}$`)
	loginForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}(\[bot\])?$`)
)

// readPosting reads the flags that say how to post. With an error, the posting is how to post that.
func (e env) readPosting(c *cli.Context) (*posting, error) {
	p := &posting{
		when:     cmp.Or(c.String("post"), postAuto), // covbar post has no such flag
		asked:    c.Command.Name == postName,
		comment:  c.String("comment"),
		status:   !c.Bool("no-status"),
		checkRun: c.Bool("check-run"),
		key:      c.String("key"),
		author:   c.String("comment-author"),
		dryRun:   c.Bool("dry-run"),
	}
	if err := e.readWhether(p, c); err != nil {
		p.done = true // whether it is to be posted, or where to, is not known
		return p, err
	}
	p.done = p.asked && p.to == nil && !e.inActions() // there is nowhere to tell it
	if err := p.checkComment(); err != nil {
		p.comment, p.checkRun, p.key = commentNever, false, defaultKey // which ones would be ours is not known: the status alone
		return p, err
	}
	var err error
	p.caFile, p.roots, err = e.readRoots(c.String("ca-file"))
	return p, err
}

// readWhether reads whether it is to be posted, and where to, as far as flags say it.
func (e env) readWhether(p *posting, c *cli.Context) (err error) {
	if err := oneOf("--post", p.when, postModes); err != nil {
		return err
	}
	if p.when == postNever && p.dryRun {
		return usagef("--post=%s and --dry-run: there is nothing to show\nhint: leave out one of them", postNever)
	}
	p.to, err = readAddress(c.String("repo"), c.String("pr"), c.String("sha"))
	return err
}

// checkComment refuses what says wrongly how comments are told apart, and when there is one.
func (p *posting) checkComment() error {
	if err := oneOf("--comment", p.comment, commentModes); err != nil {
		return err
	}
	if !keyForm.MatchString(p.key) {
		return usagef("--key %s: it takes 1 to 40 letters, digits, \".\", \"_\" and \"-\"\nhint: such as --key orders", quoted(p.key))
	}
	if p.author != "" && !loginForm.MatchString(p.author) {
		return usagef("--comment-author %s: is no login\nhint: such as --comment-author 'github-actions[bot]'", quoted(p.author))
	}
	return nil
}

// oneOf refuses what is none of the values that a flag takes.
func oneOf(flag, value string, known []string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return usagef("%s: unknown value %q%s", flag, value, nearestHint(value, known, "%s", "it takes "+strings.Join(known, ", ")))
}

// readRoots are the certificates of the system and those of a file, with its absolute name. Without one, they are those of the
// file that SSL_CERT_FILE names: package x509 does not look there on every system. Nil: those of the system.
func (e env) readRoots(file string) (path string, roots *x509.CertPool, err error) {
	if file == "" {
		return "", e.environRoots(), nil
	}
	path = e.path(file)
	data, err := readSome(os.DirFS(filepath.Dir(path)), filepath.Base(path))
	if err != nil {
		return "", nil, usagef("--ca-file %s: cannot be read: %w\nhint: it takes a file with certificates in PEM", quoted(file), plain(err))
	}
	if roots, err = github.ReadRoots(data); err != nil {
		return "", nil, usagef("--ca-file %s: %w\nhint: certificates in PEM begin with -----BEGIN CERTIFICATE-----", quoted(file), err)
	}
	return path, roots, nil
}

// environRoots are those of SSL_CERT_FILE. A variable of the machine that leads nowhere is no reason to refuse: GitHub is, then,
// where its certificate is not known.
func (e env) environRoots() *x509.CertPool {
	file := e.getenv("SSL_CERT_FILE")
	if file == "" {
		return nil
	}
	data, err := os.ReadFile(e.path(file))
	if err != nil {
		return nil
	}
	roots, err := github.ReadRoots(data)
	if err != nil {
		return nil
	}
	return roots
}
