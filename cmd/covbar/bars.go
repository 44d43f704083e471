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

// A barred check is one that bears on a package, and what would bring it to its bar.
type barred struct {
	policy.Check
	soonest []coverage.Function // of a package
}

// title is what the check is of, where it is not the package itself.
func (c barred) title() string {
	subject := ""
	switch c.Per {
	case policy.PerService:
		subject = "service " + field(c.Name)
	case policy.PerFile:
		subject = field(path.Base(c.Name)) + " by itself"
	}
	if c.Suite != "" {
		subject = strings.TrimPrefix(subject+", suite "+field(c.Suite), ", ")
	}
	return subject
}

// sentence is where the subject stands to its bar.
func (c barred) sentence() string {
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
	switch c.Outcome {
	case policy.NotRun:
		said += "\n  not judged: not all that it is about was run here"
	case policy.Undecided:
		said += "\n  not judged: a suite that counts for it was not run here"
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

// writeSoonest lists the functions whose tests would bring a check to its bar.
func (c barred) writeSoonest(w io.Writer) {
	if len(c.soonest) == 0 {
		return
	}
	fmt.Fprint(w, "\nsoonest there: test\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range c.soonest {
		gain := f.Ratio.Total - f.Ratio.Covered
		fmt.Fprintf(table, "  %s\t%s\t%s:%s\n", field(f.Name), count(int(gain), "statement"), field(path.Base(f.File)), lineRange(f.Lines))
	}
	table.Flush()
}
