package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestGoLog(t *testing.T) {
	temp := t.TempDir()
	work := filepath.Join(temp, "go-build123")
	tests := []struct {
		text    string
		keep    bool
		shown   string
		removed []string
		reason  string
	}{
		{"go: downloading x\nWORK=" + work + "\ngo: no\n", false, "go: downloading x\ngo: no\n", []string{work}, "go's own folder"},
		{"WORK=" + work, false, "", []string{work}, "without a newline"},
		{"WORK=" + work + "\n", true, "WORK=" + work + "\n", nil, "the caller wants to look at it"},
		{"WORK=" + temp + "\n", false, "WORK=" + temp + "\n", nil, "a tool prints what it likes: this is not go's"},
		{"WORK=go-build1\n", false, "WORK=go-build1\n", nil, "a name that is not absolute is not go's"},
		{"a WORK=" + work + "\n", false, "a WORK=" + work + "\n", nil, "only a line of its own counts"},
		{"half", false, "half\n", nil, "the last line is ended"},
		{"", false, "", nil, "nothing said"},
	}
	for _, test := range tests {
		log := goLog{keep: test.keep}
		for _, c := range []byte(test.text) { // a pipe cuts anywhere
			_, _ = log.Write([]byte{c})
		}
		log.close()
		if got := log.text.String(); got != test.shown {
			t.Errorf("%q (%s): shown %q, want %q", test.text, test.reason, got, test.shown)
		}
		if !slices.Equal(log.work, test.removed) {
			t.Errorf("%q (%s): removes %q, want %q", test.text, test.reason, log.work, test.removed)
		}
	}
}

func TestGoLogRemovesWork(t *testing.T) {
	work := filepath.Join(t.TempDir(), "go-build1")
	wantNoError(t, os.MkdirAll(filepath.Join(work, "b001"), 0o700))
	var log goLog
	_, _ = log.Write([]byte("WORK=" + work + "\n"))
	log.removeWork()
	if _, err := os.Stat(work); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}

// A tool that prints without a newline does not fill the memory.
func TestGoLogLongLine(t *testing.T) {
	var log goLog
	for range 5 {
		_, _ = log.Write([]byte(strings.Repeat("x", maxExcerpt)))
	}
	if kept := len(log.line) + len(log.text.text); kept > 3*maxExcerpt {
		t.Errorf("%d bytes are kept", kept)
	}
}
