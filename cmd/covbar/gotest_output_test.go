package main

import (
	"strings"
	"testing"
)

func TestInert(t *testing.T) {
	tests := []struct{ text, want, reason string }{
		{"FAIL\tp\t0.1s\n", "FAIL\tp\t0.1s\n", "what is no command stays as it is"},
		{"\x1b[31mred\x1b[0m a::b std::string\n", "\x1b[31mred\x1b[0m a::b std::string\n", "colours and colons within a line, too"},
		{"::error::x\n", ": :error::x\n", "a command"},
		{"a\n  \t::set-env name=x::y\nb", "a\n  \t: :set-env name=x::y\nb", "the runner does not mind spaces before it"},
		{"50%\r::error::x", "50%\r: :error::x", "for the runner a carriage return begins a line"},
		{"\n\n::a\n::b", "\n\n: :a\n: :b", "one after another"},
		{"log ##[error]x ##[group]", "log ## [error]x ## [group]", "the older form counts anywhere"},
		{"::::", ": :::", "nothing but colons"},
	}
	for _, test := range tests {
		if got := inert(test.text); got != test.want {
			t.Errorf("%q (%s): %q, want %q", test.text, test.reason, got, test.want)
		}
	}
}

func TestTail(t *testing.T) {
	var all tail
	line := strings.Repeat("x", 99) + "\n"
	for range 5 * maxTail / len(line) {
		all.WriteString(line)
	}
	all.WriteString("the reason")
	all.endLine()
	got := all.String()
	if len(got) < maxTail || len(got) > 2*maxTail+len(line) {
		t.Errorf("%d bytes are kept", len(got))
	}
	if !strings.HasSuffix(got, "x\nthe reason\n") {
		t.Errorf("the end is %q", got[len(got)-20:])
	}
	if !strings.HasPrefix(got, "… ") || !strings.Contains(got[:80], " bytes of output are left out here …\n") {
		t.Errorf("the beginning is %q", got[:80])
	}
}
