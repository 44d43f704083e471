package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/covbar/covbar/coverage"
	"go.yaml.in/yaml/v4"
)

// text reads a text that is not empty. Runs of blanks count as one, so that it fits on a line.
func (r *reader) text(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		hint, word := "quote it", r.word(n.Line, n.Column)
		switch {
		case n.Kind == yaml.ScalarNode:
			hint += ": " + quote(n.Value)
		case n.Kind == yaml.SequenceNode:
			hint = "write one text, without the brackets or dashes of a list"
		case strings.Count(word, "{") == strings.Count(word, "}"):
			hint += ": " + quote(word)
		}
		r.wrong(n, what+" is text, not "+describe(n), hint)
		return ""
	}
	s := strings.Join(strings.Fields(n.Value), " ")
	if s == "" {
		r.wrong(n, what+" is empty", "write it, or delete the key")
	}
	return s
}

// A word is a text of a list, and the line where it stands.
type word struct {
	text string
	line int
}

// texts reads a list of texts. what is the list, and item one of them.
func (r *reader) texts(n *yaml.Node, what, item, example string) []word {
	return r.words(n, what, example, func(n *yaml.Node) string { return r.text(n, item) })
}

// names reads a list of names.
func (r *reader) names(n *yaml.Node, what, item, example string) []word {
	return r.words(n, what, example, func(n *yaml.Node) string { return r.oneWord(n, item) })
}

func (r *reader) words(n *yaml.Node, what, example string, read func(*yaml.Node) string) []word {
	var words []word
	r.list(n, what, example, func(n *yaml.Node) { words = append(words, word{read(n), n.Line}) })
	return words
}

// A name can be that of a folder, and stand in NAME=PATH and in SERVICE/SUITE on a command line.
var nameSyntax = regexp.MustCompile(`^[\p{L}\p{N}]([\p{L}\p{N}._-]*[\p{L}\p{N}])?$`)

// oneWord reads the name of a service, a suite or a label.
func (r *reader) oneWord(n *yaml.Node, what string) string {
	s := r.text(n, what)
	if s != "" && !nameSyntax.MatchString(n.Value) {
		r.wrong(n, what+" is one word, not "+quote(n.Value), "write letters and digits, with - _ . between them")
	}
	return s
}

// yes reads true or false.
func (r *reader) yes(n *yaml.Node, what string) bool {
	if n.Tag != "!!bool" {
		r.wrong(n, what+" is true or false, not "+found(n), "write one of them, without quotes")
	}
	return strings.EqualFold(n.Value, "true")
}

// choice reads one of a few words. Where it is none of them it returns the first.
func (r *reader) choice(n *yaml.Node, what string, words ...string) string {
	if n.Kind == yaml.ScalarNode && slices.Contains(words, n.Value) {
		return n.Value
	}
	found, hint := describe(n), "write one of them"
	if n.Kind == yaml.ScalarNode {
		found = quote(n.Value)
		if near := Nearest(n.Value, words); near != "" {
			hint = "did you mean " + near + "?"
		}
	}
	r.wrong(n, fmt.Sprintf("%s is %s, not %s", what, strings.Join(words, " or "), found), hint)
	return words[0]
}

// count reads a whole number from 0 to max.
func (r *reader) count(n *yaml.Node, what string, max int64) int64 {
	number, err := strconv.ParseInt(n.Value, 10, 64)
	if n.Tag != "!!int" || err != nil || number < 0 || number > max || n.Value != strconv.FormatInt(number, 10) {
		r.wrong(n, fmt.Sprintf("%s is a whole number from 0 to %d, not %s", what, max, found(n)), "write digits only, without quotes")
		return 0
	}
	return number
}

// percent reads a percentage.
func (r *reader) percent(n *yaml.Node) coverage.Percent {
	if n.Kind != yaml.ScalarNode {
		r.wrong(n, "a bar is a percentage, not "+describe(n), "write one such as 85%")
		return 0
	}
	p, err := coverage.ParsePercent(n.Value)
	switch rest := strings.TrimLeft(n.Value, "0"); {
	case err != nil:
		r.wrong(n, err.Error(), hintForPercent(n.Value))
	case len(n.Value)-len(rest) > 1 || rest != n.Value && rest != "" && rest[0] >= '1' && rest[0] <= '9':
		r.wrong(n, quote(n.Value)+" begins with a zero", "write "+short(p)) // some readers take 010 for 8
	}
	return p
}

// short prints a percentage as people write it: 85%, not 85.00%.
func short(p coverage.Percent) string {
	if whole, ok := strings.CutSuffix(p.Decimal(), ".00"); ok {
		return whole + "%"
	}
	return p.String()
}

// hintForPercent guesses what was meant by s.
func hintForPercent(s string) string {
	digits := strings.Trim(s, "% ")
	if p, err := coverage.ParsePercent(digits); err == nil {
		return "write " + short(p)
	}
	if whole, fraction, ok := strings.Cut(digits, "."); ok && len(fraction) > 2 {
		if p, err := coverage.ParsePercent(whole + "." + fraction[:2]); err == nil {
			return "hundredths are the finest step: write " + short(p)
		}
	}
	return "a percentage is 0% to 100%, with at most two decimals"
}

// day reads a day.
func (r *reader) day(n *yaml.Node) Day {
	const hint = "write year-month-day, of a day that is in the calendar"
	if n.Kind != yaml.ScalarNode {
		r.wrong(n, "a day such as 2027-03-31 was expected, not "+describe(n), hint)
		return ""
	}
	d, err := ParseDay(n.Value)
	if err != nil {
		r.wrong(n, err.Error(), hint)
	}
	return d
}

// found is what stands in n, for messages.
func found(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return quote(n.Value)
	}
	return describe(n)
}

// describe says what kind of value n is.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch n.Tag {
	case "!!int", "!!float":
		return "the number " + quote(n.Value)
	case "!!bool":
		return "the yes-or-no value " + quote(n.Value)
	case "!!timestamp":
		return "the day " + quote(n.Value)
	case "!!null":
		return "nothing"
	}
	return "the text " + quote(n.Value)
}
