package report

import (
	"fmt"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/covbar/covbar/policy"
)

// The columns of a table. The mark has none: it stands in front.
const (
	colName = iota
	colCovered
	colPercent
	colBar
	colShort
	colNote
	colFrom
	columns
)

var heads = [columns]string{"PACKAGE", "COVERED", "PCT", "BAR", "SHORT", "NOTE", "FROM"}

// narrowest is the least width of the column of names before others give way to it.
const narrowest = 16

// A row is one line of a table: a package, a file or the total.
type row struct {
	mark  string
	cells [columns]string
}

// measureRow is the row of a measure. note says more than its outcome does.
func measureRow(name string, m Measure, note ...string) row {
	r := row{mark: mark(m.Outcome)}
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
		note = append([]string{string(m.Outcome)}, note...)
	}
	r.cells[colNote] = strings.Join(note, ", ")
	return r
}

// checkRow is the row of a package or file, called name.
func checkRow(name string, c Check) row {
	r := measureRow(name, c.Measure, remarks(c)...)
	r.mark = checkMark(c)
	if c.NoData && c.Statements > 0 {
		r.cells[colPercent] = "no data"
	}
	return r
}

// totalRow is the last row. Without a bar it has no mark.
func totalRow(m Measure) row {
	r := measureRow("total", m)
	if !gated(m.Outcome) {
		r.mark, r.cells[colNote] = "", ""
	}
	return r
}

// decider is the place of the clause that set the bar.
func decider(m Measure) string {
	if m.Lowered != nil {
		return m.Lowered.Place
	}
	return m.Rule
}

// gated reports whether a subject with this outcome is held to a bar at all.
func gated(o policy.Outcome) bool {
	return o != policy.Small && o != policy.NoStatements && o != policy.Off
}

// mark is the sign in front of a row.
func mark(o policy.Outcome) string {
	switch {
	case o.Fails():
		return "✗"
	case o == policy.Warn:
		return "!"
	case !gated(o):
		return "·"
	}
	return "✓"
}

// checkMark is the sign in front of a package or file: tests that failed are no pass, whatever the numbers.
func checkMark(c Check) string {
	if alarming(c) {
		return mark(policy.Fail)
	}
	return mark(c.Outcome)
}

var marks = map[string]tone{"✗": bad, "!": careful, "·": faint, "✓": good}

// table lays rows out in at most limit columns: the head first, then a line for each row. Empty columns are left
// out, and so is where a bar comes from, when that keeps names whole; names are cut in the middle when that is not enough.
func table(rows []row, limit int) ([]string, error) {
	var widths [columns]int
	for _, r := range rows {
		for i, cell := range r.cells {
			widths[i] = max(widths[i], width(cell))
		}
	}
	var shown [columns]bool
	for i := range widths {
		if shown[i] = widths[i] > 0; shown[i] {
			widths[i] = max(widths[i], width(heads[i]))
		}
	}
	room := func() int {
		left := limit - width("✓ ")
		for i, w := range widths {
			if i != colName && shown[i] {
				left -= w + width("  ")
			}
		}
		return left
	}
	if room() < widths[colName] {
		shown[colFrom] = false
	}
	for _, col := range []int{colNote, colCovered} {
		if room() < min(narrowest, widths[colName]) {
			shown[col] = false
		}
	}
	for i := range rows {
		rows[i].cells[colName] = shorten(rows[i].cells[colName], max(1, room()))
	}
	return lay(rows, shown)
}

// lay has tablewriter align the columns that are shown.
func lay(rows []row, shown [columns]bool) ([]string, error) {
	pick := func(mark string, cells [columns]string) []string {
		line := []string{mark}
		for i, cell := range cells {
			if shown[i] {
				line = append(line, cell)
			}
		}
		return line
	}
	head := pick("", heads)
	padding := []tw.Padding{{Right: " ", Overwrite: true}}
	align := []tw.Align{tw.AlignLeft}
	for _, name := range head[1:] {
		padding = append(padding, tw.Padding{Right: "  ", Overwrite: true})
		if name == heads[colName] || name == heads[colNote] || name == heads[colFrom] {
			align = append(align, tw.AlignLeft)
		} else {
			align = append(align, tw.AlignRight)
		}
	}
	cell := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Alignment:  tw.CellAlignment{PerColumn: align},
		Padding:    tw.CellPadding{PerColumn: padding},
	}
	var b strings.Builder
	t := tablewriter.NewTable(&b,
		tablewriter.WithEastAsian(tw.Off), // measure as width does, whatever the locale
		tablewriter.WithConfig(tablewriter.Config{Header: cell, Row: cell}),
		tablewriter.WithRendition(tw.Rendition{
			Borders:  tw.BorderNone,
			Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
		}),
	)
	t.Header(head)
	for _, r := range rows {
		if err := t.Append(pick(r.mark, r.cells)); err != nil {
			return nil, err
		}
	}
	if err := t.Render(); err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n"), nil
}
