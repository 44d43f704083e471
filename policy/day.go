package policy

import (
	"fmt"
	"time"
)

// A Day is a day in UTC as YYYY-MM-DD, so that days compare as strings do.
type Day string

// DayOf returns the day of t in UTC.
func DayOf(t time.Time) Day { return Day(t.UTC().Format(time.DateOnly)) }

// ParseDay reads a day such as 2027-03-31.
func ParseDay(s string) (Day, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("%q is not a day such as 2027-03-31", s)
	}
	if s > "9998" {
		return "", fmt.Errorf("%q is too far away", s) // the day after the last one would compare as an early one
	}
	return Day(s), nil
}

// next returns the day after d.
func (d Day) next() Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		panic(fmt.Sprintf("policy: %q was never parsed as a day", string(d)))
	}
	return DayOf(t.AddDate(0, 0, 1))
}
