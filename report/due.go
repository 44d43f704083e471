package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covbar/covbar/policy"
)

// soon is how many days before its day an agreement is shown by itself.
const soon = 30

// A due is an agreement as people talk of it: who owes what by when.
type due struct {
	day  policy.Day
	days int // from the report's day on
	who  string
	what string
	owes int64
}

// dues are the report's agreements, those that come soon apart.
func dues(r *Report, below string) (near, later []due) {
	for _, a := range r.Agreements {
		d := due{day: a.Day, days: daysTo(r.Day, a.Day), who: a.Owner, what: agreed(a, below), owes: a.Owes}
		switch {
		case d.owes == 0: // it is kept already
		case d.days <= soon:
			near = append(near, d)
		default:
			later = append(later, d)
		}
	}
	return near, later
}

// agreed says what was agreed: `waiver, orders/kafka: "needs a broker"`.
func agreed(a Agreement, below string) string {
	what := string(a.Kind)
	if a.Next != "" {
		what = fmt.Sprintf("bar %s → %s", short(a.Threshold), short(a.Next))
	}
	switch {
	case len(a.Subjects) == 1:
		what += ", " + shortName(a.Subjects[0], below)
	case a.Kind == policy.KindFloor:
		what = "floors of " + subjectCount(a.Subjects)
	case len(a.Subjects) > 1:
		what += ", " + subjectCount(a.Subjects) + " of " + a.Selector
	case a.Selector != "":
		what += ", " + a.Selector
	}
	return what + quoted(a.Reason)
}

// subjectCount counts what owes something. Bars that are not of a package or file over all suites together have names
// such as "orders (integration)".
func subjectCount(subjects []string) string {
	noun := "package"
	if len(subjects) > 0 && strings.HasSuffix(subjects[0], ".go") {
		noun = "file"
	}
	if slices.ContainsFunc(subjects, func(name string) bool { return strings.HasSuffix(name, ")") }) {
		noun = "bar"
	}
	return count(len(subjects), noun)
}

func quoted(reason string) string {
	if reason == "" {
		return ""
	}
	return `: "` + reason + `"`
}

// laterDues says what is due first of what is far away. The sum of all would count some statements twice: a waiver and a
// ramp may ask for the same ones.
func laterDues(later []due) string {
	first := fmt.Sprintf("%s by %s", count(later[0].owes, "statement"), later[0].day)
	if more := len(later) - 1; more > 0 {
		return fmt.Sprintf("%s, and %s after it", first, count(more, "date"))
	}
	return first
}
