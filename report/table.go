package report

import (
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/tw"
)

// A column of a grid. Words are aligned to the left, numbers to the right.
type column struct {
	head  string
	words bool
}

// A row is one line of a grid: a sign in front, and a cell for each column.
type row struct {
	mark  string
	cells []string
	below string // a line of its own below the row; empty: none
}

// A grid is a table of a terminal. Its first column holds names, which are cut in the middle when that is the last way
// to make room.
type grid struct {
	columns []column
	rows    []row
	luxury  []int // columns that give way, in this order, so that names stay whole
	spare   []int // columns that give way after them, so that something is left of the names
}

// narrowest is the least width of the column of names before the spare columns give way to it.
const narrowest = 16

// A layout is the columns of a grid: how wide they are, and which are shown. The empty ones are not.
type layout struct {
	limit  int
	widths []int
	shown  []bool
}

func (g *grid) layout(limit int) layout {
	l := layout{limit, make([]int, len(g.columns)), make([]bool, len(g.columns))}
	for _, r := range g.rows {
		for i, cell := range r.cells {
			l.widths[i] = max(l.widths[i], width(cell))
		}
	}
	for i, c := range g.columns {
		if l.shown[i] = l.widths[i] > 0; l.shown[i] {
			l.widths[i] = max(l.widths[i], width(c.head))
		}
	}
	return l
}

// room is how many columns of the terminal the names have.
func (l layout) room() int {
	left := l.limit - width("✓ ")
	for i, w := range l.widths {
		if i > 0 && l.shown[i] {
			left -= w + width("  ")
		}
	}
	return left
}

// lines lays the grid out in at most limit columns: the head first, then a line for each row.
func (g *grid) lines(limit int) ([]string, error) {
	l := g.layout(limit)
	for _, i := range g.luxury {
		if l.room() < l.widths[0] {
			l.shown[i] = false
		}
	}
	for _, i := range g.spare {
		if l.room() < min(narrowest, l.widths[0]) {
			l.shown[i] = false
		}
	}
	for _, r := range g.rows {
		r.cells[0] = shorten(r.cells[0], max(1, l.room()))
	}
	return g.lay(l.shown)
}

// lay has tablewriter align the columns that are shown.
func (g *grid) lay(shown []bool) ([]string, error) {
	pick := func(mark string, cells []string) []string {
		line := []string{mark}
		for i, cell := range cells {
			if shown[i] {
				line = append(line, cell)
			}
		}
		return line
	}
	var heads []string
	padding := []tw.Padding{{Right: " ", Overwrite: true}}
	align := []tw.Align{tw.AlignLeft}
	for i, c := range g.columns {
		heads = append(heads, c.head)
		switch {
		case !shown[i]:
			continue
		case c.words:
			align = append(align, tw.AlignLeft)
		default:
			align = append(align, tw.AlignRight)
		}
		padding = append(padding, tw.Padding{Right: "  ", Overwrite: true})
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
	t.Header(pick("", heads))
	for _, r := range g.rows {
		if err := t.Append(pick(r.mark, r.cells)); err != nil {
			return nil, err
		}
	}
	if err := t.Render(); err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n"), nil
}
