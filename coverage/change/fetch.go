package change

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// commitID is how git names a commit, by SHA-1 or SHA-256.
var commitID = regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`)

// Fetch brings one commit and its files, without its history: git calls the clone shallow then, if it was not. No reference
// is made or moved. remote is a URL, and need be no remote of the repository.
//
// token is one of GitHub's, and goes to that URL alone: it takes the place of what git is configured to send there, and a
// redirect is an error. No argument list shows it. The server has to prove who it is, whatever git is configured to. Without a
// token, git uses what it is configured to.
//
// caFile is the absolute name of a PEM file with the certificates of the authorities to trust instead; empty: those that git trusts.
func (r *Repository) Fetch(ctx context.Context, remote, commit, token, caFile string) error {
	if !commitID.MatchString(commit) {
		return fmt.Errorf("%q is no full ID of a commit", commit)
	}
	asked := &Repository{Top: r.Top, gitcmd: r.gitcmd, environ: append(slices.Clone(r.environ),
		"GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=", // nobody is there to answer
		"GIT_HTTP_LOW_SPEED_LIMIT=1", "GIT_HTTP_LOW_SPEED_TIME=30")} // bytes and seconds
	hint := "GITHUB_TOKEN, or its persist-credentials: true, allows git to fetch it"
	if token != "" {
		if err := mayHaveToken(remote); err != nil {
			return err
		}
		basic := base64.StdEncoding.EncodeToString([]byte("x-access-token:" + token))
		asked.environ = configure(without(asked.environ, "GIT_SSL_NO_VERIFY"), [][2]string{
			{"http." + remote + ".extraHeader", ""}, // forgets those that actions/checkout set: two are refused
			{"http." + remote + ".extraHeader", "AUTHORIZATION: basic " + basic},
			{"http." + remote + ".followRedirects", "false"}, // git would send the header there, too
			{"http." + remote + ".sslVerify", "true"},
		})
		hint = "permissions of contents: read allow its token to fetch it"
	}
	if caFile != "" {
		asked.environ = configure(without(asked.environ, "GIT_SSL_CAINFO"), [][2]string{{"http." + remote + ".sslCAInfo", caFile}})
	}
	_, err := asked.Git(ctx, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head",
		"--no-auto-maintenance", "--end-of-options", remote, commit)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("commit %s is not in this clone, and cannot be fetched: %w\n"+
		"hint: in GitHub Actions, fetch-depth: 0 of actions/checkout brings it; otherwise %s", commit, err, hint)
}

// mayHaveToken returns an error for where a token would be read on its way.
func mayHaveToken(remote string) error {
	u, err := url.Parse(remote)
	if err != nil || u.Host == "" {
		return errors.New("a token is of use only to fetch from a URL of https\nhint: GITHUB_SERVER_URL names the server")
	}
	if u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()) {
		return nil
	}
	return fmt.Errorf("no token is sent to %s://%s, where others may read it\nhint: GITHUB_SERVER_URL begins with https://", u.Scheme, u.Host)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// without returns environ without a variable, which would count more than a setting. It changes environ.
func without(environ []string, variable string) []string {
	return slices.DeleteFunc(environ, func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return strings.EqualFold(name, variable) // Windows has it in any case
	})
}

// configure adds settings to those that environ has for git. Later ones count more, and those of files less.
func configure(environ []string, settings [][2]string) []string {
	n := 0
	for _, variable := range environ {
		if count, ok := strings.CutPrefix(variable, "GIT_CONFIG_COUNT="); ok {
			n, _ = strconv.Atoi(count) // git ends with an error where this is no number
		}
	}
	for _, setting := range settings {
		environ = append(environ, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", n, setting[0]), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", n, setting[1]))
		n++
	}
	return append(environ, fmt.Sprintf("GIT_CONFIG_COUNT=%d", n))
}
