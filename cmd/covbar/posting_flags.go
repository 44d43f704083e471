package main

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
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
	roots    *x509.CertPool // of --ca-file; nil: those of the system
	dryRun   bool

	told bool // a report was posted, or there was to be none: what goes wrong later has nothing to say to GitHub
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

// readPosting reads the flags that say how to post.
func (e env) readPosting(c *cli.Context) (*posting, error) {
	p := &posting{
		when:     c.String("post"),
		comment:  c.String("comment"),
		status:   !c.Bool("no-status"),
		checkRun: c.Bool("check-run"),
		key:      c.String("key"),
		author:   c.String("comment-author"),
		dryRun:   c.Bool("dry-run"),
	}
	if p.when == "" { // covbar post has no such flag
		p.when = postAuto
	}
	if err := oneOf("--post", p.when, postModes); err != nil {
		return nil, err
	}
	if err := oneOf("--comment", p.comment, commentModes); err != nil {
		return nil, err
	}
	if !keyForm.MatchString(p.key) {
		return nil, usagef("--key %s: it takes 1 to 40 letters, digits, \".\", \"_\" and \"-\"\nhint: such as --key orders", quoted(p.key))
	}
	if p.author != "" && !loginForm.MatchString(p.author) {
		return nil, usagef("--comment-author %s: is no login\nhint: such as --comment-author 'github-actions[bot]'", quoted(p.author))
	}
	var err error
	p.roots, err = e.readRoots(c.String("ca-file"))
	return p, err
}

// oneOf refuses what is none of the values that a flag takes.
func oneOf(flag, value string, known []string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return usagef("%s: unknown value %q%s", flag, value, nearestHint(value, known, "%s", "it takes "+strings.Join(known, ", ")))
}

// readRoots are the certificates of the system and those of a file; nil where no file is named.
func (e env) readRoots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	path := e.path(file)
	data, err := readSome(os.DirFS(filepath.Dir(path)), filepath.Base(path))
	if err != nil {
		return nil, usagef("--ca-file %s: cannot be read: %w\nhint: it takes a file with certificates in PEM", quoted(file), plain(err))
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // the file's own are all there is
	}
	if !roots.AppendCertsFromPEM(data) {
		return nil, usagef("--ca-file %s: there is no certificate in it\nhint: it takes a file with certificates in PEM, "+
			"which begin with -----BEGIN CERTIFICATE-----", quoted(file))
	}
	return roots, nil
}
