package policy

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/covbar/covbar/coverage"
	"go.yaml.in/yaml/v4"
)

// A serviceEntry is an item of `services`: each folder that a path matches, or the packages of one name.
type serviceEntry struct {
	path       *pattern
	name       string
	nameColumn int
	line       int
	packages   []*pattern
	labels     []string
}

// services reads the list of services.
func (r *reader) services(n *yaml.Node) []*serviceEntry {
	var all []*serviceEntry
	given := map[string]int{} // name → line
	r.list(n, "services", `- {path: "services/*"}`, func(n *yaml.Node) {
		entry := &serviceEntry{line: n.Line}
		found := r.mapping(n, "a service",
			field{"path", func(n *yaml.Node) { entry.path = r.pattern(n, parseFolder) }},
			field{"name", func(n *yaml.Node) {
				entry.name, entry.line, entry.nameColumn = r.oneWord(n, "the name of a service"), n.Line, n.Column
				if first := given[entry.name]; first > 0 && entry.name != "" {
					msg := fmt.Sprintf("service %s is given twice, first on line %d", entry.name, first)
					r.wrong(n, msg, "join their packages, or give one of them another name")
				}
				given[entry.name] = n.Line
			}},
			field{"packages", func(n *yaml.Node) { entry.packages = r.packagePatterns(n) }},
			field{"labels", func(n *yaml.Node) {
				for _, label := range r.names(n, "labels", "a label", "[service]") {
					entry.labels = append(entry.labels, label.text)
				}
			}},
		)
		r.onePlace(n, found)
		all = append(all, entry)
	})
	return all
}

// onePlace checks that a service has either a path, or a name and packages.
func (r *reader) onePlace(n *yaml.Node, found keys) {
	place, name, packages := found.at["path"], found.at["name"], found.at["packages"]
	switch {
	case n.Kind != yaml.MappingNode:
	case place != nil && packages != nil:
		r.wrong(packages, "a service has either a path or packages, not both", "delete one of them")
	case place != nil && name != nil:
		r.wrong(name, "a service with a path is named after its folder", "delete the name, or select by packages instead of a path")
	case place != nil || found.meant["path"]:
	case name == nil && packages == nil && !found.unknown:
		r.wrong(n, "a service has neither path nor packages", `write {path: "services/*"}, or {name: orders, packages: ["./orders/..."]}`)
	case name != nil:
		r.require(n, found, "a service with a name", "packages", `say which they are: packages: ["./orders/..."]`)
	case packages != nil:
		r.require(n, found, "a service of packages", "name", "say what it is called: name: orders")
	}
}

// parseFolder reads the glob of a service's folders below the root. The error may hold a hint after a newline.
func parseFolder(p *pattern) error {
	s := strings.TrimPrefix(p.text, "./")
	p.glob = &glob{}
	switch {
	case s == ".":
		*p.glob = glob{text: ".", prefix: "."}
		return nil
	case strings.HasPrefix(s, "!"):
		return errors.New("`!` takes no folder out\nwrite narrower patterns: the last entry that matches a folder wins")
	case strings.HasPrefix(s, "/"):
		return errors.New("no folder below the root\nall paths begin at the root: leave the first / out")
	case strings.HasSuffix(s, "/..."):
		return errors.New("paths of services are folders, and know no `...`\na service is all below its folder: leave /... out")
	case strings.Contains(s, "..."):
		return errors.New("paths of services know `**`, and no `...`\nwrite ** for any depth")
	case strings.HasSuffix(s, "/") && strings.Trim(s, "/") != "":
		return errors.New("ends in a slash\nleave it out")
	}
	g, err := parseGlob(s)
	*p.glob = g
	return err
}

// folder returns the outermost folder around a package that the path of the entry matches.
func (s *serviceEntry) folder(dir string) (string, bool) {
	g := s.path.glob
	switch {
	case dir == "":
		return "", false // it is not known where the package is
	case g.text == ".":
		return ".", true
	case dir == "." || !strings.HasPrefix(dir, g.prefix):
		return "", false // the root is no element that a wildcard could match
	}
	for end := range len(dir) + 1 {
		if (end == len(dir) || dir[end] == '/') && end > 0 && g.matches(dir[:end]) {
			return dir[:end], true
		}
	}
	return "", false
}

// moduleOf returns the folder of the innermost module around a package.
func moduleOf(modules map[string]coverage.Module, dir string) (string, bool) {
	for dir != "" {
		if _, ok := modules[dir]; ok {
			return dir, true
		}
		if dir == "." {
			break
		}
		dir = path.Dir(dir)
	}
	return "", false
}
