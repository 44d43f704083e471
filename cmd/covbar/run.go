package main

import (
	"context"
	"slices"
	"time"

	"github.com/urfave/cli/v2"
)

func runVerb() verb {
	return verb{
		name:  "run",
		args:  "[flags] [DIR…] [-- go test flags]",
		short: "run the tests of every module, then check",
		long: `
The Go modules below the policy's folder are tested with go test -coverprofile, several at a time, and what they covered
together is judged as covbar check does. DIR limits that to the modules and packages at or below it; --changed, to what
a change can affect. Modules that a go.work uses are tested in it, the others with GOWORK=off; GOWORK=FILE names one
go.work for all. A module all of whose packages the policy excludes is not run.

What the tests cover belongs to suite "unit", if the policy declares it, or to the one that --suite names. A test that
starts binaries built with go build -cover gives them a folder below $COVBAR_COVERDIR/NAME as their GOCOVERDIR: what
they cover belongs to suite NAME. With DIR, --suite, --changed or --budget, suites that nothing was run for are not judged.

What fails is shown on standard error, and the other tests go on. -p after -- also limits how many modules are tested
at a time: with -p 1 no two packages are ever tested side by side. Tests do not see GITHUB_TOKEN. In GitHub Actions the
verdict is posted as by covbar check.

  covbar run
  covbar run services/orders
  covbar run --changed
  covbar run --format markdown -- -race -short -tags integration
`,
		flags: append([]cli.Flag{
			&cli.StringFlag{Name: "suite", Usage: "what the tests cover belongs to suite `NAME`"},
			&cli.StringFlag{Name: "coverpkg", Usage: "each test covers packages that match `PATTERNS`, not its own package alone"},
			&cli.BoolFlag{Name: "changed", Usage: "only packages that a change since the remote's default branch can affect"},
			&cli.StringFlag{Name: "changed-since", Usage: "the same, of a change since `REF`"},
			&cli.DurationFlag{Name: "budget", Usage: "stop the tests after `DURATION`, such as 90s; what has not ended is not judged"},
		}, measuringFlags()...),
		judges: true,
		passes: true,
		do:     doRun,
	}
}

func doRun(ctx context.Context, e env, c call) error {
	t, err := readTask(c)
	if err != nil {
		return err
	}
	g, err := e.openGate(c.settings)
	if err != nil {
		return err
	}
	m, err := e.measure(ctx, g, t)
	if err != nil {
		return err
	}
	// Which suites there are is known only now, and the tests may have taken long: all else is written.
	wrong := g.checkProfileOutputs(c.settings.outputs, m.entries)
	if wrong != nil {
		c.settings.outputs = slices.DeleteFunc(c.settings.outputs, isWholeProfile)
	}
	return e.judge(ctx, g, m, c.settings, wrong)
}

// A task is what tests are to be run, and how. The zero task is all of them, as go test runs them.
type task struct {
	dirs     []string      // folders to which it is limited; none: the whole tree
	changed  bool          // it is limited to what a change can affect
	since    string        // revision at which that change begins; empty: the merge base with the remote's default branch
	suite    string        // that the tests belong to; empty: suite "unit", if there is one
	coverpkg string        // as go test takes it; empty: each package by its own tests
	budget   time.Duration // after which tests are stopped; 0: never
	goFlags  []string
}

// readTask reads run's own flags, and those for go test.
func readTask(c call) (task, error) {
	t := task{
		dirs:     c.args,
		changed:  c.Bool("changed") || c.IsSet("changed-since"),
		since:    c.String("changed-since"),
		suite:    c.String("suite"),
		coverpkg: c.String("coverpkg"),
		budget:   c.Duration("budget"),
		goFlags:  c.after,
	}
	if c.Bool("changed") && c.IsSet("changed-since") {
		return t, usagef("--changed and --changed-since: each says where the change begins\nhint: leave out --changed")
	}
	if flags, _ := parseGoFlags(t.goFlags); t.coverpkg != "" {
		if flag, twice := lastGoFlag(flags, "coverpkg"); twice {
			return t, usagef("--coverpkg %s, and %s after --: only one of them can count\nhint: leave out one of them",
				quoted(t.coverpkg), quoted(flag.arg))
		}
	}
	if c.IsSet("budget") && t.budget <= 0 {
		return t, usagef("--budget %s: no time is left for any test\nhint: without the flag there is no limit", t.budget)
	}
	return t, nil
}
