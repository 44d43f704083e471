package coverage

import (
	"cmp"
	"slices"

	"golang.org/x/tools/cover"
)

// A LineRange is lines of a source file, both ends included.
type LineRange struct{ First, Last int }

// NotRun returns the lines of the blocks with statements that never ran, sorted, and joined where they touch.
func NotRun(file *cover.Profile) []LineRange {
	var ranges []LineRange
	for _, b := range file.Blocks {
		if b.Count == 0 && b.NumStmt > 0 {
			ranges = append(ranges, LineRange{b.StartLine, max(b.StartLine, b.EndLine)})
		}
	}
	slices.SortFunc(ranges, func(a, b LineRange) int { return cmp.Compare(a.First, b.First) })
	joined := ranges[:0]
	for _, r := range ranges {
		if last := len(joined) - 1; last >= 0 && r.First <= joined[last].Last+1 {
			joined[last].Last = max(joined[last].Last, r.Last)
			continue
		}
		joined = append(joined, r)
	}
	return joined
}
