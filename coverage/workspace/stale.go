package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"golang.org/x/tools/cover"
)

// A doubt is of a file that cannot have been what it is now when the profile was made.
type doubt struct {
	base  string
	last  int // line of the profile
	lines int // to that of its end, behind the last one; 0: it is not there
}

// question notes whether a file of the profile is in doubt. lines is as in a testimony.
func (d *draft) question(r *reader, whole *cover.Profile, base string, lines int) {
	last := 0
	for _, b := range whole.Blocks {
		last = max(last, b.EndLine)
	}
	if _, is := slices.BinarySearch(d.sources, base); is {
		if 0 < lines && lines < last {
			d.doubts = append(d.doubts, doubt{base, last, lines})
		}
		return
	}
	if len(d.sources) == 0 || !isSource(base) {
		return // the package is gone; or the go command made the file, or somebody made a source from it
	}
	if _, err := r.disk.Stat(path.Join(d.pkg.Dir, base)); errors.Is(err, fs.ErrNotExist) {
		d.doubts = append(d.doubts, doubt{base, last, 0})
	}
}

// settle drops the doubts about files that //line directives of the package's sources lead to: what these say need not be there.
func (d *draft) settle(r *reader) {
	if len(d.doubts) == 0 {
		return
	}
	for _, source := range d.sources {
		if data, err := r.read(source); err == nil {
			d.doubts = slices.DeleteFunc(d.doubts, func(of doubt) bool { return leads(data, source, of.base) })
		}
	}
}

// leads reports whether a //line directive of a source may lead to a file: one without a name leads to the source itself.
func leads(data []byte, source, base string) bool {
	if !mayMove(data) {
		return false
	}
	for line := range bytes.Lines(data) {
		if mayMove(line) && (source == base || bytes.Contains(line, []byte(base))) {
			return true
		}
	}
	return false
}

// warnOfStale tells of files that were others when the profile was made. They count as the profile has them.
func (l *Listing) warnOfStale(drafts []*draft) {
	var gone, shorter []Warning
	for _, d := range drafts {
		for _, of := range d.doubts {
			name := path.Join(d.pkg.Dir, of.base)
			if of.lines == 0 {
				gone = append(gone, Warning{d.pkg.Path, name})
			} else {
				shorter = append(shorter, Warning{d.pkg.Path, fmt.Sprintf("%s (line %d of %d)", name, of.last, of.lines-1)})
			}
		}
	}
	l.warnTogether(gone,
		"1 file that the profiles name is not there: %s\nhint: was it renamed or deleted since? run the tests again",
		"%d files that the profiles name are not there: %s\nhint: were they renamed or deleted since? run the tests again")
	l.warnTogether(shorter,
		"1 file has blocks in the profiles behind its end: %s\nhint: was it changed since? run the tests again",
		"%d files have blocks in the profiles behind their ends: %s\nhint: were they changed since? run the tests again")
}
