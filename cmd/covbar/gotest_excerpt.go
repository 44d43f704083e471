package main

import (
	"bytes"
	"fmt"
	"slices"
)

// An excerpt keeps the beginning and the end of a text, so that nobody can fill the memory by printing. Where a test
// fails the reason mostly stands at the end, and where a program dies, before a long list of goroutines.
type excerpt struct {
	text []byte
	head int // the length of the beginning; 0 while the text is whole
	cut  int // how many bytes were left out behind it
}

// maxExcerpt is how many bytes of a long text are kept at least.
const maxExcerpt = 1 << 20

func (x *excerpt) WriteString(s string) {
	x.text = append(x.text, s...)
	if len(x.text) > 2*maxExcerpt {
		x.cutTo(maxExcerpt)
	}
}

// cutTo leaves out what is more than so many bytes. The beginning is a quarter of them, up to the end of a line.
func (x *excerpt) cutTo(most int) {
	if len(x.text) <= most {
		return
	}
	if x.cut == 0 || x.head > most/4 {
		x.head = bytes.LastIndexByte(x.text[:most/4], '\n') + 1
	}
	x.cut += len(x.text) - most
	x.text = slices.Concat(x.text[:x.head], x.text[len(x.text)-most+x.head:])
}

// endLine ends the last line where there is one that has not ended.
func (x *excerpt) endLine() {
	if len(x.text) > 0 && x.text[len(x.text)-1] != '\n' {
		x.text = append(x.text, '\n')
	}
}

func (x *excerpt) String() string {
	if x.cut == 0 {
		return string(x.text)
	}
	return fmt.Sprintf("%s… %d bytes of output are left out here …\n%s", x.text[:x.head], x.cut, x.text[x.head:])
}
