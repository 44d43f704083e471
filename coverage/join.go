package coverage

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/tools/cover"
)

// Merge joins profiles that are in memory, and leaves them as they are. Their names are for messages only.
// Merging is commutative and associative. The zero Profile changes nothing.
func Merge(names []string, profiles ...*Profile) (*Profile, error) {
	var mode Mode
	parts := make(map[string][]*tally)
	inputs := make([]Input, len(profiles))
	for i, p := range profiles {
		mode = mode.join(p.Mode)
		inputs[i] = inMemory(names[i])
		for _, file := range p.Files {
			t := &tally{name: file.FileName, blocks: slices.Clone(file.Blocks), origins: origins{{0, int32(i)}}, doubt: true}
			parts[t.name] = append(parts[t.name], t)
		}
	}
	return join(mode, parts, inputs)
}

// join makes one profile of the parts, which are the tallies of each source file. It takes them over.
func join(mode Mode, parts map[string][]*tally, inputs []Input) (*Profile, error) {
	names := make([]string, 0, len(parts))
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	p := &Profile{Mode: mode, Files: make([]*cover.Profile, len(names))}
	conflicts := make([]*conflict, len(names))
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(names); i = int(next.Add(1)) - 1 {
				file, c := joinFile(mode, parts[names[i]])
				p.Files[i], conflicts[i] = file, c
			}
		})
	}
	group.Wait()
	conflicts = slices.DeleteFunc(conflicts, func(c *conflict) bool { return c == nil })
	if len(conflicts) > 0 {
		return nil, explain(conflicts, inputs)
	}
	return p, nil
}

func joinFile(mode Mode, parts []*tally) (*cover.Profile, *conflict) {
	t := parts[0]
	for _, part := range parts[1:] {
		for i := range part.blocks {
			t.late = append(t.late, part.located(i))
		}
		t.late = append(t.late, part.late...)
	}
	t.settle()
	if mode == Set {
		for i := range t.blocks {
			t.blocks[i].Count = min(t.blocks[i].Count, 1)
		}
	}
	return &cover.Profile{FileName: t.name, Mode: string(mode), Blocks: t.blocks}, t.conflict()
}

// A conflict is two blocks of one source file that cannot come from one version of it, cut by one toolchain.
type conflict struct {
	file string
	a, b located
}

// conflict returns the first conflict of t, which is settled. Blocks of one toolchain never share a position.
func (t *tally) conflict() *conflict {
	if !t.doubt {
		return nil
	}
	last := -1 // of the blocks so far, the one that reaches farthest
	var reach position
	for i, b := range t.blocks {
		if i > 0 && sameRange(b, t.blocks[i-1]) {
			return t.between(i-1, i)
		}
		if isMapped(b) {
			continue
		}
		if (position{b.StartLine, b.StartCol}).before(reach) {
			return t.between(last, i)
		}
		if end := (position{b.EndLine, b.EndCol}); reach.before(end) {
			last, reach = i, end
		}
	}
	return nil
}

// isMapped reports whether a block stands under a //line directive, which leaves it without a column. It says where
// something stands in another file, and may overlap with others.
func isMapped(b cover.ProfileBlock) bool { return b.StartCol == 0 || b.EndCol == 0 }

// A position is a place in a source file.
type position struct{ line, col int }

func (p position) before(q position) bool {
	return p.line < q.line || p.line == q.line && p.col < q.col
}

func (t *tally) between(i, k int) *conflict {
	return &conflict{t.name, t.located(i), t.located(k)}
}

func sameRange(a, b cover.ProfileBlock) bool {
	a.NumStmt, a.Count = b.NumStmt, b.Count
	return a == b
}

// rangeOf prints a block's range as profiles do.
func rangeOf(b cover.ProfileBlock) string {
	return fmt.Sprintf("%d.%d,%d.%d", b.StartLine, b.StartCol, b.EndLine, b.EndCol)
}
