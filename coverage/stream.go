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

var errLineTooLong = errors.New("the line is too long for a profile")

// A stream is one input while workers take chunks of whole lines from it. A regular file that is neither packed nor in
// UTF-16 is read by all of them at once; anything else in turn.
type stream struct {
	index int // of the input
	name  string

	mu      sync.Mutex
	source  io.ReadCloser
	started bool
	file    *parts // where the workers read by themselves, and text otherwise
	text    io.Reader
	done    func()
	rest    []byte // of text: the beginning of a line whose end is not read yet
	users   int    // workers in a run
	ended   bool   // nothing is left to take
	lines   []int  // of each chunk taken so far, once it is parsed
	blocks  int    // lines that hold a block
	spans   bool   // lines may be left where they stand, and so the file open
	mode    Mode
	err     error
	broken  int // the chunk in which err stands
}

// A run is chunks, one after the other, that one worker reads: few source files then are seen by two.
type run struct{ begin, end int }

// A chunk is whole lines of a stream; each ends in a line feed.
type chunk struct {
	index  int
	offset int64 // where the data begins, in a file that all workers read
	data   []byte
	cut    bool  // the last line had none
	after  error // what is wrong with the line after them, if anything
}

func openStream(index int, in Input, spans bool) *stream {
	s := &stream{index: index, name: in.Name, done: func() {}, spans: spans}
	source, err := in.Open()
	if err != nil {
		s.fail(0, fmt.Errorf("%s: %w", s.name, err))
		return s
	}
	s.source = source
	return s
}

// start looks at the first bytes. It is left to the first worker that takes something, since a pipe may let it wait.
func (s *stream) start() (err error) {
	s.started = true
	if s.file = partsOf(s.source); s.file == nil {
		s.text, s.done, err = plain(s.source, maxUnpacked)
	}
	s.spans = s.spans && s.file != nil && s.file.endsInLineFeed()
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

// take hands out a run, and reports false at the end. Whoever takes one releases the stream after it.
func (s *stream) take() (r run, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended && !s.started {
		if err := s.start(); err != nil {
			s.failLocked(0, fmt.Errorf("%s: %w", s.name, err))
			s.close()
		}
	}
	if s.ended {
		return run{}, false
	}
	s.users++
	if s.file == nil {
		return run{0, 1}, true // which chunk it is shows when it is read
	}
	r = s.file.run(len(s.lines))
	s.lines = append(s.lines, make([]int, r.end-r.begin)...)
	s.ended = r.end == s.file.count()
	return r, true
}

// release ends a run.
func (s *stream) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users--
	if s.ended && s.users == 0 && !s.spans {
		s.close()
	}
}

// read reads a chunk of a run into buf, which has a length of chunkSize. It reports false where there is none.
func (s *stream) read(index int, buf []byte) (c chunk, ok bool) {
	if s.file == nil {
		return s.readInTurn(buf)
	}
	c.index = index
	if err := s.file.read(&c, buf); err != nil {
		s.fail(c.index, fmt.Errorf("%s: %w", s.name, err))
		return chunk{}, false
	}
	return c, true
}

// readInTurn reads the next chunk of text.
func (s *stream) readInTurn(buf []byte) (c chunk, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended { // another worker came first
		return chunk{}, false
	}
	c.index = len(s.lines)
	s.lines = append(s.lines, 0)
	carried := copy(buf, s.rest)
	n, err := fill(s.text, buf[carried:len(buf)-1]) // the last byte is kept for a missing line feed
	c.data = buf[:carried+n]
	if err == io.EOF {
		s.ended = true
		c.end()
		return c, true
	}
	if err != nil {
		s.failLocked(c.index, fmt.Errorf("%s: %w", s.name, err))
		return chunk{}, false
	}
	whole := bytes.LastIndexByte(c.data, '\n') + 1
	s.rest = append(s.rest[:0], c.data[whole:]...)
	c.data = c.data[:whole]
	if len(s.rest) > maxLine {
		s.ended = true
		c.after = errLineTooLong
	}
	return c, true
}

// end gives the last line of an input the line feed that it may lack.
func (c *chunk) end() {
	if n := len(c.data); n > 0 && c.data[n-1] != '\n' {
		c.cut = true
		c.data = append(c.data, '\n')
	}
}

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
	var inLine *lineError
	if !errors.As(s.err, &inLine) {
		return s.err
	}
	line := inLine.line
	for _, lines := range s.lines[:s.broken] {
		line += lines
	}
	return &SyntaxError{Name: s.name, Line: line, Msg: s.err.Error()}
}
