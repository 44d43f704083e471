package policy

import "github.com/covbar/covbar/coverage"

// An Outcome is how one check ended.
type Outcome string

// The outcomes. Only Fail and NoData make a verdict fail.
const (
	Pass         Outcome = "pass"
	Fail         Outcome = "fail"          // below its bar
	NoData       Outcome = "no data"       // no profile mentions it, and it owes something
	Warn         Outcome = "warn"          // below its bar (or no data), where the policy only warns
	Waived       Outcome = "waived"        // below what its rule asks, not below its waiver
	Floored      Outcome = "floor"         // below what its rule asks, not below its floor
	Small        Outcome = "small"         // fewer than min-statements: counts in the total, is not gated alone
	NoStatements Outcome = "no statements" // nothing to cover
	Off          Outcome = "off"           // its rule asks for 0%
)

// Fails reports whether the outcome makes the verdict fail.
func (o Outcome) Fails() bool { return o == Fail || o == NoData }

// A Kind is a kind of clause.
type Kind string

// The kinds of clause that can decide or lower a bar.
const (
	KindDefault   Kind = "default"   // the built-in 85%
	KindThreshold Kind = "threshold" // the policy's own `threshold`
	KindTotal     Kind = "total"
	KindRule      Kind = "rule"
	KindFloor     Kind = "floor"
	KindWaiver    Kind = "waiver"
)

// A Clause is one line of the policy or the floors file that bears on a check.
type Clause struct {
	Kind     Kind
	File     string // as named on the command line or found; empty for the built-in default
	Line     int
	Selector string // what it selects, as written: `./services/*/domain/...`; several joined by ", "
	Bar      coverage.Percent
	Warn     bool // level: warn
	Owner    string
	Reason   string
	Until    Day // last day on which it counts; empty: always
	// The next step of a rule's ramp; NextDay is empty where there is none.
	NextDay Day
	NextBar coverage.Percent
}

// A Check is one subject held to one bar.
type Check struct {
	Name        string // import path, or file name as in the profile; "total"
	Dir         string // place below the root: folder of a package, path of a file; empty where not known
	Ratio       coverage.Ratio
	NoData      bool // no profile mentions it, whatever the outcome
	TestsFailed bool
	Outcome     Outcome
	Bar         coverage.Percent // what it was held to: the rule's bar, or the floor or waiver that lowers it
	Missing     int64            // more covered statements needed to reach Bar
	Rule        Clause           // what decides the bar before floors and waivers
	Lowered     *Clause          // the floor or waiver that lowers it
	Overrode    []*Clause        // clauses that match too and were overridden, in their order; checks share them
	Expired     []Clause         // waivers and floors that would have lowered it, and have run out
}

// Owes returns how many statements the check is short of what its rule asks.
func (c Check) Owes() int64 { return c.Ratio.Short(c.Rule.Bar) }

// An Agreement is a bar that changes on a day: a waiver or floor that ends, a ramp that rises.
type Agreement struct {
	Clause
	Day      Day      // the last day of a waiver or floor; the day on which a ramp rises
	Owes     int64    // statements to cover by then
	Subjects []string // names of the checks that owe them, sorted
}

// A Verdict is what Evaluate found.
type Verdict struct {
	Packages   []Check // one per gated package, sorted by name
	Files      []Check // checks of rules with `per: file`, sorted by name
	Total      Check   // all packages together; its Outcome is Off where the policy asks nothing of the total
	Agreements []Agreement
	Excluded   Excluded
	Warnings   []string // about the policy: with a place where there is one
	Notes      []string
}

// Excluded counts what the policy's `exclude` left out.
type Excluded struct {
	Packages   int // left out whole: by name, or because all their files are
	Files      int // left out of packages that stay
	Statements int64
}

// Passed reports whether no check fails.
func (v *Verdict) Passed() bool {
	return !v.Total.Outcome.Fails() && len(Failing(v.Packages)) == 0 && len(Failing(v.Files)) == 0
}

// Failing returns the checks that fail, in their order.
func Failing(checks []Check) []Check {
	var failing []Check
	for _, c := range checks {
		if c.Outcome.Fails() {
			failing = append(failing, c)
		}
	}
	return failing
}

// Floors returns a floor for each package that fails: its percentage rounded down, and 0% where there is no data.
// With them the same packages pass.
func (v *Verdict) Floors() []Floor {
	var floors []Floor
	for _, c := range Failing(v.Packages) {
		f := Floor{Selector: c.Name, Bar: c.Ratio.Percent()}
		switch c.Dir {
		case "":
		case ".":
			f.Selector = "."
		default:
			f.Selector = "./" + c.Dir
		}
		if c.Outcome == NoData {
			f.Bar = 0
		}
		floors = append(floors, f)
	}
	return floors
}
