package coverage

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/tools/cover"
)

// Merge joins profiles that are in memory, and leaves them as they are. Their names are for messages only.
// Merging is commutative and associative. The zero Profile changes nothing.
func Merge(names []string, profiles ...*Profile) (*Profile, error) {
	var mode Mode
	var tallies []*tally
	inputs := make([]Input, len(profiles))
	for i, p := range profiles {
		mode = mode.join(p.Mode)
		inputs[i] = inMemory(names[i])
		for _, file := range p.Files {
			tallies = append(tallies, &tally{name: file.FileName, blocks: slices.Clone(file.Blocks), origins: origins{{0, int32(i)}}, doubt: true})
		}
	}
	sortTallies(tallies)
	return join(mode, [][]*tally{tallies}, inputs)
}

// join makes one profile of lists of tallies, which are sorted by name. It takes them over.
func join(mode Mode, lists [][]*tally, inputs []Input) (*Profile, error) {
	files, err := joinFiles(mode, byName(lists), inputs)
	if err != nil {
		return nil, err
	}
	return &Profile{mode, files}, nil
}

// joinFiles joins the tallies of each file. Of a file that can be copied from where it stands the result is nil.
func joinFiles(mode Mode, files [][]*tally, inputs []Input) ([]*cover.Profile, error) {
	joined := make([]*cover.Profile, len(files))
	conflicts := make([]*conflict, len(files))
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			w := &worker{}
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				if len(files[i]) == 1 && files[i][0].span.fits(mode) {
					continue
				}
				for _, part := range files[i] {
					if part.span != nil {
						w.unfold(part)
						w.leave()
					}
				}
				joined[i], conflicts[i] = joinFile(mode, files[i])
			}
		})
	}
	group.Wait()
	conflicts = slices.DeleteFunc(conflicts, func(c *conflict) bool { return c == nil })
	if len(conflicts) > 0 {
		return nil, explain(conflicts, inputs)
	}
	return joined, nil
}

func sortTallies(tallies []*tally) {
	slices.SortFunc(tallies, func(a, b *tally) int { return strings.Compare(a.name, b.name) })
}

// byName gathers the tallies of each source file from lists that are sorted by name. It uses the lists up.
func byName(lists [][]*tally) [][]*tally {
	total := 0
	for _, list := range lists {
		total += len(list)
	}
	all, files := make([]*tally, 0, total), make([][]*tally, 0, total)
	for len(all) < total {
		name, begin := leastName(lists), len(all)
		for i, list := range lists {
			for ; len(list) > 0 && list[0].name == name; list = list[1:] {
				all = append(all, list[0])
			}
			lists[i] = list
		}
		files = append(files, slices.Clip(all[begin:]))
	}
	return files
}

func leastName(lists [][]*tally) (name string) {
	for _, list := range lists {
		if len(list) > 0 && (name == "" || list[0].name < name) {
			name = list[0].name
		}
	}
	return name
}

func joinFile(mode Mode, parts []*tally) (*cover.Profile, *conflict) {
	for _, part := range parts {
		part.settle()
	}
	for len(parts) > 1 { // the sum of two queues up behind the others, so that none grows long by small steps
		parts = append(parts[2:], merged(parts[0], parts[1]))
	}
	t := parts[0]
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
	for i := range t.blocks {
		b := &t.blocks[i]
		if i > 0 && sameRange(b, &t.blocks[i-1]) {
			return t.between(i-1, i)
		}
		if isMapped(b) {
			continue
		}
		if beginOf(b) < reach {
			return t.between(last, i)
		}
		if end := endOf(b); reach < end {
			last, reach = i, end
		}
	}
	return nil
}

// isMapped reports whether a block stands under a //line directive, which leaves it without a column. It says where
// something stands in another file, and may overlap with others.
func isMapped(b *cover.ProfileBlock) bool { return b.StartCol == 0 || b.EndCol == 0 }

// A position is a place in a source file: the line, and in the lower half the column. Both are below maxNumber.
type position uint64

func beginOf(b *cover.ProfileBlock) position { return position(b.StartLine)<<32 | position(b.StartCol) }
func endOf(b *cover.ProfileBlock) position   { return position(b.EndLine)<<32 | position(b.EndCol) }

func (t *tally) between(i, k int) *conflict {
	return &conflict{t.name, t.located(i), t.located(k)}
}

func sameRange(a, b *cover.ProfileBlock) bool {
	return a.StartLine == b.StartLine && a.StartCol == b.StartCol && a.EndLine == b.EndLine && a.EndCol == b.EndCol
}

// rangeOf prints a block's range as profiles do.
func rangeOf(b cover.ProfileBlock) string {
	return fmt.Sprintf("%d.%d,%d.%d", b.StartLine, b.StartCol, b.EndLine, b.EndCol)
}
