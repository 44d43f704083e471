package report

import (
	"fmt"
	"strings"
)

// measured writes what the numbers come from.
func (s *sheet) measured(r *Report) {
	items := measuredItems(r)
	if items.n == 0 && (len(r.Suites) == 0 || unaffected(r)) {
		return
	}
	title := count(len(r.Inputs), "profile")
	if n := len(r.Suites); n > 0 {
		title = count(n, "suite") + ", " + title
	}
	s.open("What was measured: " + title)
	s.suites(r)
	s.matrix(r)
	if items.n > 0 {
		s.lines(items, s.room.measured, "line")
	}
	s.shut()
}

// measuredItems say what was left out, what there is to note, and what was read.
func measuredItems(r *Report) rows {
	var items []func() string
	if out := leftOut(r); out != "" {
		items = append(items, func() string { return "- left out: " + out + "\n" })
	}
	for _, note := range r.Notes {
		items = append(items, func() string { return "- " + remark(note) + "\n" })
	}
	items = append(items, inputs(r)...)
	return rowsOf(items, func(item func() string) string { return item() })
}

// inputs names the profiles, each with the suite that it belongs to.
func inputs(r *Report) []func() string {
	suite := map[string]string{}
	for _, s := range r.Suites {
		for _, input := range s.Inputs {
			suite[input] = s.Name
		}
	}
	items := make([]func() string, 0, len(r.Inputs))
	for _, input := range r.Inputs {
		items = append(items, func() string {
			if name := suite[input]; name != "" {
				return "- " + code(input) + ", " + md(name) + "\n"
			}
			return "- " + code(input) + "\n"
		})
	}
	return items
}

// suites writes what each suite covers.
func (s *sheet) suites(r *Report) {
	if len(r.Suites) == 0 {
		return
	}
	rows := rowsOf(r.Suites, func(suite SuiteResult) string {
		covered := "–"
		if r.hasData(suite) {
			covered = fmt.Sprintf("%d of %d, %s%%", suite.Covered, r.Total.Statements, suite.Percent)
		}
		switch {
		case r.unjudged(suite.Name):
			covered += ", not judged here"
		case suite.NotRun:
			covered = "not run here"
		}
		return fmt.Sprintf("| %s | %d | %s | %s |\n", md(suite.Name), len(suite.Inputs), covered, number(suite.Only))
	})
	s.table("| Suite | Profiles | Covered | Only there |", "|:--|--:|--:|--:|", rows, s.room.measured, "suite")
}

// matrix writes which suite reported for which service.
func (s *sheet) matrix(r *Report) {
	const most = 8 // columns
	suites := r.Suites[:min(most, len(r.Suites))]
	if len(suites) == 0 || !hasServices(r) {
		return
	}
	rows := rowsOf(r.Services, func(service Service) string {
		row := "| " + md(serviceName(service)) + " |"
		for i, suite := range suites {
			row += " " + reported(suite, service.suite(i)) + " |"
		}
		return row + "\n"
	})
	names := "| Service |"
	for _, suite := range suites {
		names += " " + head(suite.Name) + " |"
	}
	s.table(names, "|:--|"+strings.Repeat(":-:|", len(suites)), rows, s.room.measured, "service")
}

// reported says whether a suite gave a service anything.
func reported(suite SuiteResult, share ServiceSuite) string {
	switch {
	case share.Reported:
		return "ran"
	case suite.NotRun && len(suite.Inputs) == 0:
		return "not run"
	case share.Required && !suite.NotRun:
		return "**missing**"
	}
	return "–"
}
