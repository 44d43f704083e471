package policy

import (
	"fmt"
	"math"
	"path"
	"strings"

	"github.com/covbar/covbar/coverage"
	"go.yaml.in/yaml/v4"
)

// policy reads the top of a policy file.
func (r *reader) policy(n *yaml.Node) *Policy {
	p := Default()
	p.source = r.source
	found := r.mapping(n, "a policy",
		field{"version", r.version},
		field{"threshold", func(n *yaml.Node) { p.threshold = r.bar(p, n, KindThreshold, "./...") }},
		field{"total", func(n *yaml.Node) {
			total := r.bar(p, n, KindTotal, "total")
			p.total = &total
		}},
		field{"min-statements", func(n *yaml.Node) { p.minStatements = r.count(n, "min-statements", math.MaxInt32) }},
		field{"missing", func(n *yaml.Node) { p.missingWarns = r.choice(n, "missing", "fail", "warn") == "warn" }},
		field{"floors", func(n *yaml.Node) { p.floorsFrom = r.floors(n) }},
		field{"services", func(n *yaml.Node) { p.services = r.services(n) }},
		field{"suites", func(n *yaml.Node) { p.suites = r.suites(n) }},
		field{"rules", func(n *yaml.Node) {
			r.list(n, "rules", "- packages: [\"./...\"]", func(n *yaml.Node) { p.rules = append(p.rules, r.rule(p, n)) })
		}},
		field{"exclude", func(n *yaml.Node) { p.exclude = r.exclude(n) }},
		field{"waivers", func(n *yaml.Node) {
			r.list(n, "waivers", "- packages: [\"./...\"]", func(n *yaml.Node) { p.waivers = append(p.waivers, r.waiver(p, n)) })
		}},
	)
	r.require(n, found, "the policy", "version", "write `version: 1` at the top")
	if !found.meant["suites"] {
		r.declared(p.suites)
	}
	p.patterns = r.patterns
	return p
}

func (r *reader) version(n *yaml.Node) {
	if n.Tag != "!!int" || n.Value != "1" {
		r.wrong(n, "this covbar reads policies of version 1, not "+found(n), "write `version: 1`, or use a newer covbar")
	}
}

// bar reads a percentage that is a clause of its own.
func (r *reader) bar(p *Policy, n *yaml.Node, kind Kind, selector string) Clause {
	return Clause{Kind: kind, File: r.name, Line: n.Line, Selector: selector, Bar: r.threshold(p, n)}
}

// threshold reads a percentage. It doubts 0.85, which may have been meant as a share of 1.
func (r *reader) threshold(p *Policy, n *yaml.Node) coverage.Percent {
	bar := r.percent(n)
	if 0 < bar && bar < 100 && !strings.HasSuffix(n.Value, "%") {
		text := fmt.Sprintf("%s is less than one percent: if it is meant, write %s", n.Value, short(bar))
		p.doubts = append(p.doubts, doubt{n.Line, text})
	}
	return bar
}

func (r *reader) floors(n *yaml.Node) *floorsFrom {
	f := &floorsFrom{line: n.Line}
	found := r.mapping(n, "floors",
		field{"file", func(n *yaml.Node) { f.file = r.floorsPath(n) }},
		field{"until", func(n *yaml.Node) { f.until = r.day(n) }},
	)
	r.require(n, found, "floors", "file", "floors: {file: .covbar.floors, until: 2027-06-30}")
	r.require(n, found, "floors", "until", "say on which day the floors end: until: 2027-06-30")
	return f
}

// floorsPath reads the path of the floors file, which stays below the root: so it can be read from any commit.
func (r *reader) floorsPath(n *yaml.Node) string {
	file := r.text(n, "the floors file")
	if file != "" && (path.Clean(file) != file || !strings.HasPrefix(path.Join("/root", file), "/root/") ||
		strings.ContainsAny(file, `\:`) || path.IsAbs(file)) {
		r.wrong(n, quote(file)+" is no plain path below the policy's folder", "write it as .covbar.floors or ci/covbar.floors")
	}
	return file
}

// require reports a key that must be there, and is not.
func (r *reader) require(n *yaml.Node, found keys, what, key, hint string) {
	if n.Kind == yaml.MappingNode && found.at[key] == nil && !found.meant[key] {
		r.wrong(n, what+" has no "+key, hint)
	}
}

func (r *reader) exclude(n *yaml.Node) exclude {
	var e exclude
	found := r.mapping(n, "exclude",
		field{"generated", func(n *yaml.Node) { e.keepGenerated = !r.yes(n, "generated") }},
		field{"packages", func(n *yaml.Node) { e.packages = r.packagePatterns(n) }},
		field{"files", func(n *yaml.Node) { e.files = r.filePatterns(n, true) }},
	)
	if n.Kind == yaml.MappingNode && len(found.at) == 0 && !found.unknown {
		r.wrong(n, "exclude selects nothing", "delete it, or write exclude: {packages: [\"./tools/...\"]}")
	}
	return e
}

// packagePatterns reads a list of package patterns.
func (r *reader) packagePatterns(n *yaml.Node) []*pattern {
	return r.patternList(n, "packages", `["./dir/...", "example.com/path"]`, func(p *pattern) error {
		parsed, err := parsePackagePattern(p.text)
		p.pkg = &parsed
		return err
	})
}

// filePatterns reads a list of file patterns. Only where files are left out may `!` take them back in.
func (r *reader) filePatterns(n *yaml.Node, excluding bool) []*pattern {
	return r.patternList(n, "files", `["**/*_gen.go", "dir/**"]`, func(p *pattern) error {
		parsed, err := parseFilePattern(p.text)
		p.file = &parsed
		if err == nil && parsed.back && !excluding {
			err = fmt.Errorf("`!` takes files back in, and belongs to exclude.files\nwrite a rule of its own below for the other files")
		}
		return err
	})
}

func (r *reader) patternList(n *yaml.Node, what, example string, parse func(*pattern) error) []*pattern {
	var patterns []*pattern
	r.list(n, what, example, func(item *yaml.Node) {
		if p := r.pattern(item, parse); p != nil {
			patterns = append(patterns, p)
		}
	})
	return patterns
}

// pattern reads one pattern; nil where it is wrong.
func (r *reader) pattern(n *yaml.Node, parse func(*pattern) error) *pattern {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		r.text(n, "a pattern")
		return nil
	}
	p := &pattern{text: n.Value, line: n.Line, column: n.Column, number: r.patterns}
	r.patterns++
	if err := parse(p); err != nil {
		msg, hint, _ := strings.Cut(err.Error(), "\n")
		r.wrong(n, quote(p.text)+": "+msg, hint)
		return nil
	}
	return p
}
