package main

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
)

// A testEvent is one line of `go test -json` (see go doc test2json, and go help buildjson).
type testEvent struct {
	Action      string
	Package     string
	Test        string
	Output      string
	ImportPath  string // of build-output: what was being built
	FailedBuild string // of fail: the ImportPath that did not build
}

// An eventLog takes in what `go test -json` writes for one module, and keeps what is worth showing of it: what belongs
// to failures, or everything when verbose. The output of what passed is forgotten as soon as it has.
type eventLog struct {
	verbose bool
	on      func(pkg string, done bool) // told when a package begins and when it ends
	show    func(text string)           // takes what is to be shown and too long to be kept up to the end
	stopped func() bool                 // whether the tests are being stopped: what ends now has not failed
	rest    io.Writer                   // gets what go itself has to say

	ended   []string // packages, in the order in which they ended
	failed  []string // those that failed, in the order in which they ended
	shown   bytes.Buffer
	running map[string]*packageLog
	builds  map[string]*excerpt // what the compiler said, by ImportPath, until it is shown
	line    []byte              // the unfinished last line
	tooLong bool                // the unfinished line is cut
}

func newEventLog(rest io.Writer) *eventLog {
	return &eventLog{
		on:      func(string, bool) {},
		show:    func(string) {},
		stopped: func() bool { return false },
		rest:    rest,
		running: map[string]*packageLog{},
		builds:  map[string]*excerpt{},
	}
}

// maxEvent is the longest line that may be an event. test2json cuts what tests print at a few kilobytes.
const maxEvent = 1 << 20

// maxShown is how many bytes are kept so that the output of a module can be shown in one piece.
const maxShown = 4 << 20

// Write takes in the next part of the stream, cut anywhere.
func (l *eventLog) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		part, after, whole := bytes.Cut(rest, []byte("\n"))
		rest = after
		if room := maxEvent - len(l.line); len(part) > room {
			part, l.tooLong = part[:room], true
		}
		l.line = append(l.line, part...)
		if whole {
			l.endLine()
		}
	}
	return len(p), nil
}

func (l *eventLog) endLine() {
	line := l.line
	l.line = l.line[:0]
	var ev testEvent
	if l.tooLong || !bytes.HasPrefix(line, []byte("{")) || json.Unmarshal(line, &ev) != nil || ev.Action == "" {
		_, _ = l.rest.Write(append(line, '\n'))
		l.tooLong = false
		return
	}
	l.add(ev)
}

func (l *eventLog) add(ev testEvent) {
	if ev.Action == "build-output" {
		l.addBuild(ev)
	}
	if ev.Package == "" {
		return
	}
	pkg := l.running[ev.Package]
	if pkg == nil {
		pkg = &packageLog{verbose: l.verbose}
		l.running[ev.Package] = pkg
		l.on(ev.Package, false)
	}
	switch {
	case ev.Action == "output":
		pkg.output(ev.Test, ev.Output)
	case !slices.Contains([]string{"pass", "fail", "skip"}, ev.Action):
	case ev.Test != "":
		pkg.endTest(ev.Test, ev.Action)
	default:
		l.endPackage(ev)
	}
}

// addBuild keeps what the compiler says, until it is known whether a package fails by it.
func (l *eventLog) addBuild(ev testEvent) {
	if ev.ImportPath == "" {
		_, _ = io.WriteString(l.rest, ev.Output)
		return
	}
	if l.builds[ev.ImportPath] == nil {
		l.builds[ev.ImportPath] = &excerpt{}
	}
	l.builds[ev.ImportPath].WriteString(ev.Output)
}

// endPackage keeps what is to be shown of a package, and forgets the rest.
func (l *eventLog) endPackage(ev testEvent) {
	pkg := l.running[ev.Package]
	delete(l.running, ev.Package)
	if ev.Action == "fail" && !pkg.failed && l.stopped() {
		return // none of its tests has failed
	}
	l.ended = append(l.ended, ev.Package)
	if ev.Action == "pass" && pkg.failed {
		pkg.output("", "FAIL\t"+ev.Package+" [a test failed; TestMain ended as if none had]\n")
		ev.Action = "fail"
	}
	if ev.Action == "fail" {
		l.failed = append(l.failed, ev.Package)
		if build := l.builds[ev.FailedBuild]; build != nil {
			l.shown.WriteString(build.String())
			// Other packages fail for the same reason: once is enough, as for go test.
			delete(l.builds, ev.FailedBuild)
		}
	}
	if ev.Action == "fail" || l.verbose {
		pkg.writeTo(&l.shown)
	}
	if l.shown.Len() > maxShown {
		l.show(l.shown.String())
		l.shown = bytes.Buffer{}
	}
	l.on(ev.Package, true)
}

// close ends the stream. A package that has begun and not ended was killed: it failed.
func (l *eventLog) close() {
	if len(l.line) > 0 {
		l.endLine()
	}
	var left []string
	for pkg := range l.running {
		left = append(left, pkg)
	}
	slices.Sort(left)
	for _, pkg := range left {
		l.running[pkg].output("", "FAIL\t"+pkg+" [did not end]\n")
		l.endPackage(testEvent{Action: "fail", Package: pkg})
	}
}
