package report

import (
	"fmt"

	"github.com/covbar/covbar/policy"
)

// ownerGrid is the table of owners: all of them, or those who owe something.
func ownerGrid(r *Report, all bool) *grid {
	g := &grid{
		columns: []column{
			{"OWNER", true}, {"COVERED", false}, {"PCT", false}, {"BELOW BAR", true}, {"SERVICES", false}, {"SHORT", false},
		},
		spare: []int{1, 2, 4},
	}
	for _, sign := range []string{mark(policy.Pass), mark(policy.Fail)} {
		for _, o := range r.Owners {
			if ownerMark(o) == sign && (all || sign == mark(policy.Fail)) {
				cells := append(amounts(o.Name, o.Covered, o.Statements, o.Percent),
					fmt.Sprintf("%d of %d", o.Failing, o.Packages), number(o.Services), number(o.Missing))
				g.rows = append(g.rows, row{mark: sign, cells: cells})
			}
		}
	}
	return g
}

// ownerMark is the sign in front of an owner.
func ownerMark(o Owner) string {
	if o.Failing+o.Services > 0 {
		return mark(policy.Fail)
	}
	return mark(policy.Pass)
}

// excludedGrid is what was left out of each package.
func excludedGrid(r *Report, below string) *grid {
	g := &grid{columns: []column{
		{"LEFT OUT", true}, {"AS PACKAGE", false}, {"GENERATED", false}, {"AS FILE", false}, {"IGNORED", false}, {"NOTE", true},
	}, luxury: []int{5}}
	for _, p := range r.Excluded.List {
		note := ""
		if p.Whole {
			note = "nothing is left"
		}
		g.rows = append(g.rows, row{mark: "·", cells: []string{
			visible(shortName(p.Path, below)), number(p.Packages), number(p.Generated), number(p.Files), number(p.Ignored), note,
		}})
	}
	return g
}
