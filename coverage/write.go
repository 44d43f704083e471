package coverage

import (
	"io"
	"runtime"

	"golang.org/x/tools/cover"
)

// Write writes p as `go test -coverprofile` does: the mode, then a line for each block. Equal profiles give equal bytes.
func Write(w io.Writer, p *Profile) error {
	if _, err := io.WriteString(w, "mode: "+string(p.Mode)+"\n"); err != nil {
		return err
	}
	// Batches of files are rendered side by side and written in order.
	stop := make(chan struct{})
	defer close(stop)
	free := make(chan []byte, runtime.GOMAXPROCS(0)+1) // texts to write over; as many batches are under way
	for range cap(free) {
		free <- nil
	}
	for text := range renderAll(p.Files, free, stop) {
		rendered := <-text
		if _, err := w.Write(rendered); err != nil {
			return err
		}
		free <- rendered[:0]
	}
	return nil
}

// renderAll renders batches of files and hands them out in the order of the files.
func renderAll(files []*cover.Profile, free <-chan []byte, stop <-chan struct{}) <-chan chan []byte {
	const batch = 8192 // blocks
	batches := make(chan chan []byte, cap(free))
	go func() {
		defer close(batches)
		for len(files) > 0 {
			var buf []byte
			select {
			case buf = <-free:
			case <-stop:
				return
			}
			n, blocks := 0, 0
			for ; n < len(files) && blocks < batch; n++ {
				blocks += len(files[n].Blocks)
			}
			some := files[:n]
			files = files[n:]
			text := make(chan []byte, 1)
			batches <- text // never full: there are no more batches than buffers
			go func() { text <- appendFiles(buf, some) }()
		}
	}()
	return batches
}

func appendFiles(dst []byte, files []*cover.Profile) []byte {
	for _, file := range files {
		for i := range file.Blocks {
			dst = append(dst, file.FileName...)
			dst = appendRange(dst, &file.Blocks[i])
			dst = appendNumber(dst, file.Blocks[i].Count)
			dst = append(dst, '\n')
		}
	}
	return dst
}
