package workspace

import (
	"path"
	"slices"
	"strings"
)

// An atlas finds places in the tree by name, and names by place. There is one answer or none: nothing is guessed from
// how a name ends.
type atlas struct {
	roots  []Map           // the folders whose absolute paths are known, in their order; From has slashes, and one at the end
	tops   map[string]bool // first elements of module paths
	byPath map[string]*Module
	byDir  map[string]*Module
	known  map[string]bool // folders that may hold a package
	// aliases are the other names of modules, by what replace lines call them.
	aliases map[string]*alias

	last whereabouts // of the name that was located last: most names of a profile follow one in the same folder
}

// A whereabouts is where a folder is, by the name that a profile has for it.
type whereabouts struct {
	folder string // empty: none
	at     place
	is     standing
}

func (t *Tree) atlas() *atlas {
	a := &atlas{tops: map[string]bool{}, byPath: map[string]*Module{}, byDir: map[string]*Module{}, known: map[string]bool{}, aliases: t.aliases}
	for _, root := range append(slices.Clip(t.Maps), Map{t.Root, "."}, Map{t.real, "."}) {
		if from, ok := absolute(root.From); ok {
			a.roots = append(a.roots, Map{strings.TrimSuffix(clean(from), "/") + "/", root.Dir})
		}
	}
	for i := range t.Modules {
		a.tops[top(t.Modules[i].Path)] = true
		a.byPath[t.Modules[i].Path] = &t.Modules[i]
		a.byDir[t.Modules[i].Dir] = &t.Modules[i]
	}
	for name := range t.aliases {
		a.tops[top(name)] = true
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
	standard                 // it is of the standard library, or of what that vendors
	foreign                  // it is of another module, perhaps in a vendor folder here
	unmapped                 // it names no place, but is no name of other people's code either
)

// locate finds the place that a profile's file name names, and the base name of the file. Whether there is such a
// file, or even a folder, is left open. Of other people's code, the place is an import path alone. It is not for several
// goroutines at once.
func (a *atlas) locate(name string) (at place, base string, is standing) {
	slashed, fromTop := absolute(name)
	cut := strings.LastIndexByte(slashed, '/')
	if cut < 0 {
		return place{}, name, unmapped
	}
	folder, base := slashed[:cut], slashed[cut+1:]
	if base == "" || base == ".." {
		return place{}, name, unmapped
	}
	if folder == "" || folder != a.last.folder {
		a.last.folder = folder
		if fromTop {
			a.last.at, a.last.is = a.byFolder(folder)
		} else {
			a.last.at, a.last.is = a.byImportPath(folder)
		}
	}
	return a.last.at, base, a.last.is
}

// byImportPath finds the folder of a package: that of the module with the longest path that begins it, and then down.
// A module with a shorter path has it only where that one has no such folder and this one has: modules need not lie
// as their paths do. The place has the path that the module itself declares.
func (a *atlas) byImportPath(importPath string) (place, standing) {
	if importPath != path.Clean(importPath) || importPath[0] == '.' || importPath[0] == '/' || strings.Contains(importPath, `\`) {
		return place{}, unmapped
	}
	at, is := place{path: importPath}, foreign
	if top := top(importPath); !strings.Contains(top, ".") && !a.tops[top] {
		is = standard // without a dot there is nowhere to get it from
	}
	for prefix := importPath; prefix != "."; prefix = path.Dir(prefix) {
		m, ambiguous := a.moduleCalled(prefix)
		switch {
		case ambiguous && is == inside:
			return at, inside
		case ambiguous:
			return place{}, unmapped
		case m == nil:
			continue
		}
		dir := path.Join(m.Dir, importPath[len(prefix):])
		if vendored, ok := vendored(dir); ok {
			return place{path: vendored}, foreign
		}
		owned := a.owner(dir) == m // else a module nested in m has another name for the folder
		switch {
		case owned && a.known[dir]:
			return place{m.importPath(dir), dir}, inside
		case is == inside || is == unmapped:
		case owned:
			at, is = place{m.importPath(dir), dir}, inside
		default:
			is = unmapped
		}
	}
	return at, is
}

// moduleCalled returns the module that has a path, or nil. Where none declares it, replace lines may give it to one; where they
// give it to several folders, which of them a profile means cannot be known.
func (a *atlas) moduleCalled(modulePath string) (m *Module, ambiguous bool) {
	if m := a.byPath[modulePath]; m != nil {
		return m, false
	}
	alias := a.aliases[modulePath]
	if alias == nil {
		return nil, false
	}
	m = alias.only()
	return m, m == nil
}

// byFolder finds an absolute folder in the tree.
func (a *atlas) byFolder(folder string) (place, standing) {
	if folder != "" && folder != clean(folder) {
		return place{}, unmapped
	}
	i := slices.IndexFunc(a.roots, func(root Map) bool { return strings.HasPrefix(folder+"/", root.From) })
	if i < 0 {
		return place{}, unmapped
	}
	dir := path.Join(a.roots[i].Dir, (folder + "/")[len(a.roots[i].From):])
	if vendored, ok := vendored(dir); ok {
		return place{path: vendored}, foreign
	}
	if m := a.owner(dir); m != nil {
		return place{m.importPath(dir), dir}, inside
	}
	return place{}, unmapped
}

// clean is path.Clean for an absolute path with slashes: two of them before a host are meant.
func clean(folder string) string {
	if strings.HasPrefix(folder, "//") {
		return "/" + path.Clean(folder)
	}
	return path.Clean(folder)
}

// top returns the first element of an import path.
func top(importPath string) string {
	first, _, _ := strings.Cut(importPath, "/")
	return first
}

// vendored returns the import path of a package that lies in a vendor folder. The folder itself may be one of ours.
func vendored(dir string) (importPath string, ok bool) {
	const vendor = "/vendor/"
	i := strings.LastIndex("/"+dir, vendor)
	if i < 0 {
		return "", false
	}
	return dir[i+len(vendor)-1:], true
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
