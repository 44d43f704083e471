package workspace

import (
	"errors"
	"strings"

	"github.com/hmarr/codeowners"
)

// An ownerRule is a line of a CODEOWNERS file.
type ownerRule struct {
	rule   codeowners.Rule
	prefix string   // what every path that matches begins with
	pieces []string // what every path that matches holds, in this order
	owners []string // may be none
}

// parseOwnerRule reads a line that is neither blank nor a comment.
func parseOwnerRule(line string) (ownerRule, error) {
	rules, err := codeowners.ParseFile(strings.NewReader(line), codeowners.WithOwnerMatchers(ownerMatchers))
	switch {
	case err != nil:
		return ownerRule{}, errors.Unwrap(err) // without the number of the line, which is always 1
	case len(rules) == 0:
		return ownerRule{}, errors.New("the line is too long")
	}
	rule := ownerRule{rule: rules[0]}
	switch pattern := rule.rule.RawPattern(); pattern {
	case "/": // asked whether it matches, the library panics
		return ownerRule{}, errors.New(`the pattern "/" matches nothing`)
	case `\`:
		return ownerRule{}, errors.New("a pattern cannot begin with #, not even behind a backslash")
	default:
		rule.prefix, rule.pieces = fixedPrefix(pattern), fixedPieces(pattern)
	}
	for _, owner := range rule.rule.Owners {
		rule.owners = append(rule.owners, owner.String())
	}
	return rule, nil
}

// ownerMatchers are those of the library, but for the one of mail addresses, whose domains may not end in .engineering.
var ownerMatchers = []codeowners.OwnerMatcher{
	codeowners.OwnerMatchFunc(codeowners.MatchTeamOwner),
	codeowners.OwnerMatchFunc(codeowners.MatchUsernameOwner),
	codeowners.OwnerMatchFunc(func(s string) (codeowners.Owner, error) {
		user, domain, _ := strings.Cut(s, "@")
		if user == "" || strings.Contains(domain, "@") || !strings.Contains(domain, ".") {
			return codeowners.Owner{}, codeowners.ErrNoMatch
		}
		return codeowners.Owner{Value: s, Type: codeowners.EmailOwner}, nil
	}),
}

// fixedPrefix is what a pattern begins with, up to the first wildcard. Of one that is not for the top folder alone, it is empty.
func fixedPrefix(pattern string) string {
	below, anchored := strings.CutPrefix(pattern, "/")
	if !anchored || strings.HasPrefix(below, "/") {
		return ""
	}
	if i := strings.IndexAny(below, wild); i >= 0 {
		below = below[:i]
	}
	return strings.Trim(below, "/")
}

// wild is the characters of a pattern that are not themselves.
const wild = `*?\`

// fixedPieces cuts a pattern at what is not itself. Slashes beside a wildcard may stand for nothing.
func fixedPieces(pattern string) []string {
	var pieces []string
	for piece := range strings.FieldsFuncSeq(pattern, func(r rune) bool { return strings.ContainsRune(wild, r) }) {
		if piece = strings.Trim(piece, "/"); piece != "" {
			pieces = append(pieces, piece)
		}
	}
	return pieces
}

// matches looks for the pieces before it asks the library: that has a regular expression for most patterns, and there
// may be hundreds of rules for each of many thousands of files.
func (r *ownerRule) matches(path string) bool {
	if !strings.HasPrefix(path, r.prefix) {
		return false
	}
	rest := path
	for _, piece := range r.pieces {
		var ok bool
		if _, rest, ok = strings.Cut(rest, piece); !ok {
			return false
		}
	}
	matched, err := r.rule.Match(path)
	return matched && err == nil
}
