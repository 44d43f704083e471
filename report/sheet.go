package report

import (
	"fmt"
	"strings"
)

// A sheet is Markdown that must not become longer than a pull request's comment may be. What follows a section is
// guarded by the section's limit: the bytes that the sheet may have after it.
type sheet struct {
	strings.Builder
}

// The limits of the sections, in the order of the sheet. What comes after the last one is short.
const (
	roomServices   = 9_000
	roomToPass     = 25_000
	roomWarnings   = 30_000
	roomAgreements = 33_000
	roomPackages   = 43_000
	roomAllOfThem  = 45_000
	roomOwners     = 46_500
	roomExcluded   = 48_000
	roomLater      = 49_000
	roomMeasured   = 50_500
)

// printf writes a paragraph. Arguments that others wrote must be escaped.
func (s *sheet) printf(format string, args ...any) {
	fmt.Fprintf(s, format, args...)
}

// lines writes as many of all as fit below limit, and how many more there are.
func (s *sheet) lines(all []string, limit int, noun string) {
	for i, line := range all {
		if s.Len()+len(line) > limit {
			s.printf("\n%d of %s are left out here; the text and JSON reports have them all\n", len(all)-i, count(len(all), noun))
			break
		}
		s.WriteString(line)
	}
	s.WriteByte('\n')
}

// table writes head, which also aligns the columns, and rows.
func (s *sheet) table(head, align string, rows []string, limit int, noun string) {
	s.printf("%s\n%s\n", head, align)
	s.lines(rows, limit, noun)
}

// open begins a part that is folded away. shut ends it.
func (s *sheet) open(summary string) {
	s.printf("<details><summary>%s</summary>\n\n", summary)
}

func (s *sheet) shut() {
	s.WriteString("</details>\n\n")
}
