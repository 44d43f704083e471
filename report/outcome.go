package report

import (
	"fmt"

	"github.com/covbar/covbar/policy"
)

// gated reports whether a subject with this outcome was held to a bar at all.
func gated(o policy.Outcome) bool {
	switch o {
	case policy.Small, policy.NoStatements, policy.Off, policy.NotRun:
		return false
	}
	return true
}

// meets reports whether a subject with this outcome is at its bar, also at a lowered one.
func meets(o policy.Outcome) bool {
	return o == policy.Pass || o == policy.Floored || o == policy.Waived
}

// alarming reports whether a check is why the verdict is "fail". Tests that failed are, whatever the numbers; they are
// told once, and not again by the bars over one suite.
func alarming(c Check) bool { return c.Outcome.Fails() || c.TestsFailed && c.Suite == "" }

// mark is the sign in front of a row.
func mark(o policy.Outcome) string {
	switch {
	case o.Fails():
		return "✗"
	case o == policy.Undecided:
		return "?"
	case o == policy.Warn:
		return "!"
	case !gated(o):
		return "·"
	}
	return "✓"
}

// checkMark is the sign in front of a check.
func checkMark(c Check) string {
	if alarming(c) {
		return mark(policy.Fail)
	}
	return mark(c.Outcome)
}

// serviceMark is the sign in front of a service.
func serviceMark(s Service) string {
	switch {
	case s.Failing > 0:
		return mark(policy.Fail)
	case s.Undecided > 0:
		return mark(policy.Undecided)
	case s.Met < s.Held:
		return mark(policy.Warn)
	}
	return mark(policy.Pass)
}

// The signs in colour, and as GitHub shows them.
var (
	marks   = map[string]tone{"✗": bad, "?": careful, "!": careful, "·": faint, "✓": good}
	squares = map[string]string{"✗": "❌", "?": "❔", "!": "⚠️", "·": "➖", "✓": "✅"}
)

// urgencies sort checks from the least to the most urgent: those without a bar, those at it, and those to look at.
var urgencies = []func(Check) bool{
	func(c Check) bool { return !alarming(c) && !gated(c.Outcome) },
	func(c Check) bool { return !alarming(c) && meets(c.Outcome) },
	func(c Check) bool { return !alarming(c) && c.Outcome == policy.Warn },
	func(c Check) bool { return !alarming(c) && c.Outcome == policy.Undecided },
	alarming,
}

// A tally counts how checks ended.
type tally map[policy.Outcome]int

func tallied(lists ...[]Check) tally {
	t := tally{}
	for _, rows := range lists {
		for _, c := range rows {
			t[c.Outcome]++
		}
	}
	return t
}

// calm are the checks that are not alarming.
func calm(rows []Check) []Check {
	var rest []Check
	for _, c := range rows {
		if !alarming(c) {
			rest = append(rest, c)
		}
	}
	return rest
}

// met is how many reach their bar, also a lowered one.
func (t tally) met() int { return t[policy.Pass] + t[policy.Floored] + t[policy.Waived] }

// ungated is how many are held to no bar.
func (t tally) ungated() int { return t[policy.Small] + t[policy.NoStatements] + t[policy.Off] }

// lowered says how many reach only a lowered bar: ", 4 by a floor and 1 by a waiver".
func (t tally) lowered() string {
	var by []string
	if n := t[policy.Floored]; n > 0 {
		by = append(by, fmt.Sprintf("%d by a floor", n))
	}
	if n := t[policy.Waived]; n > 0 {
		by = append(by, fmt.Sprintf("%d by a waiver", n))
	}
	if len(by) == 0 {
		return ""
	}
	return ", " + list(by)
}

// why says what keeps checks from being held to a bar: "1 small and 2 without statements".
func (t tally) why() string {
	var reasons []string
	if n := t[policy.Small]; n > 0 {
		reasons = append(reasons, fmt.Sprintf("%d small", n))
	}
	if n := t[policy.NoStatements]; n > 0 {
		reasons = append(reasons, fmt.Sprintf("%d without statements", n))
	}
	if n := t[policy.Off]; n > 0 {
		reasons = append(reasons, fmt.Sprintf("%d off", n))
	}
	return list(reasons)
}
