package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
)

// warnOfGone tells of packages that a profile mentions, and that have no source in the tree. They count all the same.
func (l *Listing) warnOfGone(t *Tree, disk *os.Root, atlas *atlas, mentioned map[string]coverage.Package, asked func(coverage.Package) bool) {
	var gone []string
	for dir, pkg := range mentioned {
		if !atlas.known[dir] && !holdsSource(disk, dir) && asked(pkg) {
			gone = append(gone, pkg.Path)
		}
	}
	slices.Sort(gone)
	const hint = "hint: is the profile of another commit, or are sources not checked out?"
	root := filepath.Base(t.Root)
	switch len(gone) {
	case 0:
	case 1:
		l.Warnings = append(l.Warnings, Warning{
			gone[0],
			fmt.Sprintf("1 package of the profiles has no source below %s: %s\n%s", root, gone[0], hint),
		})
	default:
		l.Warnings = append(l.Warnings, Warning{
			"",
			fmt.Sprintf("%d packages of the profiles have no source below %s: %s\n%s", len(gone), root, someOf(gone), hint),
		})
	}
}

// holdsSource looks into a folder that Load has not: tests by name run in testdata, too.
func holdsSource(disk *os.Root, dir string) bool {
	entries, err := readDir(disk, dir)
	return err == nil && slices.ContainsFunc(entries, func(entry os.DirEntry) bool {
		return !entry.IsDir() && isSource(entry.Name())
	})
}

// someOf lists names, but not too many of them.
func someOf(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
