package coverage

import (
	"cmp"
	"math"
	"slices"
)

// maxSteps bounds the work of an exact choice: some 20 ms.
const maxSteps = 20_000_000

// Soonest picks the functions whose statements that did not run are together at least missing, and no more than need be:
// of all such choices one with the fewest statements, and of these one with the fewest functions. They are sorted by
// what they would give, most first. It is nil where all together do not suffice, and where nothing is missing.
//
// Of equal choices it is the one whose functions stand first, by file and line. Where functions times statements is
// beyond 20 million, the choice is a good one: no function in it could stay out.
func Soonest(functions []Function, missing int64) []Function {
	candidates := slices.DeleteFunc(slices.Clone(functions), func(f Function) bool { return f.notRun() <= 0 })
	slices.SortStableFunc(candidates, byPlace)
	chosen := greedy(candidates, missing)
	if most := notRun(chosen); len(chosen) > 0 && most < maxSteps/int64(len(candidates)) {
		chosen = fewest(candidates, missing, most)
	}
	slices.SortStableFunc(chosen, byGain)
	return chosen
}

// fewest makes the exact choice, by dynamic programming over sums of statements. None above most is looked at: a choice
// with that sum is known.
func fewest(candidates []Function, missing, most int64) []Function {
	// functions[sum] is how few of the candidates have that sum together. takes[i] has a bit for each sum: that the i-th
	// candidate is in the choice of these from the i-th on. Candidates are added from the last to the first, and are
	// preferred to equal ones behind them.
	functions := make([]int32, most+1)
	for sum := range functions[1:] {
		functions[sum+1] = math.MaxInt32 - 1
	}
	takes := make([]bitmap, len(candidates))
	for i, f := range slices.Backward(candidates) {
		gain := f.notRun()
		takes[i] = make(bitmap, most/64+1)
		for sum := most; sum >= gain; sum-- {
			if with := functions[sum-gain] + 1; with <= functions[sum] {
				functions[sum] = with
				takes[i].set(sum)
			}
		}
	}
	sum := missing
	for functions[sum] > int32(len(candidates)) {
		sum++
	}
	var chosen []Function
	for i, f := range candidates {
		if takes[i].has(sum) {
			chosen = append(chosen, f)
			sum -= f.notRun()
		}
	}
	return chosen
}

// greedy takes the largest of the candidates that still fit in, then the smallest that does the rest, and puts back what
// is superfluous with it.
func greedy(candidates []Function, missing int64) []Function {
	if missing <= 0 || notRun(candidates) < missing {
		return nil
	}
	var chosen, left []Function
	rest := missing
	for _, f := range slices.SortedStableFunc(slices.Values(candidates), byGain) {
		if f.notRun() <= rest {
			chosen = append(chosen, f)
			rest -= f.notRun()
		} else {
			left = append(left, f)
		}
	}
	if rest == 0 {
		return chosen
	}
	// Whatever was left did not fit then, so it is more than the rest now.
	last := left[len(left)-1]
	excess := last.notRun() - rest
	chosen = slices.DeleteFunc(chosen, func(f Function) bool {
		superfluous := f.notRun() <= excess
		if superfluous {
			excess -= f.notRun()
		}
		return superfluous
	})
	return append(chosen, last)
}

// notRun is how many statements of f did not run.
func (f Function) notRun() int64 { return f.Ratio.Total - f.Ratio.Covered }

func notRun(functions []Function) (sum int64) {
	for _, f := range functions {
		sum += f.notRun()
	}
	return sum
}

func byPlace(a, b Function) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Lines.First, b.Lines.First))
}

func byGain(a, b Function) int { return cmp.Compare(b.notRun(), a.notRun()) }

// A bitmap is a set of small numbers.
type bitmap []uint64

func (b bitmap) set(n int64)      { b[n/64] |= 1 << (n % 64) }
func (b bitmap) has(n int64) bool { return b[n/64]&(1<<(n%64)) != 0 }
