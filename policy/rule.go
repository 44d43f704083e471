package policy

import (
	"strings"

	"github.com/covbar/covbar/coverage"
)

// A rule is an item of `rules` or of `waivers`.
type rule struct {
	clause   Clause // with the threshold as Bar, before any step of the ramp
	perFile  bool
	packages []*pattern
	files    []*pattern
	ramp     []step // sorted by day; bars rise
}

// A step says what a rule asks from a day on.
type step struct {
	day Day
	bar coverage.Percent
}

// barOn returns what the rule asks on a day.
func (r *rule) barOn(day Day) coverage.Percent {
	bar := r.clause.Bar
	for _, s := range r.ramp {
		if s.day <= day {
			bar = s.bar
		}
	}
	return bar
}

// on returns the rule's clause as it is on a day.
func (r *rule) on(day Day) Clause {
	c := r.clause
	c.Bar = r.barOn(day)
	for _, s := range r.ramp {
		if s.day > day {
			c.NextDay, c.NextBar = s.day, s.bar
			break
		}
	}
	return c
}

// selector joins the patterns of a rule for people.
func (r *rule) selector() string {
	var all []string
	for _, p := range r.packages {
		all = append(all, p.text)
	}
	for _, p := range r.files {
		all = append(all, p.text)
	}
	return strings.Join(all, ", ")
}
