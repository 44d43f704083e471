package workspace

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"

	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// List joins the profile with the tree. Packages that p does not mention get their statements from the sources, with
// NoData set. So do the other files of packages that it mentions: what this platform compiles counts as not covered, and
// is a warning. Sources that p mentions are not read. Packages that p mentions are listed in any case, wherever in a
// module they are.
//
// skip says of which packages nobody asks for the sources; nil asks for all. It is told Path and Dir, of folders without
// a file for this platform too. p may be nil.
//
// Two names of one file, of tests that ran on packages and on files, are merged; it is an error where they contradict
// each other. So are a done context and a root that is gone. All else that is wrong with sources is a warning, and the
// package is Broken.
func (t *Tree) List(ctx context.Context, p *coverage.Profile, skip func(coverage.Package) bool) (*Listing, error) {
	disk, err := os.OpenRoot(t.Root)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Root, reason(err))
	}
	defer disk.Close()
	atlas, l := t.atlas(), &Listing{}
	for _, name := range t.hidden {
		l.Warnings = append(l.Warnings, Warning{Text: name + " is empty: what is below it belongs to no module, and is not looked at"})
	}
	packages, err := l.mentioned(atlas, p)
	if err != nil {
		return nil, err
	}
	asked := func(pkg coverage.Package) bool { return skip == nil || !skip(pkg) }
	l.warnOfGone(t, disk, atlas, packages, asked)
	if err := l.fill(ctx, t, disk, t.gaps(atlas, packages, asked), packages); err != nil {
		return nil, err
	}
	l.Packages = slices.SortedFunc(maps.Values(packages), func(a, b coverage.Package) int { return cmp.Compare(a.Path, b.Path) })
	return l, nil
}

// mentioned returns the packages of a profile, by folder, and notes what else is in it.
func (l *Listing) mentioned(atlas *atlas, p *coverage.Profile) (map[string]coverage.Package, error) {
	packages := map[string]coverage.Package{}
	if p == nil {
		return packages, nil
	}
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
				return nil, err
			}
			pkg.Files = append(pkg.Files, coverage.File{Name: name, Path: path.Join(at.dir, base), Ratio: ratio})
		}
		packages[at.dir] = pkg
	}
	return packages, nil
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
