package coverage

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/iotest"
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
			"one is of two runs that measured nothing", inputs("x", a, "y", "mode: set\r\nmode: set\r\n"), a,
			"y holds no coverage data: did its tests run?",
		},
		{
			"a block without statements was measured too", inputs("x", a, "y", "mode: set\nb.go:1.1,2.2 0 0\n"),
			"mode: set\na.go:1.2,3.4 5 1\nb.go:1.1,2.2 0 0\n", "",
		},
		{
			"one is empty, and the modes of others differ", inputs("x", a, "y", "", "z", "mode: count\na.go:1.2,3.4 5 3\n"), a,
			"y holds no coverage data: did its tests run?\nthe modes differ (set in x, count in z): merged as set",
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
			p, remarks, err := Read(t.Context(), test.in...)
			if err != nil {
				t.Fatal(err)
			}
			if got := written(t, p); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
			if got := strings.Join(remarks.Warnings(), "\n"); got != test.warnings {
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
