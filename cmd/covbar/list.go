package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/coverage/workspace"
	"github.com/covbar/covbar/report"
)

// list finds the packages that are to be judged. Without modules, what the profiles mention is what there is.
func (g *gate) list(ctx context.Context, j *judgement, m *measurement) error {
	if len(g.tree.Modules) == 0 {
		j.facts.Notes = append(j.facts.Notes, fmt.Sprintf(
			"no go.mod below %s: packages that no profile mentions are not known", quoted(filepath.Base(g.root))))
		j.packages = mark(m.profile.PackagesOf(m.suites), m.failed)
		return nil
	}
	unasked := func(pkg coverage.Package) bool { return !m.asks(pkg.Dir, pkg.Path) }
	listing, err := g.tree.List(ctx, m.profile, m.suitesOf(g), unasked)
	if err != nil {
		return dataf("%w", err)
	}
	g.tell(j, m, listing)
	listed := map[string]bool{}
	for _, pkg := range mark(listing.Packages, m.failed) {
		listed[pkg.Path] = true
		if unasked(pkg) {
			j.unasked = append(j.unasked, pkg)
		} else {
			j.packages = append(j.packages, pkg)
		}
	}
	if m.isPart() {
		for _, module := range g.tree.Modules {
			for _, pkg := range g.tree.Packages(module) {
				if !listed[pkg.Path] && unasked(pkg) { // in no profile either
					j.unasked = append(j.unasked, pkg)
				}
			}
		}
	}
	return g.tellAges(ctx, j, m)
}

// suitesOf is what each suite covered, also where nothing was measured.
func (m *measurement) suitesOf(g *gate) []coverage.Suite {
	if m.suites != nil {
		return m.suites
	}
	var none []coverage.Suite
	for _, name := range g.suites() {
		none = append(none, coverage.Suite{Name: name})
	}
	return none
}

// tell says what is odd about the sources and the profiles.
func (g *gate) tell(j *judgement, m *measurement, l *workspace.Listing) {
	j.facts.Standard, j.facts.Foreign = report.Outside(l.Standard), report.Outside(l.Foreign)
	excluded := map[string]bool{} // nobody asks whether the sources of such a package are whole
	for _, pkg := range l.Packages {
		excluded[pkg.Path] = g.policy.Excludes(pkg)
	}
	for _, w := range l.Warnings {
		if !excluded[w.Package] {
			j.warn("%s", w.Text)
		}
	}
	for _, w := range l.Wrong {
		if !excluded[w.Package] {
			j.problem("%s", w.Text)
		}
	}
	measured := slices.ContainsFunc(l.Packages, func(pkg coverage.Package) bool { return !pkg.NoData })
	n := len(l.Unmapped)
	hint := "\nhint: were the profiles made in another repository? -C names the folder to work in"
	if n > 0 {
		j.warn("%s of the profiles %s no place below the root, and %s not counted: %s",
			count(n, "file"), plural(n, "has", "have"), plural(n, "is", "are"), someOf(l.Unmapped))
		hint = "\nhint: --map FROM=TO says where the sources of another machine lie here, such as --map " + mapHint(l.Unmapped)
	}
	if !m.groundless && !measured {
		j.problem("all that was measured is outside the modules below %s%s", quoted(filepath.Base(g.root)), hint)
	}
}

// mapHint is what --map may take for files without a place: the folder around those that are named by where they are.
func mapHint(unmapped []string) string {
	folder := ""
	for _, name := range unmapped {
		if !isAbsAnywhere(name) {
			continue
		}
		if folder == "" {
			folder = above(name)
		}
		for !holds(folder, name) && above(folder) != folder {
			folder = above(folder)
		}
	}
	return quoted(cmp.Or(folder, "/home/ci/build") + "=.")
}

// above is the folder around a file or a folder, of whatever machine they are.
func above(name string) string {
	switch i := strings.LastIndexAny(name, `/\`); i {
	case -1: // a drive
		return name
	case 0:
		return name[:1]
	default:
		return name[:i]
	}
}

// holds reports whether a name is below a folder, of whatever machine they are.
func holds(folder, name string) bool {
	below, ok := strings.CutPrefix(name, folder)
	return ok && (strings.HasSuffix(folder, "/") || strings.HasPrefix(below, "/") || strings.HasPrefix(below, `\`))
}

// mark sets TestsFailed in the packages whose tests failed.
func mark(packages []coverage.Package, failed []string) []coverage.Package {
	for i := range packages {
		packages[i].TestsFailed = slices.Contains(failed, packages[i].Path)
	}
	return packages
}

// within reports whether dir is one of the folders, or below one. Without folders, everything is.
func within(dir string, folders []string) bool {
	return folders == nil || slices.ContainsFunc(folders, func(folder string) bool {
		return folder == "." || dir == folder || strings.HasPrefix(dir, folder+"/")
	})
}
