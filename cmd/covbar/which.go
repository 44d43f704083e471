package main

import (
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
	var paths []string
	var folders, ends []coverage.Package
	for _, p := range packages {
		paths = append(paths, p.Path)
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
	lists := "covbar run --all lists them"
	if profiles {
		lists = "covbar check --all PROFILE… lists them"
	}
	return coverage.Package{}, usagef("%s: there is no such package in the profiles or in the modules%s", quoted(name),
		nearestHint(slashed, paths, "%s", lists))
}
