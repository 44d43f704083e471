package report

import (
	"fmt"
	"strings"

	"github.com/covbar/covbar/policy"
)

// tell writes the report as GitHub shows it. The first screen says what to do; the rest is folded away.
func (s *sheet) tell(r *Report) {
	below := common(r)
	s.headline(r, below)
	s.notice()
	s.problems(r)
	s.numbers(r, below)
	s.services(r)
	s.toPass(r, below)
	s.agreements(r, below)
	s.warnings(r)
	s.checks(r, below)
	s.allServices(r)
	s.owners(r)
	s.excluded(r, below)
	s.allAgreements(r, below)
	s.measured(r)
	s.foot(r, below)
}

func (s *sheet) headline(r *Report, below string) {
	sign := map[Verdict]string{Pass: "✅", Fail: "❌", None: "⚠️"}[r.Verdict]
	s.printf("### %s %s\n\n", sign, headlineOf(r, below, turned(r, s.page.Before), marked))
}

// notice says what the place has to say of the numbers.
func (s *sheet) notice() {
	if s.page.Notice != "" {
		s.printf("> [!NOTE]\n> %s\n\n", title(s.page.Notice))
	}
}

// problems lists why there is no verdict. A single reason stands in the headline, and only what that leaves out remains.
func (s *sheet) problems(r *Report) {
	if justSilent(r) {
		s.printf("**Nobody has to write a test:** what did report is at its bars.\n\n")
	}
	if len(r.Problems) == 1 {
		s.problem(r)
	} else {
		listed(s, r.Problems, problemItem, s.room.services, s.room.toPass, "reason")
	}
}

func (s *sheet) problem(r *Report) {
	what, hint := hinted(r.Problems[0])
	if rest := untold(r, what); rest != "" {
		s.printf("%s\n\n", prose(rest))
	}
	if hint != "" {
		s.printf("Hint: %s\n\n", advice(hint))
	}
}

func problemItem(problem string) string {
	what, hint := hinted(problem)
	if hint != "" {
		hint = "  Hint: " + advice(hint) + "\n"
	}
	return "- " + prose(what) + "\n" + hint
}

// justSilent reports whether a verdict is missing only because something did not report.
func justSilent(r *Report) bool {
	silent := len(silences(r))
	return silent > 0 && silent == len(r.Problems) && len(r.Failed) == 0 && r.Total.Statements > 0 &&
		len(r.payable(r.all()...)) == 0 && !r.Total.Outcome.Fails()
}

// listed writes the first items of a list, and folds the others away.
func listed[T any](s *sheet, items []T, line func(T) string, limit, more int, noun string) {
	if len(items) == 0 {
		return
	}
	first := items[:min(firstScreen/2, len(items))]
	s.lines(rowsOf(first, line), limit, noun)
	if rest := items[len(first):]; len(rest) > 0 {
		s.open(count(len(rest), "more "+noun))
		s.lines(rowsOf(rest, line), more, noun)
		s.shut()
	}
}

// numbers writes the line that a manager reads, and what it does not say.
func (s *sheet) numbers(r *Report, below string) {
	var parts []string
	if r.Total.Statements > 0 {
		all := whole(r)
		lowered := tally{policy.Floored: all.Floored, policy.Waived: all.Waived}.lowered()
		parts = append(parts, totalMarkdown(r),
			fmt.Sprintf("%d of %s at %s bars%s", all.Met, count(all.Packages, "package"), plural(all.Packages, "its", "their"), lowered))
		if n := all.Packages - all.Held; n > 0 {
			parts = append(parts, fmt.Sprintf("%d held to no bar", n))
		}
	}
	if better := s.since(r, below); better != "" {
		parts = append(parts, better)
	}
	if len(parts) > 0 {
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
	if len(r.Warnings) == 0 {
		return
	}
	s.printf("#### Warnings\n\n")
	warning := func(text string) string { return "- " + remark(text) + "\n" }
	listed(s, r.Warnings, warning, s.room.warnings, s.room.warnings, "warning")
}

// remark is a warning or a note in one line.
func remark(message string) string {
	what, hint := hinted(message)
	if hint != "" {
		what += "; " + hint
	}
	return prose(what)
}

func owned(owner string) string {
	if owner == "" {
		return ""
	}
	return code(owner) + ", "
}
