package workspace

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"

	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// List joins the profile with the tree. Packages that p does not mention get their statements from the sources, with
// NoData set, unless skip says that nobody asks for them: skip is told Path and Dir, of folders without a file for this
// platform too, and nil asks for all. Packages that p mentions are listed in any case, wherever in a module they are,
// and their sources are not read. p may be nil.
//
// Two names of one file, of tests that ran on packages and on files, are merged; it is an error where they contradict
// each other. So are a done context and a root that is gone. All else that is wrong with sources is a warning, and the
// package is Broken.
func (t *Tree) List(ctx context.Context, p *coverage.Profile, skip func(coverage.Package) bool) (*Listing, error) {
	atlas, l := t.atlas(), &Listing{}
	for _, name := range t.hidden {
		l.Warnings = append(l.Warnings, Warning{Text: name + " is empty: what is below it belongs to no module, and is not looked at"})
	}
	if p != nil {
		if err := l.addMentioned(atlas, p); err != nil {
			return nil, err
		}
	}
	mentioned := map[string]bool{}
	for _, pkg := range l.Packages {
		mentioned[pkg.Dir] = true
	}
	var absent []coverage.Package
	for _, folder := range t.folders {
		m := atlas.byDir[folder.owner]
		if m == nil || mentioned[folder.dir] {
			continue
		}
		pkg := coverage.Package{Path: atlas.importPath(m, folder.dir), Dir: folder.dir, NoData: true}
		if skip == nil || !skip(pkg) {
			absent = append(absent, pkg)
		}
	}
	byPath := func(a, b coverage.Package) int { return cmp.Compare(a.Path, b.Path) }
	slices.SortFunc(absent, byPath)
	if err := l.addAbsent(ctx, t, absent); err != nil {
		return nil, err
	}
	slices.SortFunc(l.Packages, byPath)
	return l, nil
}

// addMentioned lists the packages of a profile.
func (l *Listing) addMentioned(atlas *atlas, p *coverage.Profile) error {
	files := map[place]map[string][]*cover.Profile{} // by base name; several only where a file has several names
	strangers := map[string]bool{}
	for _, file := range p.Files {
		at, base, is := atlas.locate(file.FileName)
		switch is {
		case unmapped:
			l.Unmapped = append(l.Unmapped, file.FileName)
		case outside:
			strangers[coverage.PackagePath(file.FileName)] = true
			l.Outside.Statements += coverage.FileRatio(file).Total
		case inside:
			if files[at] == nil {
				files[at] = map[string][]*cover.Profile{}
			}
			files[at][base] = append(files[at][base], file)
		}
	}
	slices.Sort(l.Unmapped)
	l.Outside.Packages = len(strangers)
	for at, named := range files {
		pkg := coverage.Package{Path: at.path, Dir: at.dir}
		for _, base := range slices.Sorted(maps.Keys(named)) {
			name := at.path + "/" + base
			ratio, err := joined(name, p.Mode, named[base])
			if err != nil {
				return err
			}
			pkg.Files = append(pkg.Files, coverage.File{Name: name, Path: path.Join(at.dir, base), Ratio: ratio})
		}
		l.Packages = append(l.Packages, pkg)
	}
	return nil
}

// joined measures a file that a profile holds under one name or more.
func joined(name string, mode coverage.Mode, files []*cover.Profile) (coverage.Ratio, error) {
	if len(files) == 1 {
		return coverage.FileRatio(files[0]), nil
	}
	var names []string
	var parts []*coverage.Profile
	for _, file := range files {
		renamed := *file
		renamed.FileName = name
		names = append(names, file.FileName)
		parts = append(parts, &coverage.Profile{Mode: mode, Files: []*cover.Profile{&renamed}})
	}
	whole, err := coverage.Merge(names, parts...)
	if err != nil {
		return coverage.Ratio{}, fmt.Errorf("%s has several names in the profile: %w", name, err)
	}
	return whole.Ratio(), nil
}
