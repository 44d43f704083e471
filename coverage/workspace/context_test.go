package workspace

import (
	"go/build"
	"testing"
)

func TestCgoAsTheGoCommand(t *testing.T) {
	usual := build.Default.CgoEnabled
	tests := []struct {
		set, cc, path string
		want          bool
		reason        string
	}{
		{"", "", "", false, "no C compiler, and nobody asked for cgo"},
		{"1", "", "", usual, "somebody did: go/build has read that variable"},
		{"", "zig cc", "", usual, "a compiler that is named is not looked for"},
	}
	for _, test := range tests {
		t.Setenv("CGO_ENABLED", test.set)
		t.Setenv("CC", test.cc)
		t.Setenv("PATH", test.path)
		if got := goContext().CgoEnabled; got != test.want {
			t.Errorf("%+v: cgo is %v: %s", test, got, test.reason)
		}
	}
}
