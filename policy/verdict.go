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
	NotRun       Outcome = "not run here"  // its suite was not to run, or was allowed to be missing; or parts of its service were not
	Undecided    Outcome = "undecided"     // below its bar, but a suite that counts for it was not to run here
)

// Fails reports whether the outcome makes the verdict fail.
func (o Outcome) Fails() bool { return o == Fail || o == NoData }

// Per says what kind of thing a check is of.
type Per string

// What a rule may hold to its bar, one by one.
const (
	PerPackage Per = "package"
	PerFile    Per = "file"
	PerService Per = "service"
)

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
	Selector string // what it selects, for people: `./services/*/domain/..., label service (integration)`
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
	Name        string // import path, file name as in the profile, or name of a service; "total"
	Dir         string // place below the root: folder of a package or service, path of a file; empty where not known
	Per         Per    // empty of the total
	Suite       string // the suite over whose own profile it is held; empty: over all together
	Service     string // that the package or file belongs to, or that it is; empty: none
	Owners      []string
	Ratio       coverage.Ratio
	NoData      bool // no profile mentions it, or its service did not report in the suite; whatever the outcome
	TestsFailed bool
	Outcome     Outcome
	Bar         coverage.Percent // what it was held to: the rule's bar, or the floor or waiver that lowers it
	Missing     int64            // more covered statements needed to reach Bar; 0 where it was not run here
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
	Subjects []string // names of the checks that owe them, sorted: "path", "path (suite)", "orders (service)", "orders (suite)"
}

// A Verdict is what Evaluate found.
type Verdict struct {
	Packages      []Check   // one per gated package, over all suites together, sorted by name
	Files         []Check   // checks of rules with `per: file`, sorted by name, then suite
	SuiteChecks   []Check   // of packages over one suite, sorted by name, then suite
	ServiceChecks []Check   // checks of rules with `per: service`, sorted by name, then suite
	Total         Check     // all packages together; its Outcome is Off where the policy asks nothing of the total
	Services      []Service // sorted by name; those of which a package was asked for. The one without a name comes last
	Suites        []SuiteResult
	Agreements    []Agreement
	Excluded      Excluded
	// Problems is why there is no verdict: services that did not report in a suite that owes them, suites with fewer inputs
	// than shards. A hint may follow on a line of its own.
	Problems []string
	Allowed  []string // what Input.AllowMissing let through, in words
	Warnings []string // about the policy: with a place where there is one
	Notes    []string
}

// A Service is a set of packages that run together. Each package belongs to one service or to none.
type Service struct {
	Name   string // empty: of the packages that are in no service
	Dir    string // its folder below the root, with slashes; empty where it has none
	Labels []string
	Owners []string       // of its packages, those of most statements first
	Ratio  coverage.Ratio // of its packages that are not left out
	Suites []SuiteShare   // in the order of Verdict.Suites
}

// A SuiteShare is what one suite gave a service.
type SuiteShare struct {
	Required bool // a check of the suite holds the service, or a package or file of it, to more than 0%
	Reported bool // a block of one of the service's own packages ran
	Silent   bool // it was to report, and did not: one of Verdict.Problems
	Covered  int64
	Only     int64 // covered by nothing else
}

// A SuiteResult is what one suite gave the whole.
type SuiteResult struct {
	Name    string
	Inputs  int
	NotRun  bool // it was not to run here
	Covered int64
	Only    int64 // covered by nothing else
}

// Excluded counts what was left out, by each way of leaving out. A statement counts once: for the package that is left
// out, else for its file, else for the comment.
type Excluded struct {
	Packages  Amount // by exclude.packages
	Generated Amount // by the line of generated files
	Files     Amount // by exclude.files
	Ignored   Amount // by //covbar:ignore
	List      []ExcludedPackage
}

// An Amount is how much was left out.
type Amount struct {
	Packages   int // left out whole
	Files      int // of packages that stay; of //covbar:ignore, those that hold it
	Statements int64
}

// An ExcludedPackage is how many statements of a package were left out, by each way. They are sorted by path.
type ExcludedPackage struct {
	Path                                  string
	Whole                                 bool // nothing of it is left to judge
	ByPackage, Generated, ByFile, Ignored int64
}

// Passed reports whether no check fails and nothing is missing.
func (v *Verdict) Passed() bool {
	return !v.Total.Outcome.Fails() && len(Failing(v.Packages)) == 0 && len(Failing(v.Files)) == 0 &&
		len(Failing(v.SuiteChecks)) == 0 && len(Failing(v.ServiceChecks)) == 0 && len(v.Problems) == 0
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
