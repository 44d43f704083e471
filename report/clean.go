package report

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// clean makes bytes that are no UTF-8 visible: JSON cannot hold them.
func clean(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[0])
		} else {
			b.WriteRune(r)
		}
		s = s[size:]
	}
	return b.String()
}

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
