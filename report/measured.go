package report

import (
	"fmt"
	"strings"
)

// measured writes what the numbers come from.
func (s *sheet) measured(r *Report) {
	var items []string
	if out := leftOut(r); out != "" {
		items = append(items, "- left out: "+out+"\n")
	}
	for _, note := range r.Notes {
		what, hint := hinted(note)
		if hint != "" {
			what += "; " + hint
		}
		items = append(items, "- "+prose(what)+"\n")
	}
	items = append(items, inputs(r)...)
	if len(items) == 0 && (len(r.Suites) == 0 || unaffected(r)) {
		return
	}
	title := count(len(r.Inputs), "profile")
	if n := len(r.Suites); n > 0 {
		title = count(n, "suite") + ", " + title
	}
	s.open("What was measured: " + title)
	s.suites(r)
	s.matrix(r)
	if len(items) > 0 {
		s.lines(items, roomMeasured, "line")
	}
	s.shut()
}

// inputs names the profiles, each with the suite that it belongs to.
func inputs(r *Report) []string {
	suite := map[string]string{}
	for _, s := range r.Suites {
		for _, input := range s.Inputs {
			suite[input] = ", " + md(s.Name)
		}
	}
	var items []string
	for _, input := range r.Inputs {
		items = append(items, "- "+code(input)+suite[input]+"\n")
	}
	return items
}

// suites writes what each suite covers.
func (s *sheet) suites(r *Report) {
	if len(r.Suites) == 0 {
		return
	}
	var rows []string
	for _, suite := range r.Suites {
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
		rows = append(rows, fmt.Sprintf("| %s | %d | %s | %s |\n", md(suite.Name), len(suite.Inputs), covered, number(suite.Only)))
	}
	s.table("| Suite | Profiles | Covered | Only there |", "|:--|--:|--:|--:|", rows, roomMeasured, "suite")
}

// matrix writes which suite reported for which service.
func (s *sheet) matrix(r *Report) {
	const most = 8 // columns
	suites := r.Suites[:min(most, len(r.Suites))]
	if len(suites) == 0 || !hasServices(r) {
		return
	}
	var rows []string
	for _, service := range r.Services {
		row := "| " + md(serviceName(service)) + " |"
		for i, suite := range suites {
			row += " " + reported(suite, service.suite(i)) + " |"
		}
		rows = append(rows, row+"\n")
	}
	names := "| Service |"
	for _, suite := range suites {
		names += " " + head(suite.Name) + " |"
	}
	s.table(names, "|:--|"+strings.Repeat(":-:|", len(suites)), rows, roomMeasured, "service")
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
