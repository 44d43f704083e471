package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
)

// writeJSON writes the report as schema.json describes it, an item of a list on each line.
func writeJSON(w io.Writer, r *Report, _ Options) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = w.Write(layOut(data))
	return err
}

// layOut gives JSON its lines. The keys of the document stand on lines of their own, and so do the keys and the items of
// what they hold; an item stands on one line with all that is in it, for there may be 20,000. What a terminal or a log would
// act on stands as an escape, so that nothing is lost.
func layOut(data []byte) []byte {
	l := jsonLayout{}
	l.out.Grow(len(data) + len(data)/8)
	for i := 0; i < len(data); i++ {
		switch c := data[i]; c {
		case '"':
			end := i + textEnd(data[i:])
			l.text(data[i:end])
			i = end - 1
		case '{', '[':
			l.open(c, data[i+1])
		case '}', ']':
			l.close(c)
		default:
			l.out.WriteByte(c)
			switch {
			case !l.spread():
			case c == ',':
				l.line()
			case c == ':':
				l.out.WriteByte(' ')
			}
		}
	}
	l.out.WriteByte('\n')
	return l.out.Bytes()
}

// textEnd returns where a text ends that data begins with, behind its last quote.
func textEnd(data []byte) int {
	end := 1
	for ; data[end] != '"'; end++ {
		if data[end] == '\\' {
			end++
		}
	}
	return end + 1
}

// A jsonLayout is JSON that is being laid out.
type jsonLayout struct {
	out    bytes.Buffer
	within []bracket
}

// A bracket is an object or a list that is not at its end.
type bracket struct {
	object bool
	spread bool // over lines
}

// spread reports whether what is being written stands on a line of its own.
func (l *jsonLayout) spread() bool {
	n := len(l.within)
	return n > 0 && l.within[n-1].spread
}

// open begins an object or a list: spread, if it is the document or the value of a key that has a line of its own.
func (l *jsonLayout) open(c, next byte) {
	spread := len(l.within) == 0 || l.within[len(l.within)-1] == bracket{object: true, spread: true}
	spread = spread && next != '}' && next != ']'
	l.within = append(l.within, bracket{c == '{', spread})
	l.out.WriteByte(c)
	if spread {
		l.line()
	}
}

func (l *jsonLayout) close(c byte) {
	spread := l.spread()
	l.within = l.within[:len(l.within)-1]
	if spread {
		l.line()
	}
	l.out.WriteByte(c)
}

func (l *jsonLayout) line() {
	l.out.WriteByte('\n')
	for range l.within {
		l.out.WriteString("  ")
	}
}

func (l *jsonLayout) text(quoted []byte) {
	if !bytes.ContainsFunc(quoted, isInvisible) && !bytes.Contains(quoted, []byte("##[")) {
		l.out.Write(quoted) // nearly always
		return
	}
	for _, r := range strings.ReplaceAll(string(quoted), "##[", `##\u005b`) {
		high, low := utf16.EncodeRune(r)
		switch {
		case !isInvisible(r):
			l.out.WriteRune(r)
		case high != unicode.ReplacementChar:
			fmt.Fprintf(&l.out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&l.out, `\u%04x`, r)
		}
	}
}

func isInvisible(r rune) bool { return !unicode.IsPrint(r) }
