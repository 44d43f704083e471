package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/covbar/covbar/report/github/githubtest"
)

// A consumer is a repository that uses the action, and a GitHub where it has a pull request. Its workflows are those of
// examples/workflows, run by act on this machine: https://github.com/nektos/act.
type consumer struct {
	t         *testing.T
	stage     *stage
	dir       string
	github    *githubtest.Server
	artifacts string // where the workflows leave what they hand on
	base      string // the commit that pull requests are into
}

// newConsumer makes a repository of some modules of the shop, or of the whole shop where none are named.
func (st *stage) newConsumer(t *testing.T, modules ...string) *consumer {
	t.Helper()
	c := &consumer{t: t, stage: st, dir: t.TempDir(), github: githubtest.New(t), artifacts: t.TempDir()}
	shop := filepath.Join("..", "..", "examples", "shop")
	if len(modules) == 0 {
		wantNoError(t, os.CopyFS(c.dir, os.DirFS(shop)))
	} else {
		c.write(".covbar.yml", "version: 1\nsuites: {unit: [\"**/unit*.out\"]}\n")
		c.write(".gitignore", "unit*.out\n")
	}
	for _, module := range modules {
		wantNoError(t, os.CopyFS(filepath.Join(c.dir, module), os.DirFS(filepath.Join(shop, module))))
	}
	wantNoError(t, os.CopyFS(filepath.Join(c.dir, ".github", "workflows"), os.DirFS(filepath.Join("..", "..", "examples", "workflows"))))
	c.git("init", "--quiet", "--initial-branch=main")
	c.git("remote", "add", "origin", "https://github.com/acme/shop")
	c.base = c.commit("the shop")
	return c
}

func (c *consumer) write(name, text string) {
	c.t.Helper()
	wantNoError(c.t, os.WriteFile(filepath.Join(c.dir, filepath.FromSlash(name)), []byte(text), 0o644))
}

func (c *consumer) git(args ...string) string {
	c.t.Helper()
	args = append([]string{"-C", c.dir, "-c", "user.name=dana", "-c", "user.email=dana@example.com", "-c", "commit.gpgsign=false"}, args...)
	out, err := exec.Command("git", args...).CombinedOutput()
	if err != nil {
		c.t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit commits what is in the work tree, and returns its ID.
func (c *consumer) commit(message string) string {
	c.t.Helper()
	c.git("add", "--all")
	c.git("commit", "--quiet", "--allow-empty", "--message", message)
	return c.git("rev-parse", "HEAD")
}

// push commits what is in the work tree as the new head of pull request 42.
func (c *consumer) push(message string) string {
	c.t.Helper()
	head := c.commit(message)
	c.github.OpenPull(githubtest.Pull{Number: 42, HeadSHA: head, HeadBranch: "empty-carts"})
	return head
}

// checkOutMerge checks out the trial merge of a commit, as GitHub does for pull requests.
func (c *consumer) checkOutMerge(head string) {
	c.t.Helper()
	c.git("checkout", "--quiet", "--detach", c.base)
	c.git("merge", "--quiet", "--no-ff", "--message", "trial merge", head)
}

// A payload is that of an event.
type payload map[string]any

// event reads one that GitHub might send, of pull request 42.
func (c *consumer) event(name string) payload {
	c.t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "report", "github", "testdata", "events", name+".json"))
	wantNoError(c.t, err)
	var p payload
	wantNoError(c.t, json.Unmarshal(data, &p))
	return p
}

// set gives the key that a path such as "pull_request.head.sha" leads to another value.
func (p payload) set(path string, value any) payload {
	keys := strings.Split(path, ".")
	at := map[string]any(p)
	for _, key := range keys[:len(keys)-1] {
		at = at[key].(map[string]any)
	}
	at[keys[len(keys)-1]] = value
	return p
}

// onPull is the event of a push to pull request 42.
func (c *consumer) onPull(head string) payload {
	return c.event("pull_request").set("number", 42).set("pull_request.number", 42).
		set("pull_request.head.sha", head).set("pull_request.base.sha", c.base)
}

// act runs a workflow for an event. It returns the log, and whether all jobs succeeded.
func (c *consumer) act(workflow, event string, p payload) (log string, ok bool) {
	c.t.Helper()
	data, err := json.Marshal(p)
	wantNoError(c.t, err)
	file := filepath.Join(c.t.TempDir(), "event.json")
	wantNoError(c.t, os.WriteFile(file, data, 0o600))
	args := []string{
		event, "--workflows", filepath.Join(c.dir, ".github", "workflows", workflow), "--directory", c.dir, "--eventpath", file,
		"--platform", "ubuntu-latest=-self-hosted", "--action-offline-mode", "--no-cache-server", "--pull=false",
		"--action-cache-path", c.t.TempDir(), "--env-file", "", "--secret-file", "", "--var-file", "", "--input-file", "",
		"--secret", "GITHUB_TOKEN=" + c.github.Token, "--insecure-secrets", // act is not to hide what covbar shows
		"--env", "GITHUB_API_URL=" + c.github.URL, "--env", "GITHUB_SERVER_URL=" + c.github.URL,
		"--env", "ARTIFACTS=" + c.artifacts, "--env", "EARLIER=" + c.stage.earlier,
	}
	for action, folder := range c.stage.actions {
		args = append(args, "--local-repository", action+"="+folder)
	}
	cmd := exec.CommandContext(c.t.Context(), "act", args...)
	cmd.Dir = c.dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { // of the runner that these tests run on
		return regexp.MustCompile(`^(CI|(GITHUB|RUNNER|ACTIONS|INPUT)_\w*)=`).MatchString(variable)
	})
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		c.t.Fatal(err)
	}
	if strings.Contains(out.String(), c.github.Token) {
		c.t.Errorf("the token is in the log of %s:\n%s", workflow, out.String())
	}
	return out.String(), err == nil
}

// A stage is what all consumers share.
type stage struct {
	actions map[string]string // which folder stands for which action: act fetches none
	earlier string            // where the action finds what it built earlier
}

// usesForm is a step that uses an action of somebody else.
var usesForm = regexp.MustCompile(`uses: (actions/([a-z-]+)@[0-9a-f]{40})`)

func newStage(t *testing.T) *stage {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: runs whole workflows")
	}
	if _, err := exec.LookPath("act"); err != nil {
		t.Skip("act is not there to run workflows: .ci/run installs it, with go install github.com/nektos/act")
	}
	st := &stage{actions: map[string]string{"covbar/covbar@v1": t.TempDir()}, earlier: t.TempDir()}
	copyAction(t, st.actions["covbar/covbar@v1"])
	for _, text := range workflowTexts(t) {
		for _, match := range usesForm.FindAllStringSubmatch(text, -1) {
			folder, err := filepath.Abs(filepath.Join("testdata", "actions", match[2]))
			wantNoError(t, err)
			if match[2] != "checkout" { // act checks out by itself: it copies the work tree
				st.actions[match[1]] = folder
			}
		}
	}
	out, err := exec.Command("go", "build", "-o", filepath.Join(st.earlier, "covbar"), ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return st
}

// copyAction copies this module as a release has it, without what act would copy for nothing.
func copyAction(t *testing.T, to string) {
	t.Helper()
	from := filepath.Join("..", "..")
	leave := []string{".git", ".bench", "examples", "testdata"}
	wantNoError(t, filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(from, name)
		if err = errors.Join(err, relErr); err != nil {
			return err
		}
		if entry.IsDir() {
			if slices.Contains(leave, entry.Name()) {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		data, err := os.ReadFile(name)
		if err != nil || strings.HasSuffix(rel, "_test.go") {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o644)
	}))
}
