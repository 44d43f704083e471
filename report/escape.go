package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// Names in a report were written by others: they come from profiles, paths and policies. What follows keeps them from
// being anything but text where they are shown.

// visible makes s one line of printable characters: controls, bidi controls and other characters without a shape are
// written as Go escapes. What would be a workflow command in a log of GitHub Actions, `::` where a line starts or `##[`
// anywhere, is broken wherever it stands, for a line may be wrapped anywhere.
func visible(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		rest := s[i+size:]
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == ':' && strings.HasPrefix(rest, ":"), r == '#' && strings.HasPrefix(rest, "#["):
			fmt.Fprintf(&b, `\x%02x`, r)
		case !unicode.IsPrint(r):
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// width is the columns that s takes on a terminal. It does not ask the machine's locale, so that a report is the same
// everywhere: characters of ambiguous width are narrow.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	if ' ' <= r && r <= '~' {
		return 1
	}
	return twwidth.WidthWithOptions(string(r), twwidth.Options{})
}

// shorten cuts a path in the middle so that it takes at most limit columns: between its first and last elements where
// that is enough. More is kept of its end, which says most.
func shorten(s string, limit int) string {
	if width(s) <= limit {
		return s
	}
	if limit < 1 {
		return ""
	}
	first, _, _ := strings.Cut(s, "/")
	tail := lastColumns(s, limit-width(first+"/…"))
	if i := strings.IndexByte(tail, '/'); i >= 0 {
		return first + "/…" + tail[i:]
	}
	head, _ := cut(s, (limit-1)/3)
	return head + "…" + lastColumns(s, limit-1-width(head))
}

// lastColumns is as much of the end of s as takes at most limit columns.
func lastColumns(s string, limit int) string {
	i := len(s)
	for i > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if limit -= runeWidth(r); limit < 0 {
			break
		}
		i -= size
	}
	return s[i:]
}

// cut splits s behind as many characters as fit in limit columns.
func cut(s string, limit int) (head, tail string) {
	for i, r := range s {
		if limit -= runeWidth(r); limit < 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}
