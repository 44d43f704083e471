package coverage

import (
	"fmt"
	"math/bits"
	"strings"
)

// A Percent is a share in hundredths of a percent: 8500 is 85%, 10000 is all.
type Percent int

// All is one hundred percent.
const All Percent = 10000

// String prints p with two decimals and the sign: "85.00%".
func (p Percent) String() string {
	return p.Decimal() + "%"
}

// Decimal prints p with two decimals and no sign: "85.00".
func (p Percent) Decimal() string {
	return fmt.Sprintf("%d.%02d", int(p)/100, int(p)%100)
}

// ParsePercent reads a percentage from 0 to 100 with at most two decimals, with or without the sign:
// "85", "85%" and "85.00%" are the same.
func ParsePercent(s string) (Percent, error) {
	whole, fraction, dot := strings.Cut(strings.TrimSuffix(s, "%"), ".")
	if !isDigits(whole) || len(whole) > 3 || dot && !isDigits(fraction) {
		return 0, fmt.Errorf("%q is not a percentage such as 85%% or 72.5%%", s)
	}
	if len(fraction) > 2 {
		return 0, fmt.Errorf("%q has more than two decimals", s)
	}
	p := Percent(0)
	for _, digit := range whole + (fraction + "00")[:2] {
		p = p*10 + Percent(digit-'0')
	}
	if p > All {
		return 0, fmt.Errorf("%q is more than 100%%", s)
	}
	return p, nil
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// A Ratio is how many statements ran, of how many there are: 0 <= Covered <= Total.
type Ratio struct {
	Covered, Total int64
}

// Add returns the statements of r and s together.
func (r Ratio) Add(s Ratio) Ratio {
	return Ratio{r.Covered + s.Covered, r.Total + s.Total}
}

// AtLeast reports whether r is p or more, without rounding. Nothing of nothing is everything.
func (r Ratio) AtLeast(p Percent) bool {
	return r.Short(p) == 0
}

// Short returns how many more statements must be covered for r to be p.
func (r Ratio) Short(p Percent) int64 {
	// ceil(p*Total/10000), in 128 bits: a hostile profile may hold totals near the limit.
	high, low := bits.Mul64(uint64(p), uint64(r.Total))
	low, carry := bits.Add64(low, uint64(All)-1, 0)
	owed, _ := bits.Div64(high+carry, low, uint64(All))
	return max(0, int64(owed)-r.Covered)
}

// Percent returns r rounded down, so that no ratio reads as a threshold that it misses. 0 of 0 is 100%.
func (r Ratio) Percent() Percent {
	if r.Total == 0 {
		return All
	}
	high, low := bits.Mul64(uint64(r.Covered), uint64(All))
	p, _ := bits.Div64(high, low, uint64(r.Total))
	return Percent(p)
}
