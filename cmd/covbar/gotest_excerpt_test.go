package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestExcerpt(t *testing.T) {
	var x excerpt
	x.WriteString("the panic\n")
	written := len("the panic\n")
	for i := range 5 * maxExcerpt / 100 {
		line := fmt.Sprintf("%099d\n", i)
		x.WriteString(line)
		written += len(line)
		if len(x.text) > 2*maxExcerpt {
			t.Fatalf("%d bytes are kept", len(x.text))
		}
	}
	x.WriteString("the reason")
	x.endLine()
	written += len("the reason\n")

	got := x.String()
	if !strings.HasPrefix(got, "the panic\n") || !strings.HasSuffix(got, "\nthe reason\n") {
		t.Errorf("%q … %q", got[:20], got[len(got)-20:])
	}
	head, tail, ok := strings.Cut(got, fmt.Sprintf("\n… %d bytes of output are left out here …\n", x.cut))
	if !ok {
		t.Fatal("it is not said what is left out, on a line of its own")
	}
	if kept := len(head) + len("\n") + len(tail); kept+x.cut != written || kept < maxExcerpt {
		t.Errorf("%d bytes of %d are kept, and %d left out", kept, written, x.cut)
	}
}

func TestExcerptCutAgain(t *testing.T) {
	tests := []struct {
		text   string
		most   []int
		want   string
		reason string
	}{
		{"a\nb\nc\nd\n", []int{8}, "a\nb\nc\nd\n", "there is room"},
		{"a\nb\nc\nd\ne\n", []int{8}, "a\n… 2 bytes of output are left out here …\nc\nd\ne\n", "a quarter is the beginning"},
		{"a\nb\nc\nd\ne\n", []int{8, 4}, "… 6 bytes of output are left out here …\nd\ne\n", "all that was left out is counted"},
		{"a\nb\nc\nd\ne\n", []int{0}, "… 10 bytes of output are left out here …\n", "there is no room"},
		{"aaaaa\nb\nc\n", []int{8}, "… 2 bytes of output are left out here …\naaa\nb\nc\n", "no line fits in the beginning"},
	}
	for _, test := range tests {
		var x excerpt
		x.WriteString(test.text)
		for _, most := range test.most {
			x.cutTo(most)
		}
		if got := x.String(); got != test.want {
			t.Errorf("%q (%s):\n%q, want\n%q", test.text, test.reason, got, test.want)
		}
	}
}
