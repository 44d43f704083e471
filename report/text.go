package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/covbar/covbar/policy"
)

// writeText writes the report for a terminal: what fails stands last, just above the verdict, where the eye is.
func writeText(w io.Writer, r *Report, opt Options) error {
	p := &page{width: opt.Width, color: opt.Color}
	if p.width <= 0 {
		p.width = 80
	}
	p.width = max(p.width, 40)
	p.say(plain, "covbar: ", headline(r))
	below := common(r)
	if err := p.checks(r, below, opt.All); err != nil {
		return err
	}
	p.agreements(r, below)
	if out := leftOut(r); out != "" {
		p.say(faint, "left out: ", out)
	}
	for _, warning := range r.Warnings {
		p.message(careful, "warning: ", warning)
	}
	for _, note := range r.Notes {
		p.message(faint, "note: ", note)
	}
	p.gap()
	p.verdict(r)
	_, err := io.WriteString(w, p.b.String())
	return err
}

func headline(r *Report) string {
	var parts []string
	if len(r.Packages) > 0 {
		parts = append(parts, count(len(r.Packages), "package"))
	}
	if r.Policy == "" {
		parts = append(parts, noPolicy)
	} else {
		parts = append(parts, "policy "+r.Policy)
	}
	if r.DayGiven {
		parts = append(parts, asOf(r))
	}
	return strings.Join(parts, "; ")
}

// checks writes the table, or one line where every row is folded.
func (p *page) checks(r *Report, below string, all bool) error {
	rows := tableRows(r, below, all)
	if len(rows) == 0 && !r.Total.Outcome.Fails() || len(r.Packages) == 0 {
		p.folded(r, "", "")
		return nil
	}
	lines, err := table(append(rows, totalRow(r.Total)), p.width)
	if err != nil {
		return err
	}
	p.gap()
	if below != "" {
		p.say(plain, "  ", "in "+below)
	}
	p.line(plain, "", lines[0])
	if !all {
		p.folded(r, "more ", " (--all shows them)")
	}
	for _, line := range lines[1:] {
		mark, rest := cut(line, 1)
		p.line(marks[mark], mark, rest)
	}
	p.gap()
	return nil
}

// tableRows are the rows to show, from the least to the most urgent.
func tableRows(r *Report, below string, all bool) []row {
	var rows []row
	urgency := []func(Check) bool{
		func(c Check) bool { return !alarming(c) && all && !gated(c.Outcome) },
		func(c Check) bool { return !alarming(c) && all && gated(c.Outcome) && c.Outcome != policy.Warn },
		func(c Check) bool { return !alarming(c) && c.Outcome == policy.Warn },
		alarming,
	}
	for _, wanted := range urgency {
		for _, list := range [][]Check{r.Packages, r.Files} {
			for _, c := range list {
				if wanted(c) {
					rows = append(rows, checkRow(shortName(c.Path, below), c))
				}
			}
		}
	}
	return rows
}

// folded writes how many rows are not shown: those that meet their bar, and those that have none.
func (p *page) folded(r *Report, more, how string) {
	packages, files := tallied(calm(r.Packages)), tallied(calm(r.Files))
	t := tallied(calm(r.Packages), calm(r.Files))
	if t.met() > 0 {
		p.say(good, "✓ ", subjects(packages.met(), files.met(), r, more)+
			plural(t.met(), " meets its bar", " meet their bar")+t.lowered()+how)
	}
	if t.ungated() > 0 {
		p.say(faint, "· ", subjects(packages.ungated(), files.ungated(), r, more)+
			plural(t.ungated(), " is", " are")+" held to no bar: "+t.why())
	}
}

func (p *page) agreements(r *Report, below string) {
	near, later := dues(r, below)
	for _, d := range near {
		p.say(careful, "due ", fmt.Sprintf("%s (%s): %s%s (%s)",
			d.day, inDays(d.days), withComma(d.who), count(d.owes, "statement"), d.what))
	}
	if len(later) > 0 {
		p.say(faint, "due later: ", laterDues(later))
	}
}

func withComma(owner string) string {
	if owner == "" {
		return ""
	}
	return owner + ", "
}

// message writes a warning or a note, and its hint on a line of its own.
func (p *page) message(t tone, head, message string) {
	what, hint := hinted(message)
	p.say(t, head, what)
	p.hint(len(head), hint)
}

func (p *page) verdict(r *Report) {
	switch r.Verdict {
	case Pass:
		p.say(proud, "PASS  ", passWords(r))
	case Fail:
		p.say(wrong, "FAIL  ", failWords(r))
		if r.Explain != "" {
			p.say(faint, "      ", r.Explain)
		}
	default:
		p.problems(r.Problems)
	}
	if r.ReportOnly {
		p.say(plain, "      ", reportOnly)
	}
}

func (p *page) problems(problems []string) {
	if len(problems) == 1 {
		what, hint := hinted(problems[0])
		p.say(unsure, "NONE  ", "no verdict: "+what)
		p.hint(6, hint)
		return
	}
	p.say(unsure, "NONE  ", fmt.Sprintf("no verdict, for %d reasons:", len(problems)))
	for _, problem := range problems {
		what, hint := hinted(problem)
		p.say(plain, "    - ", what)
		p.hint(6, hint)
	}
}

func (p *page) hint(indent int, hint string) {
	if hint != "" {
		p.say(faint, strings.Repeat(" ", indent)+"hint: ", hint)
	}
}
