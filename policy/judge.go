package policy

import (
	"cmp"
	"slices"

	"github.com/covbar/covbar/coverage"
)

// A bar is what the rules say of one check.
type bar struct {
	decides  Clause
	rule     *rule // that decides; nil where it is the policy's own threshold
	overrode []*Clause
}

// bar returns what the last of the rules says, which all match and are in the order of the file, or else the base.
func (e *evaluation) bar(base *Clause, rules []*rule) bar {
	var b bar
	if len(rules) == 0 {
		b.decides = *base
		return b
	}
	if base != nil {
		b.overrode = append(b.overrode, base)
	}
	last := len(rules) - 1
	for _, r := range rules[:last] {
		b.overrode = append(b.overrode, e.today[r])
	}
	b.rule, b.decides = rules[last], *e.today[rules[last]]
	return b
}

// A lowering is a floor or a waiver.
type lowering struct {
	clause  *Clause
	rule    *rule // the waiver; nil where it is a floor
	matched bool
	lowers  bool // it counts for a check, today or on a day to come
}

// floorsOf returns the floors of a package: by its folder and by its import path.
func (e *evaluation) floorsOf(pkg *coverage.Package) []*lowering {
	var found []*lowering
	if len(e.floors) == 0 {
		return nil
	}
	dir := "./" + pkg.Dir
	if pkg.Dir == "." {
		dir = "."
	}
	if l := e.floors[dir]; l != nil && pkg.Dir != "" {
		found = append(found, l)
	}
	if l := e.floors[pkg.Path]; l != nil && pkg.Path != dir {
		found = append(found, l)
	}
	return found
}

// A subject is a check that owes something, with all that may change its bar on a day to come.
type subject struct {
	name      string // that no other subject has
	per       Per
	service   *service
	suite     int
	ratio     coverage.Ratio
	asks      coverage.Percent // where no rule decides
	rule      *rule
	lowerings []*lowering // best first
}

// asksOn returns what the rules ask on a day, before floors and waivers.
func (s *subject) asksOn(day Day) coverage.Percent {
	if s.rule != nil {
		return s.rule.barOn(day)
	}
	return s.asks
}

// loweredBy returns what lowers the bar on a day; nil where nothing does.
func (s *subject) loweredBy(day Day) *lowering {
	for _, l := range s.lowerings {
		if day <= l.clause.Until {
			if l.clause.Bar < s.asksOn(day) {
				return l
			}
			return nil
		}
	}
	return nil
}

// barOn returns what the check is held to on a day.
func (s *subject) barOn(day Day) coverage.Percent {
	if l := s.loweredBy(day); l != nil {
		return l.clause.Bar
	}
	return s.asksOn(day)
}

// A trial is a check that is to be judged, with all that bears on it.
type trial struct {
	Check   // without what is found
	service *service
	suite   int     // by number, or together
	base    *Clause // what is asked where no rule selects it
	selection
	minimum int64 // a check of fewer statements is not gated
	broken  bool  // its sources do not parse: there may be more statements
}

// judge decides a check: its bar, its outcome, and what it is short of.
func (e *evaluation) judge(t trial) Check {
	c, day := &t.Check, e.in.Day
	b := e.bar(t.base, t.rules)
	c.Rule, c.Overrode, c.Suite = b.decides, b.overrode, e.suiteName(t.suite)
	slices.SortStableFunc(t.lowerings, func(a, b *lowering) int {
		return cmp.Or(
			cmp.Compare(a.clause.Bar, b.clause.Bar),
			cmp.Compare(b.clause.Until, a.clause.Until),
			cmp.Compare(b.clause.Kind, a.clause.Kind), // a waiver before a floor: somebody answers for it
		)
	})
	for _, l := range t.lowerings {
		l.matched = true
		if l.clause.Until < day && l.clause.Bar < c.Rule.Bar {
			c.Expired = append(c.Expired, *l.clause)
		}
	}
	c.Bar = c.Rule.Bar
	if t.gated() {
		s := e.subject(&t, b)
		c.Bar = s.barOn(day)
		if l := s.loweredBy(day); l != nil {
			lowered := *l.clause // a copy: a verdict shares nothing with the policy
			c.Lowered = &lowered
		}
	}
	c.Missing = c.Ratio.Short(c.Bar)
	e.owe(&t)
	if e.silent(t.service, t.suite) {
		c.NoData = true
	}
	c.Outcome = e.outcome(&t)
	return *c
}

// gated reports whether there is enough to hold to a bar.
func (t *trial) gated() bool { return t.broken || t.Ratio.Total > 0 && t.Ratio.Total >= t.minimum }

// subject notes a check that owes something.
func (e *evaluation) subject(t *trial, b bar) *subject {
	s := &subject{
		name: t.Name, per: t.Per, service: t.service, suite: t.suite, ratio: t.Ratio,
		asks: b.decides.Bar, rule: b.rule, lowerings: t.lowerings,
	}
	switch {
	case t.suite != together:
		s.name += " (" + t.Suite + ")"
	case t.Per == PerService:
		s.name += " (service)" // it may be named as a package is
	}
	e.subjects = append(e.subjects, s)
	return s
}

// outcome says how a check ended whose bar is decided.
func (e *evaluation) outcome(t *trial) Outcome {
	c := &t.Check
	nothing := c.Ratio.Total == 0
	lacks := c.NoData || t.broken && nothing
	below := func(bar coverage.Percent) bool { return bar > 0 && (lacks || !c.Ratio.AtLeast(bar)) }
	switch {
	case c.Rule.Bar == 0:
		return Off
	case nothing && !t.broken:
		return NoStatements
	case !t.gated():
		return Small
	case !below(c.Rule.Bar):
		return Pass
	case !below(c.Bar) && c.Lowered.Kind == KindFloor:
		return Floored
	case !below(c.Bar):
		return Waived
	case c.Rule.Warn || lacks && e.p.missingWarns:
		return Warn
	case lacks:
		return NoData
	}
	return Fail
}
