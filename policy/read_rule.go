package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
	"go.yaml.in/yaml/v4"
)

func (r *reader) rule(p *Policy, n *yaml.Node) *rule {
	rule := &rule{clause: Clause{Kind: KindRule, File: r.name, Line: n.Line}, per: PerPackage}
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
		{"services", func(n *yaml.Node) { rule.services = r.texts(n, "services", "a service", "[orders, payments]") }},
		{"labels", func(n *yaml.Node) { rule.labels = r.names(n, "labels", "a label", "[service, worker]") }},
		{"suite", func(n *yaml.Node) {
			rule.suite = r.text(n, "suite")
			r.suitesMeant = append(r.suitesMeant, n)
		}},
		{"per", func(n *yaml.Node) { rule.per = Per(r.choice(n, "per", "package", "service", "file")) }},
	}
}

// selected checks that the selectors of a rule select something, and go together.
func (r *reader) selected(n *yaml.Node, found keys, what string, rule *rule) {
	rule.clause.Selector = rule.selector()
	files, packages := found.at["files"], found.at["packages"]
	switch {
	case rule.per == PerService && (files != nil || packages != nil):
		key, hint := packages, "select by `services` or `labels`, or leave `per: service` out"
		if key == nil {
			key = files
		}
		r.wrong(key, key.Value+" are selected, but the check is per service", hint)
	case files != nil && rule.per != PerFile:
		r.wrong(files, "files are selected, but the check is per package", "add `per: file`, or select `packages`")
	case files != nil || packages != nil || found.at["services"] != nil || found.at["labels"] != nil:
	case found.at["suite"] != nil || rule.per == PerService: // all of that kind
	case n.Kind == yaml.MappingNode && !found.unknown:
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
