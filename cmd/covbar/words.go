package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// count is a number of things in words: "1 file", "2 files".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// someOf lists names, but not too many of them.
func someOf(names []string) string {
	var shown []string
	for _, name := range names {
		shown = append(shown, quoted(name))
	}
	return coverage.SomeOf(shown)
}

// lasting is a duration as people write it: "1m" where time.Duration says "1m0s".
func lasting(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"0s", "0m"} {
		if short := strings.TrimSuffix(text, zero); short != "" && strings.ContainsAny(short[len(short)-1:], "hm") {
			text = short
		}
	}
	return text
}

// nearestHint is a line "hint: did you mean ...?" with the name that is nearest to the one given, as format shows it.
// Where none is near, the line is otherwise.
func nearestHint(name string, known []string, format, otherwise string) string {
	if near := policy.Nearest(name, known); near != "" {
		return "\nhint: did you mean " + fmt.Sprintf(format, near) + "?"
	}
	if otherwise == "" {
		return ""
	}
	return "\nhint: " + otherwise
}
