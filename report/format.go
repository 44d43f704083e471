package report

import "io"

// Options say how a format looks. The zero Options are 80 columns, no colour, passing rows folded.
type Options struct {
	Width int  // columns, at least 40; 0 is 80
	Color bool // of the text format
	All   bool // also the rows that pass
}

// A Format writes a report to w.
type Format func(w io.Writer, r *Report, opt Options) error

// Formats are the formats by name.
var Formats = map[string]Format{
	"text":     writeText,
	"markdown": writeMarkdown,
	"json":     writeJSON,
}
