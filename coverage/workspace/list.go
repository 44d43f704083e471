package workspace

import (
	"cmp"
	"context"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/covbar/covbar/coverage"
)

// List joins the profile with the tree. Packages that p does not mention get their statements from the sources, with
// NoData set. So do the other files of packages that it mentions: what this platform compiles counts as not covered, and
// is a warning. Sources that p mentions are read for what they say of themselves: that they are generated, and what
// //covbar:ignore comments leave out. Packages that p mentions are listed in any case, wherever in a module they are.
//
// suites are parts of p: the files have a Share for each of them, in that order. What belongs to none may follow as one
// without a name: it has no Share, but what it ran is in nobody's Only.
//
// skip says of which packages nobody asks for the sources; nil asks for all. It is told Path, Dir and NoData of each, of
// folders without a file for this platform too. p may be nil.
//
// Two names of one file, of tests that ran on packages and on files, are merged; it is an error where they contradict
// each other. So are a done context and a root that is gone. All else that is wrong with sources is a warning, and the
// package is Broken where statements may be missing.
func (t *Tree) List(ctx context.Context, p *coverage.Profile, suites []coverage.Suite, skip func(coverage.Package) bool) (*Listing, error) {
	disk, err := t.disk()
	if err != nil {
		return nil, err
	}
	defer disk.Close()
	l, seen := &Listing{}, sight{t.atlas(), map[string]time.Time{}}
	for _, name := range t.hidden {
		l.Warnings = append(l.Warnings, Warning{Text: name + " is empty: what is below it belongs to no module, and is not looked at"})
	}
	l.Warnings = append(l.Warnings, t.warnings...)
	drafts := t.drafts(disk, seen.atlas, l.mentioned(seen.atlas, p, suites), skip)
	l.warnOfGone(t, drafts)
	in := desk{build: t.Build, suites: suites}
	if p != nil {
		in.mode = p.Mode
	}
	if err := in.finish(ctx, disk, drafts); err != nil {
		return nil, err
	}
	l.warnOfStale(drafts)
	for _, d := range drafts {
		if d.err != nil {
			return nil, d.err
		}
		if !d.void {
			l.Packages = append(l.Packages, d.pkg)
			l.Warnings = append(l.Warnings, d.warnings...)
			l.Wrong = append(l.Wrong, d.wrong...)
		}
		for _, change := range d.changes {
			seen.changed[change.name] = change.at
		}
	}
	t.seen = seen
	return l, nil
}

// mentioned begins a draft of each package of a profile, by folder, and counts and lists what else is in it.
func (l *Listing) mentioned(atlas *atlas, p *coverage.Profile, suites []coverage.Suite) map[string]*draft {
	drafts := map[string]*draft{}
	if p == nil {
		return drafts
	}
	parts := coverage.PartsOf(p, suites)
	strangers := map[standing]map[string]bool{standard: {}, foreign: {}}
	for i, file := range p.Files {
		at, base, is := atlas.locate(file.FileName)
		switch is {
		case unmapped:
			l.Unmapped = append(l.Unmapped, file.FileName)
		case standard:
			strangers[is][at.path] = true
			l.Standard.Statements += coverage.FileRatio(file).Total
		case foreign:
			strangers[is][at.path] = true
			l.Foreign.Statements += coverage.FileRatio(file).Total
		case inside:
			d := drafts[at.dir]
			if d == nil {
				d = &draft{pkg: coverage.Package{Path: at.path, Dir: at.dir}}
				drafts[at.dir] = d
			}
			d.mentions = append(d.mentions, mention{base, file, parts[i]})
		}
	}
	slices.Sort(l.Unmapped)
	l.Standard.Packages, l.Foreign.Packages = len(strangers[standard]), len(strangers[foreign])
	return drafts
}

// drafts adds the packages that the profile does not mention and somebody asks for, and says which sources there are.
// They are sorted by path.
func (t *Tree) drafts(disk *os.Root, atlas *atlas, drafts map[string]*draft, skip func(coverage.Package) bool) []*draft {
	for _, folder := range t.folders {
		if len(folder.sources) == 0 {
			continue
		}
		d := drafts[folder.dir]
		if d == nil {
			d = &draft{pkg: absent(*atlas.byDir[folder.owner], folder)}
			drafts[folder.dir] = d
		}
		d.sources, d.visited = folder.sources, true
	}
	var kept []*draft
	for _, d := range slices.SortedFunc(maps.Values(drafts), func(a, b *draft) int { return cmp.Compare(a.pkg.Path, b.pkg.Path) }) {
		d.asked = skip == nil || !skip(d.pkg)
		if d.asked && !d.visited { // Load does not enter testdata, but tests by name run in it
			r := &reader{disk: disk, dir: d.pkg.Dir}
			d.sources = r.sources()
		}
		if d.asked || !d.pkg.NoData {
			kept = append(kept, d)
		}
	}
	return kept
}
