package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"time"
)

// A survey is what sources of one folder say.
type survey struct {
	none      bool             // none of them belongs to a build here
	counts    map[string]count // by base name, as countStatements has it
	generated map[string]bool  // sources, by base name
	wrong     []string         // comments that leave nothing out
	problems  []string         // why there may be more statements
}

// surveyFolder counts the statements in those of the named files, sorted, that a build would take from the reader's folder,
// as far as they can be read.
func surveyFolder(r *reader, context build.Context, names []string) survey {
	sources := sources{reader: r, names: names, seen: map[string]source{}}
	pkg, err := sources.choose(context)
	if _, ok := errors.AsType[*build.NoGoError](err); ok {
		return survey{none: true}
	}
	s := survey{counts: map[string]count{}, generated: map[string]bool{}}
	chosen := slices.Concat(pkg.GoFiles, pkg.CgoFiles, pkg.InvalidGoFiles)
	slices.Sort(chosen)
	for _, name := range slices.Compact(chosen) {
		if problem := s.addFile(path.Join(r.dir, name), sources.seen[name]); problem != "" {
			s.problems = append(s.problems, problem)
		}
	}
	if err != nil && len(s.problems) == 0 {
		s.problems = []string{fmt.Sprintf("%s: %v", r.dir, reason(err))}
	}
	return s
}

// addFile counts one file. Its answer is what is wrong with it, if anything.
func (s *survey) addFile(name string, file source) (problem string) {
	if file.err != nil {
		return fmt.Sprintf("%s: %v", name, reason(file.err))
	}
	s.generated[path.Base(name)] = isGenerated(file.data)
	fset := token.NewFileSet()
	parsed, out, wrong, err := parse(fset, name, file.data)
	if err != nil {
		// The parser gave up after ten errors. Go on for the rest of the statements, but not for the messages: those
		// that follow from others stand among them.
		problem = err.Error()
		fset = token.NewFileSet()
		parsed, _ = parser.ParseFile(fset, name, file.data, parser.SkipObjectResolution|parser.AllErrors)
	}
	s.wrong = append(s.wrong, wrong...)
	countStatements(fset, parsed, out, s.counts)
	return problem
}

// sources shows files of one folder to go/build, and keeps what it reads.
type sources struct {
	*reader
	names []string          // of the files, sorted
	seen  map[string]source // by base name
}

type source struct {
	data []byte
	err  error
}

// choose asks go/build which of the files belong to the package. It is shown no others: test files can be many.
func (s sources) choose(context build.Context) (*build.Package, error) {
	context.GOROOT, context.GOPATH = "", "" // it would look where in them the folder is
	context.JoinPath = path.Join
	context.IsDir = func(name string) bool { return name == s.dir }
	context.ReadDir = s.list
	context.OpenFile = s.open
	return context.ImportDir(s.dir, 0)
}

// list leaves out what may not be read.
func (s sources) list(string) ([]fs.FileInfo, error) {
	entries, err := s.entries()
	var files []fs.FileInfo
	for _, entry := range entries {
		if _, named := slices.BinarySearch(s.names, entry.Name()); named && mayRead(s.disk, s.dir, entry) {
			files = append(files, entryInfo{entry})
		}
	}
	return files, err
}

// mayRead reports whether an entry of a folder is a file, and no named pipe, say: opening one may take forever. A link that
// leads nowhere, or out of the root, passes, so that it is seen to be broken.
func mayRead(disk *os.Root, dir string, entry fs.DirEntry) bool {
	if entry.Type() != fs.ModeSymlink {
		return entry.Type().IsRegular()
	}
	info, err := disk.Stat(path.Join(dir, entry.Name()))
	return err != nil || info.Mode().IsRegular()
}

func (s sources) open(name string) (io.ReadCloser, error) {
	base := path.Base(name)
	data, err := s.read(base)
	data = bytes.Clone(data)
	s.seen[base] = source{data, err}
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

// An entryInfo tells go/build what it asks for: name and kind. To ask the disk for the rest takes a call a file.
type entryInfo struct{ fs.DirEntry }

func (e entryInfo) Mode() fs.FileMode  { return e.Type() }
func (e entryInfo) Size() int64        { return 0 }
func (e entryInfo) ModTime() time.Time { return time.Time{} }
func (e entryInfo) Sys() any           { return nil }
