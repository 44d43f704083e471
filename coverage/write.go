package coverage

import (
	"io"
	"runtime"
	"slices"

	"golang.org/x/tools/cover"
)

// Write writes p as `go test -coverprofile` does: the mode, then a line for each block. Equal profiles give equal bytes.
func Write(w io.Writer, p *Profile) error {
	sections := make([]section, len(p.Files))
	for i, file := range p.Files {
		sections[i] = fileText{file}
	}
	return writeSections(w, p.Mode, sections)
}

// A section is a part of the text of a profile.
type section interface {
	size() int // about how many bytes there are
	appendTo(dst []byte) ([]byte, error)
}

func writeSections(w io.Writer, mode Mode, sections []section) error {
	if _, err := io.WriteString(w, "mode: "+string(mode)+"\n"); err != nil {
		return err
	}
	// Batches of sections are rendered side by side and written in order.
	stop := make(chan struct{})
	defer close(stop)
	free := make(chan []byte, runtime.GOMAXPROCS(0)+1) // texts to write over; as many batches are under way
	for range cap(free) {
		free <- nil
	}
	for text := range renderAll(sections, free, stop) {
		rendered := <-text
		if rendered.err != nil {
			return rendered.err
		}
		if _, err := w.Write(rendered.text); err != nil {
			return err
		}
		free <- rendered.text[:0]
	}
	return nil
}

// A batch is the text of sections that are written at once, about so many bytes.
type batch struct {
	text []byte
	err  error
}

const batchSize = 512 << 10

// renderAll renders batches and hands them out in the order of the sections.
func renderAll(sections []section, free <-chan []byte, stop <-chan struct{}) <-chan chan batch {
	batches := make(chan chan batch, cap(free))
	go func() {
		defer close(batches)
		for len(sections) > 0 {
			var buf []byte
			select {
			case buf = <-free:
			case <-stop:
				return
			}
			n, size := 0, 0
			for ; n < len(sections) && size < batchSize; n++ {
				size += sections[n].size()
			}
			some := sections[:n]
			sections = sections[n:]
			text := make(chan batch, 1)
			batches <- text // never full: there are no more batches than buffers
			go func() { text <- render(slices.Grow(buf, size), some) }()
		}
	}()
	return batches
}

func render(buf []byte, sections []section) (b batch) {
	b.text = buf
	for _, s := range sections {
		if b.text, b.err = s.appendTo(b.text); b.err != nil {
			break
		}
	}
	return b
}

// fileText is the section of a file whose blocks are in memory.
type fileText struct{ *cover.Profile }

func (f fileText) size() int { return len(f.Blocks) * (len(f.FileName) + len(":100.10,100.10 1 1\n")) }

func (f fileText) appendTo(dst []byte) ([]byte, error) {
	for i := range f.Blocks {
		dst = append(dst, f.FileName...)
		dst = appendRange(dst, &f.Blocks[i])
		dst = appendNumber(dst, f.Blocks[i].Count)
		dst = append(dst, '\n')
	}
	return dst, nil
}
