package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
	"github.com/covbar/covbar/report"
)

// A measurement is what was measured, by reading profiles or by running tests.
type measurement struct {
	profile  *coverage.Profile // merged; nil where nothing was measured
	inputs   []string          // names of the profiles, for the report
	args     []string          // that named the profiles; none where tests were run
	failed   []string          // import paths of packages whose tests failed or did not compile, with a profile or without
	scope    []string          // folders below the root that were asked for, with slashes; nil: everything
	problems []string          // why there is no verdict: "…\nhint: …"
	warnings []string          // about the data
	notes    []string

	groundless bool // to be held against the policy even where nothing was measured
}

// A judgement is a measurement held against a policy.
type judgement struct {
	packages []coverage.Package // those that the policy was asked about
	verdict  *policy.Verdict    // nil where there can be none
	facts    report.Facts
}

// judge holds what was measured against the policy, shows the report, and ends as the exit status asks.
func (e env) judge(ctx context.Context, g *gate, m *measurement, s settings) error {
	j, err := g.evaluate(ctx, m, s.day)
	if err != nil {
		return err
	}
	j.facts.DayGiven, j.facts.ReportOnly = s.dayGiven, s.reportOnly
	j.facts.Arguments = slices.Concat(s.found, m.args)
	strict := j.strictness(s)

	r := report.New(j.verdict, j.facts)
	if _, terminal := e.terminal(e.stdout); !terminal || s.format != "text" {
		for _, problem := range r.Problems { // else they are to be seen already
			e.say("%s", problem)
		}
	}
	return worst(e.publish(ctx, r, m.profile, s), strict, ending(r))
}

// evaluate says what the policy says of m.
func (g *gate) evaluate(ctx context.Context, m *measurement, day policy.Day) (*judgement, error) {
	j := &judgement{facts: report.Facts{
		Tool:       toolVersion(),
		Day:        day,
		PolicyFile: g.policyFile,
		Inputs:     m.inputs,
		Problems:   m.problems,
		Failed:     m.failed,
		Warnings:   m.warnings,
		Notes:      m.notes,
	}}
	if g.problem != "" {
		j.problem("%s", g.problem)
		return j, nil
	}
	if !m.groundless && (m.profile == nil || m.profile.Ratio().Total == 0) {
		if len(m.problems) == 0 {
			j.problem("nothing was measured: there is no statement in %s", someOf(m.inputs))
		}
		return j, nil
	}
	if err := g.list(ctx, j, m); err != nil {
		return nil, err
	}
	var err error
	j.verdict, err = g.evaluatePolicy(g.policy, j.packages, day, m.scope != nil)
	return j, err
}

// problem adds a reason why there is no verdict.
func (j *judgement) problem(format string, args ...any) {
	j.facts.Problems = append(slices.Clip(j.facts.Problems), fmt.Sprintf(format, args...))
}

// list finds the packages that are to be judged. Without modules, what the profiles mention is what there is.
func (g *gate) list(ctx context.Context, j *judgement, m *measurement) error {
	if len(g.tree.Modules) == 0 {
		j.facts.Notes = append(slices.Clip(j.facts.Notes), fmt.Sprintf(
			"no go.mod below %s: packages that no profile mentions are not known", quoted(filepath.Base(g.root))))
		j.packages = mark(m.profile.Packages(), m.failed)
		return nil
	}
	outOfScope := func(pkg coverage.Package) bool { return !within(pkg.Dir, m.scope) }
	listing, err := g.tree.List(ctx, m.profile, nil, outOfScope)
	if err != nil {
		return dataf("%w", err)
	}
	j.facts.Outside = report.Outside{
		Packages:   listing.Standard.Packages + listing.Foreign.Packages,
		Statements: listing.Standard.Statements + listing.Foreign.Statements,
	}
	excluded := map[string]bool{}
	for _, pkg := range listing.Packages {
		excluded[pkg.Path] = g.policy.Excludes(pkg)
	}
	for _, w := range listing.Wrong {
		if !excluded[w.Package] {
			j.problem("%s", w.Text)
		}
	}
	for _, w := range listing.Warnings {
		if !excluded[w.Package] { // nobody asks whether the sources of such a package are whole
			j.facts.Warnings = append(slices.Clip(j.facts.Warnings), w.Text)
		}
	}
	if n := len(listing.Unmapped); n > 0 {
		j.facts.Warnings = append(j.facts.Warnings, fmt.Sprintf(
			"%s of the profiles %s no place below the root, and %s not counted: %s",
			count(n, "file"), plural(n, "has", "have"), plural(n, "is", "are"), someOf(listing.Unmapped)))
	}
	if !m.groundless && !slices.ContainsFunc(listing.Packages, func(pkg coverage.Package) bool { return !pkg.NoData }) {
		j.problem("all that was measured is outside the modules below %s\n"+
			"hint: were the profiles made in another repository? -C names the folder to work in", quoted(filepath.Base(g.root)))
	}
	j.packages = mark(slices.DeleteFunc(listing.Packages, outOfScope), m.failed)
	return nil
}

// mark sets TestsFailed in the packages whose tests failed.
func mark(packages []coverage.Package, failed []string) []coverage.Package {
	for i := range packages {
		packages[i].TestsFailed = slices.Contains(failed, packages[i].Path)
	}
	return packages
}

// within reports whether dir is one of the folders, or below one. Without folders, everything is.
func within(dir string, folders []string) bool {
	return folders == nil || slices.ContainsFunc(folders, func(folder string) bool {
		return folder == "." || dir == folder || strings.HasPrefix(dir, folder+"/")
	})
}

// strictness makes problems of the warnings, and says how the command is to end for them.
func (j *judgement) strictness(s settings) (err error) {
	if !s.strict {
		return nil
	}
	if n := len(j.facts.Warnings); n > 0 {
		j.problem("--strict: %s about the data", count(n, "warning"))
		err = errNoVerdict
	}
	if j.verdict != nil && len(j.verdict.Warnings) > 0 {
		j.problem("--strict: %s about the policy", count(len(j.verdict.Warnings), "warning"))
		err = errWrongPolicy
	}
	return err
}

// ending is how the command ends with the report r. --report-only shows a verdict, whatever it is. None is no verdict.
func ending(r *report.Report) error {
	switch {
	case r.Verdict == report.None:
		return errNoVerdict
	case r.Verdict != report.Pass && !r.ReportOnly:
		return errNotMet
	}
	return nil
}

// publish writes the report to standard output and every output that was asked for. An output that fails leaves the
// others alone.
func (e env) publish(ctx context.Context, r *report.Report, p *coverage.Profile, s settings) error {
	err := e.print(func(w io.Writer) error { return report.Formats[s.format](w, r, e.options(s)) })
	for _, o := range s.outputs {
		write := func(w io.Writer) error { return report.Formats[o.format](w, r, report.Options{All: s.all}) }
		if o.format == profileFormat {
			if p == nil { // this is the problem that the report tells
				e.say("%s: is not written, since there is no profile; what may be there is of an earlier run", quoted(o.file))
				continue
			}
			write = func(w io.Writer) error { return coverage.Write(w, p) }
		}
		err = worst(err, e.saveCompressed(ctx, o.file, write))
	}
	return err
}
