package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/covbar/covbar/report/github/githubtest"
)

// A pullRequest is a repository with a change, the GitHub that it is on, and a job of GitHub Actions that measures it.
type pullRequest struct {
	t              *testing.T
	github         *githubtest.Server
	env            env
	stdout, stderr *bytes.Buffer
	main           string // the commit that the change is to be merged into
	head           string // of the change
	merge          string // trial merge of both, which is checked out
	job            string // folder of the files that the runner hands to the job
}

// The sources of the change and of what is there by now, and what their tests cover.
var (
	placed   = "package orders\n\nfunc Place(n int) int {\n\tif n < 1 {\n\t\treturn 0\n\t}\n\tn++\n\treturn n\n}\n"
	canceled = "package orders\n\nfunc Cancel(n int) int {\n\tif n > 9 {\n\t\treturn -1\n\t}\n\treturn n\n}\n"
	listed   = "package orders\n\nfunc List() int {\n\treturn 1\n}\n"

	covered = `mode: set
example.com/shop/orders/cancel.go:3.24,4.11 1 1
example.com/shop/orders/cancel.go:4.11,6.3 1 1
example.com/shop/orders/cancel.go:7.2,7.10 1 1
example.com/shop/orders/list.go:3.17,5.2 1 1
example.com/shop/orders/place.go:3.23,4.11 1 1
example.com/shop/orders/place.go:4.11,6.3 1 1
example.com/shop/orders/place.go:7.2,8.10 2 1
`
	uncovered = regexp.MustCompile(`((?:cancel|list).go:\S+ \d) 1`).ReplaceAllString(covered, "$1 0")
)

func newPullRequest(t *testing.T) *pullRequest {
	t.Helper()
	e, stdout, stderr := testEnv(t)
	pr := &pullRequest{t: t, github: githubtest.New(t), env: e, stdout: stdout, stderr: stderr, job: t.TempDir()}
	pr.env.environ = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GOFLAGS=", "GOWORK=",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	pr.env.wait = func(context.Context, time.Duration) error { return nil }
	pr.makeHistory()
	pr.file("pass.out", covered)
	pr.file("fail.out", uncovered)
	pr.file("none.out", "mode: set\nexample.com/shop/orders/place.go:3.23,4.11 1")

	pr.github.OpenPull(githubtest.Pull{Number: 12, HeadSHA: pr.head})
	pr.set("CI=true", "GITHUB_ACTIONS=true", "GITHUB_TOKEN="+pr.github.Token, "GITHUB_API_URL="+pr.github.URL+"/api/v3",
		"GITHUB_SERVER_URL=https://github.example", "GITHUB_REPOSITORY=acme/shop", "GITHUB_SHA="+pr.merge, "GITHUB_RUN_ID=7",
		"GITHUB_STEP_SUMMARY="+filepath.Join(pr.job, "summary"), "GITHUB_OUTPUT="+filepath.Join(pr.job, "output"))
	pr.event("pull_request", map[string]any{
		"pull_request": map[string]any{
			"number": 12,
			"head":   map[string]any{"sha": pr.head, "ref": "topic", "repo": map[string]any{"full_name": "acme/shop"}},
		},
	})
	t.Cleanup(pr.looksForToken)
	return pr
}

// makeHistory makes the commits, and checks the trial merge out.
func (pr *pullRequest) makeHistory() {
	pr.t.Helper()
	var stream strings.Builder
	commit := func(branch, parents string, files ...string) {
		fmt.Fprintf(&stream, "commit refs/heads/%s\ncommitter a <a@example.com> 1767225600 +0000\ndata <<.\n%s\n.\n%s", branch, branch, parents)
		for i := 0; i < len(files); i += 2 {
			fmt.Fprintf(&stream, "M 100644 inline %s\ndata %d\n%s\n", files[i], len(files[i+1]), files[i+1])
		}
	}
	commit("main", "", "go.mod", "module example.com/shop\n\ngo 1.26\n", ".covbar.yml", "version: 1\nthreshold: 80%\n",
		".gitignore", "*.out\n*.json\n", "orders/place.go", placed)
	commit("topic", "from refs/heads/main\n", "orders/cancel.go", canceled)
	commit("main", "", "orders/list.go", listed)
	commit("trial", "from refs/heads/main\nmerge refs/heads/topic\n", "orders/cancel.go", canceled)
	pr.git("init", "-q", "-b", "main")
	cmd := exec.Command("git", "fast-import", "--quiet")
	cmd.Dir, cmd.Env, cmd.Stdin = pr.env.dir, pr.env.environ, strings.NewReader(stream.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		pr.t.Fatalf("git fast-import: %v\n%s", err, out)
	}
	pr.git("checkout", "-q", "--detach", "trial")
	ids := strings.Fields(pr.git("rev-parse", "main", "topic", "trial"))
	pr.main, pr.head, pr.merge = ids[0], ids[1], ids[2]
}

func (pr *pullRequest) file(name, text string) {
	pr.t.Helper()
	path := pr.env.path(name)
	wantNoError(pr.t, os.MkdirAll(filepath.Dir(path), 0o777))
	wantNoError(pr.t, os.WriteFile(path, []byte(text), 0o666))
}

func (pr *pullRequest) git(args ...string) string {
	pr.t.Helper()
	return pushing{t: pr.t, env: pr.env}.git(args...)
}

func (pr *pullRequest) commit(message string) string {
	pr.t.Helper()
	pr.git("add", "-A")
	pr.git("commit", "-q", "-m", message)
	return pr.git("rev-parse", "HEAD")
}

// set sets variables of the environment: the last one of a name counts.
func (pr *pullRequest) set(variables ...string) {
	pr.env.environ = append(pr.env.environ, variables...)
}

// event is why the job runs from here on.
func (pr *pullRequest) event(name string, payload map[string]any) {
	pr.t.Helper()
	payload["repository"] = map[string]any{"full_name": "acme/shop"}
	data, err := json.Marshal(payload)
	wantNoError(pr.t, err)
	path := filepath.Join(pr.job, "event.json")
	wantNoError(pr.t, os.WriteFile(path, data, 0o666))
	pr.set("GITHUB_EVENT_NAME="+name, "GITHUB_EVENT_PATH="+path)
}

// run runs one command line, which must end with a status.
func (pr *pullRequest) run(status int, args ...string) {
	pr.t.Helper()
	pr.looksForToken()
	pr.stdout.Reset()
	pr.stderr.Reset()
	pr.env.args = args
	if got := run(pr.t.Context(), pr.env); got != status {
		pr.t.Errorf("covbar %s: status %d, want %d\n%s%s", strings.Join(args, " "), got, status, pr.stdout, pr.stderr)
	}
}

// looksForToken fails where the token is in anything that was written, by name or as git sends it.
func (pr *pullRequest) looksForToken() {
	pr.t.Helper()
	canary := []byte(pr.github.Token)
	for name, text := range map[string][]byte{"stdout": pr.stdout.Bytes(), "stderr": pr.stderr.Bytes()} {
		if bytes.Contains(text, canary) {
			pr.t.Errorf("the token is on %s", name)
		}
	}
	for _, dir := range []string{pr.env.dir, pr.job} {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(path)
			if bytes.Contains(data, canary) {
				pr.t.Errorf("the token is in %s", path)
			}
			return err
		})
		wantNoError(pr.t, err)
	}
}

// comment is the only one that there is, or empty.
func (pr *pullRequest) comment() string {
	pr.t.Helper()
	comments := pr.github.Comments(12)
	switch len(comments) {
	case 0:
		return ""
	case 1:
		return comments[0].Body
	}
	pr.t.Fatalf("there are %d comments", len(comments))
	return ""
}

// status is the last one of a commit: "covbar: success: …"; or empty.
func (pr *pullRequest) status(sha string) string {
	statuses := pr.github.Statuses(sha)
	if len(statuses) == 0 {
		return ""
	}
	last := statuses[len(statuses)-1]
	return last.Context + ": " + last.State + ": " + last.Description
}

// told is a file that the runner reads, or empty.
func (pr *pullRequest) told(name string) string {
	data, err := os.ReadFile(filepath.Join(pr.job, name))
	if err != nil {
		return ""
	}
	return string(data)
}

// wantIn fails where a text does not hold every part.
func wantIn(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%s: there is no %q in\n%s", what, part, text)
		}
	}
}

// silent fails where anything was posted.
func (pr *pullRequest) silent() {
	pr.t.Helper()
	for _, r := range pr.github.Requests() {
		if r.Method != http.MethodGet {
			pr.t.Errorf("there was a %s of %s", r.Method, r.Path)
		}
	}
}
