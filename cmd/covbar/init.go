package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/covbar/covbar/coverage/workspace"
	"github.com/covbar/covbar/policy"
	"github.com/covbar/covbar/report"
)

// floorsName is the floors file that init writes.
const floorsName = ".covbar.floors"

// floorDays is how long the floors count that init writes.
const floorDays = 180

func initVerb() verb {
	return verb{
		name:  "init",
		args:  "[PROFILE…]",
		short: "write a first policy that today's coverage meets",
		long: `
In the working folder, .covbar.yml is for people: every package owes 85%. Packages that are below it today
get a floor in .covbar.floors, one line each, for 180 days. Neither file may be there already. Without
profiles the tests are run, as by covbar run.

  covbar init
  covbar init artifacts/
`,
		do: doInit,
	}
}

func doInit(ctx context.Context, e env, c call) error {
	for _, name := range append([]string{policyName, floorsName}, misnamedPolicies...) {
		if _, err := os.Lstat(e.path(name)); err == nil {
			return usagef("%s: is there already, and init writes over nothing\nhint: edit it, or move it away first", name)
		}
	}
	g, err := e.gateToBe()
	if err != nil {
		return err
	}
	j, err := e.measureFirst(ctx, g, c.args)
	if err != nil {
		return err
	}
	p := e.firstPolicy(j)
	if err := p.proves(ctx, g, j); err != nil {
		return err
	}
	if err := p.write(e); err != nil {
		return err
	}
	return e.print(func(w io.Writer) error {
		_, err := io.WriteString(w, p.summary())
		return err
	})
}

// gateToBe is the gate of a policy that is about to be written to the working folder.
func (e env) gateToBe() (*gate, error) {
	tree, err := workspace.Load(e.dir)
	if err != nil {
		return nil, dataf("%w", err)
	}
	tree.Build.BuildTags = e.buildTags(nil)
	return &gate{root: e.dir, policy: policy.Default(), tree: tree}, nil
}

// measureFirst measures what there is today, and holds it against the built-in policy. Floors from tests that failed,
// or from damaged data, would be too low: there must be neither.
func (e env) measureFirst(ctx context.Context, g *gate, profiles []string) (*judgement, error) {
	measure := func() (*measurement, error) { return e.readProfiles(ctx, g, profiles) }
	if len(profiles) == 0 {
		measure = func() (*measurement, error) { return runTests(ctx, e, g, nil, nil) }
	}
	m, err := measure()
	if err != nil {
		return nil, err
	}
	j, err := g.evaluate(ctx, m, settings{day: e.today()})
	if err != nil {
		return nil, err
	}
	for _, note := range j.facts.Notes {
		e.say("note: %s", note)
	}
	for _, warning := range j.facts.Warnings {
		e.say("warning: %s", warning)
	}
	switch {
	case len(j.facts.Problems) > 0:
		return nil, troubles(j.facts.Problems)
	case len(j.facts.Failed) > 0:
		return nil, failuref(statusFail, "%s\nhint: mend them first: floors of tests that fail are too low",
			report.New(j.verdict, j.facts).Failed[0])
	}
	return j, nil
}

// A firstPolicy is what init writes.
type firstPolicy struct {
	until    policy.Day // of the floors
	floors   []policy.Floor
	owes     int64 // statements that the packages with a floor are short of the threshold
	packages int   // all
}

func (e env) firstPolicy(j *judgement) firstPolicy {
	p := firstPolicy{
		until:    policy.DayOf(e.now().AddDate(0, 0, floorDays)),
		floors:   j.verdict.Floors(),
		packages: len(j.verdict.Packages),
	}
	for _, c := range policy.Failing(j.verdict.Packages) {
		p.owes += c.Missing
	}
	return p
}

// proves holds what was measured against the files as they will be read.
func (p firstPolicy) proves(ctx context.Context, g *gate, j *judgement) error {
	pol, err := policy.Parse(p.policyText(), policyName)
	if err == nil && len(p.floors) > 0 {
		err = pol.SetFloors(policy.FormatFloors(p.floors), floorsName)
	}
	if err != nil {
		return usagef("%w", err)
	}
	v, err := g.evaluatePolicy(pol, policy.Input{Packages: j.packages, Day: j.facts.Day})
	if err != nil {
		return err
	}
	if !v.Passed() {
		return dataf("the first policy is not met by what it was made from: %s", policy.Failing(v.Packages)[0].Name)
	}
	return ctx.Err()
}

func (p firstPolicy) policyText() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `# What covbar asks. covbar explain PACKAGE says which line decides; covbar schema, what else may stand here.
version: 1

# Every package owes this share of its statements.
threshold: %s%%
`, strings.TrimSuffix(policy.DefaultThreshold.Decimal(), ".00"))
	if len(p.floors) > 0 {
		fmt.Fprintf(&b, `
# Packages that were below it on the first day may stay where they were, but not fall, until this day.
floors: {file: %s, until: %s}
`, floorsName, p.until)
	}
	b.WriteString(`
# What matters most may owe more. Of several rules that match, the last one decides.
# rules:
#   - packages: ["./.../domain/..."]
#     threshold: 95%
`)
	return []byte(b.String())
}

// write makes the files. Where one cannot be made, neither is left.
func (p firstPolicy) write(e env) error {
	if len(p.floors) > 0 {
		if err := create(e.path(floorsName), policy.FormatFloors(p.floors)); err != nil {
			return usagef("%s: cannot be written: %w", floorsName, plain(err))
		}
	}
	err := create(e.path(policyName), p.policyText())
	if err == nil {
		return nil
	}
	if len(p.floors) > 0 {
		os.Remove(e.path(floorsName))
	}
	return usagef("%s: cannot be written: %w", policyName, plain(err))
}

// create writes a file that is not there yet.
func create(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		os.Remove(path)
	}
	return err
}

func (p firstPolicy) summary() string {
	packages := count(p.packages, "package")
	if len(p.floors) == 0 {
		return fmt.Sprintf("wrote %s: %s, none below %s\n", policyName, packages, policy.DefaultThreshold)
	}
	n := len(p.floors)
	return fmt.Sprintf("wrote %s and %s: %d of %s %s below %s, with a floor until %s, and %s %s by then\n",
		policyName, floorsName, n, packages, plural(n, "is", "are"), policy.DefaultThreshold, p.until,
		plural(n, "owes", "owe"), count(int(p.owes), "statement"))
}
