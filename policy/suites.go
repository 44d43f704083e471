package policy

import (
	"fmt"
	"path"
	"strings"
)

// A Suite is one kind of test, as `suites` declares it.
type Suite struct {
	Name   string
	Shards int // how many inputs there must be at least; 0: it does not matter
}

// A suite is a Suite and what belongs to it.
type suite struct {
	Suite
	line     int
	patterns []*pattern // of the paths of its inputs
}

// Suites returns the suites that the policy declares, in its order.
func (p *Policy) Suites() []Suite {
	var suites []Suite
	for _, s := range p.suites {
		suites = append(suites, s.Suite)
	}
	return suites
}

// PatternsOf returns the patterns of the paths of a suite's inputs, as written.
func (p *Policy) PatternsOf(name string) []string {
	var texts []string
	for _, s := range p.suites {
		if s.Name == name {
			texts = s.texts()
		}
	}
	return texts
}

// SuiteOf returns the suite that an input belongs to by its path, with slashes; empty where none of the patterns matches.
// A leading `./` or `/` does not matter. It is an error where the patterns of several suites match.
func (p *Policy) SuiteOf(name string) (string, error) {
	plain := strings.TrimPrefix(path.Clean(name), "/")
	var found *suite
	for _, s := range p.suites {
		switch {
		case plain == "." || plain == "" || !s.owns(plain):
		case found != nil:
			return "", fmt.Errorf("%s belongs to two suites: %s (%s:%d) and %s (%s:%d)\nhint: say which one: %s=%s",
				harmless(name), found.Name, p.source.name, found.line, s.Name, p.source.name, s.line, s.Name, harmless(name))
		default:
			found = s
		}
	}
	if found == nil {
		return "", nil
	}
	return found.Name, nil
}

// owns reports whether a plain path is one of the suite's inputs.
func (s *suite) owns(path string) bool {
	for _, p := range s.patterns {
		if p.glob.matches(path) {
			return true
		}
	}
	return false
}

// sought says where the commands look for the data of the suite's tests.
func (s *suite) sought() string {
	return fmt.Sprintf("covbar run looks for their data below $COVBAR_COVERDIR/%s, covbar check where the policy's patterns say (%s)",
		s.Name, strings.Join(s.texts(), ", "))
}

// texts returns the patterns of the suite as written.
func (s *suite) texts() []string {
	var texts []string
	for _, p := range s.patterns {
		texts = append(texts, p.text)
	}
	return texts
}
