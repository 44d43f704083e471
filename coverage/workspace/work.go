package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

// readWorks sets the go.work file of each module that one uses: those of the folders below the root, then those above
// it, the nearest first. It returns what they replace.
func (t *Tree) readWorks(disk *os.Root, below []string) (replaced []replacement, err error) {
	for _, dir := range below {
		name := path.Join(dir, "go.work")
		data, err := readFile(disk, name)
		if err != nil {
			return nil, unreadableWork(name, err)
		}
		lines, err := t.readWork(disk, name, filepath.Join(t.Root, filepath.FromSlash(name)), data)
		if err != nil {
			return nil, err
		}
		replaced = append(replaced, lines...)
	}
	for dir := t.Root; dir != filepath.Dir(dir); {
		dir = filepath.Dir(dir)
		name := filepath.Join(dir, "go.work")
		// As the go command does, take what cannot be seen from here for nothing.
		info, err := os.Stat(name)
		switch {
		case err != nil || info.IsDir():
			continue
		case isEndless(info):
			return nil, unreadableWork(name, errEndless)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, unreadableWork(name, err)
		}
		lines, err := t.readWork(disk, name, name, data)
		if err != nil {
			return nil, err
		}
		replaced = append(replaced, lines...)
	}
	return replaced, nil
}

func unreadableWork(name string, err error) error {
	return fmt.Errorf("%s: %w\nhint: a go.work must be a file that can be read", name, reason(err))
}

// readWork reads one go.work file. Folders that it uses elsewhere are none of this tree. Nor are those that the go
// command would not enter, such as testdata.
func (t *Tree) readWork(disk *os.Root, name, file string, data []byte) (replaced []replacement, err error) {
	w, err := parseWork(name, file, data)
	if err != nil {
		return nil, fmt.Errorf("%w\nhint: the go command cannot read this file either; mend it first", err)
	}
	t.works[file] = w
	for _, use := range w.uses {
		dir, ok := t.Below(use.target)
		if !ok || t.use(dir, file) {
			continue
		}
		switch _, err := disk.Stat(path.Join(dir, "go.mod")); {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("%s: use %s: there is no go.mod\nhint: `go work edit -dropuse=%[2]s` takes the line out", use.at, use.path)
		case err != nil: // Load has passed by what it may not read
			return nil, fmt.Errorf("%s: use %s: %w\nhint: a module must lie there, in a folder that can be read", use.at, use.path, reason(err))
		}
	}
	return w.replaced, nil
}

// A work is what a go.work file says of folders.
type work struct {
	uses     []use
	replaced []replacement
}

// A use is a line of a go.work by which a module is built with it.
type use struct {
	at     string // file:line
	path   string // as it is written
	target string // the absolute folder
}

// parseWork reads data, the text of a go.work file. Messages have its name.
func parseWork(name, file string, data []byte) (*work, error) {
	parsed, err := modfile.ParseWork(name, data, nil)
	if err != nil {
		return nil, err
	}
	w := &work{}
	for _, line := range parsed.Use {
		w.uses = append(w.uses, use{fmt.Sprintf("%s:%d", name, line.Syntax.Start.Line), line.Path, from(filepath.Dir(file), line.Path)})
	}
	for _, line := range replacementsIn(parsed.Syntax) {
		line.dir = filepath.Dir(file)
		w.replaced = append(w.replaced, line)
	}
	return w, nil
}

// from is the folder that a line of a file in dir names.
func from(dir, name string) string {
	if name = filepath.FromSlash(name); filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// SetWork makes a go.work file the one of the modules that it uses, and of no others, as GOWORK does: wherever the file lies.
// data is its text, and used how many modules of the tree it uses.
func (t *Tree) SetWork(file string, data []byte) (used int, err error) {
	w, err := parseWork(file, file, data)
	if err != nil {
		return 0, err
	}
	t.works[file] = w
	t.NoWork()
	for _, use := range w.uses {
		dir, below := t.Below(use.target)
		if m := t.moduleIn(dir); below && m != nil && m.Work == "" {
			m.Work = file
			used++
		}
	}
	return used, nil
}

// NoWork builds each module by itself, as GOWORK=off does.
func (t *Tree) NoWork() {
	for i := range t.Modules {
		t.Modules[i].Work = ""
	}
}

// use notes that file uses the module in dir, unless it has a nearer one. It is false where there is no such module.
func (t *Tree) use(dir, file string) bool {
	m := t.moduleIn(dir)
	if m != nil && (m.Work == "" || t.above(m, file) > t.above(m, m.Work)) {
		m.Work = file
	}
	return m != nil
}

// above is how near a go.work file is: the length of its folder's name where that is the module's or one above it,
// else 0.
func (t *Tree) above(m *Module, work string) int {
	dir := filepath.Dir(work)
	if relative, err := filepath.Rel(dir, filepath.Join(t.Root, filepath.FromSlash(m.Dir))); err != nil || !filepath.IsLocal(relative) {
		return 0
	}
	return len(dir)
}
