package workspace

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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

	found := newWalker(disk).walk(disk, ".", nil)
	modules, err := found.unique()
	if err := cmp.Or(err, found.err); err != nil {
		return nil, err
	}
	slices.SortFunc(modules, func(a, b Module) int { return cmp.Compare(a.Dir, b.Dir) })
	tree := &Tree{
		Root: absolute, Modules: modules, Build: goContext(), real: resolved, folders: found.folders, hidden: found.hidden,
		replaced: found.replaced, works: map[string]*work{},
	}
	replaced, err := tree.readWorks(disk, found.works)
	if err != nil {
		return nil, err
	}
	tree.readReplacements(disk, slices.Concat(found.replaced, replaced))
	return tree, nil
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
