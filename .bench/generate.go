package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
)

// A shape is what a generated profile looks like. The same shape always gives the same bytes.
type shape struct {
	files, blocks int // distinct ones
	// lines is how often a block is written. Test binaries write all blocks of all files, one after the other; the last
	// one stops early.
	lines      int
	binaries   int    // each runs the files of its own; there may be lines for fewer
	perPackage int    // files of a package
	module     string // begins every name, and so makes lines longer

	from, to int // the source files that are written; 0, 0: all
}

// smaller divides the distinct blocks, with their files, and the lines.
func (s shape) smaller(blocks, lines int) shape {
	s.files /= blocks
	s.blocks /= blocks
	s.lines /= lines
	return s
}

// part is the i-th of n shapes that hold the source files of s, and together its lines if each block stands once.
func (s shape) part(i, n int) shape {
	s.from, s.to = s.files*i/n, s.files*(i+1)/n
	s.lines = s.lines * (s.firstBlock(s.to) - s.firstBlock(s.from)) / s.blocks
	return s
}

// firstBlock numbers the blocks through: where those of a file begin. Every file has one at least, and later files more.
func (s shape) firstBlock(file int) int {
	return file + (s.blocks-s.files)*file/s.files*file/s.files
}

// fileName names a shape that was written.
func (s shape) fileName() string {
	return fmt.Sprintf("%dlines-%dblocks-%dof%dfiles-from%d.out", s.lines, s.blocks, s.to-s.from, s.files, s.from)
}

// write writes the profile. It holds no more than a buffer, since the memory of this process is seen in measurements.
func (s shape) write(w io.Writer) error {
	if s.to == 0 {
		s.to = s.files
	}
	out := bufio.NewWriterSize(w, 64<<10)
	out.WriteString("mode: atomic\n")
	left := s.lines
	for binary := 0; left > 0; binary++ {
		for file := s.from; file < s.to && left > 0; file++ {
			n := min(left, s.firstBlock(file+1)-s.firstBlock(file))
			s.writeFile(out, binary, file, n)
			left -= n
		}
	}
	return out.Flush() // the first error of any write
}

// writeFile writes the first n blocks of a source file. They follow each other as in Go code: most begin where another one
// ends, and none overlap.
func (s shape) writeFile(out *bufio.Writer, binary, file, n int) {
	random := rand.New(rand.NewPCG(seed, uint64(file)))
	pkg := file / s.perPackage
	name := fmt.Sprintf("%s/%s/%s%03d/%s%d.go", s.module, layers[pkg%len(layers)], parts[pkg%len(parts)], pkg,
		parts[file%len(parts)], file%s.perPackage)
	// A binary tests its own files, and uses some that all of them share.
	runs := file%s.binaries == binary%s.binaries || file%64 == 0
	line, col := 20+random.IntN(40), 30+random.IntN(40)
	buf := make([]byte, 0, 256)
	for range n {
		bits := random.Uint64()
		buf = append(buf, name...)
		buf = appendPosition(buf, ':', line, col)
		line, col = line+1+int(bits%4), 2+int(bits>>4%40)
		buf = appendPosition(buf, ',', line, col)
		buf = append(buf, ' ')
		buf = strconv.AppendUint(buf, statements[bits>>12%uint64(len(statements))], 10)
		buf = append(buf, ' ')
		count := uint64(0)
		if runs && bits>>20%4 > 0 { // three of four blocks have a test
			count = 1 + bits>>24%1000>>(bits>>40%10)
		}
		buf = strconv.AppendUint(buf, count, 10)
		buf = append(buf, '\n')
		out.Write(buf)
		buf = buf[:0]
		if bits>>50%2 == 0 { // a new block further down
			line, col = line+1+int(bits>>51%3), 2+int(bits>>54%4)
		}
	}
}

// seed is changed with the generator, so that nobody compares numbers from different profiles.
const seed = 1

var (
	layers = []string{"internal/domain", "internal/adapters", "internal/ports", "pkg"}
	parts  = []string{"order", "invoice", "cart", "shipping", "ledger", "tax", "refund"}
	// How many statements blocks have, as often as they do in real profiles.
	statements = []uint64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 4}
)

func appendPosition(buf []byte, before byte, line, col int) []byte {
	buf = append(buf, before)
	buf = strconv.AppendInt(buf, int64(line), 10)
	buf = append(buf, '.')
	return strconv.AppendInt(buf, int64(col), 10)
}
