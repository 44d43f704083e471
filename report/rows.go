package report

import (
	"fmt"
	"strings"

	"github.com/covbar/covbar/policy"
)

// The columns of the table of checks.
const (
	colName = iota
	colCovered
	colPercent
	colBar
	colShort
	colNote
	colFrom
	colOwner
	colSoonest
)

var checkColumns = []column{
	{"PACKAGE", true},
	{"COVERED", false},
	{"PCT", false},
	{"BAR", false},
	{"SHORT", false},
	{"NOTE", true},
	{"FROM", true},
	{"OWNER", true},
	{"SOONEST THERE: TEST", true},
}

// checkGrid is the table of some checks, to be laid out in at most limit columns. What would bring a package to its bar
// stands in a column where there is room for one, else below the package.
func checkGrid(r *Report, rows []Check, below string, limit int) *grid {
	g := &grid{columns: checkColumns, luxury: []int{colOwner, colFrom}, spare: []int{colNote, colCovered}}
	for _, c := range rows {
		g.rows = append(g.rows, checkRow(r, c, below))
	}
	if room := g.roomForSoonest(rows, limit); room > 0 {
		for i, c := range rows {
			g.rows[i].cells[colSoonest] = soonestCell(c.Soonest, room)
		}
		return g
	}
	for i, c := range rows {
		g.rows[i].below = soonestLine(c.Soonest, limit-len(under))
	}
	return g
}

// roomForSoonest is how wide the column of functions may be; 0 where there is no room for it. Owners are shown beside it
// only where all functions are.
func (g *grid) roomForSoonest(rows []Check, limit int) int {
	const enough = 24
	wanted := 0
	for _, c := range rows {
		wanted = max(wanted, width(soonestCell(c.Soonest, limit)))
	}
	if wanted == 0 {
		return 0
	}
	head := width(checkColumns[colSoonest].head)
	l := g.layout(limit)
	room := func() int { return l.room() - l.widths[colName] - width("  ") }
	if room() >= max(wanted, head) {
		return room()
	}
	if l.shown[colOwner] = false; room() >= max(min(wanted, enough), head) {
		return room()
	}
	return 0
}

// measureRow is the row of a measure. ended is its outcome in words, and note says more.
func measureRow(name string, m Measure, ended string, note ...string) row {
	r := row{mark: mark(m.Outcome), cells: make([]string, len(checkColumns))}
	r.cells[colName] = visible(name)
	r.cells[colCovered] = fmt.Sprintf("%d/%d", m.Covered, m.Statements)
	if m.Statements > 0 {
		r.cells[colPercent] = m.Percent + "%"
	}
	if gated(m.Outcome) {
		r.cells[colBar] = m.Threshold + "%"
		r.cells[colFrom] = shorten(visible(decider(m)), 40)
		if m.Missing > 0 {
			r.cells[colShort] = fmt.Sprint(m.Missing)
		}
	}
	switch m.Outcome {
	case policy.Pass, policy.Fail, policy.NoData:
	case policy.Warn:
		note = append([]string{"only warns"}, note...)
	default:
		note = append([]string{ended}, note...)
	}
	r.cells[colNote] = strings.Join(note, ", ")
	return r
}

func checkRow(r *Report, c Check, below string) row {
	line := measureRow(checkName(c, below), c.Measure, r.ended(c), remarks(c)...)
	line.mark = checkMark(c)
	line.cells[colOwner] = ownersCell(c.Owners)
	if c.NoData && c.Statements > 0 {
		line.cells[colPercent] = "no data"
	}
	return line
}

// totalRow is the last row.
func totalRow(r *Report) row {
	line := measureRow("total", r.Total, string(r.Total.Outcome))
	if line.mark = wholeMark(r); !gated(r.Total.Outcome) {
		line.cells[colNote] = ""
	}
	return line
}

// decider is the place of the clause that set the bar.
func decider(m Measure) string {
	if m.Lowered != nil {
		return m.Lowered.Place
	}
	return m.Rule
}

// ownersCell names the first owner, and counts the others.
func ownersCell(owners []string) string {
	if len(owners) == 0 {
		return ""
	}
	cell := shorten(visible(owners[0]), 24)
	if more := len(owners) - 1; more > 0 {
		cell += fmt.Sprintf(" +%d", more)
	}
	return cell
}
