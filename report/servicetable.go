package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/covbar/covbar/policy"
)

// suiteColumns is how many suites a table of services shows in Markdown, whose width is not known.
const suiteColumns = 3

// services writes the table by service, where it is of the first screen: nobody opens the comment of a pass for it, and
// without a verdict it would look like one.
func (s *sheet) services(r *Report) {
	if !hasServices(r) || r.Verdict != Fail {
		return
	}
	shown := min(manyServices, len(r.Services))
	s.serviceTable(r, shown, s.room.services)
	if more := len(r.Services) - shown; more > 0 {
		s.printf("<sub>and %s, below</sub>\n\n", count(more, "more service"))
	}
}

// allServices writes the whole table, folded away, where the first screen has not all of it.
func (s *sheet) allServices(r *Report) {
	if !hasServices(r) || r.Verdict == Fail && len(r.Services) <= manyServices {
		return
	}
	s.open(count(named(r.Services), "service"))
	s.serviceTable(r, len(r.Services), s.room.allServices)
	s.shut()
}

// serviceSuites are the numbers of the suites that the table of services shows.
func serviceSuites(r *Report) []int {
	shown := suitesShown(r)
	return shown[:min(suiteColumns, len(shown))]
}

func serviceHead(r *Report) (names, align string) {
	names, align = "| | Service | Covered |", "|:-:|:--|--:|"
	for _, i := range serviceSuites(r) {
		names, align = names+" "+head(r.Suites[i].Name)+" |", align+"--:|"
	}
	return names + " Packages at their bars | Owner |", align + ":--|:--|"
}

// serviceTable writes the rows of the first n services: what fails first, and of that what misses most.
func (s *sheet) serviceTable(r *Report, n, limit int) {
	urgency := []string{"✗", "?", "!", "✓"}
	services := slices.SortedStableFunc(slices.Values(r.Services), func(a, b Service) int {
		return cmp.Or(
			cmp.Compare(slices.Index(urgency, serviceMark(a)), slices.Index(urgency, serviceMark(b))),
			cmp.Compare(b.Missing, a.Missing),
		)
	})
	suites := serviceSuites(r)
	names, align := serviceHead(r)
	row := func(service Service) string { return serviceMarkdown(service, suites) }
	s.table(names, align, rowsOf(services[:n], row), limit, "service")
}

func serviceMarkdown(s Service, suites []int) string {
	strong := ""
	if s.Failing > 0 {
		strong = "**"
	}
	covered := "no statements"
	if s.Statements > 0 {
		covered = strong + s.Percent + "%" + strong
	}
	line := fmt.Sprintf("| %s | %s | %s |", squares[serviceMark(s)], strong+md(serviceName(s))+strong, covered)
	for _, i := range suites {
		line += " " + strings.Replace(suiteCell(s, i), "-", "–", 1) + " |"
	}
	return fmt.Sprintf("%s %s | %s |\n", line, atBarMarkdown(s), ownersMarkdown(s.Owners))
}

// atBarMarkdown shows a square for each package of a service, as long as they can be counted at a glance.
func atBarMarkdown(s Service) string {
	words := atBar(s)
	if 0 < s.Held && s.Held <= 20 {
		words = "`" + strings.Repeat("■", s.Met) + strings.Repeat("□", s.Held-s.Met) + "` " + words
	}
	if s.Missing > 0 {
		words += fmt.Sprintf(", **%s short**", count(s.Missing, "statement"))
	}
	return words
}

// ownersMarkdown names the first owners, and counts the others.
func ownersMarkdown(owners []string) string {
	const most = 2
	var names []string
	for _, name := range owners[:min(most, len(owners))] {
		names = append(names, code(name))
	}
	words := strings.Join(names, ", ")
	if more := len(owners) - most; more > 0 {
		words += fmt.Sprintf(" +%d", more)
	}
	return words
}

// owners writes the table by owner, what fails first.
func (s *sheet) owners(r *Report) {
	var owners []Owner
	for _, sign := range []string{mark(policy.Fail), mark(policy.Pass)} {
		for _, o := range r.Owners {
			if ownerMark(o) == sign {
				owners = append(owners, o)
			}
		}
	}
	if len(owners) == 0 {
		return
	}
	s.open(count(len(owners), "owner"))
	s.table("| | Owner | Covered | Packages below their bar | Services | Short by |", "|:-:|:--|--:|--:|--:|--:|",
		rowsOf(owners, ownerMarkdown), s.room.owners, "owner")
	s.shut()
}

func ownerMarkdown(o Owner) string {
	return fmt.Sprintf("| %s | %s | %d of %d, %s%% | %d of %d | %s | %s |\n", squares[ownerMark(o)], code(o.Name),
		o.Covered, o.Statements, o.Percent, o.Failing, o.Packages, number(o.Services), number(o.Missing))
}

// excluded writes what was left out of each package.
func (s *sheet) excluded(r *Report, below string) {
	e := r.Excluded
	if len(e.List) == 0 {
		return
	}
	sum := e.Packages.Statements + e.Generated.Statements + e.Files.Statements + e.Ignored.Statements
	rows := rowsOf(e.List, func(p ExcludedPackage) string {
		name := md(shortName(p.Path, below))
		if p.Whole {
			name += ", whole"
		}
		return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", name, number(p.Packages), number(p.Generated), number(p.Files), number(p.Ignored))
	})
	s.open("Left out: " + count(sum, "statement"))
	s.table("| Of | As package | Generated | As file | By comment |", "|:--|--:|--:|--:|--:|", rows, s.room.excluded, "package")
	s.shut()
}
