package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/coverage/covdata"
	"github.com/covbar/covbar/policy"
)

// A finding is the profiles that the arguments of a command name.
type finding struct {
	entries []entry // sorted by name
	notes   []string
	once    bool     // some cannot be read again
	again   []string // arguments that find the same, sorted

	gate *gate // of the suites
	args []argument
	seen map[int64][]*sighted // by size, so that few files have to be compared
}

// A sighted file has been named once. So has a folder of GOCOVERDIR data.
type sighted struct {
	os.FileInfo // as os.Stat gave it
	path        string
	name        string
	arg         int    // which argument named it
	suite       string // that the argument gave it
	data        string // of a folder: the name of a file of GOCOVERDIR data in it
}

// findInputs expands files, folders, globs and "-", and says which suite each belongs to. All that names nothing is reported
// at once, and so is an output in the place of an input.
func (e env) findInputs(ctx context.Context, g *gate, args []string, outputs ...output) (*finding, error) {
	f := &finding{gate: g, seen: map[int64][]*sighted{}, again: slices.Sorted(slices.Values(args))}
	var wrong error
	for i, text := range args {
		arg, err := e.readArgument(g, text)
		f.args = append(f.args, arg)
		switch {
		case err != nil:
			wrong = worst(wrong, err)
		case !isStdin(arg.path):
			wrong = worst(wrong, e.findArg(f, i, arg.path))
		case slices.ContainsFunc(f.args[:i], func(other argument) bool { return isStdin(other.path) }):
			f.note("standard input is named twice, and counts once")
		default:
			f.once = true
			f.entries = append(f.entries, entry{suite: arg.suite, Input: once(ctx, "standard input", func() (io.ReadCloser, error) {
				return io.NopCloser(e.stdin), nil
			})})
		}
	}
	return f, worst(wrong, f.settle(ctx, e), e.sparesInputs(f, outputs))
}

// settle makes entries of what was found.
func (f *finding) settle(ctx context.Context, e env) (wrong error) {
	tool := e.covdataTool()
	for _, files := range f.seen {
		for _, file := range files {
			in, err := f.entry(ctx, file, tool)
			wrong = worst(wrong, err)
			f.once = f.once || in.path == ""
			f.entries = append(f.entries, in)
		}
	}
	slices.SortStableFunc(f.entries, func(a, b entry) int { return cmp.Compare(a.Name, b.Name) })
	return wrong
}

// entry is what was found as an input to read. Its name is fit for messages.
func (f *finding) entry(ctx context.Context, s *sighted, tool *covdata.Tool) (entry, error) {
	suite, err := f.gate.suiteOf(s)
	if s.IsDir() {
		return dataEntry(ctx, tool, s.path, quoted(s.name), suite), err
	}
	open := func() (io.ReadCloser, error) {
		file, err := os.Open(s.path)
		if err != nil {
			return nil, plain(err)
		}
		return file, nil
	}
	if !s.Mode().IsRegular() {
		return entry{Input: once(ctx, quoted(s.name), open), suite: suite}, err
	}
	return entry{Input: coverage.Input{Name: quoted(s.name), Open: open}, suite: suite, path: s.path}, err
}

// sparesInputs refuses outputs in the place of an input. The merged profile may take that of one that is named, but of none
// that is found: what an earlier run wrote would count again without anybody's will.
func (e env) sparesInputs(f *finding, outputs []output) (wrong error) {
	for _, o := range outputs {
		info, err := os.Stat(e.path(o.file))
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		input := f.sighting(info)
		switch {
		case input == nil:
		case filepath.ToSlash(f.args[input.arg].path) != input.name:
			wrong = worst(wrong, usagef("%s: is an output, and is found among the inputs: what an earlier run wrote would count again\n"+
				"hint: write it to another folder, or under a name that is not searched for", quoted(o.file)))
		case o.format != profileFormat:
			wrong = worst(wrong, usagef("%s: is an output, and an input, which the report would destroy\n"+
				"hint: write the report to another file", quoted(o.file)))
		}
	}
	return wrong
}

// findArg adds what one argument names. A file that is there is meant, even if its name reads as a glob.
func (e env) findArg(f *finding, i int, arg string) error {
	info, err := os.Stat(e.path(arg))
	switch {
	case err == nil && info.IsDir():
		return e.findInFolder(f, i, arg)
	case err == nil:
		return f.take(i, e.path(arg), filepath.ToSlash(arg), info)
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

// sighting returns the file or folder that info is of, if it is among the inputs.
func (f *finding) sighting(info os.FileInfo) *sighted {
	for _, other := range f.seen[info.Size()] {
		if os.SameFile(info, other.FileInfo) {
			return other
		}
	}
	return nil
}

// add takes a file or a folder of data once, however many arguments name it.
func (f *finding) add(found sighted) error {
	found.suite = f.args[found.arg].suite
	other := f.sighting(found.FileInfo)
	switch {
	case other == nil:
		f.seen[found.Size()] = append(f.seen[found.Size()], &found)
	case found.suite != "" && other.suite != "" && found.suite != other.suite:
		return usagef("%s: is named for suite %s, and for suite %s\nhint: an input belongs to one suite",
			quoted(found.name), other.suite, found.suite)
	case other.arg != found.arg:
		other.suite = cmp.Or(other.suite, found.suite)
		f.note("%s is named twice (also as %s), and counts once", quoted(found.name), quoted(other.name))
	}
	return nil
}

// take adds a file by its name. A file of GOCOVERDIR data stands for its folder.
func (f *finding) take(arg int, path, name string, info os.FileInfo) error {
	if covdata.IsData(info.Name()) && info.Mode().IsRegular() {
		return f.addFolder(arg, filepath.Dir(path), filepath.ToSlash(filepath.Dir(name)), info.Name())
	}
	return f.add(sighted{FileInfo: info, path: path, name: name, arg: arg})
}

// note says a thing once: folders that a glob matches may lie in one another.
func (f *finding) note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(f.notes, note) {
		f.notes = append(f.notes, note)
	}
}
