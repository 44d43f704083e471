package coverage

import (
	"bufio"
	"io"
)

// A span is lines of a file, one after the other, that hold blocks of one source file just as Write would write them, and
// none that could contradict another. They need not become blocks as long as nothing else is met of the source file.
type span struct {
	extent
	last   position // where the last block begins
	reach  position // where it ends
	above1 bool     // some counts are no counts of Set
}

// An extent is the bytes of a file from begin up to end.
type extent struct {
	source     *stream
	begin, end int64
}

// fits reports whether a profile of this mode has the lines of s as they are.
func (s *span) fits(mode Mode) bool { return s != nil && (mode != Set || !s.above1) }

// arrive ends the span at hand if the chunk does not begin where it ends.
func (w *worker) arrive(c chunk) {
	if !w.skimming {
		return
	}
	if s := w.file.span; s.source != w.source || s.end != c.offset {
		w.leave()
	}
}

// beginSpan makes a line the first one of a span, and reports false where it cannot be. The file at hand is met for the first
// time.
func (w *worker) beginSpan(line []byte, at int64) bool {
	t := w.file
	t.span = &span{extent: extent{w.source, at, at}}
	if t.span.take(line, t.name) == 0 {
		t.span = nil
		return false
	}
	t.blocks, w.fresh, w.skimming = nil, false, true
	return true
}

// skim takes lines of data into the span at hand. Where it cannot grow any more it ends, and so does the visit of the source
// file.
func (w *worker) skim(data []byte) (rest []byte, lines int) {
	t := w.file
	begin := t.span.end
	lines = t.span.take(data, t.name)
	rest = data[t.span.end-begin:]
	if len(rest) > 0 {
		w.leave()
	}
	return rest, lines
}

// take adds the first lines of data, as many as can be, and returns how many they are.
func (s *span) take(data []byte, name string) (lines int) {
	last, reach, above1 := s.last, s.reach, s.above1
	var f fields
	for len(data) > 0 {
		size := parseNext(data, name, &f)
		if size == 0 || data[size-2] == '\r' {
			break
		}
		b := f.block()
		begin, end := beginOf(&b), endOf(&b)
		if begin <= last || begin < reach || end < begin || isMapped(&b) {
			break
		}
		last, reach, above1 = begin, end, above1 || b.Count > 1
		s.end += int64(size)
		data = data[size:]
		lines++
	}
	s.last, s.reach, s.above1 = last, reach, above1
	return lines
}

// unfold makes the source file the one at hand and its span blocks, for something else was met of it: the first visit is this
// one.
func (w *worker) unfold(t *tally) {
	s := t.span
	t.span = nil
	t.blocks = w.slab
	w.file, w.fresh = t, true
	const most = maxLine + 100 // of a line with its numbers
	lines := bufio.NewReaderSize(io.NewSectionReader(s.source.file.file, s.begin, s.end-s.begin), int(min(s.end-s.begin, most)))
	var f fields
	for left := s.end - s.begin; left > 0; {
		line, err := lines.ReadSlice('\n')
		size := 0
		if err == nil {
			size = parseNext(line, t.name, &f)
		}
		if size == 0 {
			s.source.fail(0, &InputError{s.source.name, errChanged})
			return
		}
		b := f.block()
		w.count(&b, s.source)
		left -= int64(size)
	}
}

func (e extent) size() int { return int(e.end - e.begin) }

func (e extent) appendTo(dst []byte) ([]byte, error) {
	have := len(dst)
	dst = dst[:have+e.size()] // there is room for what size says
	n, err := e.source.file.file.ReadAt(dst[have:], e.begin)
	if n == e.size() {
		return dst, nil
	}
	if err == io.EOF {
		err = errChanged
	}
	return dst[:have+n], &InputError{e.source.name, err}
}
