package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// workFolder is a name that the go command gives to a folder to work in. Its cache is named go-build.
var workFolder = regexp.MustCompile(`^go-build[0-9]+$`)

// A goLog takes in what the go command itself says: on its standard error, or (since Go 1.24) among the events of its
// standard output.
type goLog struct {
	keep bool // the work folders, and the lines that name them

	mu   sync.Mutex
	text excerpt
	work []string // folders that go works in
	line []byte   // the unfinished last line
}

// Write takes in the next part, cut anywhere.
func (l *goLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for rest := p; len(rest) > 0; {
		part, after, whole := bytes.Cut(rest, []byte("\n"))
		rest = after
		l.line = append(l.line, part...)
		if whole || len(l.line) > maxExcerpt {
			l.endLine()
		}
	}
	return len(p), nil
}

// close ends the last line where there is one that has not ended.
func (l *goLog) close() {
	if len(l.line) > 0 {
		l.endLine()
	}
}

func (l *goLog) endLine() {
	folder, ok := strings.CutPrefix(string(l.line), "WORK=")
	// The go command names them so. No other folder is ever removed, whatever a tool prints.
	if ok && !l.keep && filepath.IsAbs(folder) && workFolder.MatchString(filepath.Base(folder)) {
		l.work = append(l.work, folder)
	} else {
		l.text.WriteString(string(l.line) + "\n")
	}
	l.line = l.line[:0]
}

// removeWork removes the folders that go has worked in.
func (l *goLog) removeWork() {
	for _, folder := range l.work {
		_ = os.RemoveAll(folder)
	}
}

// saysNothingToTest reports whether go found no package: all files of the module are for other platforms.
func (l *goLog) saysNothingToTest() bool {
	return strings.HasSuffix(strings.TrimSpace(l.text.String()), "no packages to test")
}
