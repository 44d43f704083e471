package workspace

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/covbar/covbar/coverage"
)

// warnOfGone tells of packages that a profile mentions, and that have no source in the tree. They count all the same.
func (l *Listing) warnOfGone(t *Tree, drafts []*draft) {
	var gone []Warning
	for _, d := range drafts {
		if d.asked && len(d.sources) == 0 {
			gone = append(gone, Warning{d.pkg.Path, d.pkg.Path})
		}
	}
	where := fmt.Sprintf("no source below %s: %%s\nhint: is the profile of another commit, or are sources not checked out?",
		strings.ReplaceAll(filepath.Base(t.Root), "%", "%%"))
	l.warnTogether(gone, "1 package of the profiles has "+where, "%d packages of the profiles have "+where)
}

// warnTogether adds one warning for all of some, if there are any. Their texts are names for %s of a format: of one alone, or
// of many behind %d of them.
func (l *Listing) warnTogether(of []Warning, one, many string) {
	switch len(of) {
	case 0:
	case 1:
		l.Warnings = append(l.Warnings, Warning{of[0].Package, fmt.Sprintf(one, of[0].Text)})
	default:
		var names []string
		for _, w := range of {
			names = append(names, w.Text)
		}
		l.Warnings = append(l.Warnings, Warning{"", fmt.Sprintf(many, len(of), coverage.SomeOf(names))})
	}
}
