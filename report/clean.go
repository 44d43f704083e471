package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes visible what no text of a report holds: bytes that are no UTF-8, what stands for such bytes elsewhere, and
// control characters. A newline stays: behind it is a hint.
func clean(s string) string {
	if !strings.ContainsFunc(s, isUnclean) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case !isUnclean(r):
			b.WriteRune(r)
		case r != utf8.RuneError:
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		case size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		s = s[size:]
	}
	return b.String()
}

// isUnclean reports whether clean writes r as an escape. A byte that is no UTF-8 reads as utf8.RuneError.
func isUnclean(r rune) bool { return r == utf8.RuneError || r != '\n' && unicode.IsControl(r) }

// cleanAll joins lists. The result is never nil.
func cleanAll(lists ...[]string) []string {
	all := []string{}
	for _, list := range lists {
		for _, s := range list {
			all = append(all, clean(s))
		}
	}
	return all
}
