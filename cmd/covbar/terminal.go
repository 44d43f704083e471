package main

import (
	"os"
	"strconv"

	"golang.org/x/term"

	"github.com/covbar/covbar/report"
)

// terminalWidth reports whether a stream is a terminal, and how many columns it has.
func terminalWidth(stream any) (columns int, is bool) {
	file, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0, true
	}
	return columns, true
}

// ciWidth is how wide a table may be in the log of a CI runner, which no terminal limits.
const ciWidth = 120

// options say how a report is to look on standard output.
func (e env) options(s settings) report.Options {
	columns, terminal := e.terminal(e.stdout)
	if given, err := strconv.Atoi(e.getenv("COLUMNS")); columns <= 0 && err == nil && given > 0 {
		columns = given
	}
	if columns <= 0 && e.inCI() {
		columns = ciWidth
	}
	return report.Options{
		Width: columns, // 0 is the format's own width
		Color: terminal && !s.noColor && e.getenv("NO_COLOR") == "" && e.getenv("TERM") != "dumb",
		All:   s.all,
	}
}
