package workspace

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
)

// Owner returns the module that a folder below the root belongs to: the nearest one upwards. The folder need not exist.
func (t *Tree) Owner(dir string) (m Module, ok bool) {
	if owner := nearest(dir, t.moduleIn); owner != nil {
		return *owner, true
	}
	return Module{}, false
}

// Below returns the place of an absolute path below the root, with slashes; "." is the root itself. What is there counts,
// by whichever name: symbolic links are followed. A path that does not exist is taken as it is written.
func (t *Tree) Below(path string) (dir string, ok bool) {
	root := t.Root
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		root, path = t.real, resolved
	}
	relative, err := filepath.Rel(root, path)
	return filepath.ToSlash(relative), err == nil && filepath.IsLocal(relative)
}

// HoldsGo reports whether Load has seen Go files in a folder or below it, in the module that the folder belongs to. Tests
// count, and files for other platforms; what lies in other modules, or where Load does not enter, does not.
func (t *Tree) HoldsGo(dir string) bool {
	owner, ok := t.Owner(dir)
	return ok && slices.ContainsFunc(t.folders, func(folder folder) bool {
		return folder.owner == owner.Dir && (dir == "." || strings.HasPrefix(folder.dir+"/", dir+"/"))
	})
}

// Packages returns what List asks its skip about where no profile mentions anything: the packages of a module, sorted by
// path, without their files. Those of folders without a file for this platform are among them, those of tests alone are
// not.
func (t *Tree) Packages(m Module) []coverage.Package {
	var packages []coverage.Package
	for _, folder := range t.folders {
		if folder.owner == m.Dir && len(folder.sources) > 0 {
			packages = append(packages, absent(m, folder))
		}
	}
	slices.SortFunc(packages, func(a, b coverage.Package) int { return cmp.Compare(a.Path, b.Path) })
	return packages
}

// absent is the package in a folder of m, as far as is known of it without a profile and without a look at the sources.
func absent(m Module, folder folder) coverage.Package {
	return coverage.Package{Path: m.importPath(folder.dir), Dir: folder.dir, NoData: true}
}

// disk opens the root, for what is below it and nothing else.
func (t *Tree) disk() (*os.Root, error) {
	disk, err := os.OpenRoot(t.Root)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Root, reason(err))
	}
	return disk, nil
}

// moduleIn returns the module whose go.mod lies in dir, or nil.
func (t *Tree) moduleIn(dir string) *Module {
	i := slices.IndexFunc(t.Modules, func(m Module) bool { return m.Dir == dir })
	if i < 0 {
		return nil
	}
	return &t.Modules[i]
}

// nearest asks for the module in a folder, then in those above it, up to the root. It is nil where none has one.
func nearest(dir string, moduleIn func(dir string) *Module) *Module {
	for {
		m, above := moduleIn(dir), path.Dir(dir)
		if m != nil || above == dir {
			return m
		}
		dir = above
	}
}

// importPath returns the path of the package in a folder of m.
func (m Module) importPath(dir string) string {
	return path.Join(m.Path, within(m.Dir, dir))
}

// within is dir as seen from base, which is dir itself or a folder above it. Base itself is "".
func within(base, dir string) string {
	switch base {
	case dir:
		return ""
	case ".":
		return dir
	}
	return strings.TrimPrefix(dir, base+"/")
}
