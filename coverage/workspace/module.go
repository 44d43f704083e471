package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"path"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// addModule reads the go.mod in dir. Requirements, and lines that only newer versions of Go know, are none of its
// business. The home is nil where the file declares no module.
func (w *walker) addModule(dir string) (*home, error) {
	name := path.Join(dir, "go.mod")
	data, err := w.disk.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w\nhint: a go.mod must be a file below the root that can be read", name, reason(err))
	}
	file, err := modfile.ParseLax(name, data, nil)
	if err != nil {
		return nil, fmt.Errorf("%w\nhint: the go command cannot read this file either; mend it first", err)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		w.hidden = append(w.hidden, name) // an empty file is a known way to hide a folder from the go command
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
	if twin, ok := w.declared[modulePath]; ok {
		return nil, fmt.Errorf("%s: %s is the module of %s too\n"+
			"hint: give one of them another path; the go command skips folders named testdata, and those that begin with an underscore",
			at, modulePath, twin)
	}
	w.declared[modulePath] = at
	w.modules = append(w.modules, Module{Path: modulePath, Dir: dir})
	owner := &home{dir: dir}
	for _, ignore := range file.Ignore {
		owner.ignore = append(owner.ignore, ignore.Path)
	}
	return owner, nil
}
