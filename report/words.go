package report

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/covbar/covbar/policy"
)

// count is a number with its noun: "1 package", "2 packages".
func count[N int | int64](n N, noun string) string {
	return strconv.FormatInt(int64(n), 10) + " " + plural(n, noun, noun+"s")
}

func plural[N int | int64](n N, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// list joins words as a sentence does: "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// capital begins words with a capital letter.
func capital(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}

// short is a percentage without the zeros that say nothing: "85.00" is "85%", "72.50" is "72.5%".
func short(percent string) string {
	return strings.TrimSuffix(strings.TrimRight(percent, "0"), ".") + "%"
}

// daysTo returns how many days lie between two days. What is no day is far away.
func daysTo(from, to policy.Day) int {
	a, errA := time.Parse(time.DateOnly, string(from))
	b, errB := time.Parse(time.DateOnly, string(to))
	if errA != nil || errB != nil {
		return 1 << 30
	}
	return int(b.Sub(a).Hours() / 24)
}

// inDays says how far away a day is.
func inDays(n int) string {
	switch {
	case n == 0:
		return "today"
	case n < 0:
		return count(-n, "day") + " ago"
	}
	return "in " + count(n, "day")
}
