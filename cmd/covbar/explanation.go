package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// An explanation is all that bears on one package.
type explanation struct {
	pkg      coverage.Package
	excluded bool     // the policy leaves it out: there is no check
	check    barred   // of the package
	bars     []barred // of its files, its service and its suites
	sources  []contribution
	notRun   map[string]string // by file: the lines that no test ran
	scope    []string          // the folders whose tests alone were run; nil: all tests were, or profiles were read
	suites   []string          // in the order of the files' shares
	leftOut  policy.ExcludedPackage
	keeps    func(coverage.File) bool // whether the policy does not leave a file out
}

// explain gathers what bears on a package.
func (g *gate) explain(ctx context.Context, j *judgement, m *measurement, pkg coverage.Package) (explanation, error) {
	lines, wrong := g.notRun(ctx, m.profile, pkg)
	x := explanation{pkg: pkg, excluded: true, keeps: g.policy.Keeps, suites: g.suites(), notRun: lines, scope: m.scope}
	bars := func(checks []policy.Check, about func(policy.Check) bool) (bars []barred) {
		for _, check := range checks {
			if about(check) {
				bar, err := g.barred(ctx, m, pkg, check)
				bars, wrong = append(bars, bar), cmp.Or(wrong, err)
			}
		}
		return bars
	}
	ofPackage := func(c policy.Check) bool { return c.Name == pkg.Path }
	ofFile := func(c policy.Check) bool { return coverage.PackagePath(c.Name) == pkg.Path }
	if own := bars(j.verdict.Packages, ofPackage); len(own) > 0 {
		x.check, x.excluded = own[0], false
		ofService := func(c policy.Check) bool { return x.check.Service != "" && c.Name == x.check.Service }
		x.bars = slices.Concat(bars(j.verdict.SuiteChecks, ofPackage), bars(j.verdict.ServiceChecks, ofService))
	}
	x.bars = append(x.bars, bars(j.verdict.Files, ofFile)...)
	if i := slices.IndexFunc(j.verdict.Excluded.List, func(out policy.ExcludedPackage) bool { return out.Path == pkg.Path }); i >= 0 {
		x.leftOut = j.verdict.Excluded.List[i]
	}
	return x, wrong
}

// barred finds what would bring a check to its bar, if it is of the package.
func (g *gate) barred(ctx context.Context, m *measurement, pkg coverage.Package, check policy.Check) (barred, error) {
	if check.Name != pkg.Path || check.Missing == 0 || pkg.Dir == "" {
		return barred{Check: check}, nil
	}
	soonest, err := g.soonest(ctx, m.of(check.Suite), pkg, check.Missing)
	return barred{check, soonest}, err
}

func (x explanation) write(w io.Writer) error {
	text := new(strings.Builder)
	x.writeHead(text)
	for _, c := range x.bars {
		fmt.Fprintf(text, "\n%s: %s\n  %s\n", c.title(), c.Outcome, c.sentence())
		writeBar(text, c.Check)
		c.writeSoonest(text)
	}
	x.writeFiles(text)
	x.writeLeftOut(text)
	x.writeSuites(text)
	x.writeSources(text)
	for line := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// writeHead is the package itself.
func (x explanation) writeHead(w io.Writer) {
	title := field(x.pkg.Path)
	if x.pkg.Dir != "" && x.pkg.Dir != "." {
		title += " (./" + field(x.pkg.Dir) + ")"
	}
	if x.excluded {
		fmt.Fprintf(w, "%s: not judged\n  the policy's exclude leaves it out\n", title)
		return
	}
	fmt.Fprintf(w, "%s: %s\n  %s\n", title, x.check.Outcome, x.check.sentence())
	if x.scope != nil {
		fmt.Fprintf(w, "  only tests in and below ./%s were run; covbar explain PACKAGE PROFILE… reads what all tests covered\n",
			field(x.pkg.Dir))
	}
	var belongs []string
	if x.check.Service != "" {
		belongs = append(belongs, "of service "+field(x.check.Service))
	}
	if len(x.pkg.Owners) > 0 {
		belongs = append(belongs, "owned by "+field(strings.Join(x.pkg.Owners, ", ")))
	}
	if len(belongs) > 0 {
		fmt.Fprintf(w, "  %s\n", strings.Join(belongs, ", "))
	}
	fmt.Fprint(w, "\nthe bar\n")
	writeBar(w, x.check.Check)
	x.check.writeSoonest(w)
}

func (x explanation) writeFiles(w io.Writer) {
	if len(x.pkg.Files) == 0 {
		return
	}
	fmt.Fprint(w, "\nfiles\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range x.pkg.Files {
		said := ""
		switch missing := x.notRun[f.Name]; {
		case !x.keeps(f):
			said = "left out"
		case missing != "":
			said = "not run: " + missing
		}
		fmt.Fprintf(table, "  %s\t%d/%d\t%s\t%s\n", field(path.Base(f.Name)), f.Ratio.Covered, f.Ratio.Total, share(f.Ratio), said)
	}
	table.Flush()
}

// writeLeftOut says how many statements are not judged, by each way of leaving out.
func (x explanation) writeLeftOut(w io.Writer) {
	ways := []struct {
		statements int64
		way        string
	}{
		{x.leftOut.ByPackage, "the package is excluded"},
		{x.leftOut.Generated, "in generated files"},
		{x.leftOut.ByFile, "in files that are excluded"},
		{x.leftOut.Ignored, "by //covbar:ignore"},
	}
	head := "\nleft out\n"
	for _, out := range ways {
		if out.statements > 0 {
			fmt.Fprintf(w, "%s  %s: %s\n", head, count(int(out.statements), "statement"), out.way)
			head = ""
		}
	}
}

// writeSuites says what each suite ran of what is left, if anything is.
func (x explanation) writeSuites(w io.Writer) {
	left := slices.ContainsFunc(x.pkg.Files, func(f coverage.File) bool { return x.keeps(f) && f.Ratio.Total > 0 })
	if len(x.suites) == 0 || x.excluded || !left {
		return
	}
	fmt.Fprint(w, "\nsuites\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, suite := range x.suites {
		var sum coverage.Ratio
		var only int64
		for _, f := range x.pkg.Files {
			if x.keeps(f) {
				sum = sum.Add(coverage.Ratio{Covered: f.Suites[i].Covered, Total: f.Ratio.Total})
				only += f.Suites[i].Only
			}
		}
		alone := ""
		if only > 0 {
			alone = fmt.Sprintf("%d by nothing else", only)
		}
		fmt.Fprintf(table, "  %s\t%d/%d\t%s\t%s\n", field(suite), sum.Covered, sum.Total, share(sum), alone)
	}
	table.Flush()
}

func (x explanation) writeSources(w io.Writer) {
	fmt.Fprint(w, "\nprofiles\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	silent := 0
	for _, s := range x.sources {
		if !s.found {
			silent++
			continue
		}
		fmt.Fprintf(table, "  %s\t%d/%d\t%s\t%s\n", field(s.input), s.ratio.Covered, s.ratio.Total, share(s.ratio), field(s.suite))
	}
	table.Flush()
	if silent > 0 {
		fmt.Fprintf(w, "  %s %s it\n", count(silent, "profile"), plural(silent, "does not mention", "do not mention"))
	}
}

// field is text that others wrote as part of a line: it ends neither the line nor its column.
func field(text string) string {
	return strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(harmless(text))
}

// share is the percentage of a ratio, where there is one.
func share(r coverage.Ratio) string {
	if r.Total == 0 {
		return "-"
	}
	return r.Percent().String()
}
