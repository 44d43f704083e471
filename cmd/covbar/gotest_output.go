package main

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A packageLog is what the tests of one package printed, by test, so that a failure can be shown as `go test` shows it:
// without what passing tests said.
type packageLog struct {
	verbose bool                // keep everything, in its order
	own     tail                // what belongs to no test, and with verbose all
	tests   map[string]*testLog // those that have not passed
	begun   int                 // tests so far
}

// A testLog is what one test printed.
type testLog struct {
	turn   int    // tests are shown in the order in which they began
	result string // its "--- FAIL: …" line
	text   tail
}

// framing is what a verbose test binary says about the course of its tests, and `go test` does not.
var framing = regexp.MustCompile(`^=== (RUN|PAUSE|CONT|NAME) `)

func (p *packageLog) output(test, text string) {
	if test == "" || p.verbose {
		p.own.WriteString(text)
		return
	}
	log := p.tests[test]
	if log == nil {
		if p.tests == nil {
			p.tests = map[string]*testLog{}
		}
		log = &testLog{turn: p.begun}
		p.tests[test] = log
		p.begun++
	}
	switch {
	case framing.MatchString(text):
	case log.result == "" && strings.HasPrefix(text, "--- FAIL: "+test+" "):
		log.result = text
	default:
		log.text.WriteString(text)
	}
}

// endTest forgets a test that passed or was skipped, unless it failed before (-count=2). One that never ends, because the
// process did, is kept.
func (p *packageLog) endTest(test, action string) {
	if log := p.tests[test]; log != nil && log.result == "" && action != "fail" {
		delete(p.tests, test)
	}
}

// writeTo writes the failed tests as `go test` does (result, subtests, what the test itself said), then what belongs to
// no test.
func (p *packageLog) writeTo(w *bytes.Buffer) {
	var all tail
	subtests := map[string][]string{}
	for name := range p.tests {
		around := p.around(name)
		subtests[around] = append(subtests[around], name)
	}
	p.writeTests(&all, subtests, "", "")
	all.WriteString(p.own.String())
	all.endLine()
	w.WriteString(all.String())
}

// writeTests writes the subtests of a test, in the order in which they began. The tests themselves are those of "".
func (p *packageLog) writeTests(w *tail, subtests map[string][]string, around, indent string) {
	names := subtests[around]
	slices.SortFunc(names, func(a, b string) int { return p.tests[a].turn - p.tests[b].turn })
	for _, name := range names {
		log := p.tests[name]
		if log.result != "" {
			w.WriteString(indent + log.result)
		}
		p.writeTests(w, subtests, name, indent+"    ")
		for line := range strings.Lines(log.text.String()) {
			w.WriteString(indent + line)
		}
		w.endLine()
	}
}

// around returns the test that a subtest is part of, "" for none. A slash alone does not tell: names may hold it.
func (p *packageLog) around(name string) string {
	for i := strings.LastIndexByte(name, '/'); i >= 0; i = strings.LastIndexByte(name[:i], '/') {
		if p.tests[name[:i]] != nil {
			return name[:i]
		}
	}
	return ""
}

// A tail keeps the end of a text, so that no test can fill the memory by printing. The end is where the reason of a
// failure mostly stands.
type tail struct {
	text []byte
	cut  int // how many bytes were left out before text
}

// maxTail is how many bytes a tail keeps at least.
const maxTail = 1 << 20

func (t *tail) WriteString(s string) {
	t.text = append(t.text, s...)
	if len(t.text) > 2*maxTail {
		rest := t.text[len(t.text)-maxTail:]
		t.cut += len(t.text) - len(rest)
		t.text = append(t.text[:0:0], rest...)
	}
}

// endLine ends the last line where there is one that has not ended.
func (t *tail) endLine() {
	if len(t.text) > 0 && t.text[len(t.text)-1] != '\n' {
		t.text = append(t.text, '\n')
	}
}

func (t *tail) String() string {
	if t.cut == 0 {
		return string(t.text)
	}
	return fmt.Sprintf("… %d bytes of output are left out here …\n%s", t.cut, t.text)
}

// command finds what a GitHub runner takes for a workflow command: "::" where a line begins (for the runner one begins
// after a carriage return, too), and "##[" anywhere.
var command = regexp.MustCompile(`(?m)((?:^|\r)[\s\v\f]*):(:)|##\[`)

// inert breaks the workflow commands in what tests print. Tests are run on a change before anyone has read it: they
// must not speak for the step that gates it. Everything else, colours too, stays as it is.
func inert(text string) string {
	return command.ReplaceAllStringFunc(text, func(s string) string {
		if s == "##[" {
			return "## ["
		}
		return strings.TrimSuffix(s, "::") + ": :"
	})
}
