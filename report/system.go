package report

// A Service is a set of packages that run together.
type Service struct {
	Name       string         `json:"name"`   // empty: of the packages that are in no service
	Dir        string         `json:"dir"`    // its folder below the root; empty where it has none
	Labels     []string       `json:"labels"` // as the policy gives them
	Owners     []string       `json:"owners"` // of its packages, those of most statements first
	Covered    int64          `json:"covered"`
	Statements int64          `json:"statements"`
	Percent    string         `json:"percent"`
	Packages   int            `json:"packages"`
	Held       int            `json:"held"`      // packages that are held to a bar, if only over one suite or of a file
	Met        int            `json:"met"`       // of these, at all of their bars, also lowered ones
	Floored    int            `json:"floored"`   // of these, by a floor
	Waived     int            `json:"waived"`    // the same, by a waiver
	Failing    int            `json:"failing"`   // checks that fail, of the service and all that is in it
	Undecided  int            `json:"undecided"` // the same, of checks that are undecided
	Missing    int64          `json:"missing"`   // covered statements that would bring its failing checks to their bars
	Suites     []ServiceSuite `json:"suites"`    // in the order of the policy
}

// A ServiceSuite is what one suite gave a service.
type ServiceSuite struct {
	Name     string `json:"name"`
	Required bool   `json:"required"` // a bar over the suite's own profile asks for it
	Reported bool   `json:"reported"` // a block of one of the service's own packages ran
	Silent   bool   `json:"silent"`   // it was to report, and did not: one of the problems
	Covered  int64  `json:"covered"`
	Percent  string `json:"percent"` // of the service's statements
	Only     int64  `json:"only"`    // statements that nothing else covered
}

// A SuiteResult is what one suite gave the whole.
type SuiteResult struct {
	Suite
	NotRun  bool   `json:"not_run"` // it was not to run here
	Covered int64  `json:"covered"`
	Percent string `json:"percent"` // of all statements
	Only    int64  `json:"only"`    // statements that nothing else covered
}

// An Owner is what CODEOWNERS gives one owner. A package or a service of several owners counts for each of them.
type Owner struct {
	Name       string `json:"name"`
	Packages   int    `json:"packages"`
	Failing    int    `json:"failing"`  // packages with a check that fails
	Services   int    `json:"services"` // services with a check of their own that fails
	Covered    int64  `json:"covered"`
	Statements int64  `json:"statements"`
	Percent    string `json:"percent"` // of the packages
	Missing    int64  `json:"missing"` // covered statements that would bring packages and services to their bars
}

// Excluded counts what was left out, by each way of leaving out. A statement counts once.
type Excluded struct {
	Packages  Amount            `json:"packages"`  // by the policy's exclude.packages
	Generated Amount            `json:"generated"` // by the line that generated files have
	Files     Amount            `json:"files"`     // by the policy's exclude.files
	Ignored   Amount            `json:"ignored"`   // by //covbar:ignore comments
	List      []ExcludedPackage `json:"list"`      // sorted by path
}

// An Amount is how much was left out.
type Amount struct {
	Packages   int   `json:"packages"` // left out whole
	Files      int   `json:"files"`    // of packages that stay; of comments, those that hold one
	Statements int64 `json:"statements"`
}

// An ExcludedPackage is how many statements of a package were left out, by each way.
type ExcludedPackage struct {
	Path      string `json:"path"`
	Whole     bool   `json:"whole"` // nothing of it is left to judge
	Packages  int64  `json:"packages"`
	Generated int64  `json:"generated"`
	Files     int64  `json:"files"`
	Ignored   int64  `json:"ignored"`
}

// Outside counts what the profiles hold of packages that are in no module here.
type Outside struct {
	Packages   int   `json:"packages"`
	Statements int64 `json:"statements"`
}
