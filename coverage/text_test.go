package coverage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A stored is a file in memory, which can be changed while it is open.
type stored struct {
	text     string
	modified time.Time
	opened   int // and not closed
}

func (s *stored) input(name string) Input {
	return Input{name, func() (io.ReadCloser, error) {
		s.opened++
		return &openFile{stored: s}, nil
	}}
}

type openFile struct {
	*stored
	at int64
}

func (f *openFile) ReadAt(p []byte, at int64) (int, error) {
	return strings.NewReader(f.text).ReadAt(p, at)
}

func (f *openFile) Read(p []byte) (n int, err error) {
	n, err = f.ReadAt(p, f.at)
	f.at += int64(n)
	return n, err
}

func (f *openFile) Close() error { f.opened--; return nil }
func (f *openFile) Stat() (fs.FileInfo, error) {
	return fileInfo{shrinking{}, int64(len(f.text)), f.modified}, nil
}

type fileInfo struct {
	shrinking
	size     int64
	modified time.Time
}

func (i fileInfo) Size() int64        { return i.size }
func (i fileInfo) ModTime() time.Time { return i.modified }

// anyText makes profiles that stand as Write would write them, in most lines: others contradict, repeat, count or end otherwise.
var anyText = rapid.Custom(func(t *rapid.T) string {
	var text strings.Builder
	end := rapid.SampledFrom([]string{"\n", "\n", "\n", "\r\n"}).Draw(t, "end")
	text.WriteString(rapid.SampledFrom([]string{"", "", "", "\ufeff"}).Draw(t, "mark"))
	fmt.Fprintf(&text, "mode: %s%s", rapid.SampledFrom([]Mode{Set, Count, Atomic}).Draw(t, "mode"), end)
	odd := rapid.SampledFrom([]int{1000, 100, 20}).Draw(t, "odd")
	for range rapid.IntRange(0, 5).Draw(t, "files") {
		name := fmt.Sprintf("m/f%d.go", rapid.IntRange(0, 4).Draw(t, "file"))
		first := rapid.IntRange(1, 30).Draw(t, "first")
		for line := range rapid.IntRange(1, 12).Draw(t, "lines") {
			at, stop, count := fmt.Sprint(first+line), fmt.Sprintf("%d.2", first+line+1), fmt.Sprint(line%2)
			switch rapid.IntRange(1, odd).Draw(t, "what is odd") {
			case 2:
				at = fmt.Sprint(first)
			case 3:
				stop = fmt.Sprintf("%d.9", first+line+3)
			case 4:
				at = "0" + at
			case 5:
				count = rapid.SampledFrom([]string{"2", "007", "12345678901", "99999999999999999999"}).Draw(t, "count")
			case 6:
				stop = fmt.Sprintf("%d.0", first+line)
			case 7:
				text.WriteString("mode: count" + end)
			case 8:
				stop = fmt.Sprintf("%d.2", first+line-1)
			case 9:
				text.WriteString("torn.go:1.1" + end)
			}
			fmt.Fprintf(&text, "%s:%s.2,%s 1 %s%s", name, at, stop, count, end)
		}
	}
	if rapid.IntRange(0, 5).Draw(t, "cut") == 0 {
		return strings.TrimSuffix(text.String(), end)
	}
	return text.String()
})

// sameText holds ReadText to Read and Write.
func sameText(t rapid.TB, all []Input) {
	t.Helper()
	p, wantRemarks, wantErr := Read(context.Background(), all...)
	text, remarks, err := ReadText(context.Background(), all...)
	if fmt.Sprint(err) != fmt.Sprint(wantErr) || !slices.Equal(remarks.Warnings(), wantRemarks.Warnings()) {
		t.Fatalf("got %v, %q\nwant %v, %q", err, remarks, wantErr, wantRemarks)
	}
	if err != nil {
		return
	}
	var got, want strings.Builder
	if err := errors.Join(text.Render(&got), Write(&want, p)); err != nil {
		t.Fatal(err)
	}
	if got.String() != want.String() {
		t.Fatalf("got\n%swant\n%s", &got, &want)
	}
}

// What is copied is what would be written.
func TestTextIsReadAndWrite(t *testing.T) {
	test := t
	rapid.Check(t, func(t *rapid.T) {
		var all []Input
		var files []*stored
		for i := range rapid.IntRange(1, 4).Draw(t, "inputs") {
			text, name := anyText.Draw(t, "text"), fmt.Sprint(i)
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0: // no file
				all = append(all, inputs(name, text)...)
			case 1:
				text = gzipText(test, text)
				fallthrough
			default:
				files = append(files, &stored{text: text})
				all = append(all, files[len(files)-1].input(name))
			}
		}
		sameText(t, all)
		for i, file := range files {
			if file.opened != 0 {
				t.Fatalf("file %d is not closed", i)
			}
		}
	})
}

// Spans go over the ends of chunks, and of runs that two workers take.
func TestLongText(t *testing.T) {
	var long, files strings.Builder
	long.WriteString("mode: atomic\n")
	files.WriteString("mode: set\n")
	for i := range 80_000 {
		fmt.Fprintf(&long, "p/one.go:%d.1,%d.9 1 %d\n", 1+i, 1+i, i%3)
		fmt.Fprintf(&files, "p/f%05d.go:%d.1,%d.9 1 1\n", i/700, 1+i%700, 1+i%700)
	}
	one, many := &stored{text: long.String()}, &stored{text: files.String()}
	sameText(t, []Input{one.input("one")})
	sameText(t, []Input{many.input("many")})
	sameText(t, []Input{one.input("one"), many.input("many")})
	sameText(t, []Input{many.input("many"), many.input("again")})
}

// An acting reader does something when it is read.
type acting struct {
	io.Reader
	act func()
}

func (a *acting) Close() error { return nil }

func (a *acting) Read(p []byte) (int, error) {
	a.act()
	return a.Reader.Read(p)
}

func TestTextOfChangedInput(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one input after the other
	const text = "mode: count\na.go:1.1,1.2 1 1\nb.go:1.1,1.2 1 7\n"
	for _, test := range []struct {
		why    string
		change func(*stored)
		reads  bool // once more by then
	}{
		{"cut short", func(s *stored) { s.text = s.text[:20] }, false},
		{"as long, and other", func(s *stored) { s.modified = time.Unix(1, 0) }, false},
		{"cut short while the source file is met again", func(s *stored) { s.text = s.text[:20] }, true},
		{"other while the source file is met again", func(s *stored) { s.text = strings.Replace(s.text, "a.go:", "a.go;", 1) }, true},
		{"other, and right, while the source file is met again", func(s *stored) {
			s.text, s.modified = strings.Replace(s.text, " 1 1", " 1 2", 1), time.Unix(1, 0)
		}, true},
	} {
		file := &stored{text: text}
		all := []Input{file.input("in")}
		if test.reads {
			all = append(all, readOnce("later", &acting{strings.NewReader(text), func() { test.change(file) }}))
		}
		got, _, err := ReadText(t.Context(), all...)
		if !test.reads {
			test.change(file)
			err = got.Render(io.Discard)
		}
		var wrong *InputError
		if !errors.As(err, &wrong) || err.Error() != "in: the file was changed while it was read" {
			t.Errorf("%s: got %v", test.why, err)
		}
		if file.opened != 0 {
			t.Errorf("%s: it is not closed", test.why)
		}
	}
}
