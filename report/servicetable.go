package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// suiteColumns is how many suites a table of services shows in Markdown, whose width is not known.
const suiteColumns = 3

// services writes the table by service, where it is of the first screen.
func (s *sheet) services(r *Report) {
	shown := len(shownServices(r))
	if shown == 0 {
		return
	}
	s.serviceTable(r, shown, s.room.services)
	if more := len(r.Services) - shown; more > 0 {
		s.printf("<sub>and %s, below</sub>\n\n", count(more, "more service"))
	}
}

// shownServices are those of the first screen: nobody opens the comment of a pass for them, and without a verdict a table of
// them would look like one.
func shownServices(r *Report) []Service {
	if !hasServices(r) || r.Verdict != Fail {
		return nil
	}
	return urgentFirst(r, blamed(r))[:min(manyServices, len(r.Services))]
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

// urgency compares signs, those first that are to be seen first.
func urgency(a, b string) int {
	const first = "✗?!✓·"
	return cmp.Compare(strings.Index(first, a), strings.Index(first, b))
}

// urgentFirst are the services: what fails first, and of that what misses most.
func urgentFirst(r *Report, b blame) []Service {
	return slices.SortedStableFunc(slices.Values(r.Services), func(x, y Service) int {
		return cmp.Or(urgency(b.service(x), b.service(y)), cmp.Compare(y.Missing, x.Missing))
	})
}

// serviceTable writes the rows of the first n services.
func (s *sheet) serviceTable(r *Report, n, limit int) {
	b := blamed(r)
	names, align := serviceHead(r)
	row := func(service Service) string { return serviceMarkdown(r, service, b) }
	s.table(names, align, rowsOf(urgentFirst(r, b)[:n], row), limit, "service")
}

// A blame says whose fault it is that a bar is not met.
type blame struct {
	missed   map[inSuite]bool // by bars over a suite, or where that is empty, over all together
	owed     map[inSuite]bool // the same, without those for which something has to report first
	services map[string]bool  // that have more to do than to report
	owners   map[string]bool  // the same
}

func blamed(r *Report) blame {
	b := blame{map[inSuite]bool{}, map[inSuite]bool{}, map[string]bool{}, map[string]bool{}}
	silent, packages := r.silent(), map[string]bool{}
	for _, list := range r.all() {
		for _, c := range list {
			in := inSuite{c.Service, c.Suite}
			b.missed[in] = b.missed[in] || c.Outcome.Fails()
			if !alarming(c) || silent(c) {
				continue
			}
			b.owed[in] = b.owed[in] || c.Outcome.Fails()
			b.services[c.Service] = true
			switch c.Per {
			case policy.PerService:
				b.own(c)
			case policy.PerFile:
				packages[coverage.PackagePath(c.Path)] = true
			default:
				packages[c.Path] = true
			}
		}
	}
	for _, c := range r.Packages {
		if packages[c.Path] {
			b.own(c)
		}
	}
	return b
}

// own blames the owners of a check.
func (b blame) own(c Check) {
	for _, owner := range c.Owners {
		b.owners[owner] = true
	}
}

// sign is the one in front of somebody, unless all that is wanted of them is that something reports.
func sign(before string, blamed bool) string {
	if before == mark(policy.Fail) && !blamed {
		return mark(policy.Warn)
	}
	return before
}

func (b blame) service(s Service) string { return sign(serviceMark(s), b.services[s.Name]) }
func (b blame) owner(o Owner) string     { return sign(ownerMark(o), b.owners[o.Name]) }

func serviceMarkdown(r *Report, s Service, b blame) string {
	covered := "no statements"
	if s.Statements > 0 {
		covered = strong(s.Percent+"%", b.missed[inSuite{s.Name, ""}])
	}
	line := fmt.Sprintf("| %s | %s | %s |", squares[b.service(s)], strong(md(serviceName(s)), s.Failing > 0), covered)
	for _, i := range serviceSuites(r) {
		cell := strings.Replace(suiteCell(s, i), "-", "–", 1)
		line += " " + strong(cell, b.missed[inSuite{s.Name, r.Suites[i].Name}]) + " |"
	}
	return fmt.Sprintf("%s %s | %s |\n", line, atBarMarkdown(r, s, b), ownersMarkdown(s.Owners))
}

// strong is Markdown in bold type where that is called for.
func strong(text string, bold bool) string {
	if !bold {
		return text
	}
	return "**" + text + "**"
}

// atBarMarkdown shows a square for each package of a service, as long as they can be counted at a glance, and what it is short
// of. A suite that alone is to blame is named: its packages may be at their bars.
func atBarMarkdown(r *Report, s Service, b blame) string {
	words := atBar(s)
	if 0 < s.Held && s.Held <= 20 {
		words = "`" + strings.Repeat("■", s.Met) + strings.Repeat("□", s.Held-s.Met) + "` " + words
	}
	if s.Missing == 0 {
		return words
	}
	var suites []string
	for _, suite := range r.Suites {
		if b.owed[inSuite{s.Name, suite.Name}] {
			suites = append(suites, suite.Name)
		}
	}
	if len(suites) == 1 && !b.owed[inSuite{s.Name, ""}] {
		return words + fmt.Sprintf(", %s **%d short**", head(suites[0]), s.Missing)
	}
	return words + fmt.Sprintf(", **%d short**", s.Missing)
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
	if len(r.Owners) == 0 {
		return
	}
	b := blamed(r)
	owners := slices.SortedStableFunc(slices.Values(r.Owners), func(x, y Owner) int { return urgency(b.owner(x), b.owner(y)) })
	s.open(count(len(owners), "owner"))
	row := func(o Owner) string { return ownerMarkdown(o, b.owner(o)) }
	s.table("| | Owner | Covered | Packages below their bar | Services | Short |", "|:-:|:--|--:|--:|--:|--:|",
		rowsOf(owners, row), s.room.owners, "owner")
	s.shut()
}

func ownerMarkdown(o Owner, sign string) string {
	missing := number(o.Missing)
	if sign == mark(policy.Warn) {
		missing = "–" // nobody knows
	}
	return fmt.Sprintf("| %s | %s | %d of %d, %s%% | %d of %d | %s | %s |\n", squares[sign], code(o.Name),
		o.Covered, o.Statements, o.Percent, o.Failing, o.Packages, number(o.Services), missing)
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
