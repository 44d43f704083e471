package workspace

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// A walker walks through folders, on all cores.
type walker struct {
	disk    *os.Root
	helpers chan struct{} // has room for those that may walk beside the first
}

func newWalker(disk *os.Root) *walker {
	return &walker{disk: disk, helpers: make(chan struct{}, runtime.GOMAXPROCS(0)-1)}
}

// A harvest is what a walk has found in a folder and below it, in the order of one that goes from name to name.
type harvest struct {
	modules []declaration
	works   []string // folders below the root that hold a go.work
	hidden  []string // empty go.mod files
	folders []folder
	// replaced is the replace lines of go.mod files.
	replaced []replacement
	err      error // what came next; nil: nothing
}

// A home is the module that a folder belongs to; nil is none.
type home struct {
	dir    string
	ignore []string // as in go.mod
}

// walk walks through a folder. It is opened from the one around it, since the way from the root takes a call for each
// folder.
func (w *walker) walk(around *os.Root, dir string, owner *home) (found harvest) {
	entries, err := readDir(around, path.Base(dir))
	if err != nil {
		return unreadable(dir, owner, err)
	}
	files := w.look(dir, entries)
	vendor := path.Base(dir) == "vendor"
	if vendor && files.module {
		return found
	}
	if files.module {
		if owner, found.err = found.addModule(w.disk, dir); found.err != nil {
			return found
		}
	}
	if files.golang && owner != nil {
		found.folders = append(found.folders, folder{dir, owner.dir, files.sources, files.links})
	}
	if vendor {
		return found // the folder itself may be a package of that name; what is in it belongs to others
	}
	if files.work {
		found.works = append(found.works, dir)
	}
	var below []string
	for _, entry := range entries {
		name := path.Join(dir, entry.Name())
		if entry.IsDir() && !isSkipped(entry.Name()) && !owner.ignores(name) {
			below = append(below, name)
		}
	}
	if len(below) > 0 {
		w.walkBelow(&found, around, dir, below, owner)
	}
	return found
}

// walkBelow walks through folders in dir, and leaves to helpers what they have time for.
func (w *walker) walkBelow(found *harvest, around *os.Root, dir string, below []string, owner *home) {
	folder, err := around.OpenRoot(path.Base(dir))
	if err != nil {
		found.add(unreadable(dir, owner, err))
		return
	}
	defer folder.Close()
	parts := make([]harvest, len(below))
	var group sync.WaitGroup
	for i, name := range below {
		select {
		case w.helpers <- struct{}{}:
			group.Go(func() {
				parts[i] = w.walk(folder, name, owner)
				<-w.helpers
			})
		default:
			parts[i] = w.walk(folder, name, owner)
		}
	}
	group.Wait()
	for _, part := range parts {
		found.add(part)
	}
}

// unreadable is what a walk finds in a folder that cannot be read.
func unreadable(dir string, owner *home, err error) harvest {
	if owner == nil && dir != "." {
		return harvest{} // the data of a server, perhaps, which only its own user may see
	}
	return harvest{err: fmt.Errorf("%s: %w\nhint: make the folder readable, or name it in an ignore line of go.mod", dir, reason(err))}
}

// add adds what was found next. Behind an error nothing counts.
func (h *harvest) add(next harvest) {
	if h.err != nil {
		return
	}
	h.modules = append(h.modules, next.modules...)
	h.works = append(h.works, next.works...)
	h.hidden = append(h.hidden, next.hidden...)
	h.folders = append(h.folders, next.folders...)
	h.replaced = append(h.replaced, next.replaced...)
	h.err = next.err
}

// files is what the files of a folder, by their names, are to a walker.
type files struct {
	module, work bool     // go.mod, go.work
	golang       bool     // Go files, tests included
	sources      []string // those without the tests
	links        []string // Go files that are symbolic links
}

func (w *walker) look(dir string, entries []fs.DirEntry) (found files) {
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() {
			continue
		}
		found.module = found.module || name == "go.mod"
		found.work = found.work || name == "go.work"
		found.golang = found.golang || isGo(name)
		if isGo(name) && entry.Type() == fs.ModeSymlink {
			found.links = append(found.links, name)
		}
		if isSource(name) && mayRead(w.disk, dir, entry) {
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
