package workspace

import (
	"fmt"
	"path/filepath"
	"strings"
)

// warnOfGone tells of packages that a profile mentions, and that have no source in the tree. They count all the same.
func (l *Listing) warnOfGone(t *Tree, drafts []*draft) {
	var gone []string
	for _, d := range drafts {
		if d.asked && len(d.sources) == 0 {
			gone = append(gone, d.pkg.Path)
		}
	}
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

// someOf lists names, but not too many of them.
func someOf(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
