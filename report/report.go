// Package report shows a verdict: one document, and one function for each format. A renderer decides nothing.
package report

import "github.com/covbar/covbar/policy"

// Version is the version of the document that this package writes. It rises when a reader of the last one would
// misread the next.
const Version = 3

// Verdict is the one word of a report.
type Verdict string

// The verdicts. None means that there is no ground for one: data is missing, damaged or contradicting.
const (
	Pass Verdict = "pass"
	Fail Verdict = "fail"
	None Verdict = "none"
)

// A Report is all that any output shows. As JSON it is described by schema.json: every key is always there, a list
// is never null, and percentages are strings with two decimals, rounded down ("84.99").
type Report struct {
	Version       int           `json:"version"`
	Verdict       Verdict       `json:"verdict"`
	ReportOnly    bool          `json:"report_only"`    // the verdict does not decide the exit status
	Tool          string        `json:"tool"`           // covbar's own version
	Day           policy.Day    `json:"day"`            // the day that waivers and ramps were judged on
	DayGiven      bool          `json:"day_given"`      // by the caller, and not by the clock
	Policy        string        `json:"policy"`         // the policy file; empty: the built-in policy
	Problems      []string      `json:"problems"`       // why there is no verdict; a hint follows on a line of its own
	Failed        []string      `json:"failed"`         // why the verdict is "fail" whatever the checks say: tests that failed
	Missing       int64         `json:"missing"`        // covered statements that would bring all failing checks to their bars
	Undecided     int           `json:"undecided"`      // checks that are below their bar, while a suite was not to run here
	NotRun        int           `json:"not_run"`        // checks whose data was not to be made here
	Allowed       []string      `json:"allowed"`        // what was missing and allowed to be, by --allow-missing
	NotAffected   int           `json:"not_affected"`   // packages that the change cannot affect: neither tested nor judged
	Total         Measure       `json:"total"`          // all packages together; "no data" where nothing was measured
	Services      []Service     `json:"services"`       // sorted by name; what is in no service comes last
	Suites        []SuiteResult `json:"suites"`         // in the order of the policy
	Packages      []Check       `json:"packages"`       // over all suites together, sorted by path
	Files         []Check       `json:"files"`          // those that a rule checks one by one, sorted by path
	SuiteChecks   []Check       `json:"suite_checks"`   // packages over one suite, sorted by path, then suite
	ServiceChecks []Check       `json:"service_checks"` // services that a rule checks, sorted by name, then suite
	Owners        []Owner       `json:"owners"`         // sorted by name
	Agreements    []Agreement   `json:"agreements"`     // sorted by day
	Excluded      Excluded      `json:"excluded"`       // by the policy, and by comments
	Standard      Outside       `json:"standard"`       // packages of the standard library, left out
	Foreign       Outside       `json:"foreign"`        // packages of modules that are not here, left out
	Inputs        []string      `json:"inputs"`         // the profiles, in order
	Explain       string        `json:"explain"`        // the command that explains the package that is farthest from its bar; empty: all pass
	Warnings      []string      `json:"warnings"`
	Notes         []string      `json:"notes"`
	Measured      Measured      `json:"measured"` // all that the policy was held against, and what was known before
}

// A Measure is what ran, held to what is asked.
type Measure struct {
	Covered    int64          `json:"covered"`
	Statements int64          `json:"statements"`
	Percent    string         `json:"percent"`
	Threshold  string         `json:"threshold"` // what it was held to, after floors and waivers
	Asked      string         `json:"asked"`     // what its rule asks
	Outcome    policy.Outcome `json:"outcome"`
	Missing    int64          `json:"missing"` // more covered statements needed to reach the threshold
	Owes       int64          `json:"owes"`    // more covered statements needed to reach what its rule asks
	Rule       string         `json:"rule"`    // where the rule stands: ".covbar.yml:3", or "default"
	Lowered    *Clause        `json:"lowered"` // the floor or waiver that lowers the threshold; null where none does
	Expired    []Clause       `json:"expired"` // floors and waivers that would have lowered it, and have run out
}

// A Check is a package, a file or a service held to its bar.
type Check struct {
	Path    string     `json:"path"`    // import path; of a file, its name in the profiles; of a service, its name
	Dir     string     `json:"dir"`     // folder of the package or service, path of the file, below the root; empty where not known
	Per     policy.Per `json:"per"`     // what kind of thing it is of
	Suite   string     `json:"suite"`   // over whose own profile it is held; empty: over all together
	Service string     `json:"service"` // that it is of or belongs to; empty: none
	Owners  []string   `json:"owners"`
	Measure
	NoData      bool       `json:"no_data"`      // no profile mentions it: its statements were counted in the sources
	TestsFailed bool       `json:"tests_failed"` // the numbers stand
	Soonest     []Function `json:"soonest"`      // of a failing package: the fewest statements that bring it to its bar, over all suites or over the one
}

// A Function is one whose tests would bring its package to its bar.
type Function struct {
	Name   string `json:"name"` // "(*Queue[T]).Push"
	Path   string `json:"path"` // of its file below the root; where that is not known, as profiles name it
	First  int    `json:"first_line"`
	Last   int    `json:"last_line"`
	NotRun int64  `json:"not_run"` // statements of it that did not run
}

// A Clause is a line of the policy or of the floors file.
type Clause struct {
	Kind      policy.Kind `json:"kind"`
	Place     string      `json:"place"`    // ".covbar.yml:31"
	Selector  string      `json:"selector"` // as written
	Threshold string      `json:"threshold"`
	Owner     string      `json:"owner"`
	Reason    string      `json:"reason"`
	Until     policy.Day  `json:"until"` // its last day; empty: no end
}

// An Agreement is a bar that changes on a day: a waiver or a floor that ends, a ramp that rises.
type Agreement struct {
	Clause
	Day      policy.Day `json:"day"`      // the last day of a waiver or floor; the day on which a ramp rises
	Next     string     `json:"next"`     // the threshold that a ramp rises to; empty for waivers and floors
	Owes     int64      `json:"owes"`     // statements to cover by then
	Subjects []string   `json:"subjects"` // the packages, files or services that owe them, sorted
}
