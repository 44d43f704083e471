package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// A packageLog is what the tests of one package printed, by test, so that a failure can be shown as `go test` shows it:
// without what passing tests said. However much they print, it keeps a few megabytes.
type packageLog struct {
	verbose bool                // keep everything, in its order
	own     excerpt             // what belongs to no test, and with verbose all
	tests   map[string]*testLog // those that have not passed
	begun   int                 // tests so far
	grown   int                 // bytes since it was last looked how much the tests have printed together
	failed  bool                // one of the tests has
}

// A testLog is what one test printed.
type testLog struct {
	turn   int    // tests are shown in the order in which they began
	result string // its "--- FAIL: …" line
	text   excerpt
}

// framing is what a verbose test binary says about the course of its tests, and `go test` does not.
var framing = regexp.MustCompile(`^=== (RUN|PAUSE|CONT|NAME) `)

// maxTests is how many tests of a package are kept apart. Others print to what belongs to no test.
const maxTests = 10_000

func (p *packageLog) output(test, text string) {
	log := p.tests[test]
	if test == "" || p.verbose || log == nil && len(p.tests) == maxTests {
		p.own.WriteString(text)
		return
	}
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
		if p.grown += len(text); p.grown > maxExcerpt {
			p.shorten()
		}
	}
}

// shorten cuts what the tests have printed, the longest texts first, until all of them together are no more than an
// excerpt. (One test of many may be the one that fills the memory: the others are to be left alone.)
func (p *packageLog) shorten() {
	p.grown = 0
	for most := maxExcerpt; ; most /= 2 {
		all := 0
		for _, log := range p.tests {
			all += len(log.text.text)
		}
		if all <= maxExcerpt {
			return
		}
		for _, log := range p.tests {
			log.text.cutTo(most)
		}
	}
}

// endTest forgets a test that passed or was skipped, unless it failed before (-count=2). One that never ends, because the
// process did, is kept.
func (p *packageLog) endTest(test, action string) {
	p.failed = p.failed || action == "fail"
	if log := p.tests[test]; log != nil && log.result == "" && action != "fail" {
		delete(p.tests, test)
	}
}

// writeTo writes the failed tests as `go test` does (result, subtests, what the test itself said), then what belongs to
// no test.
func (p *packageLog) writeTo(w *bytes.Buffer) {
	var all excerpt
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
func (p *packageLog) writeTests(w *excerpt, subtests map[string][]string, around, indent string) {
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

// command finds what a GitHub runner takes for a workflow command: "::" where a line begins (for the runner one begins
// after a carriage return, too), and "##[" anywhere.
var command = regexp.MustCompile(`(?m)((?:^|\r)[\s\v\f\x{85}\p{Z}]*):(:)|##\[`)

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
