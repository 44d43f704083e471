package main

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/covbar/covbar/coverage"
)

// findPackage finds the package that name means: an import path; or a folder, from here or from the root; or else the end
// of an import path, as the table shows it. What may mean several is refused. profiles says where to look for packages: in
// profiles that are given, or in the modules.
func (e env) findPackage(g *gate, packages []coverage.Package, name string, profiles bool) (coverage.Package, error) {
	folder := ""
	if below, err := filepath.Rel(g.root, e.path(name)); err == nil {
		folder = filepath.ToSlash(below)
	}
	slashed := strings.TrimSuffix(filepath.ToSlash(name), "/")
	var folders, ends []coverage.Package
	for _, p := range packages {
		switch {
		case p.Path == slashed:
			return p, nil
		case p.Dir != "" && (p.Dir == folder || p.Dir == slashed):
			folders = append(folders, p)
		case strings.HasSuffix(p.Path, "/"+slashed):
			ends = append(ends, p)
		}
	}
	for _, found := range [][]coverage.Package{folders, ends} {
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			var names []string
			for _, p := range found {
				names = append(names, p.Path)
			}
			return coverage.Package{}, usagef("%s: may be any of %s\nhint: give the whole import path",
				quoted(name), someOf(names))
		}
	}
	return coverage.Package{}, e.noPackage(g, packages, name, folder, profiles)
}

// noPackage says that name means none of the packages, and which ones may be meant by it. folder is its place below the root.
func (e env) noPackage(g *gate, packages []coverage.Package, name, folder string, profiles bool) error {
	slashed := strings.TrimSuffix(filepath.ToSlash(name), "/")
	if strings.HasSuffix(slashed, ".go") {
		if pkg, err := e.findPackage(g, packages, path.Dir(slashed), profiles); err == nil {
			return usagef("%s: is a file\nhint: covbar explain %s is about its package", quoted(name), quoted(pkg.Path))
		}
	}
	if below := packagesBelow(packages, folder, slashed); len(below) > 0 {
		return usagef("%s: is no package itself\nhint: below it there %s %s",
			quoted(name), plural(len(below), "is", "are"), someOf(below))
	}
	var paths []string
	for _, p := range packages {
		paths = append(paths, p.Path)
	}
	lists := "covbar run --all lists them"
	if profiles {
		lists = "covbar check --all PROFILE… lists them"
	}
	return usagef("%s: there is no such package in the profiles or in the modules%s", quoted(name),
		nearestHint(slashed, paths, "%s", lists))
}

// packagesBelow returns the import paths of what is below a folder, as from here or from the root, or else below a part of an
// import path.
func packagesBelow(packages []coverage.Package, folder, name string) []string {
	var below, around []string
	for _, p := range packages {
		switch {
		case p.Dir != "" && within(p.Dir, []string{folder, name}):
			below = append(below, p.Path)
		case strings.Contains("/"+p.Path, "/"+name+"/"):
			around = append(around, p.Path)
		}
	}
	if below == nil {
		return around
	}
	return below
}
