package policy

import (
	"fmt"
	"math"
	"path"
	"slices"
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
		field{"rules", func(n *yaml.Node) {
			r.list(n, "rules", "- packages: [\"./...\"]", func(n *yaml.Node) { p.rules = append(p.rules, r.rule(p, n)) })
		}},
		field{"exclude", func(n *yaml.Node) { p.exclude = r.exclude(n) }},
		field{"waivers", func(n *yaml.Node) {
			r.list(n, "waivers", "- packages: [\"./...\"]", func(n *yaml.Node) { p.waivers = append(p.waivers, r.waiver(p, n)) })
		}},
	)
	r.require(n, found, "the policy", "version", "write `version: 1` at the top")
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

func (r *reader) rule(p *Policy, n *yaml.Node) *rule {
	rule := &rule{clause: Clause{Kind: KindRule, File: r.name, Line: n.Line}}
	var ramp *yaml.Node
	fields := append(r.selectors(rule),
		field{"threshold", func(n *yaml.Node) { rule.clause.Bar = r.threshold(p, n) }},
		field{"ramp", func(n *yaml.Node) { ramp = n }},
		field{"level", func(n *yaml.Node) { rule.clause.Warn = r.choice(n, "level", "fail", "warn") == "warn" }},
		field{"owner", func(n *yaml.Node) { rule.clause.Owner = r.text(n, "owner") }},
		field{"reason", func(n *yaml.Node) { rule.clause.Reason = r.text(n, "reason") }},
	)
	found := r.mapping(n, "a rule", fields...)
	r.selected(n, found, "a rule", rule)
	r.require(n, found, "a rule", "threshold", "say what it asks: threshold: 85%")
	if ramp != nil {
		rule.ramp = r.ramp(ramp, rule.clause.Bar) // after all keys: the threshold may stand below the ramp
	}
	return rule
}

func (r *reader) waiver(p *Policy, n *yaml.Node) *rule {
	waiver := &rule{clause: Clause{Kind: KindWaiver, File: r.name, Line: n.Line}}
	fields := append(r.selectors(waiver),
		field{"threshold", func(n *yaml.Node) { waiver.clause.Bar = r.threshold(p, n) }},
		field{"owner", func(n *yaml.Node) { waiver.clause.Owner = r.text(n, "owner") }},
		field{"reason", func(n *yaml.Node) { waiver.clause.Reason = r.text(n, "reason") }},
		field{"until", func(n *yaml.Node) { waiver.clause.Until = r.day(n) }},
	)
	found := r.mapping(n, "a waiver", fields...)
	r.selected(n, found, "a waiver", waiver)
	r.require(n, found, "a waiver", "threshold", "say down to what it lowers the bar: threshold: 30%")
	r.require(n, found, "a waiver", "owner", "say who answers for it: owner: \"@team\"")
	r.require(n, found, "a waiver", "reason", "say why: reason: \"being replaced, see #123\"")
	r.require(n, found, "a waiver", "until", "say on which day it ends: until: 2027-03-31")
	return waiver
}

// selectors returns the fields that rules and waivers share.
func (r *reader) selectors(rule *rule) []field {
	return []field{
		{"packages", func(n *yaml.Node) { rule.packages = r.packagePatterns(n) }},
		{"files", func(n *yaml.Node) { rule.files = r.filePatterns(n, false) }},
		{"per", func(n *yaml.Node) { rule.perFile = r.choice(n, "per", "package", "file") == "file" }},
	}
}

// selected checks that the selectors of a rule select something, and go together.
func (r *reader) selected(n *yaml.Node, found keys, what string, rule *rule) {
	rule.clause.Selector = rule.selector()
	switch files := found.at["files"]; {
	case files != nil && !rule.perFile:
		r.wrong(files, "files are selected, but the check is per package", "add `per: file`, or select `packages`")
	case files == nil && found.at["packages"] == nil && n.Kind == yaml.MappingNode && !found.unknown:
		r.wrong(n, what+" selects nothing", "say what it is for: packages: [\"./dir/...\"]")
	}
}

// ramp reads the steps of a rule whose threshold is bar.
func (r *reader) ramp(n *yaml.Node, bar coverage.Percent) []step {
	steps, places := r.steps(n)
	slices.SortFunc(steps, func(a, b step) int { return strings.Compare(string(a.day), string(b.day)) })
	for _, s := range steps {
		if s.bar <= bar {
			msg := fmt.Sprintf("a ramp rises, but on %s it asks for %s after %s", s.day, short(s.bar), short(bar))
			r.wrong(places[s.day], msg, "each step asks for more than the threshold and the steps before it")
		}
		bar = max(bar, s.bar)
	}
	return steps
}

// steps reads the days of a ramp, and where they stand.
func (r *reader) steps(n *yaml.Node) (steps []step, places map[Day]*yaml.Node) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "a ramp is a mapping of days, not "+describe(n), "write ramp: {2027-04-01: 50%, 2027-10-01: 60%}")
		return nil, nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, "a ramp without a step", "delete it, or write ramp: {2027-04-01: 50%}")
	}
	places = map[Day]*yaml.Node{}
	for i := 0; i < len(n.Content) && len(r.errs) < maxErrors; i += 2 {
		key, keyOK := r.resolve(n.Content[i])
		value, valueOK := r.resolve(n.Content[i+1])
		if !keyOK || !valueOK {
			continue
		}
		wrong := len(r.errs)
		s := step{r.day(key), r.percent(value)}
		switch first := places[s.day]; {
		case len(r.errs) > wrong:
		case first != nil:
			r.wrong(key, fmt.Sprintf("%s is given twice, first on line %d", s.day, first.Line), "delete one of them")
		default:
			places[s.day] = key
			steps = append(steps, s)
		}
	}
	return steps, places
}

func (r *reader) exclude(n *yaml.Node) exclude {
	var e exclude
	found := r.mapping(n, "exclude",
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
		if item.Kind != yaml.ScalarNode || item.Tag != "!!str" {
			r.text(item, "a pattern")
			return
		}
		p := &pattern{text: item.Value, line: item.Line, column: item.Column, number: r.patterns}
		r.patterns++
		if err := parse(p); err != nil {
			msg, hint, _ := strings.Cut(err.Error(), "\n")
			r.wrong(item, quote(p.text)+": "+msg, hint)
			return
		}
		patterns = append(patterns, p)
	})
	return patterns
}
