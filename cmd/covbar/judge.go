package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
	"github.com/covbar/covbar/report"
)

// A judgement is a measurement held against a policy.
type judgement struct {
	packages []coverage.Package // those that the policy was asked about
	unasked  []coverage.Package // the others
	verdict  *policy.Verdict    // nil where there can be none
	facts    report.Facts
}

// judge holds what was measured against the policy, shows the report, posts it, and ends as the exit status asks. wrong is what is
// known to be wrong already.
func (e env) judge(ctx context.Context, g *gate, m *measurement, s settings, wrong error) error {
	j, err := g.evaluate(ctx, m, s)
	if err == nil {
		err = g.findSoonest(ctx, j, m)
	}
	if err != nil {
		return err
	}
	j.facts.DayGiven, j.facts.ReportOnly = s.dayGiven, s.reportOnly
	j.facts.Arguments = slices.Concat(s.found, m.args)
	strict := j.strictness(s)

	r := report.New(j.verdict, j.facts)
	ended := worst(e.publish(ctx, r, m, s), strict, wrong, m.ending(r))
	return worst(ended, e.post(ctx, r, s, g.root, ended))
}

// evaluate says what the policy says of m.
func (g *gate) evaluate(ctx context.Context, m *measurement, s settings) (*judgement, error) {
	j := &judgement{facts: report.Facts{
		Tool:        toolVersion(),
		Day:         s.day,
		PolicyFile:  g.policyFile,
		Inputs:      m.inputs,
		Suites:      m.suiteFacts(g),
		NotAffected: m.apart,
		Problems:    slices.Clip(m.problems),
		Failed:      m.failed,
		Also:        s.also(),
		Warnings:    slices.Clip(m.warnings),
		Notes:       slices.Clip(m.notes),
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
	j.facts.Input = g.rooted(policy.Input{
		Packages:     j.packages,
		Partial:      len(j.unasked) > 0 || m.scope != nil || m.only != nil,
		Unasked:      j.unasked,
		Suites:       m.suiteInputs(g),
		AllowMissing: s.allowMissing,
		Owners:       g.own(j),
		Day:          s.day,
	})
	var err error
	j.verdict, err = g.evaluatePolicy(g.policy, j.facts.Input)
	return j, err
}

// problem adds a reason why there is no verdict.
func (j *judgement) problem(format string, args ...any) {
	j.facts.Problems = append(j.facts.Problems, fmt.Sprintf(format, args...))
}

// warn adds a warning about the data.
func (j *judgement) warn(format string, args ...any) {
	j.facts.Warnings = append(j.facts.Warnings, fmt.Sprintf(format, args...))
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
func (m *measurement) ending(r *report.Report) error {
	switch {
	case m.late != nil && len(r.Problems) == 1:
		return &failure{status: statusNone, cause: m.late}
	case r.Verdict == report.None:
		return errNoVerdict
	case r.Verdict != report.Pass && !r.ReportOnly:
		return errNotMet
	}
	return nil
}

// publish writes the report to standard output and every output that was asked for, and says its problems where people look.
// An output that fails leaves the others alone.
func (e env) publish(ctx context.Context, r *report.Report, m *measurement, s settings) error {
	if _, terminal := e.terminal(e.stdout); !terminal || s.format != "text" {
		for _, problem := range r.Problems { // else they are to be seen already
			e.say("%s", problem)
		}
	}
	err := e.print(func(w io.Writer) error { return report.Formats[s.format](w, r, e.options(s)) })
	for _, o := range s.outputs {
		write := func(w io.Writer) error { return report.Formats[o.format](w, r, report.Options{All: s.all}) }
		if o.format == profileFormat {
			p := m.of(o.suite)
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
