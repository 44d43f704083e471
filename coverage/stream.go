package coverage

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
)

const (
	// chunkSize is what a worker reads at a time: small enough to stay in a core's cache until it is parsed.
	chunkSize = 256 << 10
	// maxLine is what a line may take. It is the limit of golang.org/x/tools/cover too.
	maxLine = 64 << 10
)

// A stream is one input while workers take chunks of whole lines from it, in turn.
type stream struct {
	index int // of the input
	name  string

	mu     sync.Mutex
	source io.ReadCloser
	text   io.Reader
	done   func()
	rest   []byte // the beginning of a line whose end is not read yet
	ended  bool   // nothing is left to take
	lines  []int  // of each chunk taken so far, once it is parsed
	blocks int    // lines that hold a block
	mode   Mode
	err    error
	broken int // the chunk in which err stands
}

// A chunk is whole lines of a stream; each ends in a line feed.
type chunk struct {
	index int
	data  []byte
	cut   bool // the last line had none
}

func openStream(index int, in Input) *stream {
	s := &stream{index: index, name: in.Name, done: func() {}}
	source, err := in.Open()
	if err != nil {
		s.fail(0, err)
		return s
	}
	s.source = source
	return s
}

// start looks at the first bytes. It is left to the first chunk, since a pipe may let it wait.
func (s *stream) start() (err error) {
	s.text, s.done, err = plain(s.source, maxUnpacked)
	return err
}

// close frees what the stream holds. It may be called more than once.
func (s *stream) close() {
	if s.source != nil {
		s.done()
		s.source.Close()
		s.source = nil
	}
}

func (s *stream) atEnd() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// next reads a chunk into buf, which has a length of chunkSize. It reports false at the end.
func (s *stream) next(buf []byte) (c chunk, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return chunk{}, false
	}
	c.index = len(s.lines)
	s.lines = append(s.lines, 0)
	if c.index == 0 {
		if err := s.start(); err != nil {
			s.failLocked(0, fmt.Errorf("%s: %w", s.name, err))
			return chunk{}, false
		}
	}
	carried := copy(buf, s.rest)
	n, err := fill(s.text, buf[carried:len(buf)-1]) // the last byte is kept for a missing line feed
	c.data = buf[:carried+n]
	s.rest = s.rest[:0]
	switch {
	case err == io.EOF:
		s.ended = true
		s.close()
		if len(c.data) > 0 && c.data[len(c.data)-1] != '\n' {
			c.cut = true
			c.data = append(c.data, '\n')
		}
	case err != nil:
		s.failLocked(c.index, fmt.Errorf("%s: %w", s.name, err))
		return chunk{}, false
	default:
		whole := bytes.LastIndexByte(c.data, '\n') + 1
		s.rest = append(s.rest, c.data[whole:]...)
		c.data = c.data[:whole]
		if len(s.rest) > maxLine {
			// Its own place is after the lines of this chunk, which are parsed first: they may be wrong, too.
			s.lines = append(s.lines, 0)
			s.failLocked(c.index+1, errLineTooLong)
		}
	}
	return c, true
}

var errLineTooLong = errors.New("the line is too long for a profile")

// parsed takes what a worker found in a chunk.
func (s *stream) parsed(c chunk, lines, blocks int, mode Mode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines[c.index] = lines
	s.blocks += blocks
	s.mode = s.mode.join(mode)
}

// fail ends the stream. Of several errors the one in the first chunk counts.
func (s *stream) fail(chunk int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failLocked(chunk, err)
}

func (s *stream) failLocked(chunk int, err error) {
	s.ended = true
	if s.err == nil || chunk < s.broken {
		s.err, s.broken = err, chunk
	}
}

// A lineError is an error in a line of a chunk, counted from 1.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return e.err.Error() }

// problem returns what is wrong with the input as a whole, once all workers are done with it.
func (s *stream) problem() error {
	if s.err == nil {
		return nil
	}
	line := 1
	var inLine *lineError
	switch {
	case errors.As(s.err, &inLine):
		line = inLine.line
	case s.err != errLineTooLong:
		return s.err
	}
	for _, lines := range s.lines[:s.broken] {
		line += lines
	}
	return &SyntaxError{Name: s.name, Line: line, Msg: s.err.Error()}
}
