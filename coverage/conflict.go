package coverage

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/tools/cover"
)

// A ConflictError says that two blocks of one source file contradict each other: the inputs were made from different
// sources, or by toolchains that cut blocks differently.
type ConflictError struct {
	File   string // the source file
	A, B   Sighting
	others int      // more source files with a conflict
	leave  []string // inputs without which the rest would agree on these blocks; empty where none would do
	inputs int      // how many inputs there are
}

// A Sighting is a block in an input.
type Sighting struct {
	Block cover.ProfileBlock
	Input string
	Line  int // 0 where the input could not be read again
}

func (s Sighting) place() string {
	if s.Line == 0 {
		return s.Input
	}
	return fmt.Sprintf("%s:%d", s.Input, s.Line)
}

func (e *ConflictError) Error() string {
	var msg strings.Builder
	if sameRange(&e.A.Block, &e.B.Block) {
		fmt.Fprintf(&msg, "%s: %s: the statements of block %s are %d here and %d in %s", e.A.place(), e.File,
			rangeOf(e.A.Block), e.A.Block.NumStmt, e.B.Block.NumStmt, e.B.place())
	} else {
		fmt.Fprintf(&msg, "%s: %s: block %s overlaps block %s in %s", e.A.place(), e.File,
			rangeOf(e.A.Block), rangeOf(e.B.Block), e.B.place())
	}
	switch {
	case e.others == 1:
		msg.WriteString(" (and so in 1 other file)")
	case e.others > 1:
		fmt.Fprintf(&msg, " (and so in %d other files)", e.others)
	}
	msg.WriteString("\nhint: were all profiles made from the same commit, with the same Go version?")
	if len(e.leave) > 0 {
		fmt.Fprintf(&msg, " to keep the others, leave out %d of %d inputs: %s", len(e.leave), e.inputs, SomeOf(e.leave))
	}
	return msg.String()
}

// explain reads the inputs once more, for where the two blocks of the first conflict stand and which inputs hold them.
func explain(conflicts []*conflict, inputs []Input) *ConflictError {
	c := conflicts[0]
	e := &ConflictError{
		File:   c.file,
		A:      Sighting{Block: c.a.ProfileBlock, Input: inputs[c.a.from].Name},
		B:      Sighting{Block: c.b.ProfileBlock, Input: inputs[c.b.from].Name},
		others: len(conflicts) - 1,
		inputs: len(inputs),
	}
	var withA, withB []string
	for i, in := range inputs {
		lineA, lineB := sightings(in, c)
		if lineA > 0 {
			withA = append(withA, in.Name)
		}
		if lineB > 0 {
			withB = append(withB, in.Name)
		}
		if i == int(c.a.from) {
			e.A.Line = lineA
		}
		if i == int(c.b.from) {
			e.B.Line = lineB
		}
	}
	e.leave = minority(withA, withB)
	return e
}

// minority returns the shorter list, unless an input is in both, or the lists are of one length.
func minority(a, b []string) []string {
	if slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) }) {
		return nil
	}
	switch {
	case len(a) < len(b):
		return a
	case len(b) < len(a):
		return b
	}
	return nil
}

// sightings returns the lines of the input on which the blocks of c first stand; 0 where one does not, or where
// the input cannot be read again.
func sightings(in Input, c *conflict) (lineA, lineB int) {
	source, err := in.Open()
	if err != nil {
		return 0, 0
	}
	defer source.Close()
	text, done, err := plain(source, maxUnpacked)
	if err != nil {
		return 0, 0
	}
	defer done()
	prefix := []byte(c.file + ":")
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, maxLine+len("\r\n"))
	for n := 1; lines.Scan() && (lineA == 0 || lineB == 0); n++ {
		if !bytes.HasPrefix(lines.Bytes(), prefix) {
			continue
		}
		name, b, err := parseLine(lines.Bytes())
		if err != nil || string(name) != c.file {
			continue
		}
		if lineA == 0 && compareBlocks(b, c.a.ProfileBlock) == 0 {
			lineA = n
		}
		if lineB == 0 && compareBlocks(b, c.b.ProfileBlock) == 0 {
			lineB = n
		}
	}
	return lineA, lineB
}

// inMemory is a profile that is not read from anywhere: its blocks have no lines.
func inMemory(name string) Input {
	return Input{name, func() (io.ReadCloser, error) { return nil, fmt.Errorf("%s is in memory", name) }}
}
