package report

import (
	"fmt"
	"strings"
)

// everything is what the bar of the total is about.
const everything = "all packages together"

// turned reports whether a pass is news: the comment that is there says otherwise.
func turned(r *Report, before Marker) bool { return r.Verdict == Pass && before.Verdict == Fail }

// since says what became better since the comment that is there was written. It is empty where nothing did.
func (s *sheet) since(r *Report, below string) string {
	const most = 5 // names
	before := s.page.Before
	mended := mended(r, below, before.Failing)
	then := "the last run"
	if before.Head != "" && before.Head != s.page.Commit {
		then = s.page.commit(before.Head)
	}
	switch {
	case r.Verdict == None:
		return ""
	case len(mended) > 0:
		return "mended since " + then + ": " + andMore(mended[:min(most, len(mended))], len(mended))
	case turned(r, before):
		return "the bar was not met at " + then
	case r.Verdict == Pass && before.Verdict == None:
		return "there was no verdict at " + then
	}
	return ""
}

// mended are those of the checks that failed before that meet their bar now.
func mended(r *Report, below string, failed []string) []string {
	before := map[string]bool{}
	for _, name := range failed {
		before[name] = true
	}
	var names []string
	for _, list := range r.all() {
		for _, c := range list {
			if meets(c.Outcome) && !alarming(c) && before[checkName(c, "")] {
				names = append(names, called(c, below, unmarked))
			}
		}
	}
	if meets(r.Total.Outcome) && before[everything] {
		names = append(names, everything)
	}
	return names
}

// andMore names the first of some things, and counts the others.
func andMore(first []string, all int) string {
	words := strings.Join(first, ", ")
	if more := all - len(first); more > 0 {
		words += fmt.Sprintf(" and %d more", more)
	}
	return words
}
