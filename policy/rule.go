package policy

import (
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
)

// A rule is an item of `rules` or of `waivers`. It matches what all of its selectors match.
type rule struct {
	clause   Clause // with the threshold as Bar, before any step of the ramp
	per      Per    // empty in a waiver that does not say
	suite    string // empty: of checks over all suites together
	packages []*pattern
	files    []*pattern
	services []word // names
	labels   []word
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

// speaksOf reports whether the rule is about checks of a kind. A waiver that does not say is about packages, and where it
// selects none of them by name, about whole services too.
func (r *rule) speaksOf(per Per) bool {
	if r.per != "" {
		return r.per == per
	}
	return per == PerPackage || per == PerService && len(r.packages) == 0
}

// selectsService reports whether the selectors that are about services match one; the empty name is none.
func (r *rule) selectsService(s *Service) bool {
	return (len(r.services) == 0 || slices.ContainsFunc(r.services, func(w word) bool { return w.text == s.Name })) &&
		(len(r.labels) == 0 || slices.ContainsFunc(r.labels, func(w word) bool { return slices.Contains(s.Labels, w.text) }))
}

// selector joins the selectors of a rule for people.
func (r *rule) selector() string {
	var all []string
	for _, p := range slices.Concat(r.packages, r.files) {
		all = append(all, p.text)
	}
	for _, w := range r.services {
		all = append(all, "service "+w.text)
	}
	for _, w := range r.labels {
		all = append(all, "label "+w.text)
	}
	if len(all) == 0 && r.per == PerService {
		all = append(all, "every service")
	}
	switch {
	case r.suite == "":
	case len(all) == 0:
		return "suite " + r.suite
	default:
		return strings.Join(all, ", ") + " (" + r.suite + ")"
	}
	return strings.Join(all, ", ")
}
