package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// A finding is the profiles that the arguments of a command name.
type finding struct {
	inputs []coverage.Input // sorted by name
	notes  []string
	once   bool // some cannot be read again

	seen map[int64][]sighted // by size, so that few files have to be compared
}

// A sighted file has been named once.
type sighted struct {
	os.FileInfo // as os.Stat gave it
	path        string
	name        string
	arg         int // which argument named it
}

// findInputs expands files, folders, globs and "-". All that names nothing is reported at once, and so is an output in the
// place of an input.
func (e env) findInputs(ctx context.Context, args []string, outputs ...output) (*finding, error) {
	f := &finding{seen: map[int64][]sighted{}}
	var wrong error
	for i, arg := range args {
		switch {
		case !isStdin(arg):
			wrong = worst(wrong, e.findArg(f, i, arg))
		case slices.ContainsFunc(args[:i], isStdin):
			f.note("standard input is named twice, and counts once")
		default:
			f.once = true
			f.inputs = append(f.inputs, once(ctx, "standard input", func() (io.ReadCloser, error) {
				return io.NopCloser(e.stdin), nil
			}))
		}
	}
	for _, files := range f.seen {
		for _, file := range files {
			f.once = f.once || !file.Mode().IsRegular()
			f.inputs = append(f.inputs, file.input(ctx))
		}
	}
	slices.SortStableFunc(f.inputs, func(a, b coverage.Input) int { return cmp.Compare(a.Name, b.Name) })
	return f, worst(wrong, e.sparesInputs(f, args, outputs))
}

// input is the file as a profile to read. Its name is fit for messages.
func (s sighted) input(ctx context.Context) coverage.Input {
	open := func() (io.ReadCloser, error) {
		file, err := os.Open(s.path)
		if err != nil {
			return nil, plain(err)
		}
		return file, nil
	}
	if !s.Mode().IsRegular() {
		return once(ctx, quoted(s.name), open)
	}
	return coverage.Input{Name: quoted(s.name), Open: open}
}

// sparesInputs refuses outputs in the place of an input. The merged profile may take that of one that is named, but of none
// that is found: what an earlier run wrote would count again without anybody's will.
func (e env) sparesInputs(f *finding, args []string, outputs []output) (wrong error) {
	for _, o := range outputs {
		info, err := os.Stat(e.path(o.file))
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		input, ok := f.sighting(info)
		switch {
		case !ok:
		case filepath.ToSlash(args[input.arg]) != input.name:
			wrong = worst(wrong, usagef("%s: is an output, and is found among the inputs: what an earlier run wrote would count again\n"+
				"hint: write it to another folder, or under a name that is not searched for", quoted(o.file)))
		case o.format != profileFormat:
			wrong = worst(wrong, usagef("%s: is an output, and an input, which the report would destroy\n"+
				"hint: write the report to another file", quoted(o.file)))
		}
	}
	return wrong
}

// names are the names of the inputs, in order.
func (f *finding) names() []string {
	var names []string
	for _, in := range f.inputs {
		names = append(names, in.Name)
	}
	return names
}

// findArg adds what one argument names. A file that is there is meant, even if its name reads as a glob.
func (e env) findArg(f *finding, i int, arg string) error {
	info, err := os.Stat(e.path(arg))
	switch {
	case err == nil && info.IsDir():
		return e.findInFolder(f, i, arg)
	case err == nil:
		f.add(i, e.path(arg), filepath.ToSlash(arg), info)
		return nil
	case strings.ContainsAny(arg, "*?[{") && !errors.Is(err, fs.ErrPermission):
		return e.findGlob(f, i, arg)
	case errors.Is(err, fs.ErrNotExist):
		return dataf("%s: there is no such file%s", quoted(arg), e.besideHint(arg, "did the tests that write it run?"))
	default:
		return dataf("%s: cannot be read: %w", quoted(arg), plain(err))
	}
}

// besideHint names what lies in the same folder and may be meant, or else is otherwise.
func (e env) besideHint(name, otherwise string) string {
	entries, _ := os.ReadDir(filepath.Dir(e.path(name)))
	var names []string
	for _, entry := range entries {
		if entry.Name() != filepath.Base(name) { // a link that leads nowhere
			names = append(names, entry.Name())
		}
	}
	if near := policy.Nearest(filepath.Base(name), names); near != "" {
		return "\nhint: did you mean " + quoted(filepath.Join(filepath.Dir(name), near)) + "?"
	}
	return "\nhint: " + otherwise
}

// sighting returns the file that info is of, if it is among the inputs.
func (f *finding) sighting(info os.FileInfo) (sighted, bool) {
	files := f.seen[info.Size()]
	i := slices.IndexFunc(files, func(other sighted) bool { return os.SameFile(info, other.FileInfo) })
	if i < 0 {
		return sighted{}, false
	}
	return files[i], true
}

// add takes a file once, however many arguments name it.
func (f *finding) add(arg int, path, name string, info os.FileInfo) {
	other, ok := f.sighting(info)
	switch {
	case !ok:
		f.seen[info.Size()] = append(f.seen[info.Size()], sighted{info, path, name, arg})
	case other.arg != arg:
		f.note("%s is named twice (also as %s), and counts once", quoted(name), quoted(other.name))
	}
}

// note says a thing once: folders that a glob matches may lie in one another.
func (f *finding) note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(f.notes, note) {
		f.notes = append(f.notes, note)
	}
}

// Globs of many braces take time that grows exponentially.
const (
	maxGlob   = 1 << 10
	maxBraces = 8
)

// findGlob adds the files that a glob matches, and searches the folders.
func (e env) findGlob(f *finding, i int, glob string) error {
	slashed := filepath.ToSlash(glob)
	if len(slashed) > maxGlob || strings.Count(slashed, "{") > maxBraces || !doublestar.ValidatePattern(slashed) {
		return usagef("%s: is not a glob such as 'artifacts/**/*.out'\nhint: at most %d bytes and %d braces",
			quoted(glob), maxGlob, maxBraces)
	}
	base, pattern := doublestar.SplitPattern(slashed)
	folder := os.DirFS(e.path(base))
	matches, err := doublestar.Glob(folder, pattern, doublestar.WithNoHidden(), doublestar.WithFailOnIOErrors())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return dataf("%s: cannot be searched: %w", quoted(glob), plain(err))
	}
	slices.Sort(matches)
	var folders []string
	for _, match := range matches {
		name := path.Join(base, match)
		info, err := os.Stat(e.path(name))
		switch {
		case err != nil:
			return dataf("%s: cannot be read: %w", quoted(name), plain(err))
		case info.IsDir():
			folders = append(folders, name)
		default:
			f.add(i, e.path(name), name, info)
		}
	}
	switch {
	case len(matches) == 0:
		return dataf("%s: matches no file\nhint: did the tests that write them run?", quoted(glob))
	case len(folders) == len(matches):
		return e.findInFolders(f, i, folders)
	}
	for _, folder := range folders { // beside files that match, a folder may be of other things
		if _, err := e.search(f, i, folder); err != nil {
			return err
		}
	}
	return nil
}

// findInFolders adds the profiles in folders, each of which must hold one.
func (e env) findInFolders(f *finding, arg int, folders []string) error {
	for _, folder := range folders {
		if err := e.findInFolder(f, arg, folder); err != nil {
			return err
		}
	}
	return nil
}
