package workspace

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Load finds the modules below root, and go.work files below and above it. It enters the folders that the go command
// enters: not vendor, testdata, those whose names begin with a dot or an underscore, those that an ignore line of the
// go.mod around them names, and no symbolic links. Those that it cannot read outside all modules are left out. No module
// at all is no error.
//
// Errors begin with file and line where there is one. Files below root are named from there.
func Load(root string) (*Tree, error) {
	absolute, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	disk, err := os.OpenRoot(absolute)
	if err != nil {
		return nil, fmt.Errorf("%s: %w\nhint: is this the folder of the sources?", absolute, reason(err))
	}
	defer disk.Close()
	resolved, err := filepath.EvalSymlinks(absolute)
	if err != nil {
		return nil, err
	}

	w := walker{disk: disk, declared: map[string]string{}}
	if err := w.walk(".", nil); err != nil {
		return nil, err
	}
	slices.SortFunc(w.modules, func(a, b Module) int { return cmp.Compare(a.Dir, b.Dir) })
	tree := &Tree{Root: absolute, Modules: w.modules, Build: goContext(), real: resolved, folders: w.folders, hidden: w.hidden}
	if err := tree.readWorks(disk, w.works); err != nil {
		return nil, err
	}
	return tree, nil
}

// A walker collects what a walk finds.
type walker struct {
	disk     *os.Root
	modules  []Module
	declared map[string]string // module path to file:line
	works    []string          // folders below the root that hold a go.work
	hidden   []string          // empty go.mod files
	folders  []folder
}

// A home is the module that a folder belongs to; nil is none.
type home struct {
	dir    string
	ignore []string // as in go.mod
}

func (w *walker) walk(dir string, owner *home) error {
	entries, err := readDir(w.disk, dir)
	if err != nil {
		if owner == nil && dir != "." {
			return nil // the data of a server, perhaps, which only its own user may see
		}
		return fmt.Errorf("%s: %w\nhint: make the folder readable, or name it in an ignore line of go.mod", dir, reason(err))
	}
	found := w.look(dir, entries)
	vendor := path.Base(dir) == "vendor"
	if vendor && found.module {
		return nil
	}
	if found.module {
		if owner, err = w.addModule(dir); err != nil {
			return err
		}
	}
	if found.golang && owner != nil {
		w.folders = append(w.folders, folder{dir, owner.dir, found.sources})
	}
	if vendor {
		return nil // the folder itself may be a package of that name; what is in it belongs to others
	}
	if found.work {
		w.works = append(w.works, dir)
	}
	for _, entry := range entries {
		below := path.Join(dir, entry.Name())
		if entry.IsDir() && !isSkipped(entry.Name()) && !owner.ignores(below) {
			if err := w.walk(below, owner); err != nil {
				return err
			}
		}
	}
	return nil
}

// files is what the files of a folder, by their names, are to a walker.
type files struct {
	module, work bool     // go.mod, go.work
	golang       bool     // Go files, tests included
	sources      []string // those without the tests
}

func (w *walker) look(dir string, entries []fs.DirEntry) (found files) {
	in := sources{disk: w.disk, dir: dir}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() {
			continue
		}
		found.module = found.module || name == "go.mod"
		found.work = found.work || name == "go.work"
		found.golang = found.golang || isGo(name)
		if isSource(name) && in.mayRead(entry) {
			found.sources = append(found.sources, name)
		}
	}
	return found
}

func isSkipped(name string) bool {
	return name[0] == '.' || name[0] == '_' || name == "testdata"
}

// isGo reports whether a file of this name may belong to a package.
func isGo(name string) bool {
	return strings.HasSuffix(name, ".go") && name[0] != '.' && name[0] != '_'
}

// isSource reports whether a file of this name may belong to a package, apart from its tests.
func isSource(name string) bool {
	return isGo(name) && !strings.HasSuffix(name, "_test.go")
}

// ignores reports whether go.mod leaves out a folder of the module: "./x" is one folder in it, "x" all of that name.
func (h *home) ignores(dir string) bool {
	if h == nil {
		return false
	}
	inside := framed(within(h.dir, dir))
	return slices.ContainsFunc(h.ignore, func(pattern string) bool {
		name, fixed := strings.CutPrefix(pattern, "./")
		if fixed {
			return strings.HasPrefix(inside, framed(name))
		}
		return strings.Contains(inside, framed(name))
	})
}

// framed puts a slash before and behind a path, so that it is found as whole elements only.
func framed(p string) string {
	return strings.TrimSuffix("/"+strings.TrimPrefix(p, "/"), "/") + "/"
}

// readDir returns what is in a folder, sorted by name.
func readDir(disk *os.Root, dir string) ([]fs.DirEntry, error) {
	f, err := disk.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, err
}

// reason is err without the path, which the message around it names already.
func reason(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}
