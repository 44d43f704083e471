package policy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Bounds of one glob: braces multiply the work of a match.
const (
	maxBraces       = 8
	maxAlternatives = 1000
)

// A glob is a pattern of paths for doublestar.
type glob struct {
	text   string
	prefix string // what every match begins with: text up to its first special character, without the last slash
}

// parseGlob reads a glob. The error may hold a hint after a newline.
func parseGlob(s string) (glob, error) {
	g := glob{text: s, prefix: s}
	if err := plain(s); err != nil {
		return g, err
	}
	if err := checkGlob(s); err != nil {
		return g, err
	}
	if i := strings.IndexAny(s, `*?[{\`); i >= 0 {
		g.prefix = strings.TrimSuffix(s[:i], "/") // dir/** matches dir too
	}
	return g, nil
}

// matches reports whether g matches the whole of a path.
func (g *glob) matches(name string) bool {
	return strings.HasPrefix(name, g.prefix) && doublestar.MatchUnvalidated(g.text, name)
}

// checkGlob refuses what is no glob, and what would take too long to match.
func checkGlob(glob string) error {
	for i := 0; i < len(glob); i++ {
		if glob[i] == '\\' {
			if i++; i == len(glob) || !strings.ContainsRune(`*?[]{},-!^\`, rune(glob[i])) {
				return errors.New("a backslash stands before no special character\nwrite / between folders")
			}
		}
	}
	if !doublestar.ValidatePattern(glob) {
		return errors.New("no glob: a bracket or brace has no end\nput a backslash before one that stands for itself")
	}
	braces, alternatives := 0, 1
	var open []int // alternatives of the braces that are open
	for i := 0; i < len(glob); i++ {
		switch c := glob[i]; {
		case c == '\\':
			i++
		case c == '{':
			braces++
			open = append(open, 1)
		case c == ',' && len(open) > 0:
			open[len(open)-1]++
		case c == '}' && len(open) > 0:
			alternatives = min(alternatives*open[len(open)-1], maxAlternatives+1)
			open = open[:len(open)-1]
		}
	}
	if braces > maxBraces || alternatives > maxAlternatives {
		return fmt.Errorf("a pattern has at most %d braces and %d combinations of them\nwrite several patterns", maxBraces, maxAlternatives)
	}
	return nil
}
