package coverage

import (
	"cmp"
	"math"
	"slices"

	"golang.org/x/tools/cover"
)

// A tally is what one worker has seen of one source file.
//
// Profiles repeat themselves: with -coverpkg every test binary writes every block, in the same order. So a tally can
// render its blocks as the lines that hold them, up to the count, and the worker only has to compare the next line with
// the one that is due. Blocks that come in no order at all wait in late, and are sorted in when there are as many
// of them as sorted ones; so memory grows with the distinct blocks, and time with the logarithm of them at worst.
type tally struct {
	name    string
	blocks  []cover.ProfileBlock // sorted by compareBlocks, unique
	origins                      // of the blocks
	doubt   bool                 // there may be a conflict among the blocks
	reach   position             // how far they reach
	late    []located            // any order; may repeat blocks and each other
	span    *span                // instead of all of these: where the blocks stand

	lines []byte // the first blocks as lines of a profile up to the count, one after the other
	ends  []int  // for each of these: where its line ends in lines
	then  *tally // the file that came next the last time
}

// A located block is a block and the first input that holds it.
type located struct {
	cover.ProfileBlock
	from int32
}

// origins are the first inputs of blocks that come one after the other: all from one, as a rule.
type origins []origin

// An origin is that of the blocks from begin on.
type origin struct {
	begin int
	from  int32
}

func (o *origins) add(i int, from int32) {
	if last := len(*o) - 1; last < 0 || (*o)[last].from != from {
		*o = append(*o, origin{i, from})
	}
}

func (o origins) of(i int) int32 {
	k, found := slices.BinarySearchFunc(o, i, func(o origin, i int) int { return cmp.Compare(o.begin, i) })
	if !found {
		k--
	}
	return o[k].from
}

// compareBlocks orders blocks by range. Blocks of one range that differ in their statements contradict each other; they
// are kept apart until that is reported.
func compareBlocks(a, b cover.ProfileBlock) int {
	if a.StartLine != b.StartLine { // as a rule
		return a.StartLine - b.StartLine
	}
	return cmp.Or(
		cmp.Compare(a.StartCol, b.StartCol),
		cmp.Compare(a.EndLine, b.EndLine), cmp.Compare(a.EndCol, b.EndCol),
		cmp.Compare(a.NumStmt, b.NumStmt))
}

// add counts b and returns the place after it, where the next block of the file is due.
func (t *tally) add(b *cover.ProfileBlock, from int32) (due int) {
	n := len(t.blocks)
	if n == 0 || t.blocks[n-1].StartLine < b.StartLine || compareBlocks(t.blocks[n-1], *b) < 0 {
		t.watch(b)
		t.blocks = append(t.blocks, *b)
		t.origins.add(n, from)
		return n + 1
	}
	if i, found := slices.BinarySearchFunc(t.blocks, *b, compareBlocks); found {
		t.blocks[i].Count = addCounts(t.blocks[i].Count, b.Count)
		return i + 1
	}
	t.late = append(t.late, located{*b, from})
	if len(t.late) > len(t.blocks)+16 {
		t.settle()
	}
	return len(t.blocks)
}

// watch looks at a block that is about to become the last one, for conflict to have little to do.
func (t *tally) watch(b *cover.ProfileBlock) {
	if n := len(t.blocks); n > 0 && sameRange(&t.blocks[n-1], b) {
		t.doubt = true
	}
	if isMapped(b) {
		return
	}
	if beginOf(b) < t.reach {
		t.doubt = true
	}
	t.reach = max(t.reach, endOf(b))
}

// settle sorts the late blocks in.
func (t *tally) settle() {
	if len(t.late) == 0 {
		return
	}
	all := t.late
	for i := range t.blocks {
		all = append(all, t.located(i))
	}
	slices.SortFunc(all, func(a, b located) int {
		return cmp.Or(compareBlocks(a.ProfileBlock, b.ProfileBlock), cmp.Compare(a.from, b.from))
	})
	*t = tally{name: t.name}
	for i := range all {
		t.add(&all[i].ProfileBlock, all[i].from)
	}
}

// merged returns the sum of two settled tallies.
func merged(a, b *tally) *tally {
	sum := &tally{name: a.name, blocks: make([]cover.ProfileBlock, 0, max(len(a.blocks), len(b.blocks)))}
	i, k := 0, 0
	for i < len(a.blocks) && k < len(b.blocks) {
		switch order := compareBlocks(a.blocks[i], b.blocks[k]); {
		case order < 0:
			sum.addFrom(a, i)
			i++
		case order > 0:
			sum.addFrom(b, k)
			k++
		default:
			both := a.located(i)
			both.Count = addCounts(both.Count, b.blocks[k].Count)
			sum.add(&both.ProfileBlock, min(both.from, b.of(k)))
			i++
			k++
		}
	}
	for ; i < len(a.blocks); i++ {
		sum.addFrom(a, i)
	}
	for ; k < len(b.blocks); k++ {
		sum.addFrom(b, k)
	}
	sum.settle() // what was in memory may not have been sorted
	return sum
}

func (t *tally) addFrom(other *tally, i int) {
	t.add(&other.blocks[i], other.of(i))
}

// located returns the i-th block and its origin.
func (t *tally) located(i int) located {
	return located{t.blocks[i], t.of(i)}
}

// render prepares the lines that are due when the file comes again: those of the blocks that came since it last did.
func (t *tally) render() {
	fresh := t.blocks[len(t.ends):]
	t.ends = slices.Grow(t.ends, len(fresh))
	t.lines = slices.Grow(t.lines, (len(t.name)+20)*len(fresh))
	for i := range fresh {
		t.lines = append(t.lines, t.name...)
		t.lines = appendRange(t.lines, &fresh[i])
		t.ends = append(t.ends, len(t.lines))
	}
}

// addCounts adds two counts; what is beyond the largest int stays there, for a count that wraps would read as not covered.
func addCounts(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}
