package coverage

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A file is cut into parts that are read side by side. Wherever the cuts fall, the result is that of reading in turn.
func TestFilesAreReadAsStreams(t *testing.T) {
	dir := t.TempDir()
	body := new(strings.Builder)
	for i := range 10_000 {
		fmt.Fprintf(body, "example.com/shop/orders/f%d.go:%d.1,%d.%d 2 %d\n", i/700, 1+i%700, 1+i%700, 2+i%13, i%3)
	}
	long := strings.Repeat("x", maxLine) + ".go:1.1,1.2 1 1\n"
	for shift := range 8 {
		head := "mode: count\n" + strings.Repeat("y", 1+shift) + ".go:1.1,1.2 1 1\n"
		for _, tail := range []string{
			"", "z.go:1.1,1.2 1 1", "torn.go:1.1,", "mode: banana\n", long + "z.go:1.1,1.2 1 1\n",
			strings.Repeat("x", 3*partSize), long[1:] + "z.go:1.1,1.2 1 1\n",
		} {
			text := head + body.String()[:body.Len()*(shift+1)/8]
			text = text[:strings.LastIndexByte(text, '\n')+1] + tail
			name := filepath.Join(dir, "in")
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			want, wantErr := Parse(strings.NewReader(text), "in")
			got, _, err := Read(t.Context(), Input{"in", func() (io.ReadCloser, error) { return os.Open(name) }})
			if fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Fatalf("shift %d, tail %.20q: got %v, want %v", shift, tail, err, wantErr)
			}
			if err == nil && written(t, got) != written(t, want) {
				t.Fatalf("shift %d, tail %.20q: the parts do not add up", shift, tail)
			}
		}
	}
}

// Whatever the length of a file, every part is in one run, and there are enough runs for all workers.
func TestRuns(t *testing.T) {
	for _, count := range []int{1, 2, 127, 128, 129, 300, 100_000} {
		p := parts{size: int64(count)*partSize - 1}
		runs, next := 0, 0
		for ; next < count; runs++ {
			r := p.run(next)
			if r.begin != next || r.end <= next {
				t.Fatalf("%d parts: got %v after part %d", count, r, next)
			}
			next = r.end
		}
		if next != count || runs < min(count, 8*maxWorkers) {
			t.Errorf("%d parts: got %d in %d runs", count, next, runs)
		}
	}
}

// Of the errors in a long file the first one is told, with its line, though a worker may find another one before.
func TestFirstErrorOfAFile(t *testing.T) {
	line := strings.Repeat("x", 500) + ".go:1.1,1.2 1 1\n"
	broken := strings.Replace(line, ",", ";", 1)
	lines := 300 * partSize / len(line)
	early, late := lines/300, lines/2
	text := "mode: set\n" + strings.Repeat(line, early) + broken + strings.Repeat(line, late-early) + broken + strings.Repeat(line, lines-late)
	_, _, err := Read(t.Context(), readOnce("in", whole{strings.NewReader(text)}))
	if want := fmt.Sprintf("in:%d: malformed block: no end line", early+2); err == nil || err.Error() != want {
		t.Errorf("got %v, want %v", err, want)
	}
}

// whole is a file in memory.
type whole struct{ *strings.Reader }

func (whole) Close() error                 { return nil }
func (w whole) Stat() (fs.FileInfo, error) { return size{shrinking{}, w.Size()}, nil }

type size struct {
	shrinking
	bytes int64
}

func (s size) Size() int64 { return s.bytes }

// A file that is shorter than it was is no end of data.
func TestFileCutShortWhileRead(t *testing.T) {
	file := shrinking{Reader: strings.NewReader("mode: set\na.go:1.1,1.2 1 1\n")}
	_, _, err := Read(t.Context(), readOnce("in", file))
	if err == nil || err.Error() != "in: the file was cut short while it was read" {
		t.Errorf("got %v", err)
	}
}

// shrinking is a file that says that it is longer than it is.
type shrinking struct{ *strings.Reader }

func (shrinking) Close() error                 { return nil }
func (s shrinking) Stat() (fs.FileInfo, error) { return s, nil }
func (shrinking) Name() string                 { return "in" }
func (shrinking) Size() int64                  { return 1 << 20 }
func (shrinking) Mode() fs.FileMode            { return 0 }
func (shrinking) ModTime() time.Time           { return time.Time{} }
func (shrinking) IsDir() bool                  { return false }
func (shrinking) Sys() any                     { return nil }

// readOnce is an input of r.
func readOnce(name string, r io.ReadCloser) Input {
	return Once(name, func() (io.ReadCloser, error) { return r, nil })
}
