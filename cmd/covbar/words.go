package main

import (
	"fmt"
	"strings"
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
	const most = 5
	var shown []string
	for _, name := range names[:min(most, len(names))] {
		shown = append(shown, quoted(name))
	}
	list := strings.Join(shown, ", ")
	if len(names) > most {
		list += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return list
}
