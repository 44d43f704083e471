package policy

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPolicy is how large a policy file may be. A large one holds a few thousand lines.
const maxPolicy = 1 << 20

// A source is a file that people wrote, for messages that show its lines.
type source struct {
	name  string
	lines []string
}

// newSource checks that data is text of a size that people write, and returns it without a byte order mark and with
// plain line ends.
func newSource(data []byte, name string, limit int) (*source, []byte, error) {
	src := &source{name: name}
	if len(data) > limit {
		return src, nil, Errors{{
			Name: name, Line: 1, Column: 1,
			Msg:  fmt.Sprintf("the file has %d bytes, more than %d MiB", len(data), limit>>20),
			Hint: "is this the right file?",
		}}
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	src.lines = strings.Split(string(data), "\n")
	return src, data, src.text()
}

// text refuses what is not UTF-8, and characters that no editor shows but that some readers take for line ends.
func (src *source) text() error {
	for i, line := range src.lines {
		column := 0
		for at, r := range line {
			column++
			switch {
			case r == utf8.RuneError && !strings.HasPrefix(line[at:], "\uFFFD"):
				return Errors{src.errorAt(i+1, column, "the file is not UTF-8 here", "save it as UTF-8")}
			case r != '\t' && unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFEFF':
				msg := fmt.Sprintf("the control character %q stands here", r)
				return Errors{src.errorAt(i+1, column, msg, "delete it, and type the line anew")}
			}
		}
	}
	return nil
}

// errorAt returns an error about a place in the file.
func (src *source) errorAt(line, column int, msg, hint string) *Error {
	return &Error{Name: src.name, Line: line, Column: column, Msg: cut(msg), Hint: cut(hint), Source: src.line(line)}
}

// cut shortens a message that quotes too much of the file.
func cut(s string) string {
	const most = 300
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// line returns a line, counted from 1; empty where there is none.
func (src *source) line(n int) string {
	if n < 1 || n > len(src.lines) {
		return ""
	}
	return src.lines[n-1]
}

// word returns what stands at a place up to the next blank, without the marks that end a YAML list.
func (src *source) word(line, column int) string {
	runes := []rune(src.line(line))
	if column < 1 || column > len(runes) {
		return ""
	}
	word, _, _ := strings.Cut(strings.ReplaceAll(string(runes[column-1:]), "\t", " "), " ")
	word = strings.TrimRight(word, ",]")
	if !strings.Contains(word, "{") {
		word = strings.TrimRight(word, ",]}")
	}
	return word
}
