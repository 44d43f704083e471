package workspace

import (
	"context"
	"iter"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Affected returns the folders of the packages that a change of files can affect, sorted: those that hold one of them, or
// embed it or have a Go file that is a link to it, or have it in their testdata or in a folder below that is no package; all of a module whose go.mod changed; and
// those that import an affected one, directly or not, themselves or in their tests. Build constraints are not looked at: a
// package of another platform counts. A test that reads a file elsewhere is not known to.
//
// files are paths below the root, with slashes, which need not exist any more. One of a folder, such as that of a
// submodule, is all that is in it.
func (t *Tree) Affected(ctx context.Context, files []string) ([]string, error) {
	disk, err := t.disk()
	if err != nil {
		return nil, err
	}
	defer disk.Close()
	s := &spread{tree: t, disk: disk, atlas: t.atlas(), code: map[string]bool{}, tests: map[string]bool{}, embedded: map[string]embedding{}}
	for _, file := range slices.Concat(files, s.links(files)) {
		s.begin(file)
	}
	if err := s.follow(ctx); err != nil {
		return nil, err
	}
	dirs := map[string]bool{}
	for _, folder := range t.folders {
		if s.code[folder.dir] || s.tests[folder.dir] {
			dirs[folder.dir] = true
		}
	}
	return slices.Sorted(maps.Keys(dirs)), nil
}

// A spread is how far a change goes.
type spread struct {
	tree  *Tree
	disk  *os.Root
	atlas *atlas
	code  map[string]bool // folders of packages that may behave otherwise, and with them those that import them
	tests map[string]bool // folders of packages whose tests may

	embedded map[string]embedding // by folder, of those that were looked at
}

// begin marks what a changed file can affect by itself.
func (s *spread) begin(file string) {
	dir, base := path.Split(file)
	dir = path.Clean(dir)
	vendored, isVendored := above(file, "vendor")
	tested, isTestdata := above(file, "testdata")
	switch {
	case s.beginFolder(file):
	case base == "go.work" || base == "go.work.sum":
		s.all(func(m *Module) bool { return m.Work == s.workIn(dir) || isBelow(m.Dir, dir) }) // it may have used them before
	case base == "go.mod" || base == "go.sum":
		s.all(func(m *Module) bool { return m.Dir == dir })
	case isVendored:
		owner := s.atlas.owner(vendored)
		s.all(func(m *Module) bool { return m == owner || m.Work == s.workIn(vendored) })
	case isTestdata:
		if at, ok := s.around(tested); ok {
			s.tests[at] = true
		} else {
			s.below(tested, s.tests) // which of them shares it cannot be known
		}
	case strings.HasSuffix(base, "_test.go"):
		s.tests[dir] = true
	case isGo(base):
		s.code[dir] = true
	default:
		if at, ok := s.around(dir); ok && isBuilt(base) {
			s.code[at] = true
		} else if ok {
			s.tests[at] = true
		}
	}
	s.beginEmbedding(file)
}

// above returns the folder that the first element of this name in a path lies in.
func above(file, name string) (dir string, ok bool) {
	elements := strings.Split(path.Dir(file), "/")
	i := slices.Index(elements, name)
	if i < 0 {
		return "", false
	}
	return path.Join(append([]string{"."}, elements[:i]...)...), true
}

// isBuilt reports whether go build takes a file of this name for its package, beside Go files. Such a file may be included
// from a folder below, too.
func isBuilt(name string) bool {
	return slices.Contains([]string{
		".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx", ".f", ".F", ".for", ".f90",
		".s", ".S", ".sx", ".swig", ".swigcxx", ".syso",
	}, path.Ext(name))
}

// beginFolder marks all packages at and below a folder, if it is one.
func (s *spread) beginFolder(dir string) (is bool) {
	if info, err := s.disk.Stat(dir); err != nil || !info.IsDir() {
		return false
	}
	s.below(dir, s.code)
	return true
}

// below marks all packages at and below a folder.
func (s *spread) below(dir string, marks map[string]bool) {
	for _, folder := range s.tree.folders {
		if isBelow(folder.dir, dir) {
			marks[folder.dir] = true
		}
	}
}

// isBelow reports whether a folder is another one, or lies in it.
func isBelow(dir, other string) bool {
	return other == "." || strings.HasPrefix(dir+"/", other+"/")
}

// workIn is the name of the go.work file in a folder, as modules have it.
func (s *spread) workIn(dir string) string {
	return filepath.Join(s.tree.Root, filepath.FromSlash(dir), "go.work")
}

// all marks all packages of some modules.
func (s *spread) all(of func(m *Module) bool) {
	for _, folder := range s.tree.folders {
		if of(s.atlas.byDir[folder.owner]) {
			s.code[folder.dir] = true
		}
	}
}

// around finds the package that a file in dir may belong to: the nearest one upwards, in the same module.
func (s *spread) around(dir string) (at string, ok bool) {
	for at := range s.upwards(dir) {
		if _, ok := s.atlas.known[at]; ok {
			return at, true
		}
	}
	return "", false
}

// upwards are dir and the folders above it, up to that of their module.
func (s *spread) upwards(dir string) iter.Seq[string] {
	return func(yield func(string) bool) {
		owner := s.atlas.owner(dir)
		for at := dir; owner != nil && yield(at) && at != owner.Dir; {
			at = path.Dir(at)
		}
	}
}
