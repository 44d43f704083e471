package report

import "strings"

// A tone is the colour of the first word of a line.
type tone string

const (
	plain   tone = ""
	good    tone = "32"
	bad     tone = "31"
	careful tone = "33"
	faint   tone = "2"
	proud   tone = "1;32"
	wrong   tone = "1;31"
	unsure  tone = "1;33"
)

// A page is lines of text, none wider than width columns.
type page struct {
	width int
	color bool
	b     strings.Builder
}

// gap writes an empty line, unless there is one already.
func (p *page) gap() {
	if !strings.HasSuffix(p.b.String(), "\n\n") {
		p.b.WriteByte('\n')
	}
}

// line writes head, in its tone, and tail. What does not fit is cut off.
func (p *page) line(t tone, head, tail string) {
	tail = strings.TrimRight(tail, " ")
	if width(head)+width(tail) > p.width {
		tail, _ = cut(tail, p.width-width(head)-1)
		tail += "…"
	}
	if word := strings.TrimRight(head, " "); p.color && t != plain && word != "" {
		head = "\x1b[" + string(t) + "m" + word + "\x1b[0m" + head[len(word):]
	}
	p.b.WriteString(strings.TrimRight(head+tail, " ") + "\n")
}

// say writes head, in its tone, and words, wrapped to as many lines as they need, which stand below each other.
// Only head is trusted to be harmless.
func (p *page) say(t tone, head, words string) {
	indent := width(head)
	if indent > p.width/4 {
		indent = 4
	}
	var line strings.Builder
	room := p.width - width(head)
	flush := func() {
		p.line(t, head, line.String())
		line.Reset()
		head, room = strings.Repeat(" ", indent), p.width-indent
	}
	for _, word := range strings.Fields(visible(words)) {
		if line.Len() > 0 {
			if 1+width(word) > room {
				flush()
			} else {
				line.WriteByte(' ')
				room--
			}
		}
		for {
			part, rest := cut(word, room)
			line.WriteString(part)
			room -= width(part)
			if word = rest; word == "" {
				break
			}
			flush()
		}
	}
	if line.Len() > 0 {
		flush()
	}
}
