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

// services writes the table by service, where it is of the first screen: nobody opens the comment of a pass for it.
func (s *sheet) services(r *Report) {
	if !hasServices(r) || r.Verdict == Pass {
		return
	}
	rows := servicesMarkdown(r)
	shown := rows[:min(manyServices, len(rows))]
	names, align := serviceHead(r)
	s.table(names, align, shown, roomServices, "service")
	if more := len(rows) - len(shown); more > 0 {
		s.printf("<sub>and %s, below</sub>\n\n", count(more, "more service"))
	}
}

// allServices writes the whole table, folded away, where the first screen has not all of it.
func (s *sheet) allServices(r *Report) {
	rows := servicesMarkdown(r)
	if !hasServices(r) || r.Verdict != Pass && len(rows) <= manyServices {
		return
	}
	s.open(count(named(r.Services), "service"))
	names, align := serviceHead(r)
	s.table(names, align, rows, roomAllOfThem, "service")
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

// servicesMarkdown are the rows of the services: what fails first, and of that what misses most.
func servicesMarkdown(r *Report) []string {
	urgency := []string{"✗", "?", "!", "✓"}
	services := slices.SortedStableFunc(slices.Values(r.Services), func(a, b Service) int {
		return cmp.Or(
			cmp.Compare(slices.Index(urgency, serviceMark(a)), slices.Index(urgency, serviceMark(b))),
			cmp.Compare(b.Missing, a.Missing),
		)
	})
	var rows []string
	for _, s := range services {
		strong := ""
		if s.Failing > 0 {
			strong = "**"
		}
		covered := "no statements"
		if s.Statements > 0 {
			covered = strong + s.Percent + "%" + strong
		}
		line := fmt.Sprintf("| %s | %s | %s |", squares[serviceMark(s)], strong+md(serviceName(s))+strong, covered)
		for _, i := range serviceSuites(r) {
			line += " " + strings.Replace(suiteCell(s, i), "-", "–", 1) + " |"
		}
		rows = append(rows, fmt.Sprintf("%s %s | %s |\n", line, atBarMarkdown(s), ownersMarkdown(s.Owners)))
	}
	return rows
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
	var rows []string
	for _, sign := range []string{mark(policy.Fail), mark(policy.Pass)} {
		for _, o := range r.Owners {
			if ownerMark(o) == sign {
				rows = append(rows, fmt.Sprintf("| %s | %s | %d of %d, %s%% | %d of %d | %s | %s |\n", squares[sign], code(o.Name),
					o.Covered, o.Statements, o.Percent, o.Failing, o.Packages, number(o.Services), number(o.Missing)))
			}
		}
	}
	if len(rows) == 0 {
		return
	}
	s.open(count(len(rows), "owner"))
	s.table("| | Owner | Covered | Packages below their bar | Services | Short by |", "|:-:|:--|--:|--:|--:|--:|", rows, roomOwners, "owner")
	s.shut()
}

// excluded writes what was left out of each package.
func (s *sheet) excluded(r *Report, below string) {
	var rows []string
	for _, p := range r.Excluded.List {
		name := md(shortName(p.Path, below))
		if p.Whole {
			name += ", whole"
		}
		rows = append(rows, fmt.Sprintf("| %s | %s | %s | %s | %s |\n",
			name, number(p.Packages), number(p.Generated), number(p.Files), number(p.Ignored)))
	}
	if len(rows) == 0 {
		return
	}
	e := r.Excluded
	sum := e.Packages.Statements + e.Generated.Statements + e.Files.Statements + e.Ignored.Statements
	s.open("Left out: " + count(sum, "statement"))
	s.table("| Of | As package | Generated | As file | By comment |", "|:--|--:|--:|--:|--:|", rows, roomExcluded, "package")
	s.shut()
}
