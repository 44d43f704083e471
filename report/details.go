package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covbar/covbar/policy"
)

// agreements writes what is due soon, and how much later.
func (s *sheet) agreements(r *Report, below string) {
	near, later := dues(r, below)
	if all := append(near, later...); len(all) > 0 && (r.Verdict == Pass || len(near) == 0) {
		next := all[0]
		s.printf("Next date: **%s**, %s, %s%s\n\n", next.day, inDays(next.days), owned(next.who), count(next.owes, "statement"))
		return
	}
	if len(near) > 0 {
		s.printf("#### Agreed until\n\n")
		s.dues(near, s.room.agreements)
	}
	if len(later) > 0 {
		s.printf("Later: %s\n\n", laterDues(later))
	}
}

// allAgreements writes every agreement, folded away.
func (s *sheet) allAgreements(r *Report, below string) {
	near, later := dues(r, below)
	all := append(near, later...)
	if len(all) == 0 {
		return
	}
	s.open(count(len(all), "agreement"))
	s.dues(all, s.room.later)
	s.shut()
}

func (s *sheet) dues(all []due, limit int) {
	rows := rowsOf(all, func(d due) string {
		day := string(d.day)
		if d.days <= soon {
			day = fmt.Sprintf("**%s**, %s", d.day, inDays(d.days))
		}
		return fmt.Sprintf("| %s | %s | %s | %s |\n", day, code(d.who), prose(d.what), number(d.owes))
	})
	s.table("| Until | Who | What | Owed |", "|:--|:--|:--|--:|", rows, limit, "date")
}

// checks writes a row for each check, what fails first. Links give way to rows.
func (s *sheet) checks(r *Report, below string) {
	all, silent := slices.Concat(r.all()...), r.silent()
	if len(all) == 0 {
		return
	}
	slices.SortStableFunc(all, func(a, b Check) int { return urgency(checkSign(a, silent), checkSign(b, silent)) })
	row := func(page Page) rows {
		return rowsOf(all, func(c Check) string {
			return fmt.Sprintf("| %s %s", squares[checkSign(c, silent)], checkMarkdown(r, c, below, page))
		})
	}
	var kinds []string
	for i, noun := range nouns {
		if n := len(r.all()[i]); n > 0 {
			kinds = append(kinds, count(n, noun))
		}
	}
	s.open(list(kinds) + missedWords(r))
	rows := row(s.page)
	if !s.fits(rows, s.room.checks) {
		rows = row(Page{})
	}
	s.table("| | What | Covered | Bar | From |", "|:-:|:--|--:|--:|:--|", rows, s.room.checks, "row")
	s.shut()
}

// missedWords counts the checks that are not met, those apart that nobody knows of: ": 3 not met, 1 without data".
func missedWords(r *Report) string {
	failed, owing := failing(r.all()...), r.payable(r.all()...)
	var words []string
	if n := len(owing); n > 0 {
		words = append(words, fmt.Sprintf("%d not met", n))
	}
	if n := len(failed) - len(owing); n > 0 {
		words = append(words, fmt.Sprintf("%d without data", n))
	}
	if len(words) == 0 {
		return ""
	}
	return ": " + strings.Join(words, ", ")
}

// checkSign is the sign in front of a check. What is to report is no fault of those who write tests.
func checkSign(c Check, silent func(Check) bool) string {
	if silent(c) {
		return mark(policy.Warn)
	}
	return checkMark(c)
}

func checkMarkdown(r *Report, c Check, below string, page Page) string {
	bar, from := "", r.ended(c)
	if gated(c.Outcome) {
		bar, from = short(c.Threshold), origin(c.Measure)
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n",
		link(md(checkName(c, below)), page.check(c)), strings.ReplaceAll(now(c), "**", ""), bar, from)
}

// origin says where a bar comes from, and what is owed where it was lowered.
func origin(m Measure) string {
	if m.Lowered == nil {
		from := code(m.Rule)
		if m.Outcome == policy.Warn {
			from += ", only warns"
		}
		return from
	}
	from := fmt.Sprintf("%s, %s", m.Lowered.Kind, code(m.Lowered.Place))
	if m.Owes > 0 {
		from += fmt.Sprintf("; owes %d", m.Owes)
	}
	if m.Owes > 0 && m.Lowered.Until != "" {
		from += " by " + string(m.Lowered.Until)
	}
	return from
}

// foot says what was measured and by what, and what spares a developer the next red run.
func (s *sheet) foot(r *Report, below string) {
	var parts []string
	if s.page.Commit != "" {
		parts = append(parts, s.page.commit(s.page.Commit))
	}
	if to := address(s.page.Run); to != "" {
		parts = append(parts, link("run", to))
	}
	if below != "" {
		parts = append(parts, "names are below "+code(below))
	}
	if r.Policy == "" {
		parts = append(parts, noPolicy)
	} else {
		parts = append(parts, "policy "+code(r.Policy))
	}
	if r.DayGiven {
		parts = append(parts, asOf(r))
	}
	if r.Tool != "" {
		parts = append(parts, "covbar "+md(r.Tool))
	}
	if r.Verdict == Fail {
		parts = append(parts, "before you push: `covbar run --changed`")
	}
	s.printf("<sub>%s</sub>\n", strings.Join(parts, " · "))
}
