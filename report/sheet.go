package report

import (
	"fmt"
	"io"
	"strings"
)

// A sheet is Markdown that must not become longer than the place where it stands allows.
type sheet struct {
	strings.Builder
	page Page
	room rooms
}

// rooms are how many bytes the sheet may have behind each of its sections, in the order of the sheet. What has no room of its
// own is short.
type rooms struct {
	services, toPass, moreToPass, agreements, warnings, checks, allServices, owners, excluded, later, measured int
}

// A comment has room for 60,000 bytes in all, and a job's summary for 1 MiB: there 5,000 packages have rows.
var (
	ofComment = rooms{9_000, 24_000, 30_000, 32_000, 35_000, 44_000, 45_500, 47_000, 48_000, 49_000, 50_500}
	ofSummary = rooms{20_000, 60_000, 150_000, 160_000, 180_000, 900_000, 920_000, 940_000, 960_000, 980_000, 1_000_000}
)

// rows are n lines, made one by one: of thousands, only some have room.
type rows struct {
	n  int
	at func(i int) string
}

// rowsOf are the rows of a list.
func rowsOf[T any](list []T, row func(T) string) rows {
	return rows{len(list), func(i int) string { return row(list[i]) }}
}

// firstScreen is how many rows of a list are to be seen at once. The others are folded away.
const firstScreen = 20

// printf writes a paragraph. Arguments that others wrote must be escaped.
func (s *sheet) printf(format string, args ...any) {
	fmt.Fprintf(s, format, args...)
}

// to writes the sheet.
func (s *sheet) to(w io.Writer) error {
	_, err := io.WriteString(w, s.String())
	return err
}

// fits reports whether all rows have room.
func (s *sheet) fits(all rows, limit int) bool {
	n := s.Len()
	for i := 0; i < all.n && n <= limit; i++ {
		n += len(all.at(i))
	}
	return n <= limit
}

// lines writes as many rows as fit below limit, and how many more there are.
func (s *sheet) lines(all rows, limit int, noun string) {
	for i := range all.n {
		line := all.at(i)
		if s.Len()+len(line) > limit {
			left := all.n - i
			s.printf("\n%d of %s %s left out here; %s\n", left, count(all.n, noun), plural(left, "is", "are"), s.elsewhere())
			break
		}
		s.WriteString(line)
	}
	s.WriteByte('\n')
}

// elsewhere says where to find what is left out.
func (s *sheet) elsewhere() string {
	if to := address(s.page.Summary); to != "" {
		return "see the " + link("job summary", to)
	}
	return "the text and JSON reports have them all"
}

// table writes head, which also aligns the columns, and the rows.
func (s *sheet) table(head, align string, all rows, limit int, noun string) {
	s.printf("%s\n%s\n", head, align)
	s.lines(all, limit, noun)
}

// open begins a part that is folded away. shut ends it.
func (s *sheet) open(summary string) {
	s.printf("<details><summary>%s</summary>\n\n", summary)
}

func (s *sheet) shut() {
	s.WriteString("</details>\n\n")
}
