package report

import (
	"fmt"
	"io"
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
	s.toPass(r, below)
	s.warnings(r)
	s.agreements(r, below)
	s.packages(r, below)
	s.allAgreements(r, below)
	s.measured(r)
	s.foot(r, below)
	_, err := io.WriteString(w, s.String())
	return err
}

func headlineMarkdown(r *Report, below string) string {
	switch r.Verdict {
	case Pass:
		return fmt.Sprintf("✅ Coverage bar met: %s%% of all statements", r.Total.Percent)
	case Fail:
		return "❌ Coverage bar " + failure(r, below)
	}
	if len(r.Problems) > 1 {
		return fmt.Sprintf("⚠️ No coverage verdict, for %d reasons", len(r.Problems))
	}
	what, _ := hinted(r.Problems[0])
	return "⚠️ No coverage verdict: " + prose(what)
}

// failure says what fails, and by how much.
func failure(r *Report, below string) string {
	var who []string
	packages, files := failing(r.Packages), failing(r.Files)
	if len(packages) > 0 {
		who = append(who, fmt.Sprintf("%d of %s", len(packages), count(len(r.Packages), "package")))
	}
	if len(files) > 0 {
		who = append(who, fmt.Sprintf("%d of %s", len(files), count(len(r.Files), "file")))
	}
	total := r.Total.Outcome.Fails()
	if total {
		who = append(who, "the total")
	}
	short := count(r.Missing, "statement") + " short"
	switch {
	case len(who) == 0:
		return "met, but " + prose(strings.Join(r.Failed, "; "))
	case len(packages)+len(files) == 1 && !total:
		only := append(packages, files...)[0]
		return "not met: " + code(shortName(only.Path, below)) + " is " + short
	case len(packages)+len(files) == 0:
		return "not met: the total is " + short
	}
	return "not met: " + list(who) + " are " + short
}

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

// numbers writes the line that a manager reads.
func (s *sheet) numbers(r *Report) {
	if r.Total.Statements > 0 {
		t := tallied(r.Packages)
		parts := []string{
			totalMarkdown(r),
			fmt.Sprintf("%d of %s at %s bar%s", t.met(), count(len(r.Packages), "package"),
				plural(len(r.Packages), "its", "their"), t.lowered()),
		}
		if t.ungated() > 0 {
			parts = append(parts, fmt.Sprintf("%d held to no bar", t.ungated()))
		}
		s.printf("%s\n\n", strings.Join(parts, " · "))
	}
	if len(r.Failed) > 0 && r.Verdict == Fail && r.Missing > 0 { // else they are the headline
		s.printf("Also, %s\n\n", prose(strings.Join(r.Failed, "; ")))
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

func (s *sheet) toPass(r *Report, below string) {
	var rows []string
	add := func(what string, now string, m Measure) {
		rows = append(rows, fmt.Sprintf("| %s | %s | %s | **%d** |\n", what, now, short(m.Threshold), m.Missing))
	}
	for _, c := range append(failing(r.Packages), failing(r.Files)...) {
		add(md(shortName(c.Path, below)), now(c), c.Measure)
	}
	if r.Total.Outcome == policy.Fail {
		add("all packages together", ran(r.Total), r.Total)
	}
	if len(rows) == 0 {
		return
	}
	s.printf("#### To pass\n\n")
	s.table("| What | Now | Bar | Short by |", "|:--|--:|--:|--:|", rows, roomToPass, "row")
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
