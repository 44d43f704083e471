package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/covbar/covbar/report/github/githubtest"
)

// TestAction runs the workflows of examples/workflows with the action of this checkout, in repositories of their own.
func TestAction(t *testing.T) {
	st := newStage(t)
	for name, test := range map[string]func(*testing.T, *stage){
		"one job":                      testOneJob,
		"tests fail":                   testTestsFail,
		"a merge queue":                testMergeQueue,
		"a fork":                       testFork,
		"a fork without its report":    testForkWithoutReport,
		"a fork that moved on":         testForkMovedOn,
		"a matrix":                     testMatrix,
		"a matrix in which tests fail": testMatrixFails,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, st)
		})
	}
}

// wantStatus says what the last status of a commit has to be.
func (c *consumer) wantStatus(sha, state, description, log string) {
	c.t.Helper()
	all := c.github.Statuses(sha)
	if len(all) == 0 {
		c.t.Errorf("%.10s has no status\n%s", sha, log)
		return
	}
	got := all[len(all)-1]
	if got.Context != "covbar" || got.State != state || !regexp.MustCompile(description).MatchString(got.Description) {
		c.t.Errorf("the status of %.10s is %+v; want %s, with %q\n%s", sha, got, state, description, log)
	}
}

// wantComment says how the one comment of pull request 42 has to go, and returns it.
func (c *consumer) wantComment(text, log string) githubtest.Comment {
	c.t.Helper()
	all := c.github.Comments(42)
	if len(all) != 1 {
		c.t.Fatalf("there are %d comments: %+v\n%s", len(all), all, log)
	}
	if !regexp.MustCompile(text).MatchString(all[0].Body) {
		c.t.Errorf("the comment has nothing like %q:\n%s\n%s", text, all[0].Body, log)
	}
	return all[0]
}

func (c *consumer) wantEnd(want, ok bool, log string) {
	c.t.Helper()
	if ok != want {
		c.t.Errorf("the workflow succeeded: %v, want %v\n%s", ok, want, log)
	}
}

// testOneJob is the life of a pull request: a change that passes, one that does not, and a run of the first that comes late.
func testOneJob(t *testing.T, st *stage) {
	c := st.newConsumer(t, "events")
	c.stage = &stage{actions: st.actions, earlier: t.TempDir()} // nothing was built earlier
	c.write("notes.txt", "carts may be empty\n")
	first := c.push("a change that passes")
	c.checkOutMerge(first)
	log, ok := c.act("pull-request.yml", "pull_request", c.onPull(first))
	c.wantEnd(true, ok, log)
	c.wantStatus(first, "success", `98\.\d\d%`, log)
	passed := c.wantComment(`98\.\d\d%`, log)
	for sha, what := range map[string]string{c.base: "the base", c.git("rev-parse", "HEAD"): "the trial merge"} {
		if got := c.github.Statuses(sha); len(got) > 0 {
			t.Errorf("%s got a status: %+v", what, got)
		}
	}

	c.stage = st
	c.git("checkout", "--quiet", first)
	wantNoError(t, os.Remove(filepath.Join(c.dir, "events", "events_test.go")))
	second := c.push("a change without its tests")
	c.checkOutMerge(second)
	log, ok = c.act("pull-request.yml", "pull_request", c.onPull(second).set("action", "synchronize"))
	c.wantEnd(false, ok, log)
	if !strings.Contains(log, "exit status 1") && !strings.Contains(log, "exitcode '1'") {
		t.Errorf("a bar that is missed is no exit status 1:\n%s", log)
	}
	c.wantStatus(second, "failure", `0\.00%`, log)
	failed := c.wantComment(`0\.00%`, log)
	if failed.ID != passed.ID || failed.Body == passed.Body {
		t.Errorf("the comment was not edited: %d became %d", passed.ID, failed.ID)
	}

	c.checkOutMerge(first)
	log, ok = c.act("pull-request.yml", "pull_request", c.onPull(first))
	c.wantEnd(true, ok, log)
	if got := c.wantComment(`0\.00%`, log); got.Body != failed.Body {
		t.Errorf("a late run of an older commit has changed the comment:\n%s", got.Body)
	}
	if !strings.Contains(log, "superseded") {
		t.Errorf("the log does not say that the comment is of a newer commit:\n%s", log)
	}
}

// testTestsFail: a step that fails does not keep the next one from saying what is covered, and the job stays red.
func testTestsFail(t *testing.T, st *stage) {
	c := st.newConsumer(t, "events")
	c.write("events/fail_test.go", "package events\n\nimport \"testing\"\n\nfunc TestFails(t *testing.T) { t.Fatal(\"as it should\") }\n")
	head := c.push("a test that fails")
	c.checkOutMerge(head)
	log, ok := c.act("pull-request.yml", "pull_request", c.onPull(head))
	c.wantEnd(false, ok, log)
	c.wantStatus(head, "failure", `98\.\d\d%.* tests failed`, log)
	c.wantComment(`98\.\d\d%`, log)
}

// testMergeQueue: a required status comes for the group's commit, and there is nothing to comment on.
func testMergeQueue(t *testing.T, st *stage) {
	c := st.newConsumer(t, "events")
	head := c.commit("a group of changes")
	log, ok := c.act("pull-request.yml", "merge_group",
		c.event("merge_group").set("merge_group.head_sha", head).set("merge_group.base_sha", c.base))
	c.wantEnd(true, ok, log)
	c.wantStatus(head, "success", `98\.\d\d%`, log)
	for _, request := range c.github.Requests() {
		if strings.Contains(request.Path, "/comments") || strings.Contains(request.Path, "/pulls") {
			t.Errorf("what is about a pull request was asked for: %v\n%s", request, log)
		}
	}
}

// fork makes a pull request from a fork, and has its run measure it.
func (st *stage) fork(t *testing.T) (c *consumer, head string) {
	t.Helper()
	c = st.newConsumer(t, "events")
	wantNoError(t, os.Remove(filepath.Join(c.dir, "events", "events_test.go")))
	c.write(".covbar.yml", "version: 1\nthreshold: 0%\nsuites: {unit: [\"**/unit*.out\"]}\n") // the change says that nothing is owed
	head = c.commit("a change from a fork")
	c.github.OpenPull(githubtest.Pull{Number: 42, HeadSHA: head, HeadOwner: "eve", HeadBranch: "empty-carts"})
	c.checkOutMerge(head)
	log, ok := c.act("fork-check.yml", "pull_request", c.onPull(head).
		set("pull_request.head.ref", "empty-carts").set("pull_request.head.repo.full_name", "eve/shop").set("pull_request.head.repo.fork", true))
	c.wantEnd(true, ok, log) // by the policy of the change
	if got := c.github.Requests(); len(got) > 0 {
		t.Errorf("the run of a fork asks for %v\n%s", got, log)
	}
	if !strings.Contains(log, "Summary - ") {
		t.Errorf("the run of a fork has no summary\n%s", log)
	}
	c.git("checkout", "--quiet", "--force", c.base)
	return c, head
}

// ended is the event of the run of a fork that ended.
func (c *consumer) ended(head string) payload {
	return c.event("workflow_run").set("workflow_run.head_sha", head).set("workflow_run.head_branch", "empty-carts").
		set("workflow_run.head_repository.full_name", "eve/shop").set("workflow_run.event", "pull_request").
		set("workflow_run.conclusion", "success").set("workflow_run.name", "coverage-check")
}

// testFork: the run of a fork writes nothing. The second stage does, by the policy of the default branch.
func testFork(t *testing.T, st *stage) {
	c, head := st.fork(t)
	log, ok := c.act("fork-post.yml", "workflow_run", c.ended(head))
	c.wantEnd(false, ok, log)
	c.wantStatus(head, "failure", `0\.00%`, log)
	c.wantComment(`eve/shop`, log)
	if n := len(c.github.Statuses(c.base)); n > 0 {
		t.Errorf("the default branch got %d statuses", n)
	}
}

// testForkWithoutReport: what may have gone wrong in the first stage, nobody has to wait for a status that never comes.
func testForkWithoutReport(t *testing.T, st *stage) {
	c := st.newConsumer(t, "events")
	head := c.commit("a change from a fork")
	c.github.OpenPull(githubtest.Pull{Number: 42, HeadSHA: head, HeadOwner: "eve", HeadBranch: "empty-carts"})
	c.git("checkout", "--quiet", c.base)
	log, ok := c.act("fork-post.yml", "workflow_run", c.ended(head).set("workflow_run.conclusion", "failure"))
	c.wantEnd(false, ok, log)
	c.wantStatus(head, "error", ``, log)
	c.wantComment(`there is no report`, log)
}

// testForkMovedOn: a report is of a commit, and no pull request has that one as its head any more.
func testForkMovedOn(t *testing.T, st *stage) {
	c, head := st.fork(t)
	c.github.OpenPull(githubtest.Pull{Number: 42, HeadSHA: c.base, HeadOwner: "eve", HeadBranch: "empty-carts"})
	log, _ := c.act("fork-post.yml", "workflow_run", c.ended(head))
	if n := len(c.github.Comments(42)) + len(c.github.Statuses(head)) + len(c.github.Statuses(c.base)); n > 0 {
		t.Errorf("%d things were posted\n%s", n, log)
	}
	if !strings.Contains(log, "no open pull request") {
		t.Errorf("the log does not say why nothing is posted:\n%s", log)
	}
}

// testMatrix: the shop, a job for each of its modules, and one that gates.
func testMatrix(t *testing.T, st *stage) {
	c := st.newConsumer(t)
	head := c.push("a change")
	c.checkOutMerge(head)
	log, ok := c.act("matrix.yml", "pull_request", c.onPull(head))
	c.wantEnd(true, ok, log)
	c.wantStatus(head, "success", `9\d\.\d\d%`, log)
	c.wantComment(`integration`, log)
	var handed []string
	files, err := filepath.Glob(filepath.Join(c.artifacts, "*", "*"))
	wantNoError(t, err)
	for _, file := range files {
		handed = append(handed, filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file))
	}
	want := []string{
		"coverage-events/unit.out", "coverage-mailer/unit.out", "coverage-orders/integration.out", "coverage-orders/unit.out",
		"coverage-pricing/unit.out",
	}
	if !slices.Equal(handed, want) {
		t.Errorf("the jobs hand on %q, want %q", handed, want)
	}
}

// testMatrixFails: a job of the matrix that failed does not keep the last one from saying no.
func testMatrixFails(t *testing.T, st *stage) {
	c := st.newConsumer(t, "events")
	matrix := filepath.Join(c.dir, ".github", "workflows", "matrix.yml")
	text, err := os.ReadFile(matrix)
	wantNoError(t, err)
	only := strings.NewReplacer("[events, mailer, orders, pricing]", "[events]", "            integration=shards/*/integration.out\n", "")
	c.write(".github/workflows/matrix.yml", only.Replace(string(text)))
	c.write(".covbar.yml", "version: 1\nsuites: {unit: [\"**/unit*.out\"]}\n")
	c.write("events/fail_test.go", "package events\n\nimport \"testing\"\n\nfunc TestFails(t *testing.T) { t.Fatal(\"as it should\") }\n")
	head := c.push("a test that fails")
	c.checkOutMerge(head)
	log, ok := c.act("matrix.yml", "pull_request", c.onPull(head))
	c.wantEnd(false, ok, log)
	c.wantStatus(head, "failure", `tests failed`, log)
}
