package main

import (
	"fmt"
	"io"
	"path"
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
}

func (x explanation) write(w io.Writer) error {
	text := new(strings.Builder)
	title := x.pkg.Path
	if x.pkg.Dir != "" && x.pkg.Dir != "." {
		title += " (./" + x.pkg.Dir + ")"
	}
	if x.excluded {
		fmt.Fprintf(text, "%s: not judged\n  the policy's exclude leaves it out\n", title)
	} else {
		fmt.Fprintf(text, "%s: %s\n  %s\n", title, x.check.Outcome, x.sentence())
		x.writeBar(text)
	}
	x.writeFiles(text)
	x.writeSources(text)
	for line := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(w, harmless(strings.TrimRight(line, " \n"))); err != nil {
			return err
		}
	}
	return nil
}

// sentence is where the package stands to its bar.
func (x explanation) sentence() string {
	c := x.check
	r := c.Ratio
	said := fmt.Sprintf("%s, %d of %s, against %s", share(r), r.Covered, count(int(r.Total), "statement"), c.Bar)
	if c.Missing > 0 {
		said += fmt.Sprintf(": %s missing", count(int(c.Missing), "statement"))
	}
	if c.Lowered != nil && c.Owes() > 0 {
		said += fmt.Sprintf("; %s to the %s of its rule", count(int(c.Owes()), "statement"), c.Rule.Bar)
	}
	if c.NoData {
		said += "\n  no profile mentions it: its statements were counted in the sources"
	}
	return said
}

// writeBar lists the lines of the policy that bear on the package: what decides first, then what it overrode, the
// latest first.
func (x explanation) writeBar(w io.Writer) {
	fmt.Fprint(w, "\nthe bar\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(c policy.Clause, role string) {
		place := "built in"
		if c.File != "" {
			place = fmt.Sprintf("%s:%d", c.File, c.Line)
		}
		what := strings.TrimSpace(string(c.Kind) + " " + c.Selector)
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s%s\n", place, what, c.Bar, role, agreed(c))
	}
	if x.check.Lowered != nil {
		row(*x.check.Lowered, "lowers it")
	}
	row(x.check.Rule, "decides")
	for i := len(x.check.Overrode) - 1; i >= 0; i-- {
		row(x.check.Overrode[i], "overridden")
	}
	for _, c := range x.check.Expired {
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
		said.WriteString(", " + c.Owner)
	}
	if c.Reason != "" {
		fmt.Fprintf(&said, ": %q", c.Reason)
	}
	return said.String()
}

func (x explanation) writeFiles(w io.Writer) {
	fmt.Fprint(w, "\nfiles\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range x.pkg.Files {
		bar := ""
		for _, c := range x.files {
			if c.Name == f.Name {
				bar = fmt.Sprintf("%s against %s", c.Outcome, c.Bar)
			}
		}
		fmt.Fprintf(table, "  %s\t%d/%d\t%s\t%s\n", path.Base(f.Name), f.Ratio.Covered, f.Ratio.Total, share(f.Ratio), bar)
	}
	table.Flush()
}

func (x explanation) writeSources(w io.Writer) {
	fmt.Fprint(w, "\nprofiles\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range x.sources {
		if !s.found {
			fmt.Fprintf(table, "  %s\t-\tdoes not mention it\n", s.input)
			continue
		}
		fmt.Fprintf(table, "  %s\t%d/%d\t%s\n", s.input, s.ratio.Covered, s.ratio.Total, share(s.ratio))
	}
	table.Flush()
}

// share is the percentage of a ratio, where there is one.
func share(r coverage.Ratio) string {
	if r.Total == 0 {
		return "-"
	}
	return r.Percent().String()
}
