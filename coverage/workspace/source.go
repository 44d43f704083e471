package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"time"
)

// A testimony is what a source says of how it counts.
type testimony struct {
	generated bool
	lines     int // to that of the end of the file, behind the last one; 0 where it was not read
	out       ignored
	wrong     []string // comments that leave nothing out
	problems  []string // why it may leave out more
}

// testify reads what a source says. Few have to be parsed for it.
func testify(name string, source []byte) testimony {
	said := testimony{generated: isGenerated(source), lines: bytes.Count(source, []byte("\n")) + 1}
	if !mayIgnore(source) {
		return said
	}
	_, out, wrong, err := parse(token.NewFileSet(), name, source)
	if err != nil {
		said.problems = []string{fmt.Sprintf("%v\nhint: as long as it does not parse, no %s in it counts", err, directive)}
	}
	said.out, said.wrong = out, wrong
	return said
}

// parse parses a source, with its comments only where they may matter: out and wrong are what readIgnored says of it. Nothing
// is left out of a source that does not parse.
func parse(fset *token.FileSet, name string, source []byte) (file *ast.File, out ignored, wrong []string, err error) {
	mode := parser.SkipObjectResolution
	if mayIgnore(source) {
		mode |= parser.ParseComments
	}
	if file, err = parser.ParseFile(fset, name, source, mode); err != nil {
		return nil, nil, nil, err
	}
	out, wrong = readIgnored(fset, file, source)
	return file, out, wrong, nil
}

// A reader reads the sources of one folder after the other into the same memory.
type reader struct {
	disk   *os.Root
	dir    string
	folder *os.Root // dir itself, to spare the way there; nil where it cannot be opened
	memory bytes.Buffer

	changed time.Time // when the file that was last looked at was written; zero where it is not known
}

func (r *reader) enter(dir string) {
	r.dir = dir
	r.folder, _ = r.disk.OpenRoot(dir) // what is wrong with it is wrong with its files
}

func (r *reader) leave() {
	if r.folder != nil {
		r.folder.Close()
	}
}

// inspect reads what a source says. One that is gone says nothing.
func (r *reader) inspect(base string) testimony {
	name := path.Join(r.dir, base)
	source, err := r.read(base)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return testimony{}
	case err != nil:
		const hint = "hint: make it readable; it may be generated, and may leave statements out"
		return testimony{problems: []string{fmt.Sprintf("%s: %v\n%s", name, reason(err), hint)}}
	}
	return testify(name, source)
}

// entries returns what is in the folder, sorted by name.
func (r *reader) entries() ([]fs.DirEntry, error) {
	if r.folder != nil {
		return readDir(r.folder, ".")
	}
	return readDir(r.disk, r.dir)
}

// sources returns the base names of the sources in the folder, sorted, for whatever platform they are: a profile may be of
// several.
func (r *reader) sources() (names []string) {
	entries, _ := r.entries()
	for _, entry := range entries {
		if isSource(entry.Name()) && mayRead(r.disk, r.dir, entry) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// read returns what is in a file, until the next call.
func (r *reader) read(base string) ([]byte, error) {
	r.changed = time.Time{}
	f, err := r.open(base)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r.see(f.Stat())
	r.memory.Reset()
	_, err = r.memory.ReadFrom(f)
	return r.memory.Bytes(), err
}

// see notes when a file was written.
func (r *reader) see(info fs.FileInfo, err error) {
	r.changed = time.Time{}
	if err == nil && info.Mode().IsRegular() {
		r.changed = info.ModTime()
	}
}

func (r *reader) open(base string) (*os.File, error) {
	if r.folder != nil {
		if f, err := r.folder.Open(base); err == nil {
			return f, nil
		}
	}
	return r.disk.Open(path.Join(r.dir, base)) // a link may lead out of the folder, if not out of the tree
}
