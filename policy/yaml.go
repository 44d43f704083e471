package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/covbar/covbar/coverage"
	"go.yaml.in/yaml/v4"
)

// load reads the one document of a policy file. Its nodes know where they stand.
func (src *source) load(data []byte) (*yaml.Node, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var first, second yaml.Node
	switch err := loader.Load(&first); {
	case errors.Is(err, io.EOF) || err == nil && first.Content[0].Tag == "!!null":
		return nil, Errors{src.errorAt(1, 1, "the file holds no policy", "begin with `version: 1`")}
	case err != nil:
		return nil, Errors{src.syntax(err)}
	}
	switch err := loader.Load(&second); {
	case errors.Is(err, io.EOF):
		return first.Content[0], nil
	case err != nil:
		return nil, Errors{src.syntax(err)}
	}
	return nil, Errors{src.errorAt(second.Line, second.Column, "a second document begins here",
		"a policy is one document: delete this line, or what follows")}
}

// syntax says what is not YAML, in the words of somebody who writes a policy: the usual cause is text that wants quotes.
func (src *source) syntax(err error) *Error {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return src.errorAt(1, 1, "not YAML: "+err.Error(), "")
	}
	at := load.Mark
	switch load.ContextMsg {
	case "while scanning a quoted scalar", "while scanning an alias", "while scanning a directive",
		"while parsing a tag", "while scanning a simple key":
		at = load.ContextMark
	}
	msg, hint := src.explain(load, at)
	return src.errorAt(max(at.Line, 1), max(at.Column, 1), msg, hint)
}

// explain says what is wrong at a place that YAML cannot read.
func (src *source) explain(load *yaml.LoadError, at yaml.Mark) (msg, hint string) {
	const columns = "all keys of a mapping, and all items of a list, begin in one column"
	rest := src.rest(at)
	word := src.word(at.Line, at.Column)
	switch {
	case strings.HasPrefix(load.Message, "exceeded max depth"):
		return "lists and mappings are nested too deep", ""
	case load.Message == "mapping values are not allowed in this context":
		return "not YAML: no key can stand here, and this colon makes one", "quote text that holds `: `; " + columns
	case load.Message == "could not find expected ':'":
		return "not YAML: a key without a colon", "a key and its value are `key: value`"
	case load.ContextMsg == "while scanning a quoted scalar":
		return "not YAML: quoted text that is wrong or has no end",
			"end the quotes; between double quotes a backslash is written twice"
	case strings.HasPrefix(rest, "\t"):
		return "not YAML: a tab stands here", "indent with spaces"
	case strings.HasPrefix(rest, "%") && at.Column == 1:
		return "YAML directives are not read here", "delete the line"
	case word != "" && indicators[word[0]] != "":
		return unquoted(word)
	case strings.Contains(src.line(at.Line), "{") && load.Stage == "parser":
		return "not YAML: " + load.Message, "quote a pattern that holds braces: \"{a,b}/**\""
	case strings.HasPrefix(load.ContextMsg, "while parsing a flow "):
		return fmt.Sprintf("not YAML: %s, to go on or end what begins on line %d", load.Message, load.ContextMark.Line), ""
	}
	return "not YAML: " + load.Message, columns
}

// rest returns the line from a place on.
func (src *source) rest(at yaml.Mark) string {
	runes := []rune(src.line(at.Line))
	return string(runes[min(max(at.Column-1, 0), len(runes)):])
}

// indicators are the characters that mean something to YAML at the beginning of a value.
var indicators = map[byte]string{
	'@': "is reserved in YAML", '`': "is reserved in YAML", '%': "begins a YAML directive",
	'*': "begins a YAML alias", '!': "begins a YAML tag", '&': "begins a YAML anchor",
	'|': "begins a YAML text block", '>': "begins a YAML text block",
}

// unquoted explains a word such as @team or *.go, which YAML does not read as text.
func unquoted(word string) (msg, hint string) {
	msg = fmt.Sprintf("%s is not text: %q %s", quote(word), word[:1], indicators[word[0]])
	hint = fmt.Sprintf("quote it: %s", quote(word))
	if _, err := coverage.ParsePercent(strings.TrimPrefix(word, "%")); err == nil && word[0] == '%' {
		hint = fmt.Sprintf("quote it where it is text; the percentage is written %s%%", word[1:])
	}
	return msg, hint
}
