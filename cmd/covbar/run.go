package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/covbar/covbar/coverage"
)

func runVerb() verb {
	return verb{
		name:  "run",
		args:  "[flags] [DIR…] [-- go test flags]",
		short: "run the tests of every module, then check",
		long: `
The Go modules below the policy's folder are tested with go test -coverprofile, several at a time, and what they covered
together is judged as covbar check does. DIR limits that to the modules and packages at or below it. Modules that a
go.work uses are tested in it, the others with GOWORK=off; GOWORK=FILE names one go.work for all. A module all of whose
packages the policy excludes is not run.

What fails is shown on standard error, and the other tests go on. -p after -- also limits how many modules are tested
at a time: with -p 1 no two packages are ever tested side by side.

  covbar run
  covbar run services/orders
  covbar run --format markdown -- -race -short -tags integration
`,
		judges: true,
		passes: true,
		do:     doRun,
	}
}

func doRun(ctx context.Context, e env, c call) error {
	g, err := e.openGate(c.settings)
	if err != nil {
		return err
	}
	m, err := runTests(ctx, e, g, c.args, c.after)
	if err != nil {
		return err
	}
	return e.judge(ctx, g, m, c.settings)
}

// runTests measures by running the tests of the gate's modules, at or below dirs where there are any. Tests that fail
// are part of the measurement. The error is one of the command line, a missing go command, or the interruption.
func runTests(ctx context.Context, e env, g *gate, dirs, goFlags []string) (*measurement, error) {
	if err := checkGoFlags(goFlags); err != nil {
		return nil, err
	}
	if err := checkGOFLAGS(e.getenv("GOFLAGS")); err != nil {
		return nil, err
	}
	if g.problem != "" {
		return &measurement{}, nil // there is no verdict without the modules
	}
	g.tree.Build.BuildTags = e.buildTags(goFlags)
	if err := e.chooseWork(g); err != nil {
		return nil, err
	}
	jobs, m, err := e.planTests(g, dirs)
	if err != nil || len(jobs) == 0 {
		return m, err
	}
	gocmd, err := e.findGo()
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp(e.tempDir(), "covbar-")
	if err != nil {
		return nil, dataf("the profiles need a temporary folder: %w", plain(err))
	}
	defer os.RemoveAll(temp)

	t := newTester(e, g.root, gocmd, temp, goFlags)
	results := t.testAll(ctx, jobs)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return m, m.gather(ctx, results)
}

// gather reads and merges the profiles that the tests wrote.
func (m *measurement) gather(ctx context.Context, results []result) error {
	var inputs []coverage.Input
	for _, r := range results {
		m.failed = append(m.failed, r.failed...)
		if !r.measured() {
			continue // to the packages it is "no data"; as an input it would be a warning
		}
		inputs = append(inputs, coverage.Input{Name: r.job.name, Open: r.open})
		m.inputs = append(m.inputs, r.job.name)
	}
	if len(inputs) == 0 {
		m.problems = append(m.problems, "nothing was measured: no test run wrote a profile with a statement in it\n"+
			"hint: what go test says stands above; covbar run -- -v shows all of it")
		return nil
	}
	var err error
	if m.profile, m.warnings, err = coverage.Read(ctx, inputs...); err != nil {
		m.problems = append(m.problems, err.Error())
	}
	return ctx.Err()
}

// findGo looks for the go command in the PATH of the environment.
func (e env) findGo() (string, error) {
	for _, dir := range filepath.SplitList(e.getenv("PATH")) {
		if !filepath.IsAbs(dir) {
			continue // a go command in the folder that is being tested is nobody's choice
		}
		if path, err := exec.LookPath(filepath.Join(dir, "go")); err == nil {
			return path, nil
		}
	}
	return "", dataf("there is no go command in PATH\nhint: covbar run needs Go; covbar check judges profiles without it")
}

// tempDir is where temporary files go.
func (e env) tempDir() string {
	if dir := e.getenv("TMPDIR"); filepath.IsAbs(dir) {
		return dir
	}
	return os.TempDir()
}
