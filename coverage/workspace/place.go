package workspace

import (
	"path"
	"strings"
)

// An atlas finds places in the tree by name, and names by place. There is one answer or none: nothing is guessed from
// how a name ends.
type atlas struct {
	roots  []string // the root as an absolute path with slashes, with and without symbolic links
	byPath map[string]*Module
	byDir  map[string]*Module
	known  map[string]bool // folders that may hold a package
}

func (t *Tree) atlas() *atlas {
	a := &atlas{byPath: map[string]*Module{}, byDir: map[string]*Module{}, known: map[string]bool{}}
	for _, root := range []string{t.Root, t.real} {
		if root, ok := absolute(root); ok {
			a.roots = append(a.roots, strings.TrimSuffix(root, "/")+"/")
		}
	}
	for i := range t.Modules {
		a.byPath[t.Modules[i].Path] = &t.Modules[i]
		a.byDir[t.Modules[i].Dir] = &t.Modules[i]
	}
	for _, folder := range t.folders {
		a.known[folder.dir] = len(folder.sources) > 0
	}
	return a
}

// A place is a folder in one of the modules.
type place struct {
	path string // import path
	dir  string // below the root, with slashes
}

// A standing is what a name is to the tree.
type standing int

const (
	inside   standing = iota // it names a place in one of the modules
	outside                  // it is an import path of none of the modules
	unmapped                 // it names no place, but is no name of other people's code either
)

// locate finds the place that a profile's file name names, and the base name of the file. Whether there is such a
// file, or even a folder, is left open.
func (a *atlas) locate(name string) (at place, base string, is standing) {
	slashed, fromTop := absolute(name)
	cut := strings.LastIndexByte(slashed, '/')
	if cut < 0 {
		return place{}, name, unmapped
	}
	folder, base := slashed[:cut], slashed[cut+1:]
	if fromTop {
		at, is = a.byFolder(folder)
	} else {
		at, is = a.byImportPath(folder)
	}
	return at, base, is
}

// byImportPath finds the folder of a package: that of the module with the longest path that begins it, and then down.
// A module with a shorter path has it only where that one has no such folder and this one has: modules need not lie
// as their paths do.
func (a *atlas) byImportPath(importPath string) (place, standing) {
	if importPath != path.Clean(importPath) || importPath[0] == '.' || strings.Contains(importPath, `\`) {
		return place{}, unmapped
	}
	at, is := place{}, outside
	for prefix := importPath; prefix != "."; prefix = path.Dir(prefix) {
		m := a.byPath[prefix]
		if m == nil {
			continue
		}
		dir := path.Join(m.Dir, importPath[len(prefix):])
		owned := a.owner(dir) == m // else a module nested in m has another name for the folder
		switch {
		case owned && a.known[dir]:
			return place{importPath, dir}, inside
		case is != outside:
		case owned:
			at, is = place{importPath, dir}, inside
		default:
			is = unmapped
		}
	}
	return at, is
}

// byFolder finds an absolute folder in the tree.
func (a *atlas) byFolder(folder string) (place, standing) {
	clean := path.Clean(folder)
	if strings.HasPrefix(folder, "//") {
		clean = "/" + clean // both slashes before a host are meant
	}
	if folder != "" && folder != clean {
		return place{}, unmapped
	}
	for _, root := range a.roots {
		if rest, ok := strings.CutPrefix(folder+"/", root); ok {
			dir := path.Clean(rest)
			if m := a.owner(dir); m != nil {
				return place{m.importPath(dir), dir}, inside
			}
		}
	}
	return place{}, unmapped
}

// owner returns the module that a folder below the root belongs to, or nil: the nearest one upwards.
func (a *atlas) owner(dir string) *Module {
	return nearest(dir, func(dir string) *Module { return a.byDir[dir] })
}

// absolute reports whether a name is an absolute path on any system, and returns it with slashes. The profiles of a
// Windows machine are read on others too.
func absolute(name string) (string, bool) {
	switch {
	case strings.HasPrefix(name, "/"):
		return name, true
	case strings.HasPrefix(name, `\\`): // a share of another host
		return strings.ReplaceAll(name, `\`, "/"), true
	case len(name) > 2 && name[1] == ':' && (name[2] == '\\' || name[2] == '/'):
		// Windows writes the drive in both cases.
		return strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], `\`, "/"), true
	}
	return name, false
}
