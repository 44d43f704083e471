package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/covbar/covbar/policy"
)

// writeMarkdown writes the report as GitHub shows it in a comment or a job summary, in less than 60,000 bytes. The first
// screen says what to do; the rest is folded away.
func writeMarkdown(w io.Writer, r *Report, _ Options) error {
	s := &sheet{}
	below := common(r)
	s.printf("### %s\n\n", headlineMarkdown(r, below))
	s.problems(r)
	s.numbers(r)
	s.services(r)
	s.toPass(r, below)
	s.warnings(r)
	s.agreements(r, below)
	s.checks(r, below)
	s.allServices(r)
	s.owners(r)
	s.excluded(r, below)
	s.allAgreements(r, below)
	s.measured(r)
	s.foot(r, below)
	_, err := io.WriteString(w, s.String())
	return err
}

func headlineMarkdown(r *Report, below string) string {
	switch r.Verdict {
	case Pass:
		if r.Total.Statements == 0 {
			return "✅ Coverage bar met: " + passWords(r)
		}
		return fmt.Sprintf("✅ Coverage bar met: %s%% of all statements", r.Total.Percent)
	case Fail:
		words := "Coverage bar " + failure(r, below)
		if len(r.Failed) > 0 && missesBars(r) {
			words = prose(capital(strings.Join(r.Failed, "; "))) + ". " + words
		}
		return "❌ " + words
	}
	if len(r.Problems) > 1 {
		return fmt.Sprintf("⚠️ No coverage verdict, for %d reasons", len(r.Problems))
	}
	what, _ := hinted(r.Problems[0])
	return "⚠️ No coverage verdict: " + prose(what)
}

// failure says what fails, and by how much.
func failure(r *Report, below string) string {
	who, several := whoFails(r, below)
	if r.Total.Outcome.Fails() {
		several = several || len(who) > 0
		who = append(who, "the total")
	}
	if len(who) == 0 {
		return "met, but " + prose(strings.Join(r.Failed, "; "))
	}
	if r.Missing == 0 { // its sources do not parse: nobody knows
		return "not met: " + list(who)
	}
	verb := " is "
	if several || len(who) > 1 {
		verb = " are "
	}
	return "not met: " + list(who) + verb + count(r.Missing, "statement") + " short"
}

// whoFails names the services that miss a bar where they are few, or else the only check that does. More are counted.
// several says that one of the words stands for several.
func whoFails(r *Report, below string) (who []string, several bool) {
	var services []string
	inNone := false
	for _, s := range r.Services {
		if s.Missing > 0 {
			services = append(services, code(s.Name))
			inNone = inNone || s.Name == ""
		}
	}
	if hasServices(r) && len(services) > 0 && !inNone {
		if few := 3; len(services) > few {
			return []string{fmt.Sprintf("%d of %s", len(services), count(named(r.Services), "service"))}, true
		}
		return services, false
	}
	if all := failing(r.all()...); len(all) == 1 && !r.Total.Outcome.Fails() {
		return []string{code(checkName(all[0], below))}, false
	}
	for i, noun := range nouns {
		rows := r.all()[i]
		if n := len(failing(rows)); n > 0 {
			who = append(who, fmt.Sprintf("%d of %s", n, count(len(rows), noun)))
			several = several || n > 1
		}
	}
	return who, several
}

// nouns are what the lists of Report.all are of.
var nouns = []string{"package", "file", "suite bar", "service bar"}

// problems lists why there is no verdict. A single one stands in the headline, and only its hint remains.
func (s *sheet) problems(r *Report) {
	var items []string
	for _, problem := range r.Problems {
		what, hint := hinted(problem)
		if hint != "" {
			hint = "Hint: " + prose(hint) + "\n"
		}
		if len(r.Problems) == 1 {
			s.printf("%s\n", hint)
			return
		}
		items = append(items, "- "+prose(what)+"\n"+strings.ReplaceAll(hint, "Hint: ", "  Hint: "))
	}
	if len(items) > 0 {
		s.lines(items, roomToPass, "reason")
	}
}

// numbers writes the line that a manager reads, and what it does not say.
func (s *sheet) numbers(r *Report) {
	if r.Total.Statements > 0 {
		all := whole(r)
		lowered := tally{policy.Floored: all.Floored, policy.Waived: all.Waived}.lowered()
		parts := []string{
			totalMarkdown(r),
			fmt.Sprintf("%d of %s at %s bars%s", all.Met, count(all.Packages, "package"), plural(all.Packages, "its", "their"), lowered),
		}
		if n := all.Packages - all.Held; n > 0 {
			parts = append(parts, fmt.Sprintf("%d held to no bar", n))
		}
		s.printf("%s\n\n", strings.Join(parts, " · "))
	}
	if words := caveats(r); len(words) > 0 {
		s.printf("%s\n\n", prose(strings.Join(words, " · ")))
	}
	if r.ReportOnly {
		s.printf("%s\n\n", reportOnly)
	}
}

// totalMarkdown is what ran of everything. The headline of a pass has the percentage already.
func totalMarkdown(r *Report) string {
	bar := ""
	if gated(r.Total.Outcome) && r.Total.Outcome != policy.NoData {
		bar = ", bar " + short(r.Total.Threshold)
	}
	if r.Verdict == Pass {
		return fmt.Sprintf("%d of %s ran%s", r.Total.Covered, count(r.Total.Statements, "statement"), bar)
	}
	return fmt.Sprintf("**%s%%** of all statements ran (%d of %d%s)", r.Total.Percent, r.Total.Covered, r.Total.Statements, bar)
}

// toPass writes a row for each bar that is not met, and what would meet it soonest. The columns of functions and of
// owners are there where they are known.
func (s *sheet) toPass(r *Report, below string) {
	all := r.payable(r.all()...)
	title := "To pass"
	if r.Verdict == None {
		title = "Below their bar"
	}
	total := r.Total.Outcome == policy.Fail
	if len(all) == 0 && !total {
		return
	}
	head, align := "| What | Now | Bar | Short by |", "|:--|--:|--:|--:|"
	soonest := slices.ContainsFunc(all, func(c Check) bool { return len(c.Soonest) > 0 })
	if soonest {
		head, align = head+" Soonest there: test these |", align+":--|"
	}
	owned := slices.ContainsFunc(all, func(c Check) bool { return len(c.Owners) > 0 })
	if owned {
		head, align = head+" Owner |", align+":--|"
	}
	row := func(what, now string, m Measure, functions []Function, owners []string) string {
		line := fmt.Sprintf("| %s | %s | %s | **%d** |", what, now, short(m.Threshold), m.Missing)
		if soonest {
			line += " " + soonestMarkdown(functions) + " |"
		}
		if owned {
			line += " " + ownersMarkdown(owners) + " |"
		}
		return line + "\n"
	}
	var rows []string
	for _, c := range all {
		rows = append(rows, row(md(checkName(c, below)), now(c), c.Measure, c.Soonest, c.Owners))
	}
	if total {
		rows = append(rows, row("all packages together", ran(r.Total), r.Total, nil, nil))
	}
	s.printf("#### %s\n\n", title)
	s.table(head, align, rows, roomToPass, "row")
}

// now is what ran of a package or file.
func now(c Check) string {
	words := []string{ran(c.Measure)}
	switch {
	case c.Statements == 0:
		words[0] = "no statements"
	case c.NoData:
		words[0] = fmt.Sprintf("no data, %d of %d", c.Covered, c.Statements)
	}
	return strings.Join(append(words, remarks(c)...), ", ")
}

func ran(m Measure) string {
	return fmt.Sprintf("%d of %d, **%s%%**", m.Covered, m.Statements, m.Percent)
}

func (s *sheet) warnings(r *Report) {
	var items []string
	for _, warning := range r.Warnings {
		what, hint := hinted(warning)
		if hint != "" {
			what += "; " + hint
		}
		items = append(items, "- ⚠️ "+prose(what)+"\n")
	}
	if len(items) > 0 {
		s.lines(items, roomWarnings, "warning")
	}
}

func owned(owner string) string {
	if owner == "" {
		return ""
	}
	return code(owner) + ", "
}
