package report

import (
	"fmt"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

func measure(c policy.Check) Measure {
	m := Measure{
		Covered:    c.Ratio.Covered,
		Statements: c.Ratio.Total,
		Percent:    c.Ratio.Percent().Decimal(),
		Threshold:  c.Bar.Decimal(),
		Asked:      c.Rule.Bar.Decimal(),
		Outcome:    c.Outcome,
		Missing:    c.Missing,
		Owes:       c.Owes(),
		Rule:       place(c.Rule),
		Expired:    []Clause{},
	}
	if c.Lowered != nil {
		lowered := clause(*c.Lowered)
		m.Lowered = &lowered
	}
	for _, e := range c.Expired {
		m.Expired = append(m.Expired, clause(e))
	}
	return m
}

// checks are the rows of a list. Those that fail have the functions that soonest holds for them.
func checks(from []policy.Check, soonest map[Subject][]coverage.Function) []Check {
	rows := make([]Check, 0, len(from))
	for _, c := range from {
		row := Check{
			Path:        clean(c.Name),
			Dir:         clean(c.Dir),
			Per:         c.Per,
			Suite:       clean(c.Suite),
			Service:     clean(c.Service),
			Owners:      cleanAll(c.Owners),
			Measure:     measure(c),
			NoData:      c.NoData,
			TestsFailed: c.TestsFailed,
			Soonest:     []Function{},
		}
		if c.Outcome.Fails() {
			row.Soonest = functions(soonest[Subject{c.Name, c.Suite}])
		}
		rows = append(rows, row)
	}
	return rows
}

func functions(from []coverage.Function) []Function {
	rows := make([]Function, 0, len(from))
	for _, f := range from {
		path := f.Path
		if path == "" {
			path = f.File
		}
		rows = append(rows, Function{clean(f.Name), clean(path), f.Lines.First, f.Lines.Last, f.Ratio.Total - f.Ratio.Covered})
	}
	return rows
}

func agreements(from []policy.Agreement) []Agreement {
	rows := make([]Agreement, 0, len(from))
	for _, a := range from {
		row := Agreement{Clause: clause(a.Clause), Day: a.Day, Owes: a.Owes, Subjects: cleanAll(a.Subjects)}
		if a.Kind != policy.KindWaiver && a.Kind != policy.KindFloor {
			row.Next = a.NextBar.Decimal()
		}
		rows = append(rows, row)
	}
	return rows
}

func clause(c policy.Clause) Clause {
	return Clause{c.Kind, place(c), clean(c.Selector), c.Bar.Decimal(), clean(c.Owner), clean(c.Reason), c.Until}
}

// place says where a clause stands. The built-in default stands nowhere.
func place(c policy.Clause) string {
	if c.File == "" {
		return string(policy.KindDefault)
	}
	return fmt.Sprintf("%s:%d", clean(c.File), c.Line)
}

func excluded(from policy.Excluded) Excluded {
	all := Excluded{
		Packages:  Amount(from.Packages),
		Generated: Amount(from.Generated),
		Files:     Amount(from.Files),
		Ignored:   Amount(from.Ignored),
		List:      make([]ExcludedPackage, 0, len(from.List)),
	}
	for _, p := range from.List {
		all.List = append(all.List, ExcludedPackage{clean(p.Path), p.Whole, p.ByPackage, p.Generated, p.ByFile, p.Ignored})
	}
	return all
}
