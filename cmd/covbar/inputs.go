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

	seen map[int64][]sighted // by size, so that few files have to be compared
}

// A sighted file has been named once.
type sighted struct {
	os.FileInfo // as os.Stat gave it
	name        string
	arg         int // which argument named it
}

// findInputs expands files, folders, globs and "-". All that names nothing is reported at once.
func (e env) findInputs(ctx context.Context, args []string) (*finding, error) {
	f := &finding{seen: map[int64][]sighted{}}
	var wrong error
	stdin := false
	for i, arg := range args {
		if arg != "-" {
			wrong = worst(wrong, e.findArg(f, i, arg))
			continue
		}
		if stdin {
			f.notes = append(f.notes, "standard input is named twice, and counts once")
			continue
		}
		stdin = true
		f.inputs = append(f.inputs, coverage.Once("standard input", e.stdinUntil(ctx)))
	}
	slices.SortStableFunc(f.inputs, func(a, b coverage.Input) int { return cmp.Compare(a.Name, b.Name) })
	return f, wrong
}

// stdinUntil is standard input, up to the end of ctx: who types at a terminal by mistake wants out with one Ctrl-C, and
// a read that waits cannot be called back.
func (e env) stdinUntil(ctx context.Context) io.ReadCloser {
	r, w := io.Pipe()
	go func() {
		_, err := io.CopyBuffer(w, e.stdin, make([]byte, 1<<20))
		w.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { w.CloseWithError(ctx.Err()) })
	return r
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
		return dataf("%s: there is no such file%s", quoted(arg), e.besideHint(arg))
	default:
		return dataf("%s: cannot be read: %w", quoted(arg), plain(err))
	}
}

// besideHint names a file in the same folder that may be meant.
func (e env) besideHint(arg string) string {
	entries, _ := os.ReadDir(filepath.Dir(e.path(arg)))
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if near := policy.Nearest(filepath.Base(arg), names); near != "" {
		return "\nhint: did you mean " + quoted(filepath.Join(filepath.Dir(arg), near)) + "?"
	}
	return "\nhint: did the tests that write it run?"
}

// add takes a file once, however many arguments name it.
func (f *finding) add(arg int, path, name string, info os.FileInfo) {
	for _, other := range f.seen[info.Size()] {
		if os.SameFile(info, other.FileInfo) {
			if other.arg != arg {
				f.notes = append(f.notes, fmt.Sprintf("%s is named twice (also as %s), and counts once",
					quoted(name), quoted(other.name)))
			}
			return
		}
	}
	f.seen[info.Size()] = append(f.seen[info.Size()], sighted{info, name, arg})
	if !info.Mode().IsRegular() {
		f.inputs = append(f.inputs, pipe(path, name))
		return
	}
	f.inputs = append(f.inputs, coverage.Input{Name: name, Open: func() (io.ReadCloser, error) {
		file, err := os.Open(path)
		if err != nil {
			return nil, plain(err)
		}
		return file, nil
	}})
}

// pipe is an input that gives its bytes once: opening it again would wait for ever.
func pipe(path, name string) coverage.Input {
	opened := false
	return coverage.Input{Name: name, Open: func() (io.ReadCloser, error) {
		if opened {
			return nil, errors.New("can be read only once")
		}
		opened = true
		return os.Open(path)
	}}
}

// Globs of many braces take time that grows exponentially.
const (
	maxGlob   = 1 << 10
	maxBraces = 8
)

// findGlob adds the files that a glob matches. One that matches folders only means these.
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
	files := 0
	for _, match := range matches {
		name := path.Join(base, match)
		info, err := os.Stat(e.path(name))
		switch {
		case err != nil:
			return dataf("%s: cannot be read: %w", quoted(name), plain(err))
		case info.IsDir():
			folders = append(folders, name)
		default:
			files++
			f.add(i, e.path(name), name, info)
		}
	}
	if files > 0 {
		return nil
	}
	if len(folders) == 0 {
		return dataf("%s: matches no file\nhint: did the tests that write them run?", quoted(glob))
	}
	for _, folder := range folders {
		if err := e.findInFolder(f, i, folder); err != nil {
			return err
		}
	}
	return nil
}
