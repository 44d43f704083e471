package workspace

import (
	"path"
	"slices"
	"time"

	"github.com/covbar/covbar/coverage"
)

// coarsest is how much later a file may seem to be written than one that was written after it: the times of some file
// systems and archives are whole, even seconds. Who changes a source takes longer.
const coarsest = 2 * time.Second

// A sight is what List has seen of the files that its profile mentions, where it was asked for their packages.
type sight struct {
	atlas   *atlas
	changed map[string]time.Time // by path below the root; zero where a file is not there
}

// Changed returns when List has seen that a file was last written, by its path below the root, with slashes. It is zero of
// one that is not there, lies behind a link that leads out of the root, or was none of List's business.
func (t *Tree) Changed(name string) time.Time { return t.seen.changed[name] }

// Newer returns the files that p names and that were changed after a time, as Changed says, as paths below the root,
// sorted. Less than two seconds after it is not after it, since not all clocks are finer. p may be nil.
func (t *Tree) Newer(p *coverage.Profile, than time.Time) []string {
	if p == nil || len(t.seen.changed) == 0 {
		return nil
	}
	var newer []string
	for _, file := range p.Files {
		at, base, is := t.seen.atlas.locate(file.FileName)
		name := path.Join(at.dir, base)
		if is == inside && !t.Changed(name).Before(than.Add(coarsest)) {
			newer = append(newer, name)
		}
	}
	slices.Sort(newer)
	return slices.Compact(newer)
}
