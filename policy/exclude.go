package policy

import "github.com/covbar/covbar/coverage"

// leftOut reports whether `exclude.packages` leaves a package out.
func (e *evaluation) leftOut(pkg *coverage.Package) bool {
	out := false
	for _, p := range e.p.exclude.packages {
		if p.pkg.matches(pkg) {
			e.use(p)
			out = true
		}
	}
	return out
}

// leaveOut counts what is left out of a package, which may be all: because it is named, or file by file. It returns the
// files that are left, and whether the package is.
func (e *evaluation) leaveOut(pkg *coverage.Package, named bool) (files []*coverage.File, left bool) {
	out := ExcludedPackage{Path: pkg.Path}
	var whole, generated, excluded, ignored Amount
	for i := range pkg.Files {
		file := &pkg.Files[i]
		all := file.Ratio.Total + file.Ignored
		switch way := e.p.exclude.wayOut(file, e.use); {
		case named:
			out.ByPackage += all
		case way == byGenerated:
			generated.Files++
			out.Generated += all
		case way == byFile:
			excluded.Files++
			out.ByFile += all
		default:
			files = append(files, file)
			out.Ignored += file.Ignored
			if file.Ignored > 0 {
				ignored.Files++
			}
		}
	}
	// A package that does not parse may have files that are not known, so it is only left out by name.
	out.Whole = named || len(files) == 0 && len(pkg.Files) > 0 && !pkg.Broken
	switch {
	case named:
		whole.Packages = 1
	case out.Whole && excluded.Files > 0:
		generated.Files, excluded = 0, Amount{Packages: 1}
	case out.Whole:
		generated = Amount{Packages: 1}
	}
	whole.Statements, generated.Statements = out.ByPackage, out.Generated
	excluded.Statements, ignored.Statements = out.ByFile, out.Ignored
	sum := &e.verdict.Excluded
	sum.Packages.add(whole)
	sum.Generated.add(generated)
	sum.Files.add(excluded)
	sum.Ignored.add(ignored)
	if out != (ExcludedPackage{Path: pkg.Path}) {
		sum.List = append(sum.List, out)
	}
	return files, !out.Whole
}

// use notes that a pattern matches something.
func (e *evaluation) use(p *pattern) { e.used[p.number] = true }

func (a *Amount) add(b Amount) {
	a.Packages += b.Packages
	a.Files += b.Files
	a.Statements += b.Statements
}

// A wayOut is why a file is left out.
type wayOut int

const (
	stays wayOut = iota
	byGenerated
	byFile
)

// wayOut returns why a file is left out: what speaks last decides. It calls matched with each pattern that matches.
func (x *exclude) wayOut(file *coverage.File, matched func(*pattern)) wayOut {
	way := stays
	if file.Generated && !x.keepGenerated {
		way = byGenerated
	}
	for _, p := range x.files {
		if p.file.matches(file) {
			matched(p)
			if way = byFile; p.file.back {
				way = stays
			}
		}
	}
	return way
}

// Keeps reports whether a file is judged, if its package is: neither the line of generated files nor `exclude.files`
// leaves it out.
func (p *Policy) Keeps(file coverage.File) bool {
	return p.exclude.wayOut(&file, func(*pattern) {}) == stays
}
