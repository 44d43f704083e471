package main

import (
	"context"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/covbar/covbar/report/github/githubtest"
)

// TestPostFromFolder: the policy may be below the top of the repository, and links lead there all the same.
func TestPostFromFolder(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.git("checkout", "-q", "topic")
	pr.git("rm", "-q", "-r", "--cached", ".")
	pr.file("services/go.mod", "module example.com/shop\n\ngo 1.26\n")
	pr.file("services/.covbar.yml", "version: 1\nthreshold: 80%\n")
	pr.file("services/orders/place.go", placed)
	pr.file("services/orders/cancel.go", canceled)
	pr.file("services/orders/list.go", listed)
	sha := pr.commit("moved")
	pr.github.OpenPull(githubtest.Pull{Number: 12, HeadSHA: sha})
	pr.event("pull_request", map[string]any{"pull_request": map[string]any{
		"number": 12, "head": map[string]any{"sha": sha, "ref": "topic", "repo": map[string]any{"full_name": "acme/shop"}},
	}})
	pr.run(statusFail, "-C", "services", "check", "--check-run", "../fail.out")
	wantIn(t, "comment", pr.comment(), "/acme/shop/blob/"+sha+"/services/orders/cancel.go#L3-L8", "/acme/shop/tree/"+sha+"/services/orders")
	annotated := map[string]bool{}
	for _, a := range pr.github.CheckRuns(sha)[0].Annotations {
		annotated[a.Path] = true
	}
	if !annotated["services/orders/cancel.go"] || len(annotated) != 1 {
		t.Errorf("annotations in %v", annotated)
	}
}

// TestPostFromMerge: a file that the trial merge takes from the other side has other lines in the head of the change.
func TestPostFromMerge(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.file("fail.out", strings.NewReplacer("list.go:3.17,5.2 1 0", "list.go:3.17,5.2 9 0", "cancel.go", "place.go").Replace(uncovered[:strings.Index(uncovered, "example.com/shop/orders/place.go")]))
	pr.run(statusFail, "check", "fail.out")
	wantIn(t, "comment", pr.comment(), "`List`")
	if strings.Contains(pr.comment(), "list.go#L") {
		t.Errorf("lines are linked that are not in the head: %s", pr.comment())
	}
}

// shallow clones the trial merge alone, as actions/checkout does, and lets the job work there.
func (pr *pullRequest) shallow() {
	pr.t.Helper()
	clone := pr.t.TempDir()
	pr.git("clone", "-q", "--depth=1", "--branch=trial", "file://"+filepath.ToSlash(pr.env.dir), clone)
	profile, err := os.ReadFile(pr.env.path("fail.out"))
	wantNoError(pr.t, err)
	pr.env.dir = clone
	pr.file("fail.out", string(profile))
}

// TestPostFromShallow: the head of the change is fetched, since what differs from it is not to be linked.
func TestPostFromShallow(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	backend := filepath.Join(pr.git("--exec-path"), "git-http-backend")
	if _, err := os.Stat(backend); err != nil {
		t.Skip("git has no server here: ", err)
	}
	root := t.TempDir()
	pr.git("clone", "-q", "--bare", pr.env.dir, filepath.Join(root, "acme", "shop.git"))
	pr.git("--git-dir="+filepath.Join(root, "acme", "shop.git"), "config", "uploadpack.allowAnySHA1InWant", "true")
	handler := &cgi.Handler{
		Path: backend, Env: []string{"GIT_PROJECT_ROOT=" + root, "GIT_HTTP_EXPORT_ALL=1"}, Stderr: t.Output(),
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	source := pr.env.dir
	pr.shallow()
	pr.set("GITHUB_SERVER_URL=" + server.URL)
	pr.run(statusFail, "check", "fail.out")
	wantIn(t, "comment", pr.comment(), "orders/cancel.go#L3-L8")

	// A server of one's own is known to git by the same certificate.
	secure := httptest.NewTLSServer(handler)
	defer secure.Close()
	pr.env.dir = source
	pr.shallow()
	pr.file("certificates.out", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})))
	pr.set("GITHUB_SERVER_URL=" + secure.URL)
	pr.run(statusFail, "check", "--ca-file", "certificates.out", "fail.out")
	wantIn(t, "comment", pr.comment(), secure.URL, "orders/cancel.go#L3-L8")
}

// TestPostFromDirty: what was changed after the checkout has other lines than the commit.
func TestPostFromDirty(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	check := func(want bool) {
		t.Helper()
		pr.run(statusFail, "check", "--check-run", "fail.out")
		runs := pr.github.CheckRuns(pr.head)
		if got := len(runs[len(runs)-1].Annotations) > 0; got != want || strings.Contains(pr.comment(), "#L") != want {
			t.Errorf("lines are annotated: %v, want %v; %s", got, want, pr.comment())
		}
	}
	generate := func() {
		t.Helper()
		pr.file("orders/cancel.go", "// Code of a generator.\n\n"+canceled)
		pr.file("fail.out", strings.NewReplacer("cancel.go:3.24,4.11", "cancel.go:5.24,6.11", "cancel.go:4.11,6.3", "cancel.go:6.11,8.3",
			"cancel.go:7.2,7.10", "cancel.go:9.2,9.10").Replace(uncovered))
	}
	check(true)
	generate()
	check(false)

	pr.git("checkout", "-q", "-f", "topic")
	pr.file("fail.out", uncovered)
	check(true)
	generate()
	check(false)
}

// TestPostCannotFetch: then no lines are linked, and all else is as it was.
func TestPostCannotFetch(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.shallow()
	pr.set("GITHUB_SERVER_URL=http://127.0.0.1:1")
	pr.run(statusFail, "check", "fail.out")
	wantIn(t, "comment", pr.comment(), "`Cancel`", "/tree/"+pr.head+"/orders")
	if strings.Contains(pr.comment(), "#L") {
		t.Errorf("lines are linked: %s", pr.comment())
	}
}

// TestPostCertificates: a server of one's own has a certificate of one's own. There is no way not to look at it.
func TestPostCertificates(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	server := httptest.NewUnstartedServer(pr.github)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // a handshake is to fail
	server.StartTLS()
	defer server.Close()
	pr.set("GITHUB_API_URL=" + server.URL + "/api/v3")
	pr.run(statusPosting, "check", "pass.out")
	wantIn(t, "stderr", pr.stderr.String(), "certificate")
	pr.file("ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	pr.run(statusPass, "check", "--ca-file", "ca.pem", "pass.out")
	wantIn(t, "status", pr.status(pr.head), "covbar: success")
	pr.set("SSL_CERT_FILE=gone.pem")
	pr.run(statusPosting, "check", "pass.out")
	pr.set("SSL_CERT_FILE=" + pr.env.path("ca.pem"))
	pr.run(statusPass, "check", "pass.out")

	pr.set("GITHUB_API_URL=https://github.example/api/v3", "HTTPS_PROXY=http://127.0.0.1:1", "NO_PROXY=", "https_proxy=", "no_proxy=")
	pr.run(statusPosting, "check", "pass.out")
	wantIn(t, "stderr", pr.stderr.String(), "127.0.0.1:1")
}

// TestPostInterrupted: one Ctrl-C is enough.
func TestPostInterrupted(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	ctx, cancel := context.WithCancel(t.Context())
	pr.github.Fault(func(r *http.Request) githubtest.Fault {
		return func(_ http.ResponseWriter, r *http.Request, _ func() *githubtest.Reply) {
			cancel()
			<-r.Context().Done()
		}
	})
	pr.env.args = []string{"check", "pass.out"}
	if got := run(ctx, pr.env); got != statusNone || !strings.HasSuffix(pr.stderr.String(), "covbar: interrupted\n") {
		t.Errorf("status %d, stderr %q", got, pr.stderr)
	}
	if n := len(pr.github.Requests()); n != 1 {
		t.Errorf("there were %d requests", n)
	}
}

// TestHookPostsNothing: a push from within a job is no verdict on what the job is about.
func TestHookPostsNothing(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	wantNoError(t, os.RemoveAll(pr.env.path("orders")))
	sha := pr.commit("no package is left")
	pr.env.stdin = pushing{}.line(sha)
	pr.run(statusNone, "hook", "run")
	wantIn(t, "stderr", pr.stderr.String(), "nothing was run")
	if n := len(pr.github.Requests()); n > 0 || pr.told("summary")+pr.told("output") != "" {
		t.Errorf("%d requests, summary %q, outputs %q", n, pr.told("summary"), pr.told("output"))
	}
}

// TestRunKeepsToken: what may write to the repository is not for the tests of a change.
func TestRunKeepsToken(t *testing.T) {
	t.Parallel()
	pr := newPullRequest(t)
	pr.file("orders/orders_test.go", `package orders

import (
	"os"
	"testing"
)

func Test(t *testing.T) {
	Cancel(10)
	Cancel(1)
	Place(0)
	Place(1)
	List()
	if os.Getenv("GITHUB_TOKEN") != "" {
		t.Error("the token is there")
	}
}
`)
	pr.run(statusPass, "run")
	wantIn(t, "status", pr.status(pr.head), "covbar: success: 100.00%")

	pr.run(statusPass, "run", "--post", postNever)
	pr.set("GITHUB_ACTIONS=", "CI=")
	pr.run(statusPass, "run")
	pr.run(statusPass, "explain", "orders")
}
