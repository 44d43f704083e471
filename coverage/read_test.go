package coverage

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
)

// inputs makes inputs of texts: name, text, name, text …
func inputs(namesAndTexts ...string) []Input {
	var all []Input
	for i := 0; i < len(namesAndTexts); i += 2 {
		name, text := namesAndTexts[i], namesAndTexts[i+1]
		all = append(all, Input{name, func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(text)), nil
		}})
	}
	return all
}

func written(t *testing.T, p *Profile) string {
	t.Helper()
	var text strings.Builder
	if err := Write(&text, p); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func TestReadAccepts(t *testing.T) {
	const one = "mode: set\na/b.go:1.2,3.4 5 1\n"
	for _, test := range []struct{ name, in, want, why string }{
		{"plain", one, one, "what go test writes"},
		{"no last line end", strings.TrimSuffix(one, "\n"), one, "the line is complete"},
		{"CRLF", strings.ReplaceAll(one, "\n", "\r\n"), one, "a Windows editor saved it"},
		{"BOM", "\xef\xbb\xbf" + one, one, "PowerShell's utf8 has a byte order mark"},
		{"UTF-16 LE", utf16Text(one, false), one, "PowerShell's > writes it"},
		{"UTF-16 BE", utf16Text(one, true), one, "the other byte order"},
		{"gzip", gzipText(t, one), one, "CI artifacts are compressed; the name does not matter"},
		{"zstd", zstdText(t, one), one, "CI artifacts are compressed"},
		{"gzip of BOM and CRLF", gzipText(t, "\xef\xbb\xbf"+strings.ReplaceAll(one, "\n", "\r\n")), one, "both at once"},
		{"joined with cat", one + one, one, "the mode line is repeated"},
		{"joined with cat, with a BOM", one + "\xef\xbb\xbf" + one, one, "each file had its mark"},
		{"joined, other mode", one + "mode: count\na/b.go:7.2,8.3 1 9\n", "mode: set\na/b.go:1.2,3.4 5 1\na/b.go:7.2,8.3 1 1\n", "with set in it the result is set"},
		{"count and atomic", "mode: count\na.go:1.2,3.4 5 1\nmode: atomic\na.go:1.2,3.4 5 2\n", "mode: atomic\na.go:1.2,3.4 5 3\n", "-race makes it atomic"},
		{"set with counts", "mode: set\na.go:1.2,3.4 5 7\na.go:1.2,3.4 5 0\n", "mode: set\na.go:1.2,3.4 5 1\n", "set says whether, not how often"},
		{"colons and spaces", "mode: set\nC:\\my code\\a b.go:1.2,3.4 5 1\n", "mode: set\nC:\\my code\\a b.go:1.2,3.4 5 1\n", "the name is what is left of the numbers"},
		{"a name like a mode", "mode: set\nmode: set:1.2,3.4 5 1\n", "mode: set\nmode: set:1.2,3.4 5 1\n", "odd, but it is a block"},
		{"a name like a block", "mode: set\na.go:1.2,3.4 5 1\na.go:1.2,3.4 5 1:7.1,8.1 1 1\n", "mode: set\na.go:1.2,3.4 5 1\na.go:1.2,3.4 5 1:7.1,8.1 1 1\n", "the guess must not stop early"},
		{"leading zeros", "mode: count\na.go:01.02,003.4 05 001\na.go:1.2,3.4 5 0000000000000000000002\n", "mode: count\na.go:1.2,3.4 5 3\n", "numbers, not texts"},
		{"unsorted", "mode: set\nb.go:9.1,9.5 1 1\na.go:2.1,2.5 1 0\nb.go:1.1,1.5 1 0\na.go:1.1,1.5 1 1\n", "mode: set\na.go:1.1,1.5 1 1\na.go:2.1,2.5 1 0\nb.go:1.1,1.5 1 0\nb.go:9.1,9.5 1 1\n", "the result is sorted"},
		{"repeated", "mode: count\n" + strings.Repeat("a.go:1.2,3.4 5 1\na.go:4.2,5.4 5 0\nb.go:1.2,3.4 1 2\n", 1000), "mode: count\na.go:1.2,3.4 5 1000\na.go:4.2,5.4 5 0\nb.go:1.2,3.4 1 2000\n", "-coverpkg writes every block once for each test binary"},
		{"repeated with CRLF", "mode: count\r\n" + strings.Repeat("a.go:1.2,3.4 5 1\r\na.go:4.2,5.4 5 0\r\n", 10), "mode: count\na.go:1.2,3.4 5 10\na.go:4.2,5.4 5 0\n", "the guess knows both line ends"},
		{"saturated", "mode: count\na.go:1.2,3.4 5 9223372036854775807\na.go:1.2,3.4 5 9223372036854775807\n", "mode: count\na.go:1.2,3.4 5 9223372036854775807\n", "a sum that wraps would read as not covered"},
		{"beyond int64", "mode: count\na.go:1.2,3.4 5 99999999999999999999999\n", "mode: count\na.go:1.2,3.4 5 9223372036854775807\n", "a uint64 counter"},
		{"no statements", "mode: set\na.go:1.2,3.4 0 0\n", "mode: set\na.go:1.2,3.4 0 0\n", "an empty function"},
		{"under a line directive", "mode: set\ny.go:10.0,20.0 1 1\ny.go:10.0,15.0 1 0\ny.go:10.0,20.0 1 1\ny.go:30.0,12.0 2 1\n", "mode: set\ny.go:10.0,15.0 1 0\ny.go:10.0,20.0 1 1\ny.go:30.0,12.0 2 1\n", "ends A, B, A at one start: goyacc's blocks overlap and may end before they start"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := Parse(strings.NewReader(test.in), "in")
			if err != nil {
				t.Fatalf("%v\nwhy: %s", err, test.why)
			}
			if got := written(t, p); got != test.want {
				t.Errorf("got\n%swant\n%swhy: %s", got, test.want, test.why)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	const head = "mode: set\na.go:1.2,3.4 5 1\n"
	for _, test := range []struct{ name, in, want, why string }{
		{"empty", "", "no coverage data in in: a run that measured nothing has no verdict", "go test was killed before it wrote"},
		{"only a mode", "mode: set\n", "no coverage data in in: a run that measured nothing has no verdict", "a leading gate passes it at 85%"},
		{"gzip of nothing", gzipText(t, ""), "no coverage data in in: a run that measured nothing has no verdict", "empty inside"},
		{"cut off", head + "a.go:4.1,2", "in:3: malformed block: no count (truncated?)", "a killed test run leaves half a line"},
		{"cut off before the count", head + "a.go:4.1,2.3 5 ", "in:3: malformed block: no count (truncated?)", "the count is not there"},
		{"cut off behind the statements", head + "a.go:4.1,5.3 5", "in:3: malformed block: no number of statements (truncated?)", "5 is not the count"},
		{"cut off in the mode", "mode: se", `in:1: unknown mode "se": it is set, count or atomic (truncated?)`, "a full disk"},
		{"unknown mode", "mode: banana\na.go:1.2,3.4 5 1\n", `in:1: unknown mode "banana": it is set, count or atomic`, "x/tools accepts it"},
		{"unknown mode later", head + "mode: banana\n", `in:3: unknown mode "banana": it is set, count or atomic`, "files joined with cat"},
		{"no space", "mode:set\na.go:1.2,3.4 5 1\n", `in:1: unknown mode "set": it is set, count or atomic`, "Go writes a space; x/tools wants it, too"},
		{"no mode", "a.go:1.2,3.4 5 1\n", `in:1: not a coverage profile: it begins with "a.go:1.2,3.4 5 1", not with "mode: "`, "tail -n +2"},
		{"first line empty", "\nmode: set\n", `in:1: not a coverage profile: the first line is empty, not "mode: …"`, "an editor"},
		{"binary", "\x7fELF\x02\x01\x01\x00\n\x00", `in:1: not a coverage profile: it begins with "\x7fELF\x02\x01\x01\x00", not with "mode: "`, "the test binary itself"},
		{"pprof inside gzip", gzipText(t, "\x08\x01\x12\x04\n"), `in:1: not a coverage profile: it begins with "\b\x01\x12\x04", not with "mode: "`, "cpu.out is a gzip file, too"},
		{"empty line", "mode: set\n\na.go:1.2,3.4 5 1\n", "in:2: malformed block: no count", "a line was lost"},
		{"negative count", head + "a.go:4.1,5.3 5 -1\n", "in:3: malformed block: no count", "no toolchain writes it"},
		{"plus sign", head + "a.go:4.1,5.3 +5 1\n", "in:3: malformed block: no number of statements", "no toolchain writes it"},
		{"no name", head + ":4.1,5.3 5 1\n", "in:3: the file name is missing", "nothing to count it for"},
		{"control character", head + "a\x1b[2J.go:4.1,5.3 5 1\n", "in:3: the file name holds a control character", "it would act on a terminal that the merged profile is printed to"},
		{"control character beyond ASCII", head + "ä\u0085.go:4.1,5.3 5 1\n", "in:3: the file name holds a control character", "some terminals act on these too"},
		{"CR in the name", head + "a\r::error::b.go:4.1,5.3 5 1\n", "in:3: the file name holds a control character", "a runner would take it for a line end, and for a command"},
		{"no start line", head + "a.go.1,5.3 5 1\n", "in:3: malformed block: no start line", "a name without its colon"},
		{"no start column", head + "a.go:4,5.3 5 1\n", "in:3: malformed block: no start column", "lcov has no columns"},
		{"no end line", head + "a.go:4.1.5.3 5 1\n", "in:3: malformed block: no end line", "the comma is missing"},
		{"no end column", head + "a.go:4.1,5 5 1\n", "in:3: malformed block: no end column", "lcov has no columns"},
		{"statements beyond reason", head + "a.go:4.1,5.3 2147483648 1\n", "in:3: the number of statements is larger than 2147483647", "products of hostile numbers overflow elsewhere"},
		{"line beyond reason", head + "a.go:99999999999999999999.1,5.3 1 1\n", "in:3: the start line is larger than 2147483647", "no source file has it"},
		{"long line", head + strings.Repeat("x", maxLine) + ":4.1,5.3 1 1\n", "in:3: the line is too long for a profile", "a 10 MB name"},
		{"endless line", head + strings.Repeat("x", 3*chunkSize), "in:3: the line is too long for a profile", "no line end in sight"},
		{"error before an endless line", head + "x\n" + strings.Repeat("x", 3*chunkSize), "in:3: malformed block: no count", "the first error counts"},
		{"far down", head + strings.Repeat("a.go:1.2,3.4 5 1\n", 100_000) + "oops\n", "in:100003: malformed block: no count", "lines are counted over chunks"},
		{"damaged gzip", gzipText(t, head)[:30], "in: the compressed data is damaged or cut off: unexpected EOF", "a download was cut off"},
		{"gzip header only", "\x1f\x8b", "in: the compressed data is damaged or cut off: unexpected EOF", "a download was cut off"},
		{"damaged zstd", zstdText(t, head)[:12], "in: the compressed data is damaged or cut off: unexpected EOF", "a download was cut off"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := Parse(strings.NewReader(test.in), "in")
			if err == nil {
				t.Fatalf("accepted: %v\nwhy: %s", p, test.why)
			}
			if err.Error() != test.want {
				t.Errorf("got  %s\nwant %s\nwhy: %s", err, test.want, test.why)
			}
		})
	}
}

func TestReadMany(t *testing.T) {
	const a = "mode: set\na.go:1.2,3.4 5 1\n"
	for _, test := range []struct {
		name     string
		in       []Input
		want     string
		warnings string
	}{
		{
			"two", inputs("x", a, "y", "mode: set\na.go:1.2,3.4 5 0\nb.go:1.1,2.2 1 0\n"),
			"mode: set\na.go:1.2,3.4 5 1\nb.go:1.1,2.2 1 0\n", "",
		},
		{
			"one is empty", inputs("x", a, "y", "mode: set\n", "z", ""), a,
			"y holds no coverage data: did its tests run?\nz holds no coverage data: did its tests run?",
		},
		{
			"modes differ", inputs("x", "mode: atomic\na.go:1.2,3.4 5 3\n", "y", "mode: count\na.go:1.2,3.4 5 2\n", "z", "mode: count\na.go:1.2,3.4 5 0\n"),
			"mode: atomic\na.go:1.2,3.4 5 5\n", "the modes differ (count in y, atomic in x): merged as atomic",
		},
		{
			"set with count", inputs("x", "mode: count\na.go:1.2,3.4 5 3\n", "y", a),
			a, "the modes differ (set in y, count in x): merged as set",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, warnings, err := Read(t.Context(), test.in...)
			if err != nil {
				t.Fatal(err)
			}
			if got := written(t, p); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
			if got := strings.Join(warnings, "\n"); got != test.warnings {
				t.Errorf("got warnings\n%s\nwant\n%s", got, test.warnings)
			}
		})
	}
}

func TestReadNamesEveryBadInput(t *testing.T) {
	missing := Input{"gone.out", func() (io.ReadCloser, error) { return os.Open(t.TempDir() + "/gone.out") }}
	torn := Input{"torn.out", func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("mode: set\n"), iotest.ErrReader(errors.New("the disk is gone")))), nil
	}}
	unreadable := readOnce("unreadable.out", io.NopCloser(iotest.ErrReader(errors.New("is a directory"))))
	all := append(inputs("ok.out", "mode: set\na.go:1.2,3.4 5 1\n", "bad.out", "mode: set\nx\n"), missing, torn, unreadable)
	_, _, err := Read(t.Context(), all...)
	var where *SyntaxError
	if !errors.As(err, &where) || where.Name != "bad.out" || where.Line != 2 || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	for _, want := range []string{"bad.out:2: malformed block: no count\n", "torn.out: the disk is gone", "unreadable.out: is a directory"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %q", want, err)
		}
	}
}

func TestReadAllEmptyNamesTheInputs(t *testing.T) {
	_, _, err := Read(t.Context(), inputs("a", "", "b", "", "c", "mode: set\n", "d", "", "e", "", "f", "", "g", "")...)
	const want = "no coverage data in a, b, c, d, e and 2 more: a run that measured nothing has no verdict"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestReadStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Read(ctx, inputs("a", "mode: set\na.go:1.2,3.4 5 1\n")...); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestUnpackingIsBounded(t *testing.T) {
	text := "mode: set\n" + strings.Repeat("a.go:1.2,3.4 5 1\n", 100)
	for _, packed := range []string{gzipText(t, text), zstdText(t, text)} {
		r, done, err := plain(strings.NewReader(packed), 1000)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = io.ReadAll(r); err == nil || err.Error() != "unpacks to more than 1000 bytes" {
			t.Errorf("got %v", err)
		}
		done()
	}
}

func TestBegins(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     bool
		why      string
	}{
		{"profile", "mode: set\n", true, "it is one"},
		{"empty", "", true, "a run that measured nothing is reported, not skipped"},
		{"cut off", "mo", true, "as far as it goes"},
		{"blank lines first", "\r\n\nmode: set\n", true, "damaged, and to be told so"},
		{"BOM", "\xef\xbb\xbfmode: set\n", true, "PowerShell"},
		{"UTF-16", utf16Text("mode: set\n", false), true, "PowerShell"},
		{"UTF-16 without its mark", utf16Text("mode: set\n", false)[2:], true, "damaged, and to be told so"},
		{"compressed", zstdText(t, "mode: set\n"), true, "whatever its name is"},
		{"pprof", gzipText(t, "\x08\x01\x12\x04"), false, "cpu.out"},
		{"text", "ok  \tshop/cart\t0.1s\n", false, "the output of go test"},
		{"model", "model: x\n", false, "not quite"},
		{"headless", "a.go:1.2,3.4 5 1\r\nmore", true, "tail -n +2: a profile that lost its first line is told so, not skipped"},
	} {
		if got, err := Begins(strings.NewReader(test.in)); err != nil || got != test.want {
			t.Errorf("%s: got %v, %v: %s", test.name, got, err, test.why)
		}
	}
	for _, damaged := range []string{"\x1f\x8b", gzipText(t, "mode: set\n")[:12]} {
		if _, err := Begins(strings.NewReader(damaged)); err == nil {
			t.Errorf("%q: no error", damaged)
		}
	}
}

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

func gzipText(t *testing.T, text string) string {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

func zstdText(t *testing.T, text string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(text), nil))
}

func utf16Text(text string, bigEndian bool) string {
	var out []byte
	for _, unit := range append([]uint16{0xfeff}, utf16.Encode([]rune(text))...) {
		low, high := byte(unit), byte(unit>>8)
		if bigEndian {
			low, high = high, low
		}
		out = append(out, low, high)
	}
	return string(out)
}

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

func TestHoldsBlocks(t *testing.T) {
	for _, test := range []struct {
		reason, text string
		want         bool
	}{
		{"an empty file", "", false},
		{"a run that measured nothing", "mode: set\n", false},
		{"joined with cat", "mode: set\r\nmode: set\r\n", false},
		{"a block without statements was measured too", "mode: set\na.go:1.1,2.2 0 0\n", true},
		{"what is wrong with it, Read says", "nonsense", true},
		{"a line without an end", strings.Repeat("x", 1<<20), true},
	} {
		if got, err := HoldsBlocks(strings.NewReader(test.text)); got != test.want || err != nil {
			t.Errorf("%s: %v, %v", test.reason, got, err)
		}
	}
	if _, err := HoldsBlocks(strings.NewReader("\x1f\x8b")); err == nil {
		t.Error("damaged data: no error")
	}
}
