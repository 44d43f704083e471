package report

import (
	"fmt"
	"io"
	"strings"
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
	if err := p.tables(r, below, opt.All); err != nil {
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
		parts = append(parts, scope(r))
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

// tables writes what there is, from the whole to the parts, or one line where every row is folded.
func (p *page) tables(r *Report, below string, all bool) error {
	rows := checkRows(r, all)
	if len(rows) == 0 && !r.Total.Outcome.Fails() || len(r.Packages) == 0 {
		p.folded(r, "", "")
		return nil
	}
	p.gap()
	if err := p.services(r, all); err != nil {
		return err
	}
	if below != "" {
		p.say(plain, "  ", "in "+below)
	}
	if all {
		if err := p.grid(excludedGrid(r, below), nil); err != nil {
			return err
		}
	}
	checks := checkGrid(r, rows, below, p.width)
	if !hasServices(r) || r.Total.Outcome.Fails() {
		checks.rows = append(checks.rows, totalRow(r))
	}
	folded := func() { p.folded(r, "more ", howToUnfold) }
	if all {
		folded = nil
	}
	if err := p.grid(checks, folded); err != nil {
		return err
	}
	return p.grid(ownerGrid(r, all), nil)
}

// services writes the table by service, where it says more than the one by package.
func (p *page) services(r *Report, all bool) error {
	if !hasServices(r) {
		return nil
	}
	rows, n := serviceRows(r, all)
	folded := func() {
		p.say(good, "✓ ", count(n, "more service")+plural(n, " is at its bars", " are at their bars")+howToUnfold)
	}
	if n == 0 {
		folded = nil
	}
	return p.grid(serviceGrid(r, rows), folded)
}

// howToUnfold says how to see the rows that are folded.
const howToUnfold = " (--all shows them)"

// grid writes a table: its head, what is folded of it, and its rows. Without rows, it is left out.
func (p *page) grid(g *grid, folded func()) error {
	if len(g.rows) == 0 {
		return nil
	}
	lines, err := g.lines(p.width)
	if err != nil {
		return err
	}
	p.line(plain, "", lines[0])
	if folded != nil {
		folded()
	}
	for i, line := range lines[1:] {
		mark, rest := cut(line, 1)
		p.line(marks[mark], mark, rest)
		if below := g.rows[i].below; below != "" {
			p.line(faint, under, below)
		}
	}
	p.gap()
	return nil
}

// checkRows are the checks to show, from the least to the most urgent.
func checkRows(r *Report, all bool) []Check {
	var rows []Check
	for i, wanted := range urgencies {
		if calm := i < 2; calm && !all {
			continue
		}
		for _, list := range r.all() {
			for _, c := range list {
				if wanted(c) {
					rows = append(rows, c)
				}
			}
		}
	}
	return rows
}

// folded writes how many rows are not shown: those that meet their bar, and those that have none.
func (p *page) folded(r *Report, more, how string) {
	packages, files := tallied(calm(r.Packages)), tallied(calm(r.Files))
	t, overAll := tallied(calm(r.Packages), calm(r.Files)), ""
	if len(failing(r.SuiteChecks)) > 0 { // or else it would deny that
		overAll = " over all suites"
	}
	if n := t.met(); n > 0 {
		p.say(good, "✓ ", subjects(more, of{packages.met(), len(r.Packages), "package"}, of{files.met(), len(r.Files), "file"})+
			plural(n, " meets its bar", " meet their bar")+overAll+t.lowered()+how)
	}
	suites, services := tallied(r.SuiteChecks), tallied(r.ServiceChecks)
	bars := tallied(r.SuiteChecks, r.ServiceChecks)
	if n := bars.met(); n > 0 {
		p.say(good, "✓ ", subjects(more, of{suites.met(), len(r.SuiteChecks), "suite bar"},
			of{services.met(), len(r.ServiceChecks), "service bar"})+plural(n, " is met", " are met")+bars.lowered()+how)
	}
	if n := t.ungated(); n > 0 {
		p.say(faint, "· ", subjects(more, of{packages.ungated(), len(r.Packages), "package"}, of{files.ungated(), len(r.Files), "file"})+
			plural(n, " is", " are")+" held to no bar: "+t.why())
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
	default:
		p.problems(r.Problems)
	}
	for _, words := range caveats(r) {
		p.say(careful, "    - ", words)
	}
	if r.Verdict == Fail && r.Explain != "" {
		p.say(faint, "      ", r.Explain)
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
