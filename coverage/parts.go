package coverage

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"time"
)

// parts is a file that is cut into pieces of one length, which may be read side by side. The lines of a part are those
// that begin in it.
type parts struct {
	file     file
	size     int64
	modified time.Time
}

type file interface {
	fs.File
	io.ReaderAt
}

var errChanged = errors.New("the file was changed while it was read")

const (
	pageSize = 4 << 10                          // on most systems
	partSize = chunkSize - maxLine - 2*pageSize // with a byte before, the end of its last line, and room for a line feed
	overhang = 1 << 10                          // how far the last line reaches into the next part, as a rule
)

// partsOf returns the parts of a regular file that holds a profile as it is; nil of anything else.
func partsOf(source io.Reader) *parts {
	file, ok := source.(file)
	if !ok {
		return nil
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 { // /proc shows files with a length of 0
		return nil
	}
	head := make([]byte, 4)
	if n, err := file.ReadAt(head, 0); err != nil && err != io.EOF || needsDecoding(head[:n]) {
		return nil
	}
	return &parts{file, info.Size(), info.ModTime()}
}

// endsInLineFeed reports whether the last line is whole.
func (p *parts) endsInLineFeed() bool {
	last := make([]byte, 1)
	n, _ := p.file.ReadAt(last, p.size-1)
	return n == 1 && last[0] == '\n'
}

// changed returns an error if the file is no longer what it was.
func (p *parts) changed() error {
	info, err := p.file.Stat()
	if err == nil && (info.Size() != p.size || !info.ModTime().Equal(p.modified)) {
		err = errChanged
	}
	return err
}

func (p *parts) count() int { return int((p.size + partSize - 1) / partSize) }

// run returns the run that begins with a part. There are many, so that no worker has much left to do when the others end.
func (p *parts) run(begin int) run {
	const many = 128
	n := p.count()
	return run{begin, min(begin+1+n/many, n)}
}

// read reads the lines of the part with the chunk's index.
func (p *parts) read(c *chunk, buf []byte) error {
	begin := int64(c.index) * partSize
	end := min(begin+partSize, p.size)
	from := max(0, begin-1) // a line begins where the byte before is a line feed
	// A byte stands at the same place of a page in the file and in memory. Some processors copy three times as slowly where
	// it stands a few bytes before.
	c.data = buf[from%pageSize:][:0]
	if err := p.extend(c, from, end+overhang); err != nil {
		return err
	}
	// The last line is the one that holds the last byte of the part.
	last := int(end - 1 - from)
	if bytes.IndexByte(c.data[last:], '\n') < 0 {
		if err := p.extend(c, from, end+maxLine); err != nil {
			return err
		}
	}
	first := 0
	if begin > 0 {
		if first = bytes.IndexByte(c.data, '\n') + 1; first == 0 || first > last+1 {
			c.data = nil // one line reaches over all of the part
			return nil
		}
	}
	if i := bytes.IndexByte(c.data[last:], '\n'); i >= 0 {
		c.data = c.data[first : last+i+1]
	} else if from+int64(len(c.data)) == p.size {
		c.data = c.data[first:]
		c.end()
	} else {
		c.data = c.data[first : bytes.LastIndexByte(c.data[:last], '\n')+1]
		c.after = errLineTooLong
	}
	c.offset = from + int64(first)
	return nil
}

// extend reads on, up to the byte before end or to the end of the file.
func (p *parts) extend(c *chunk, from, end int64) error {
	have := len(c.data)
	c.data = c.data[:min(end, p.size)-from]
	n, err := p.file.ReadAt(c.data[have:], from+int64(have))
	if n < len(c.data)-have {
		if err == io.EOF {
			err = errors.New("the file was cut short while it was read")
		}
		return err
	}
	return nil
}
