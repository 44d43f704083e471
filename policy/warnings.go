package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// warnings returns what is doubtful about the policy here: patterns that match nothing, floors and waivers that lower
// nothing, and those that have run out. They are in the order of the policy, then of the floors file.
func (e *evaluation) warnings() []string {
	found := slices.Clone(e.p.doubts)
	found = append(found, e.unused("exclude", e.p.exclude.packages)...)
	found = append(found, e.unused("exclude", e.p.exclude.files)...)
	for _, r := range e.p.rules {
		found = append(found, e.unusedIn(r)...)
	}
	for i, w := range e.p.waivers {
		l := e.waivers[i]
		if w.clause.Until < e.in.Day {
			text := fmt.Sprintf("the waiver of %s has run out: it counted until %s (owner %s, reason %s)",
				w.clause.Selector, w.clause.Until, quote(w.clause.Owner), quote(w.clause.Reason))
			found = append(found, doubt{w.clause.Line, text})
			continue
		}
		found = append(found, e.unusedIn(w)...)
		if l.matched && !l.lowers {
			found = append(found, doubt{w.clause.Line, "the waiver of " + w.clause.Selector + " lowers nothing"})
		}
	}
	if f := e.p.floorsFrom; f != nil && f.until < e.in.Day && len(e.p.floors) > 0 {
		text := fmt.Sprintf("the floors of %s have run out: they counted until %s", quote(f.file), f.until)
		found = append(found, doubt{f.line, text})
	}
	slices.SortStableFunc(found, func(a, b doubt) int { return cmp.Compare(a.line, b.line) })
	var texts []string
	for _, d := range found {
		texts = append(texts, harmless(fmt.Sprintf("%s:%d: %s", e.p.source.name, d.line, d.text)))
	}
	return append(texts, e.unusedFloors()...)
}

// unusedFloors warns of the floors that still count, and lower nothing.
func (e *evaluation) unusedFloors() []string {
	var texts []string
	for _, f := range e.p.floors {
		l := e.floors[f.clause.Selector]
		if l.lowers || f.clause.Until < e.in.Day || e.in.Partial && !l.matched {
			continue
		}
		problem := "matches no package"
		if l.matched {
			problem = "lowers nothing"
		}
		text := fmt.Sprintf("%s:%d: the floor of %s %s", f.clause.File, f.clause.Line, quote(f.clause.Selector), problem)
		texts = append(texts, harmless(text))
	}
	return texts
}

// unusedIn warns of the patterns of a rule that match nothing. Its file patterns were tried only on the files of
// packages that its package patterns match.
func (e *evaluation) unusedIn(r *rule) []doubt {
	found := e.unused(string(r.clause.Kind), r.packages)
	if len(found) < len(r.packages) || len(r.packages) == 0 {
		found = append(found, e.unused(string(r.clause.Kind), r.files)...)
	}
	return found
}

// unused warns of the patterns that match nothing, each on its own.
func (e *evaluation) unused(what string, patterns []*pattern) []doubt {
	var found []doubt
	for _, p := range patterns {
		if e.used[p.number] || e.in.Partial {
			continue
		}
		text := fmt.Sprintf("%s pattern %s matches no package", what, quote(p.text))
		if p.file != nil {
			text = fmt.Sprintf("%s pattern %s matches no file", what, quote(p.text))
		}
		found = append(found, doubt{p.line, text + e.guess(p)})
	}
	return found
}

// guess says why a pattern may match nothing.
func (e *evaluation) guess(p *pattern) string {
	var other string
	likely := &pattern{}
	switch {
	case p.file != nil && e.reaches(p):
		return " that is selected and not excluded"
	case p.pkg != nil && e.reaches(p):
		return " that is not excluded"
	case p.file != nil:
		other = strings.Replace(p.text, p.file.glob, "**/"+p.file.glob, 1)
		if parsed, err := parseFilePattern(other); err == nil {
			likely.file = &parsed
		}
	case !p.pkg.rooted:
		other = "./" + p.text
		if parsed, err := parsePackagePattern(other); err == nil {
			likely.pkg = &parsed
		}
	}
	if e.reaches(likely) {
		return "; did you mean " + quote(other) + "?"
	}
	return ""
}

// reaches reports whether a pattern matches anything of the input, be it excluded or not.
func (e *evaluation) reaches(p *pattern) bool {
	for i := range e.in.Packages {
		pkg := &e.in.Packages[i]
		if p.pkg != nil && p.pkg.matches(pkg) {
			return true
		}
		for j := range pkg.Files {
			if p.file != nil && p.file.matches(&pkg.Files[j]) {
				return true
			}
		}
	}
	return false
}
