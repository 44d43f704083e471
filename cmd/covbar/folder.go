package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/coverage/covdata"
)

// profilePatterns are the names under which a folder is searched for profiles; each also with .gz or .zst.
var profilePatterns = []string{"*.out", "*.cov", "*.coverprofile", "cover*.txt"}

// isProfileName reports whether a file of this name is looked into.
func isProfileName(name string) bool {
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	return slices.ContainsFunc(profilePatterns, func(pattern string) bool {
		ok, _ := path.Match(pattern, name)
		return ok
	})
}

// isSkippedFolder reports whether a search passes over a folder of this name: what lies there is of others, or a
// fixture.
func isSkippedFolder(name string) bool {
	return strings.HasPrefix(name, ".") || name == "vendor" || name == "node_modules" || name == "testdata"
}

// findInFolder adds the profiles in a folder and below, of which there must be one.
func (e env) findInFolder(f *finding, arg int, folder string) error {
	found, err := e.search(f, arg, folder)
	if err == nil && found == 0 {
		return dataf("%s: holds no coverage profile\nhint: a folder is searched for %s, and for GOCOVERDIR data; did the tests run?",
			quoted(folder), strings.Join(profilePatterns, ", "))
	}
	return err
}

// search adds the profiles in a folder and below, and says how many there are.
func (e env) search(f *finding, arg int, folder string) (found int, err error) {
	return e.walk(&walk{
		finding: f,
		arg:     arg,
		folder:  filepath.ToSlash(folder),
		wants:   func(place string) (bool, error) { return isProfileName(path.Base(place)), nil },
		holds:   func(string, string) (bool, error) { return true, nil },
	})
}

// A walk looks for profiles and GOCOVERDIR data in a folder and below.
type walk struct {
	*finding
	arg    int
	folder string // its name

	// wants reports whether a file, by its place below the folder, is one to look into; holds, whether a folder is, in
	// which there is a file of GOCOVERDIR data.
	wants func(place string) (bool, error)
	holds func(place, file string) (bool, error)

	found int
	met   map[string]bool // folders with data, by their place
}

// walk goes through a folder, and says how many profiles it has found. The folder may be a link, but links to others are not
// followed: they may lead in circles.
func (e env) walk(w *walk) (found int, err error) {
	w.met = map[string]bool{}
	root, err := filepath.EvalSymlinks(e.path(w.folder))
	if err != nil {
		return 0, dataf("%s: cannot be searched: %w", quoted(w.folder), plain(err))
	}
	err = filepath.WalkDir(root, func(at string, entry fs.DirEntry, err error) error {
		below, relErr := filepath.Rel(root, at)
		place := filepath.ToSlash(below)
		switch {
		case err != nil || relErr != nil:
			err = errors.Join(err, relErr)
		case entry.IsDir() && at != root && isSkippedFolder(entry.Name()):
			return filepath.SkipDir
		case !entry.IsDir():
			err = w.meet(at, place, entry)
		}
		if err != nil && statusOf(err) != statusUsage {
			return dataf("%s: cannot be searched: %w", quoted(path.Join(w.folder, place)), plain(err))
		}
		return err
	})
	return w.found, err
}

// meet adds what a walk has come upon, if it is a profile or of GOCOVERDIR data. What may be one, or hold some, is not passed
// over without a word.
func (w *walk) meet(at, place string, entry fs.DirEntry) error {
	if covdata.IsData(entry.Name()) && entry.Type().IsRegular() {
		return w.meetData(filepath.Dir(at), path.Dir(place), entry.Name())
	}
	wanted, err := w.wants(place)
	if err != nil || !wanted && (entry.Type()&fs.ModeSymlink == 0 || isSkippedFolder(entry.Name())) {
		return err
	}
	name := path.Join(w.folder, place)
	info, err := os.Stat(at) // of what a link leads to
	switch {
	case err != nil && wanted:
		return err
	case err != nil:
		return nil
	case info.IsDir():
		w.note("%s is a link to a folder, and was not searched", quoted(name))
	case !wanted:
	case !info.Mode().IsRegular():
		w.note("%s is no regular file, and was skipped", quoted(name))
	case !beginsAsProfile(at):
		w.note("%s does not begin as a coverage profile, and was skipped", quoted(name))
	default:
		w.found++
		return w.add(sighted{FileInfo: info, path: at, name: name, arg: w.arg})
	}
	return nil
}

// meetData adds the folder of a file of GOCOVERDIR data.
func (w *walk) meetData(at, place, file string) error {
	if w.met[place] {
		return nil
	}
	w.met[place] = true
	holds, err := w.holds(place, file)
	if err != nil || !holds {
		return err
	}
	w.found++
	return w.addFolder(w.arg, at, path.Join(w.folder, place), file)
}

// addFolder adds a folder of GOCOVERDIR data, in which file is one of its files.
func (f *finding) addFolder(arg int, at, name, file string) error {
	info, err := os.Stat(at)
	if err != nil {
		return dataf("%s: cannot be read: %w", quoted(name), plain(err))
	}
	return f.add(sighted{FileInfo: info, path: at, name: name, arg: arg, data: file})
}

// beginsAsProfile reports whether a file may be a profile. What cannot be read is taken for one, so that it is reported
// and not passed over.
func beginsAsProfile(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return true
	}
	defer file.Close()
	begins, err := coverage.Begins(file)
	return begins || err != nil
}
