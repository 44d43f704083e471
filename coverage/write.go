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
	// Files are rendered side by side and written in order.
	stop := make(chan struct{})
	defer close(stop)
	for text := range renderAll(p.Files, stop) {
		if _, err := w.Write(<-text); err != nil {
			return err
		}
	}
	return nil
}

// renderAll renders batches of files, a few at a time, and hands them out in the order of the files.
func renderAll(files []*cover.Profile, stop <-chan struct{}) <-chan chan []byte {
	const batch = 8192 // blocks
	batches := make(chan chan []byte, runtime.GOMAXPROCS(0))
	go func() {
		defer close(batches)
		for len(files) > 0 {
			n, blocks := 0, 0
			for ; n < len(files) && blocks < batch; n++ {
				blocks += len(files[n].Blocks)
			}
			some := files[:n]
			files = files[n:]
			text := make(chan []byte, 1)
			select {
			case batches <- text:
			case <-stop:
				return
			}
			go func() { text <- renderSome(some) }()
		}
	}()
	return batches
}

func renderSome(files []*cover.Profile) []byte {
	size := 0
	for _, file := range files {
		size += len(file.Blocks) * (len(file.FileName) + 24)
	}
	text := make([]byte, 0, size)
	for _, file := range files {
		for i := range file.Blocks {
			text = append(text, file.FileName...)
			text = appendRange(text, &file.Blocks[i])
			text = appendNumber(text, file.Blocks[i].Count)
			text = append(text, '\n')
		}
	}
	return text
}
