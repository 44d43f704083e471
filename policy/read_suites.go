package policy

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxShards bounds `shards`. No CI runs that many jobs.
const maxShards = 10_000

// suites reads the mapping of names to suites.
func (r *reader) suites(n *yaml.Node) []*suite {
	const example = `suites: {unit: ["**/unit.out"]}`
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "suites is a mapping of names, not "+describe(n), "write "+example)
		return nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, "suites declares no suite", "delete the key, or write "+example)
	}
	var all []*suite
	for i := 0; i < len(n.Content) && len(r.errs) < maxErrors; i += 2 {
		key, keyOK := r.resolve(n.Content[i])
		value, valueOK := r.resolve(n.Content[i+1])
		if !keyOK {
			continue
		}
		s := &suite{line: key.Line}
		s.Name = r.oneWord(key, "the name of a suite")
		if first := slices.IndexFunc(all, func(other *suite) bool { return other.Name == s.Name }); first >= 0 && s.Name != "" {
			r.wrong(key, fmt.Sprintf("%s is given twice, first on line %d", s.Name, all[first].line), "delete one of them")
		}
		if valueOK {
			r.suite(s, value)
		}
		all = append(all, s)
	}
	return all
}

// suite reads a suite in its long or its short form.
func (r *reader) suite(s *suite, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		s.patterns = r.inputPatterns(n)
		return
	}
	found := r.mapping(n, "a suite",
		field{"profiles", func(n *yaml.Node) { s.patterns = r.inputPatterns(n) }},
		field{"shards", func(n *yaml.Node) { s.Shards = int(r.count(n, "shards", maxShards)) }},
	)
	r.require(n, found, "a suite", "profiles", `say which inputs belong to it: profiles: ["**/unit.out"]`)
}

// inputPatterns reads a list of patterns of the paths of inputs.
func (r *reader) inputPatterns(n *yaml.Node) []*pattern {
	return r.patternList(n, "profiles", `["**/unit.out", "artifacts/**"]`, func(p *pattern) error {
		g, err := parseInputPattern(p.text)
		p.glob = &g
		return err
	})
}

// parseInputPattern reads a glob that is matched against the paths of inputs. They may stand anywhere, so a leading `./` or
// `/` does not matter. The error may hold a hint after a newline.
func parseInputPattern(s string) (glob, error) {
	s = strings.TrimPrefix(strings.TrimPrefix(s, "./"), "/")
	switch {
	case strings.HasPrefix(s, "!"):
		return glob{}, errors.New("`!` takes nothing out of a suite\nwrite narrower patterns")
	case strings.Contains(s, "..."):
		return glob{}, errors.New("paths of inputs know `**`, and no `...`\nwrite ** for any depth")
	case s != "" && path.Clean(s)+"/" == s:
		return glob{}, fmt.Errorf("names a folder\nwrite %s for GOCOVERDIR data in it, or %s** for the files below", path.Clean(s), s)
	case strings.HasPrefix(s, "../"):
		return glob{}, errors.New("leads upwards\nwrite **/ where a folder may be anywhere")
	}
	return parseGlob(s)
}

// declared checks that the suites that rules and waivers name are there. They may stand above them.
func (r *reader) declared(suites []*suite) {
	var names []string
	for _, s := range suites {
		names = append(names, s.Name)
	}
	for _, n := range r.suitesMeant {
		if n.Tag != "!!str" || n.Value == "" || slices.Contains(names, n.Value) {
			continue
		}
		hint := "declared are: " + strings.Join(names, ", ")
		if near := Nearest(n.Value, names); near != "" {
			hint = "did you mean " + near + "?"
		} else if len(names) == 0 {
			hint = `declare it: suites: {unit: ["**/unit.out"]}`
		}
		r.wrong(n, "no suite is named "+quote(n.Value), hint)
	}
}
