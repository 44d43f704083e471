package coverage

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// functionsOf makes functions f1, f2 … in one file, each with so many statements that did not run, and some that did.
func functionsOf(gains ...int64) []Function {
	var functions []Function
	for i, gain := range gains {
		line := i + 1
		functions = append(functions, Function{
			Name: fmt.Sprint("f", line), File: "m/a.go", Lines: LineRange{line, line},
			Ratio: Ratio{Covered: int64(i % 3), Total: gain + int64(i%3)},
		})
	}
	return functions
}

func namesOf(functions []Function) string {
	var names []string
	for _, f := range functions {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func TestSoonest(t *testing.T) {
	many := make([]int64, 300)
	for i := range many {
		many[i] = int64(1 + i%7)
	}
	tests := []struct {
		gains   []int64
		missing int64
		want    string
		reason  string
	}{
		{nil, 1, "", "there is nothing to test"},
		{[]int64{3, 2}, 0, "", "nothing is missing"},
		{[]int64{3, 2}, -1, "", "as above"},
		{[]int64{3, 2}, 6, "", "all together do not suffice"},
		{[]int64{0, 0}, 1, "", "as above; all of them are covered"},
		{[]int64{3, 2}, 5, "f1 f2", "all together suffice"},
		{[]int64{3, 0, 2}, 5, "f1 f3", "what is covered is never chosen"},
		{[]int64{9, 4, 3}, 4, "f2", "the fewest statements, not the largest function"},
		{[]int64{9, 4, 3}, 5, "f2 f3", "7 statements in two functions are fewer than 9 in one"},
		{[]int64{5, 3, 2, 8}, 8, "f4", "of equal sums the one with the fewest functions"},
		{[]int64{6, 5, 4, 4, 1}, 8, "f3 f4", "where taking the largest first would take 9"},
		{[]int64{2, 2, 2}, 3, "f1 f2", "of equal choices the first by line"},
		{[]int64{1, 4, 2, 3, 4}, 5, "f2 f1", "as above; most first"},
		{[]int64{100}, 1, "f1", "one must be enough"},
		{[]int64{math.MaxInt32, math.MaxInt32 - 1}, math.MaxInt32 + 2, "f1 f2", "more than can be tried"},
		{[]int64{1 << 40, 1 << 41, 3, 1 << 40}, 1<<40 + 1, "f1 f3", "as above, chosen without what is superfluous"},
		{[]int64{1 << 40, 1 << 39, 1 << 39}, 1<<40 + 1<<39, "f1 f2", "as above, and exactly"},
		{[]int64{5 << 38, 1 << 41, 1 << 38, 1 << 40}, 7 << 38, "f1 f4", "as above: 5+1 first, and 4 is the smallest that does the rest, so 1 goes back"},
	}
	for _, test := range tests {
		functions := functionsOf(test.gains...)
		if got := namesOf(Soonest(functions, test.missing)); got != test.want {
			t.Errorf("%d of %v: %q, want %q: %s", test.missing, test.gains, got, test.want, test.reason)
		}
		slices.Reverse(functions)
		if got := namesOf(Soonest(functions, test.missing)); got != test.want {
			t.Errorf("%d of %v, reversed: %q, want %q: the order does not matter", test.missing, test.gains, got, test.want)
		}
	}
	if got := Soonest(functionsOf(many...), 800); notRun(got) != 800 || len(got) != 137 {
		t.Errorf("%d statements in %d functions, want 800 in 137, since 136 give 799 at most", notRun(got), len(got))
	}
}

// The choice is the best of all, as the doc comment ranks them.
func TestSoonestIsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		functions := functionsOf(rapid.SliceOfN(rapid.Int64Range(0, 12), 0, 9).Draw(t, "gains")...)
		missing := rapid.Int64Range(0, 40).Draw(t, "missing")
		got := Soonest(rapid.Permutation(functions).Draw(t, "order"), missing)
		slices.SortStableFunc(got, byPlace)
		if diff := cmp.Diff(best(functions, missing), got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// best tries all choices.
func best(functions []Function, missing int64) (best []Function) {
	if missing <= 0 {
		return nil
	}
	// A set bit is a function that is chosen; the first is the highest, so that of equal choices the larger number is better.
	for choice := uint(1); choice < 1<<len(functions); choice++ {
		var chosen []Function
		for i, f := range functions {
			if choice&(1<<(len(functions)-1-i)) != 0 {
				chosen = append(chosen, f)
			}
		}
		wasteful := slices.ContainsFunc(chosen, func(f Function) bool { return f.notRun() == 0 })
		if sum := notRun(chosen); sum >= missing && !wasteful &&
			(best == nil || sum < notRun(best) || sum == notRun(best) && bits.OnesCount(choice) <= len(best)) {
			best = chosen
		}
	}
	return best
}

// Where trying all takes too long, the choice suffices, and no function in it could stay out.
func TestSoonestOfMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		functions := functionsOf(rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 1, 50).Draw(t, "gains")...)
		missing := rapid.Int64Range(1, 1<<45).Draw(t, "missing")
		got := Soonest(functions, missing)
		if got == nil && notRun(functions) >= missing {
			t.Fatal("nothing is chosen")
		}
		for _, f := range got {
			if notRun(got) < missing || notRun(got)-f.notRun() >= missing {
				t.Fatalf("%d of %d: %s could stay out", notRun(got), missing, f.Name)
			}
		}
		if !slices.IsSortedFunc(got, byGain) {
			t.Fatalf("not sorted: %v", got)
		}
	})
}
