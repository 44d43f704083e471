package report

import (
	"slices"
	"strings"
)

// ofPart says that the numbers are not of all packages: " of a part". It is empty where they are.
func ofPart(r *Report) string {
	if len(r.Measured.Unasked) == 0 {
		return ""
	}
	return " of a part"
}

// byPart is the same of bars, where any was asked.
func byPart(r *Report) string {
	if len(r.Measured.Unasked) == 0 || r.Total.Statements == 0 {
		return ""
	}
	return " by a part"
}

// leftUnjudged says what was left out of a run that was not asked for everything: "12 packages and the total not judged". It is
// empty where that is nothing.
func leftUnjudged(r *Report) string {
	var out []string
	if n := len(r.Measured.Unasked); n > 0 {
		out = append(out, count(n, "package"))
	}
	if r.Measured.Partial && slices.ContainsFunc(r.Notes, isTotalUnchecked) {
		out = append(out, "the total")
	}
	if len(out) == 0 {
		return ""
	}
	return list(out) + " not judged"
}

// isTotalUnchecked reports whether a note of the policy says that it asks something of the total, which was not checked.
func isTotalUnchecked(note string) bool { return strings.HasPrefix(note, "total is not checked: ") }
