package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/covbar/covbar/coverage"
)

// runTests measures by running the tests of the gate's modules, at or below dirs where there are any.
func runTests(ctx context.Context, e env, g *gate, dirs, goFlags []string) (*measurement, error) {
	return e.measure(ctx, g, task{dirs: dirs, goFlags: goFlags})
}

// measure measures by running tests, which do not see GITHUB_TOKEN. Tests that fail are part of the measurement. The error is
// one of the command line, a missing command, or the interruption.
func (e env) measure(ctx context.Context, g *gate, t task) (*measurement, error) {
	e = e.withoutToken()
	if err := checkGoFlags(t.goFlags); err != nil {
		return nil, err
	}
	if err := checkGOFLAGS(e.getenv("GOFLAGS")); err != nil {
		return nil, err
	}
	suite, err := g.suiteToRun(t.suite)
	if err != nil {
		return nil, err
	}
	if g.problem != "" {
		return &measurement{}, nil // there is no verdict without the modules
	}
	g.tree.Build.BuildTags = e.buildTags(t.goFlags)
	if err := e.chooseWork(g); err != nil {
		return nil, err
	}
	jobs, m, err := e.planTests(ctx, g, t)
	if err != nil {
		return nil, err
	}
	if len(jobs) == 0 {
		m.leaveOutSuites(g, t, "", false)
		return m, nil
	}
	return m, e.runJobs(ctx, g, m, jobs, suite, t)
}

// runJobs runs tests, and takes in what they gave.
func (e env) runJobs(ctx context.Context, g *gate, m *measurement, jobs []job, suite string, t task) error {
	gocmd, err := e.findGo()
	if err != nil {
		return err
	}
	temp, err := e.newTempDir()
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	tests := newTester(e, g.root, gocmd, temp, t)
	results := tests.testAll(ctx, jobs)
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, r := range results {
		m.failed = append(m.failed, r.failed...)
	}
	stopped := m.leaveOutUnended(e, results, t)
	err = m.gather(ctx, g, slices.Concat(testEntries(results, suite), m.binaryEntries(ctx, e, g, tests.coverDir)))
	m.leaveOutSuites(g, t, suite, stopped)
	return err
}

// gather reads what tests wrote.
func (m *measurement) gather(ctx context.Context, g *gate, entries []entry) error {
	switch {
	case len(entries) > 0:
		return m.read(ctx, g, entries)
	case len(m.problems) > 0:
	case m.only != nil && len(m.failed) == 0:
		m.groundless = true // what a change affects need not have a statement: constants, or tests alone
	default:
		m.problems = append(m.problems, "nothing was measured: no test run wrote a profile with a statement in it\n"+
			"hint: what go test says stands above; covbar run -- -v shows all of it")
	}
	return nil
}

// testEntries are the profiles that go test wrote, as inputs of the suite that was run.
func testEntries(results []result, suite string) []entry {
	var entries []entry
	for _, r := range results {
		if r.measured() { // else it is "no data" to the packages; as an input it would be a warning
			entries = append(entries, entry{Input: coverage.Input{Name: r.job.name, Open: r.open}, suite: suite})
		}
	}
	return entries
}

// findGo looks for the go command.
func (e env) findGo() (string, error) {
	return e.findCommand("go", "covbar run needs Go; covbar check judges profiles without it")
}

// findCommand looks for a command in the PATH of the environment. hint says what to do without.
func (e env) findCommand(name, hint string) (string, error) {
	for _, dir := range filepath.SplitList(e.getenv("PATH")) {
		if !filepath.IsAbs(dir) {
			continue // a command in the folder that is being tested is nobody's choice
		}
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path, nil
		}
	}
	return "", dataf("there is no %s command in PATH\nhint: %s", name, hint)
}

// newTempDir makes a folder for what tests write, and returns its name without symbolic links.
func (e env) newTempDir() (string, error) {
	temp, err := os.MkdirTemp(e.tempDir(), "covbar-")
	if err == nil {
		err = os.Mkdir(filepath.Join(temp, coverDirName), 0o777)
	}
	if err != nil {
		return "", dataf("the profiles need a temporary folder: %w", plain(err))
	}
	return resolved(temp), nil
}

// tempDir is where temporary files go.
func (e env) tempDir() string {
	if dir := e.getenv("TMPDIR"); filepath.IsAbs(dir) {
		return dir
	}
	return os.TempDir()
}
