// Package policy says whether coverage is good enough: it reads a policy strictly, resolves its rules, and
// evaluates measured packages to a verdict. It knows no clock, no disk and no network.
package policy

import "github.com/covbar/covbar/coverage"

// DefaultThreshold is what every package owes where nothing else is said.
const DefaultThreshold coverage.Percent = 8500

// A Policy is a policy file that has been read and found right.
type Policy struct {
	source        *source
	threshold     Clause
	total         *Clause
	minStatements int64
	missingWarns  bool
	floorsFrom    *floorsFrom
	services      []*serviceEntry // the last that matches a folder wins; none: every module is a service
	suites        []*suite
	rules         []*rule // later ones win
	waivers       []*rule
	exclude       exclude
	doubts        []doubt
	patterns      int // how many patterns there are; each has its own number below that

	floorsSource *source
	floors       []*floor
}

// A floorsFrom is the `floors` of a policy.
type floorsFrom struct {
	file  string
	until Day
	line  int
}

// An exclude says what is left out.
type exclude struct {
	keepGenerated bool // files that Go's line calls generated stay
	packages      []*pattern
	files         []*pattern // the last that matches wins
}

// A doubt is a warning about what is right to the letter, and hardly meant.
type doubt struct {
	line int
	text string
}

// A pattern is one pattern of the policy, with its place.
type pattern struct {
	text         string
	line, column int
	number       int // its own among all of the policy
	// One of:
	pkg  *packagePattern
	file *filePattern
	glob *glob // of the folders of services, or of the paths of a suite's inputs
}

// rooted reports whether p needs to know where packages and files are below the root.
func (p *pattern) rooted() bool {
	switch {
	case p.pkg != nil:
		return p.pkg.rooted && !p.pkg.all
	case p.file != nil:
		return !p.file.anywhere
	}
	return true
}

// Default is the policy where there is no file: every package is gated at DefaultThreshold.
func Default() *Policy {
	return &Policy{
		source:    &source{},
		threshold: Clause{Kind: KindDefault, Selector: "./...", Bar: DefaultThreshold},
	}
}

// Parse reads a policy file strictly. name is for messages. All that is wrong is reported at once, as Errors.
func Parse(data []byte, name string) (*Policy, error) {
	src, data, err := newSource(data, name, maxPolicy)
	if err != nil {
		return nil, err
	}
	root, err := src.load(data)
	if err != nil {
		return nil, err
	}
	r := &reader{source: src}
	p := r.policy(root)
	if err := r.errs.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// FloorsFile returns the path that the policy's `floors` names, as written; empty where it names none.
func (p *Policy) FloorsFile() string {
	if p.floorsFrom == nil {
		return ""
	}
	return p.floorsFrom.file
}

// Excludes reports whether `exclude.packages` leaves pkg out. Only Path and Dir are looked at.
func (p *Policy) Excludes(pkg coverage.Package) bool {
	for _, pattern := range p.exclude.packages {
		if pattern.pkg.matches(&pkg) {
			return true
		}
	}
	return false
}
