package main

import (
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// An explanation is all that bears on one package.
type explanation struct {
	pkg      coverage.Package
	excluded bool         // the policy leaves it out: there is no check
	check    policy.Check // of the package
	files    []policy.Check
	sources  []contribution
	notRun   map[string]string // by file: the lines that no test ran
}

func (x explanation) write(w io.Writer) error {
	text := new(strings.Builder)
	title := field(x.pkg.Path)
	if x.pkg.Dir != "" && x.pkg.Dir != "." {
		title += " (./" + field(x.pkg.Dir) + ")"
	}
	if x.excluded {
		fmt.Fprintf(text, "%s: not judged\n  the policy's exclude leaves it out\n", title)
	} else {
		fmt.Fprintf(text, "%s: %s\n  %s\n", title, x.check.Outcome, x.sentence())
		fmt.Fprint(text, "\nthe bar\n")
		writeBar(text, x.check)
	}
	x.writeFiles(text)
	x.writeSources(text)
	for line := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// sentence is where the package stands to its bar.
func (x explanation) sentence() string {
	c := x.check
	r := c.Ratio
	said := fmt.Sprintf("%s, %d of %s, ", share(r), r.Covered, count(int(r.Total), "statement"))
	switch c.Outcome {
	case policy.Small:
		return said + "held to no bar: min-statements asks for more"
	case policy.NoStatements, policy.Off:
		return said + "held to no bar"
	}
	said += "against " + c.Bar.String()
	if c.Missing > 0 {
		said += fmt.Sprintf(": %s missing", count(int(c.Missing), "statement"))
	}
	if c.Lowered != nil && c.Owes() > 0 {
		said += fmt.Sprintf("; %s to the %s of its rule", count(int(c.Owes()), "statement"), c.Rule.Bar)
	}
	if c.TestsFailed {
		said += "\n  its tests failed"
	}
	if c.NoData {
		said += "\n  no profile mentions it: its statements were counted in the sources"
	}
	return said
}

// writeBar lists the lines of the policy that bear on a check: what decides first, then what it overrode, the latest
// first.
func writeBar(w io.Writer, check policy.Check) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(c policy.Clause, role string) {
		place := "built in"
		if c.File != "" {
			place = fmt.Sprintf("%s:%d", field(c.File), c.Line)
		}
		what := strings.TrimSpace(string(c.Kind) + " " + field(c.Selector))
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s%s\n", place, what, c.Bar, role, agreed(c))
	}
	if check.Lowered != nil {
		row(*check.Lowered, "lowers it")
	}
	row(check.Rule, "decides")
	for i := len(check.Overrode) - 1; i >= 0; i-- {
		row(*check.Overrode[i], "overridden")
	}
	for _, c := range check.Expired {
		row(c, "has run out")
	}
	table.Flush()
}

// agreed is who answers for a clause, why, and until when.
func agreed(c policy.Clause) string {
	var said strings.Builder
	if c.Warn {
		said.WriteString(", only warns")
	}
	if c.Until != "" {
		said.WriteString(", until " + string(c.Until))
	}
	if c.NextDay != "" {
		fmt.Fprintf(&said, ", %s from %s on", c.NextBar, c.NextDay)
	}
	if c.Owner != "" {
		said.WriteString(", " + field(c.Owner))
	}
	if c.Reason != "" {
		fmt.Fprintf(&said, ": %s", field(strconv.Quote(c.Reason)))
	}
	return said.String()
}

func (x explanation) writeFiles(w io.Writer) {
	fmt.Fprint(w, "\nfiles\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range x.pkg.Files {
		lines := ""
		if missing := x.notRun[f.Name]; missing != "" {
			lines = "not run: " + missing
		}
		fmt.Fprintf(table, "  %s\t%d/%d\t%s\t%s\n", field(path.Base(f.Name)), f.Ratio.Covered, f.Ratio.Total, share(f.Ratio), lines)
	}
	table.Flush()
	for _, c := range x.files {
		fmt.Fprintf(w, "\nthe bar of %s by itself: %s, %s against %s\n", field(path.Base(c.Name)), c.Outcome, share(c.Ratio), c.Bar)
		writeBar(w, c)
	}
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
		fmt.Fprintf(table, "  %s\t%d/%d\t%s\n", field(s.input), s.ratio.Covered, s.ratio.Total, share(s.ratio))
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
