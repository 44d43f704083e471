package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covbar/covbar/policy"
)

// manyServices is how many services a report may have before those that are at their bars are folded.
const manyServices = 12

// hasServices reports whether a table by service says more than the table by package.
func hasServices(r *Report) bool {
	return len(r.Services) > 1 || len(r.Services) == 1 && len(r.Suites)+len(r.ServiceChecks) > 0
}

// serviceRows are the services to show, from the least to the most urgent, and how many more are folded.
func serviceRows(r *Report, all bool) (shown []Service, folded int) {
	for _, sign := range []string{"✓", "!", "?", "✗"} {
		for _, s := range r.Services {
			switch {
			case serviceMark(s) != sign:
			case sign == "✓" && !all && len(r.Services) > manyServices:
				folded++
			default:
				shown = append(shown, s)
			}
		}
	}
	return shown, folded
}

// suitesShown are the numbers of the suites that have a column: those that were to run, and that some service has.
func suitesShown(r *Report) []int {
	var shown []int
	for i, suite := range r.Suites {
		has := func(s Service) bool { return s.suite(i).Required || s.suite(i).Reported }
		if !suite.NotRun && slices.ContainsFunc(r.Services, has) {
			shown = append(shown, i)
		}
	}
	return shown
}

// suite is what a service has of a suite. A document that others wrote may have left it out.
func (s Service) suite(i int) ServiceSuite {
	if i < len(s.Suites) {
		return s.Suites[i]
	}
	return ServiceSuite{}
}

// serviceGrid is the table of services, with the whole as its last row.
func serviceGrid(r *Report, rows []Service) *grid {
	g := &grid{columns: []column{{"SERVICE", true}, {"COVERED", false}, {"PCT", false}}, spare: []int{1}}
	suites := suitesShown(r)
	for _, i := range suites {
		g.luxury = append(g.luxury, len(g.columns))
		g.columns = append(g.columns, column{strings.ToUpper(shorten(visible(r.Suites[i].Name), 20)), false})
	}
	g.columns = append(g.columns, column{"AT THEIR BARS", true}, column{"SHORT", false}, column{"OWNER", true})
	last := len(g.columns) - 1
	g.luxury = append([]int{last}, g.luxury...)
	g.spare = append(g.spare, last-1)
	for _, s := range rows {
		cells := amounts(serviceName(s), s.Covered, s.Statements, s.Percent)
		for _, i := range suites {
			cells = append(cells, suiteCell(s, i))
		}
		cells = append(cells, atBar(s), number(s.Missing), ownersCell(s.Owners))
		g.rows = append(g.rows, row{mark: serviceMark(s), cells: cells})
	}
	total := amounts("total", r.Total.Covered, r.Total.Statements, r.Total.Percent)
	for _, i := range suites {
		cell := "-"
		if r.hasData(r.Suites[i]) {
			cell = r.Suites[i].Percent + "%"
		}
		total = append(total, cell)
	}
	all := whole(r)
	words, owes := fmt.Sprintf("%d of %d", all.Met, all.Held), int64(0)
	if gated(r.Total.Outcome) {
		words += fmt.Sprintf(", bar %s%%", r.Total.Threshold)
	}
	if r.Total.Outcome.Fails() {
		owes = r.Total.Missing
	}
	g.rows = append(g.rows, row{mark: wholeMark(r), cells: append(total, words, number(owes), "")})
	return g
}

// wholeMark is the sign of the last row, for the bar of the whole alone. Under a verdict that is no pass, that this bar is
// met is no news: a ✓ would deny the verdict.
func wholeMark(r *Report) string {
	sign := mark(r.Total.Outcome)
	if !gated(r.Total.Outcome) || sign == mark(policy.Pass) && r.Verdict != Pass {
		return ""
	}
	return sign
}

// hasData reports whether anything is known of what a suite covers.
func (r *Report) hasData(s SuiteResult) bool {
	return r.Total.Statements > 0 && (len(s.Inputs) > 0 || s.Covered > 0)
}

// amounts are the first cells of a row: its name, and what ran of it.
func amounts(name string, covered, statements int64, percent string) []string {
	if statements == 0 {
		return []string{visible(name), "0/0", ""}
	}
	return []string{visible(name), fmt.Sprintf("%d/%d", covered, statements), percent + "%"}
}

// number is the cell of a number. Nothing is worth no cell.
func number[N int | int64](n N) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// serviceName is how a service is called. Packages that are in none have a row, too.
func serviceName(s Service) string {
	if s.Name == "" {
		return "(no service)"
	}
	return s.Name
}

// suiteCell is what a suite, by its number, covers of a service.
func suiteCell(s Service, i int) string {
	suite := s.suite(i)
	switch {
	case suite.Reported && s.Statements > 0:
		return suite.Percent + "%"
	case suite.Required && !suite.Reported:
		return "missing"
	}
	return "-"
}

// atBar says how many packages of a service are at their bars: "6 of 8, 1 waived".
func atBar(s Service) string {
	if s.Held == 0 {
		return "-"
	}
	words := fmt.Sprintf("%d of %d", s.Met, s.Held)
	if s.Floored > 0 {
		words += fmt.Sprintf(", %s", count(s.Floored, "floor"))
	}
	if s.Waived > 0 {
		words += fmt.Sprintf(", %d waived", s.Waived)
	}
	return words
}
