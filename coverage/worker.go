package coverage

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"golang.org/x/tools/cover"
)

// slabSize is how many blocks are allocated at a time.
const slabSize = 8192

// A worker adds up chunks of any input. No two workers share anything until their tallies are joined.
type worker struct {
	files  map[string]*tally
	source *stream // of the chunk at hand

	file     *tally // the source file of the line before
	due      int    // the block of file that should come next
	skimming bool   // its lines so far are a span

	// A file that is met for the first time takes its blocks from a slab, just as many as it needs.
	fresh bool
	slab  []cover.ProfileBlock // its length is 0; what it has is free
}

// work takes runs from s until nothing is left.
func (w *worker) work(ctx context.Context, s *stream, buf []byte) {
	for ctx.Err() == nil {
		r, ok := s.take()
		if !ok {
			return
		}
		w.source = s
		w.workRun(ctx, s, r, buf)
		s.release()
	}
}

// workRun adds up a run, up to the first error in it. An error that another run has further down does not end it.
func (w *worker) workRun(ctx context.Context, s *stream, r run, buf []byte) {
	for i := r.begin; i < r.end && ctx.Err() == nil; i++ {
		c, ok := s.read(i, buf)
		if !ok {
			return
		}
		if c.index == 0 {
			w.leave() // a profile does not begin with a block, whatever the worker read before
		}
		lines, blocks, mode, err := w.parse(c)
		s.parsed(c, lines, blocks, mode)
		if err == nil && c.after != nil {
			lines, err = lines+1, c.after
		}
		if err != nil {
			s.fail(c.index, &lineError{lines, err})
			return
		}
	}
}

// parse adds up a chunk. lines counts up to and with the line of the error.
func (w *worker) parse(c chunk) (lines, blocks int, mode Mode, err error) {
	data := c.data
	w.arrive(c)
	for len(data) > 0 {
		if w.skimming {
			var skimmed int
			data, skimmed = w.skim(data)
			lines, blocks = lines+skimmed, blocks+skimmed
		}
		if w.file != nil {
			var guessed int
			data, guessed = w.guess(data)
			lines, blocks = lines+guessed, blocks+guessed
			rest, next := w.next(data)
			lines, blocks = lines+next, blocks+next
			if next > 0 {
				data = rest
				continue
			}
		}
		if len(data) == 0 {
			break
		}
		lines++
		line := data[:bytes.IndexByte(data, '\n')+1]
		at := c.offset + int64(len(c.data)-len(data))
		data = data[len(line):]
		if m, ok := parseMode(trimEnd(line)); ok {
			mode = mode.join(m)
			continue
		}
		first := c.index == 0 && lines == 1
		if err = w.add(line, at); err != nil || first {
			err = cmp.Or(notAMode(trimEnd(line), first), err)
			if len(data) == 0 && c.cut {
				err = fmt.Errorf("%w (truncated?)", err)
			}
			return lines, blocks, mode, err
		}
		blocks++
	}
	return lines, blocks, mode, nil
}

// guess counts lines of data as long as each is the one that is due, and returns what follows, and how many they were.
// Where a profile repeats itself this is all that happens, so it is written for speed.
func (w *worker) guess(data []byte) (rest []byte, lines int) {
	t, due := w.file, w.due
	for {
		if due >= len(t.ends) { // another file is due: the one that followed last time
			if t.then == nil || len(t.then.ends) == 0 || w.fresh {
				break
			}
			t, due = t.then, 0
		}
		begin := 0
		if due > 0 {
			begin = t.ends[due-1]
		}
		line := t.lines[begin:t.ends[due]]
		n := len(line)
		if n+1 >= len(data) || string(data[:n]) != string(line) {
			break
		}
		count := int(data[n] - '0')
		if count <= 9 && data[n+1] == '\n' {
			data = data[n+2:]
		} else if count, rest = lastNumber(data[n:]); rest != nil {
			data = rest
		} else {
			break
		}
		if count > 0 { // most blocks of most test binaries never run: leave their memory alone
			t.blocks[due].Count = addCounts(t.blocks[due].Count, count)
		}
		due++
		lines++
	}
	if lines > 0 {
		w.file, w.due = t, due
	}
	return data, lines
}

// next counts the first line of data if it is a block of the file at hand, in the form that Go writes, and on the first visit
// of the file, where there is nothing to guess, those behind it. It returns what follows, and how many they were. All that is
// unusual is left to add.
func (w *worker) next(data []byte) (rest []byte, lines int) {
	var f fields
	for {
		size := parseNext(data, w.file.name, &f)
		if size == 0 {
			return data, lines
		}
		b := f.block()
		w.count(&b, w.source)
		data = data[size:]
		lines++
		if !w.fresh {
			return data, lines
		}
	}
}

// count adds a block to the file at hand. Where the slab ends within a file, its blocks move to the next one.
func (w *worker) count(b *cover.ProfileBlock, from *stream) {
	t := w.file
	if n := len(t.blocks); n == cap(t.blocks) && w.fresh {
		w.slab = make([]cover.ProfileBlock, 0, max(slabSize, 2*n))
		t.blocks = append(w.slab, t.blocks...)
	}
	w.due = t.add(b, int32(from.index))
}

// lastNumber reads a number that fits into an int, and the line end behind it. rest is nil if there is none, and
// also for one of so many digits that it may not fit. data ends in a line feed.
func lastNumber(data []byte) (n int, rest []byte) {
	const digits = 9 * bits.UintSize / 32 // 18 of 64 bits, 9 of 32
	i := 0
	for ; data[i]-'0' <= 9; i++ {
		n = n*10 + int(data[i]-'0')
	}
	if i == 0 || i > digits {
		return 0, nil
	}
	if data[i] == '\r' {
		i++
	}
	if i >= len(data) || data[i] != '\n' {
		return 0, nil
	}
	return n, data[i+1:]
}

// add parses and counts any line. at is where it begins in its input.
func (w *worker) add(line []byte, at int64) error {
	text := trimEnd(line)
	if len(text) > maxLine {
		return errLineTooLong
	}
	name, b, err := parseLine(text)
	if err != nil {
		return err
	}
	if w.file == nil || w.file.name != string(name) {
		w.enter(string(name))
		if w.source.spans && len(w.file.blocks) == 0 && w.beginSpan(line, at) {
			return nil
		}
	}
	w.count(&b, w.source)
	return nil
}

// enter makes the named source file the one at hand.
func (w *worker) enter(name string) {
	before := w.file
	w.leave()
	t := w.files[name]
	if t == nil {
		t = &tally{name: name, blocks: w.slab}
		w.files[name] = t
		w.fresh = true
	} else if t.span != nil {
		w.unfold(t)
	} else {
		t.render()
	}
	if before != nil {
		before.then = t
	}
	w.file = t
}

// leave ends the first visit of a source file: what it did not take of the slab is free for the next one.
func (w *worker) leave() {
	if t := w.file; w.fresh {
		n := len(t.blocks)
		t.blocks = slices.Clip(t.blocks)
		if n > 0 && cap(w.slab) >= n && &t.blocks[0] == &w.slab[:1][0] {
			w.slab = w.slab[n:n]
		} else { // the slab was too short, or the blocks had to be sorted
			w.slab = nil
		}
		w.fresh = false
	}
	w.file, w.skimming = nil, false
}

// trimEnd returns a line without its line end.
func trimEnd(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}

// notAMode says what is wrong with a line that should be a mode: the first one, and others that look like it.
func notAMode(line []byte, first bool) error {
	word, ok := bytes.CutPrefix(bytes.TrimPrefix(line, utf8BOM), []byte("mode:"))
	switch {
	case ok:
		return fmt.Errorf("unknown mode %q: it is set, count or atomic", bytes.TrimPrefix(word, []byte(" ")))
	case !first:
		return nil
	case len(line) == 0:
		return errors.New(`not a coverage profile: the first line is empty, not "mode: …"`)
	default:
		return fmt.Errorf(`not a coverage profile: it begins with %.40q, not with "mode: "`, line)
	}
}
