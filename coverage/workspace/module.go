package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// A declaration is a module with the place of its module line, as file:line.
type declaration struct {
	Module
	at string
}

// addModule reads the go.mod in dir. Requirements, and lines that only newer versions of Go know, are none of its
// business. The home is nil where the file declares no module.
func (h *harvest) addModule(disk *os.Root, dir string) (*home, error) {
	name := path.Join(dir, "go.mod")
	data, err := readFile(disk, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w\nhint: a go.mod must be a file below the root that can be read", name, reason(err))
	}
	file, err := modfile.ParseLax(name, data, nil)
	if err != nil {
		return nil, fmt.Errorf("%w\nhint: the go command cannot read this file either; mend it first", err)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		h.hidden = append(h.hidden, name) // an empty file is a known way to hide a folder from the go command
		return nil, nil
	}
	if file.Module == nil {
		return nil, fmt.Errorf("%s:1: there is no module line\nhint: begin the file with the path of its module", name)
	}
	at := fmt.Sprintf("%s:%d", name, file.Module.Syntax.Start.Line)
	modulePath := file.Module.Mod.Path
	if err := module.CheckImportPath(modulePath); err != nil {
		if invalid, ok := errors.AsType[*module.InvalidPathError](err); ok {
			err = invalid.Err
		}
		return nil, fmt.Errorf("%s: %q is no module path: %w\nhint: a module path is like example.com/shop/orders", at, modulePath, err)
	}
	h.modules = append(h.modules, declaration{Module{Path: modulePath, Dir: dir}, at})
	for _, line := range replacementsIn(file.Syntax) {
		line.module, line.dir = modulePath, filepath.Join(disk.Name(), filepath.FromSlash(dir))
		h.replaced = append(h.replaced, line)
	}
	owner := &home{dir: dir}
	for _, ignore := range file.Ignore {
		owner.ignore = append(owner.ignore, ignore.Path)
	}
	return owner, nil
}

// readFile reads a file, and nothing that only goes by a name like one: a named pipe may be read for ever.
func readFile(disk *os.Root, name string) ([]byte, error) {
	if info, err := disk.Stat(name); err == nil && isEndless(info) {
		return nil, errEndless
	}
	return disk.ReadFile(name)
}

var errEndless = errors.New("is no regular file")

// isEndless reports whether a file may have no end. That of a folder is known: it cannot be read.
func isEndless(info fs.FileInfo) bool { return !info.Mode().IsRegular() && !info.IsDir() }

// unique returns the modules, unless two of them have one path.
func (h *harvest) unique() ([]Module, error) {
	modules, declared := []Module(nil), map[string]string{} // module path to file:line
	for _, m := range h.modules {
		if twin, ok := declared[m.Path]; ok {
			return nil, fmt.Errorf("%s: %s is the module of %s too\n"+
				"hint: give one of them another path; the go command skips folders named testdata, and those that begin with an underscore",
				m.at, m.Path, twin)
		}
		declared[m.Path] = m.at
		modules = append(modules, m.Module)
	}
	return modules, nil
}
