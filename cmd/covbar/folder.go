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
		return dataf("%s: holds no coverage profile\nhint: a folder is searched for %s; did the tests run?",
			quoted(folder), strings.Join(profilePatterns, ", "))
	}
	return err
}

// search adds the profiles in a folder and below, and says how many there are. The folder may be a link, but links to
// others are not followed: they may lead in circles.
func (e env) search(f *finding, arg int, folder string) (found int, err error) {
	root, err := filepath.EvalSymlinks(e.path(folder))
	if err != nil {
		return 0, dataf("%s: cannot be searched: %w", quoted(folder), plain(err))
	}
	err = filepath.WalkDir(root, func(at string, entry fs.DirEntry, err error) error {
		below, relErr := filepath.Rel(root, at)
		name := path.Join(filepath.ToSlash(folder), filepath.ToSlash(below))
		profile := false
		switch {
		case err != nil || relErr != nil:
			err = errors.Join(err, relErr)
		case entry.IsDir() && at != root && isSkippedFolder(entry.Name()):
			return filepath.SkipDir
		case !entry.IsDir():
			profile, err = f.meet(arg, at, name, entry)
		}
		if profile {
			found++
		}
		if err != nil {
			return dataf("%s: cannot be searched: %w", quoted(name), plain(err))
		}
		return nil
	})
	return found, err
}

// meet adds what a search has come upon, if it is a profile. What may be one, or hold some, is not passed over without a
// word.
func (f *finding) meet(arg int, at, name string, entry fs.DirEntry) (profile bool, err error) {
	wanted := isProfileName(entry.Name())
	if !wanted && (entry.Type()&fs.ModeSymlink == 0 || isSkippedFolder(entry.Name())) {
		return false, nil
	}
	info, err := os.Stat(at) // of what a link leads to
	switch {
	case err != nil && wanted:
		return false, err
	case err != nil:
		return false, nil
	case info.IsDir():
		f.note("%s is a link to a folder, and was not searched", quoted(name))
	case !wanted:
	case !info.Mode().IsRegular():
		f.note("%s is no regular file, and was skipped", quoted(name))
	case !beginsAsProfile(at):
		f.note("%s does not begin as a coverage profile, and was skipped", quoted(name))
	default:
		f.add(arg, at, name, info)
		return true, nil
	}
	return false, nil
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
