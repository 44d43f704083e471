package main

import (
	"fmt"
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

// findInFolder adds the profiles in a folder and below.
func (e env) findInFolder(f *finding, arg int, folder string) error {
	found := 0
	root := e.path(folder)
	err := filepath.WalkDir(root, func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && at != root && isSkippedFolder(entry.Name()):
			return filepath.SkipDir
		case entry.IsDir() || !isProfileName(entry.Name()):
			return nil
		}
		info, err := os.Stat(at) // of the file that a link leads to
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			return nil
		}
		below, err := filepath.Rel(root, at)
		if err != nil {
			return err
		}
		name := path.Join(filepath.ToSlash(folder), filepath.ToSlash(below))
		if !beginsAsProfile(at) {
			f.notes = append(f.notes, fmt.Sprintf("%s does not begin as a coverage profile, and was skipped", quoted(name)))
			return nil
		}
		found++
		f.add(arg, at, name, info)
		return nil
	})
	if err != nil {
		return dataf("%s: cannot be searched: %w", quoted(folder), err)
	}
	if found == 0 {
		return dataf("%s: holds no coverage profile\nhint: a folder is searched for %s; did the tests run?",
			quoted(folder), strings.Join(profilePatterns, ", "))
	}
	return nil
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
