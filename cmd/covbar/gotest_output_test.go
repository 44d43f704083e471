package main

import (
	"bytes"
	"fmt"
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
		{"\u00a0\u3000::error::x", "\u00a0\u3000: :error::x", "the runner trims every blank that Unicode knows"},
	}
	for _, test := range tests {
		if got := inert(test.text); got != test.want {
			t.Errorf("%q (%s): %q, want %q", test.text, test.reason, got, test.want)
		}
	}
}

// However many tests print, and however much: what a package keeps is bounded, and the quiet ones are left alone.
func TestPackageLogIsBounded(t *testing.T) {
	log := &packageLog{}
	line := strings.Repeat("x", 999) + "\n"
	log.output("TestQuiet", "the reason\n")
	for i := range 8 * maxExcerpt / len(line) {
		log.output(fmt.Sprint("TestLoud", i%8), line)
	}
	kept := len(log.own.text)
	for _, test := range log.tests {
		kept += len(test.text.text)
	}
	if kept > 2*maxExcerpt+len(line) || kept < maxExcerpt/2 {
		t.Errorf("%d bytes are kept", kept)
	}
	if got := log.tests["TestQuiet"].text.String(); got != "the reason\n" {
		t.Errorf("the quiet test has %q", got)
	}
	if got := log.tests["TestLoud0"].text.String(); !strings.Contains(got, " bytes of output are left out here …\n") {
		t.Errorf("the loud test has lost output in silence: %.80q", got)
	}
}

func TestPackageLogOfManyTests(t *testing.T) {
	log := &packageLog{}
	for i := range maxTests + 5 {
		name := fmt.Sprint("Test", i)
		log.output(name, "--- FAIL: "+name+" (0.00s)\n")
		log.endTest(name, "fail")
	}
	if len(log.tests) != maxTests {
		t.Errorf("%d tests are kept apart", len(log.tests))
	}
	var out bytes.Buffer
	log.writeTo(&out)
	if got := strings.Count(out.String(), "--- FAIL: "); got != maxTests+5 {
		t.Errorf("%d failures are shown, want all", got)
	}
}
