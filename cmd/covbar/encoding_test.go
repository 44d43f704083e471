package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"unicode/utf16"
)

// TestEncodings: what a profile looks like after PowerShell's redirection, and after an accident. A script cannot hold these.
func TestEncodings(t *testing.T) {
	const profile = "mode: set\r\na.go:1.1,2.2 1 1\r\n"
	long := "mode: set\n" + strings.Repeat("x", 1<<20) + ".go:1.1,2.2 1 1\n"
	cases := []struct {
		reason, data string
		status       int
		stderr       string
	}{
		{"UTF-16 with its mark", "\xff\xfe" + utf16LE(profile), statusPass, ""},
		{"UTF-16 the other way round", "\xfe\xff" + swapped(utf16LE(profile)), statusPass, ""},
		{"a line of a megabyte", long, statusNone, "covbar: a.out:2: "},
		{"binary garbage", "\x00\x01\x02\x03\x04", statusNone, `covbar: a.out:1: not a coverage profile: it begins with "\x00\x01`},
		{"gzip that ends in the middle", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\xca", statusNone, "covbar: a.out: the compressed data is damaged or cut off: unexpected EOF"},
		{"zstd that is none", "\x28\xb5\x2f\xfdgarbage", statusNone, "covbar: a.out: "},
	}
	for _, c := range cases {
		e, stdout, stderr := testEnv(t)
		wantNoError(t, os.WriteFile(e.path("a.out"), []byte(c.data), 0o644))
		e.args = []string{"check", "a.out"}
		if got := run(context.Background(), e); got != c.status {
			t.Errorf("%s: status %d, want %d\n%s", c.reason, got, c.status, stderr)
		}
		if !strings.HasPrefix(stderr.String(), c.stderr) || c.stderr == "" && stderr.Len() > 0 {
			t.Errorf("%s: stderr %q, want %q", c.reason, stderr, c.stderr)
		}
		if len(stdout.String()) > 2000 {
			t.Errorf("%s: a report of %d bytes", c.reason, stdout.Len())
		}
	}
}

func utf16LE(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(unit))
		b.WriteByte(byte(unit >> 8))
	}
	return b.String()
}

func swapped(s string) string {
	b := []byte(s)
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}
