package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// warnings returns what is doubtful about the policy here: what matches nothing, floors and waivers that lower nothing,
// those that have run out, and owners that nobody knows. They are in the order of the policy, then of the floors file.
func (e *evaluation) warnings() []string {
	found := slices.Clone(e.p.doubts)
	found = append(found, e.unused("exclude", e.p.exclude.packages)...)
	found = append(found, e.unused("exclude", e.p.exclude.files)...)
	for _, entry := range e.p.services {
		found = append(found, e.unused("service", entry.packages)...)
		if entry.path != nil {
			found = append(found, e.unused("service", []*pattern{entry.path})...)
		}
	}
	for i := range e.suites {
		if run := &e.suites[i]; run.idle && !e.in.Partial {
			found = append(found, doubt{run.line, "no input belongs to suite " + run.Suite.Name})
		}
	}
	for _, r := range e.p.rules {
		found = append(found, e.unusedIn(r)...)
		found = append(found, e.unknownOwner(r)...)
	}
	for i, w := range e.p.waivers {
		found = append(found, e.doubtsOf(w, e.waivers[i])...)
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

// doubtsOf warns of a waiver that has run out, or lowers nothing. What it lowers may not have been asked for.
func (e *evaluation) doubtsOf(w *rule, l *lowering) []doubt {
	if w.clause.Until < e.in.Day {
		text := fmt.Sprintf("the waiver of %s has run out: it counted until %s (owner %s, reason %s)",
			w.clause.Selector, w.clause.Until, quote(w.clause.Owner), quote(w.clause.Reason))
		return []doubt{{w.clause.Line, text}}
	}
	found := e.unusedIn(w)
	if !l.lowers && !e.in.Partial && (l.matched || len(found) == 0) {
		found = append(found, doubt{w.clause.Line, "the waiver of " + w.clause.Selector + " lowers nothing"})
	}
	return append(found, e.unknownOwner(w)...)
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

// unusedIn warns of the selectors of a rule that match nothing, and else of a rule that does not. Its file patterns were
// tried only on the files of packages that its other selectors match.
func (e *evaluation) unusedIn(r *rule) []doubt {
	if e.in.Partial {
		return nil
	}
	found := e.unused(string(r.clause.Kind), r.packages)
	found = append(found, e.unknownNames(r)...)
	switch {
	case e.selected[r]:
		return append(found, e.unused(string(r.clause.Kind), r.files)...)
	case len(found) == 0:
		text := fmt.Sprintf("the %s of %s selects nothing: no package matches all of it", r.clause.Kind, r.clause.Selector)
		return []doubt{{r.clause.Line, text}}
	}
	return found
}

// unknownNames warns of the services and labels in a rule that there are not.
func (e *evaluation) unknownNames(r *rule) []doubt {
	var found []doubt
	check := func(words []word, what string, known map[string]bool) {
		for _, w := range words {
			if !known[w.text] {
				text := fmt.Sprintf("%s: no service %s %s", r.clause.Kind, what, quote(w.text))
				found = append(found, doubt{w.line, text + didYouMean(w.text, known)})
			}
		}
	}
	services, labels := map[string]bool{}, map[string]bool{}
	for _, svc := range e.services {
		services[svc.Name] = true
		for _, label := range svc.Labels {
			labels[label] = true
		}
	}
	delete(services, "")
	check(r.services, "is named", services)
	check(r.labels, "has the label", labels)
	return found
}

// unknownOwner warns of an owner that CODEOWNERS does not name. GitHub takes no heed of case.
func (e *evaluation) unknownOwner(r *rule) []doubt {
	owner := r.clause.Owner
	if e.in.Owners == nil || owner == "" {
		return nil
	}
	known := map[string]bool{}
	for _, name := range e.in.Owners {
		if strings.EqualFold(name, owner) {
			return nil
		}
		known[name] = true
	}
	return []doubt{{r.clause.Line, "owner " + quote(owner) + " is not in CODEOWNERS" + didYouMean(owner, known)}}
}

// didYouMean is what to add to a message about a name that is not known.
func didYouMean(name string, known map[string]bool) string {
	if near := nearestOf(name, known); near != "" {
		return "; did you mean " + quote(near) + "?"
	}
	return ""
}

// unused warns of the patterns that match nothing, each on its own.
func (e *evaluation) unused(what string, patterns []*pattern) []doubt {
	var found []doubt
	for _, p := range patterns {
		if e.used[p.number] || e.in.Partial {
			continue
		}
		of := "package"
		if p.file != nil {
			of = "file"
		} else if p.glob != nil {
			of = "folder that holds a package"
		}
		text := fmt.Sprintf("%s pattern %s matches no %s", what, quote(p.text), of)
		found = append(found, doubt{p.line, text + e.guess(p)})
	}
	return found
}

// guess says why a pattern may match nothing.
func (e *evaluation) guess(p *pattern) string {
	var other string
	likely := &pattern{}
	switch {
	case p.glob != nil:
		return ""
	case p.file != nil && e.reaches(p):
		return " that is selected and not excluded"
	case p.pkg != nil && e.reaches(p):
		return " that is not excluded"
	case p.file != nil:
		other = strings.Replace(p.text, p.file.text, "**/"+p.file.text, 1)
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
