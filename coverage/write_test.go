package coverage

import (
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestNumbersAreWrittenAsStrconvDoes(t *testing.T) {
	for _, n := range []int{0, 7, 9, 10, 42, 99, 100, 307, 999, 1000, 65536, math.MaxInt, -1} {
		if got := string(appendNumber([]byte("x"), n)); got != "x"+strconv.Itoa(n) {
			t.Errorf("%d: got %q", n, got)
		}
	}
}

func TestWriteStopsAtAnError(t *testing.T) {
	p, err := Parse(strings.NewReader("mode: set\na.go:1.2,3.4 5 1\n"), "in")
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []int{0, 12} {
		if err := Write(&shortWriter{room}, p); err != io.ErrShortWrite {
			t.Errorf("room for %d bytes: got %v", room, err)
		}
	}
}

// shortWriter is a disk that is nearly full.
type shortWriter struct{ room int }

func (w *shortWriter) Write(p []byte) (int, error) {
	if w.room -= len(p); w.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}
