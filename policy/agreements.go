package policy

import (
	"cmp"
	"slices"
)

// agreements returns the bars that change on a day to come, and what the checks owe by then: the waivers that lower
// something, the floors together, and the next step of each ramp.
func (e *evaluation) agreements() []Agreement {
	floors, floored := &Agreement{}, false
	if f := e.p.floorsFrom; f != nil {
		floors.Clause = Clause{Kind: KindFloor, File: e.p.source.name, Line: f.line, Selector: f.file, Until: f.until}
		floors.Day = f.until
	}
	waivers := map[*lowering]*Agreement{}
	ramps := map[*rule]*Agreement{}
	for _, s := range e.subjects {
		for _, l := range s.lowerings {
			// A lowering that counts today, or once a lower one has ended, counts on its last day too.
			until := l.clause.Until
			if until < e.in.Day || s.loweredBy(until) != l {
				continue
			}
			l.lowers = true
			if l.clause.Kind == KindFloor {
				floored = true
				floors.add(s, until.next())
			} else {
				entry(waivers, l, *l.clause, until).add(s, until.next())
			}
		}
		if s.rule == nil {
			continue
		}
		if c := s.rule.on(e.in.Day); c.NextDay != "" {
			entry(ramps, s.rule, c, c.NextDay).add(s, c.NextDay)
		}
	}
	var all []Agreement
	if floored {
		all = append(all, *floors)
	}
	for _, a := range waivers {
		all = append(all, *a)
	}
	for _, a := range ramps {
		all = append(all, *a)
	}
	for i := range all {
		slices.Sort(all[i].Subjects)
	}
	slices.SortFunc(all, func(a, b Agreement) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Kind, b.Kind))
	})
	return all
}

// entry returns the agreement of a key, which it makes where there is none.
func entry[K comparable](m map[K]*Agreement, key K, clause Clause, day Day) *Agreement {
	if m[key] == nil {
		m[key] = &Agreement{Clause: clause, Day: day}
	}
	return m[key]
}

// add counts what a check is short of the bar that it has from a day on. What was not run here may owe nothing.
func (a *Agreement) add(s *subject, day Day) {
	if s.service.unknown(s.per, s.suite) {
		return
	}
	if short := s.ratio.Short(s.barOn(day)); short > 0 {
		a.Owes += short
		a.Subjects = append(a.Subjects, s.name)
	}
}
