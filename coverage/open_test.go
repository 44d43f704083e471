package coverage

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
)

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
