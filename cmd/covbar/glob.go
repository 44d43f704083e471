package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

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
			if err := f.take(i, e.path(name), name, info); err != nil {
				return err
			}
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
