package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/covbar/covbar/policy"
)

// toPass writes a row for each bar that is not met, what misses most first, and what would meet it soonest. Those that no screen
// has room for are folded away, and their links give way to rows.
func (s *sheet) toPass(r *Report, below string) {
	owing := r.payable(r.all()...)
	slices.SortStableFunc(owing, func(a, b Check) int { return cmp.Compare(b.Missing, a.Missing) })
	if r.Total.Outcome == policy.Fail {
		owing = append(owing, Check{Path: everything, Measure: r.Total})
	}
	if len(owing) == 0 {
		return
	}
	title := "To pass"
	if r.Verdict == None {
		title = "Below their bar"
	}
	t := debtTable{
		soonest: slices.ContainsFunc(owing, func(c Check) bool { return len(c.Soonest) > 0 }),
		owners:  slices.ContainsFunc(owing, unnamed(r)),
		below:   below,
	}
	names, align := t.head()
	first, rest := owing[:min(firstScreen, len(owing))], owing[min(firstScreen, len(owing)):]
	s.printf("#### %s\n\n", title)
	s.table(names, align, t.rows(first, s.page), s.room.toPass, "row")
	if len(rest) == 0 {
		return
	}
	more := t.rows(rest, s.page)
	if !s.fits(more, s.room.moreToPass) {
		more = t.rows(rest, Page{})
	}
	s.open(count(len(rest), "more row"))
	s.table(names, align, more, s.room.moreToPass, "row")
	s.shut()
}

// unnamed returns what tells of a check whether it has owners that the table of services above does not name.
func unnamed(r *Report) func(Check) bool {
	named := map[string][]string{}
	for _, service := range shownServices(r) {
		named[service.Name] = service.Owners
	}
	return func(c Check) bool { return len(c.Owners) > 0 && !slices.Equal(c.Owners, named[c.Service]) }
}

// A debtTable has a row for each bar that is not met. The columns of functions and of owners are there where they are known,
// and where nothing above says who they are.
type debtTable struct {
	soonest, owners bool
	below           string
}

func (t debtTable) head() (names, align string) {
	names, align = "| What | Now | Bar | Short |", "|:--|--:|--:|--:|"
	if t.soonest {
		names, align = names+" Test these first |", align+":--|"
	}
	if t.owners {
		names, align = names+" Owner |", align+":--|"
	}
	return names, align
}

func (t debtTable) rows(owing []Check, page Page) rows {
	return rowsOf(owing, func(c Check) string {
		row := fmt.Sprintf("| %s | %s | %s | **%d** |",
			link(md(checkName(c, t.below)), page.check(c)), now(c), short(c.Threshold), c.Missing)
		if t.soonest {
			row += " " + soonestMarkdown(c, page) + " |"
		}
		if t.owners {
			row += " " + ownersMarkdown(c.Owners) + " |"
		}
		return row + "\n"
	})
}
