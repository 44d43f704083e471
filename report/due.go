package report

import (
	"fmt"
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
		if d.days <= soon {
			near = append(near, d)
		} else {
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

func subjectCount(subjects []string) string {
	noun := "package"
	if len(subjects) > 0 && strings.HasSuffix(subjects[0], ".go") {
		noun = "file"
	}
	return count(len(subjects), noun)
}

func quoted(reason string) string {
	if reason == "" {
		return ""
	}
	return `: "` + reason + `"`
}

// laterDues says how much is due at the dates that are far away.
func laterDues(later []due) string {
	var owes int64
	for _, d := range later {
		owes += d.owes
	}
	if len(later) == 1 {
		return fmt.Sprintf("%s by %s", count(owes, "statement"), later[0].day)
	}
	return fmt.Sprintf("%s at %d dates, the first is %s", count(owes, "statement"), len(later), later[0].day)
}
