package report

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The most characters of a status's description and of a check run's title.
const (
	longestDescription = 140
	longestTitle       = 200
)

// Description says the verdict in at most 140 characters, without markup.
func Description(r *Report) string {
	words := ""
	switch r.Verdict {
	case Pass:
		words = passedBriefly(r)
	case Fail:
		words = failedBriefly(r)
	default:
		words = "no verdict" + whyNone(r, spoken)
		if len(r.Problems) > 1 {
			first, _ := hinted(r.Problems[0])
			words += ": " + visible(first)
		}
	}
	return brief(r, words, longestDescription)
}

// Title is the verdict as a headline without markup, of at most 200 characters.
func Title(r *Report) string {
	return brief(r, headlineOf(r, common(r), false, spoken), longestTitle)
}

// brief is words cut on a word. A verdict that decides nothing says so.
func brief(r *Report, words string, limit int) string {
	if r.ReportOnly {
		words = decidesNothing + words
	}
	return cutWords(words, limit)
}

// decidesNothing stands before a verdict that does not.
const decidesNothing = "report only: "

// cutWords is words of at most limit characters, cut on a word.
func cutWords(words string, limit int) string {
	runes := []rune(words)
	if len(runes) <= limit {
		return words
	}
	words = string(runes[:limit-1])
	if i := strings.LastIndexByte(words, ' '); i > len(words)/2 {
		words = words[:i]
	}
	return strings.TrimRight(words, " ,;:") + "…"
}

func passedBriefly(r *Report) string {
	if r.Total.Statements == 0 {
		return passWords(r)
	}
	words := fmt.Sprintf("%s%% of %s", r.Total.Percent, count(r.Total.Statements, "statement"))
	if out := leftUnjudged(r); out != "" {
		words += ofPart(r) + " (" + out + ")"
	}
	words += ", every bar is met"
	if n := r.Undecided + r.NotRun; n > 0 {
		words += fmt.Sprintf(" but %d that %s not judged here", n, plural(n, "was", "were"))
	}
	if n := len(r.Allowed); n > 0 {
		words += fmt.Sprintf(" (%s allowed to be missing)", count(n, "result"))
	}
	return words
}

// failedBriefly begins with what is not about coverage: until that is mended, the number may not be right. It is never cut off.
func failedBriefly(r *Report) string {
	who, _ := whoMisses(r, common(r), spoken)
	failed := visible(strings.Join(r.Failed, "; "))
	number := r.Total.Percent + "%" + ofPart(r)
	switch {
	case len(who) == 0:
		return number + ", every bar is met, but " + failed
	case r.Missing == 0: // its sources do not parse: nobody knows
		number += ", bar not met: " + list(who)
	default:
		number += fmt.Sprintf(", %s short: %s", count(r.Missing, "statement"), list(who))
	}
	if failed == "" {
		return number
	}
	const least = 40 // characters for what failed, where both are long
	limit := longestDescription - utf8.RuneCountInString("; ")
	if r.ReportOnly {
		limit -= utf8.RuneCountInString(decidesNothing)
	}
	number = cutWords(number, limit-least)
	return cutWords(failed, limit-utf8.RuneCountInString(number)) + "; " + number
}
