package coverage

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode"
	"unicode/utf8"

	"golang.org/x/tools/cover"
)

// The format is that of cmd/cover and of golang.org/x/tools/cover: first "mode: " and a mode, then a line a block,
//
//	name.go:line.column,line.column numberOfStatements count
//
// A name may hold anything but a line end, so a line is read from its right end.

// maxNumber bounds lines, columns and statements: what is larger is no source file, and its sums could overflow.
const maxNumber = math.MaxInt32

// parseLine reads one block. The name aliases line.
func parseLine(line []byte) (name []byte, b cover.ProfileBlock, err error) {
	rest := line
	field := func(separator byte, what string, limit int) (n int) {
		if err != nil {
			return 0
		}
		n, rest, err = cutNumber(rest, separator, what, limit)
		return n
	}
	b.Count = field(' ', "count", 0)
	b.NumStmt = field(' ', "number of statements", maxNumber)
	b.EndCol = field('.', "end column", maxNumber)
	b.EndLine = field(',', "end line", maxNumber)
	b.StartCol = field('.', "start column", maxNumber)
	b.StartLine = field(':', "start line", maxNumber)
	switch {
	case err != nil:
	case len(rest) == 0:
		err = errors.New("the file name is missing")
	case hasControl(rest): // no Go file has one, and it could act on a terminal
		err = errors.New("the file name holds a control character")
	}
	return rest, b, err
}

// fields are the numbers of a line, in their order.
type fields [6]int

func (f *fields) block() cover.ProfileBlock {
	return cover.ProfileBlock{StartLine: f[0], StartCol: f[1], EndLine: f[2], EndCol: f[3], NumStmt: f[4], Count: f[5]}
}

// parseNext reads the block at the beginning of data if it is one of the named file, in the form that Go writes, and returns
// how many bytes its line takes; 0 if it is not. data ends in a line feed.
func parseNext(data []byte, name string, f *fields) (size int) {
	i := len(name)
	if i >= len(data) || string(data[:i]) != name {
		return 0
	}
	const separators = ":.,.  "
	for k := range f {
		if data[i] != separators[k] {
			return 0
		}
		i++
		n, first := 0, i
		for ; data[i]-'0' <= 9; i++ { // a line feed is no digit
			n = n*10 + int(data[i]-'0')
		}
		if i == first || i-first > 9 || i-first > 1 && data[first] == '0' { // 9 digits are below maxNumber
			return 0
		}
		f[k] = n
	}
	if data[i] == '\r' {
		i++
	}
	if i >= len(data) || data[i] != '\n' {
		return 0
	}
	return i + 1
}

// hasControl reports whether a name holds a control character. All but a few names are ASCII.
func hasControl(name []byte) bool {
	for i, b := range name {
		if b >= utf8.RuneSelf {
			return bytes.ContainsFunc(name[i:], unicode.IsControl)
		}
		if b < ' ' || b == 0x7f {
			return true
		}
	}
	return false
}

// cutNumber reads the decimal number at the end of line and the separator before it, and returns what is left of them.
// A number above limit is an error; where limit is 0, a number beyond int is the largest int.
func cutNumber(line []byte, separator byte, what string, limit int) (n int, rest []byte, err error) {
	i := len(line)
	for i > 0 && line[i-1]-'0' <= 9 {
		i--
	}
	if i == len(line) || i == 0 || line[i-1] != separator {
		return 0, nil, fmt.Errorf("malformed block: no %s", what)
	}
	for _, digit := range line[i:] {
		d := int(digit - '0')
		if n > (math.MaxInt-d)/10 {
			n = math.MaxInt
			break
		}
		n = n*10 + d
	}
	if limit != 0 && n > limit {
		return 0, nil, fmt.Errorf("the %s is larger than %d", what, limit)
	}
	return n, line[:i-1], nil
}

// appendRange writes the part of a line between the name and the count, with the separators around it.
func appendRange(dst []byte, b *cover.ProfileBlock) []byte {
	dst = append(dst, ':')
	dst = appendNumber(dst, b.StartLine)
	dst = append(dst, '.')
	dst = appendNumber(dst, b.StartCol)
	dst = append(dst, ',')
	dst = appendNumber(dst, b.EndLine)
	dst = append(dst, '.')
	dst = appendNumber(dst, b.EndCol)
	dst = append(dst, ' ')
	dst = appendNumber(dst, b.NumStmt)
	return append(dst, ' ')
}

// appendNumber is strconv.AppendInt, faster for the short numbers that profiles are full of: they come in no order of
// lengths that a processor could foresee, and here none of them is a branch.
func appendNumber(dst []byte, n int) []byte {
	if uint(n) >= uint(len(shortNumbers)) {
		return strconv.AppendInt(dst, int64(n), 10)
	}
	digits := shortNumbers[n]
	dst = binary.LittleEndian.AppendUint32(dst, digits)
	return dst[:len(dst)-4+int(digits>>24)]
}

// shortNumbers are numbers of up to three digits: these in the lower bytes, and how many they are in the highest one.
var shortNumbers = func() (all [1000]uint32) {
	for n := range all {
		digits := strconv.Itoa(n)
		all[n] = uint32(len(digits)) << 24
		for i := range digits {
			all[n] |= uint32(digits[i]) << (8 * i)
		}
	}
	return all
}()

// parseMode reads a mode line. Files that were joined with cat have several, each perhaps behind a byte order mark.
func parseMode(line []byte) (mode Mode, ok bool) {
	word, ok := bytes.CutPrefix(bytes.TrimPrefix(line, utf8BOM), []byte("mode: "))
	if !ok {
		return "", false
	}
	switch mode = Mode(word); mode {
	case Set, Count, Atomic:
		return mode, true
	}
	return "", false
}

// join returns the mode of a merge of profiles of modes m and n. The empty mode is the neutral one.
func (m Mode) join(n Mode) Mode {
	for _, wider := range []Mode{Set, Atomic, Count} {
		if m == wider || n == wider {
			return wider
		}
	}
	return ""
}
