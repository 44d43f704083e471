package report

import (
	"fmt"
	"slices"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

var (
	integrationBar = policy.Clause{
		Kind: policy.KindRule, File: ".covbar.yml", Line: 24, Bar: 5000, Owner: "@acme/platform", Reason: "agreed in the Q4 review",
	}
	queueFunctions = []coverage.Function{
		function("NewQueue", "queue.go", 81, 89, 5),
		function("newBaseQueue", "queue.go", 91, 98, 3),
		function("(*persistentQueue[T]).Capacity", "persistent_queue.go", 147, 149, 1),
	}
	requestFunctions = []coverage.Function{
		function("NewSizer", "sizer.go", 62, 70, 4),
		function("(*SizerType).String", "sizer.go", 53, 55, 1),
		function("RequestsSizer.Sizeof", "sizer.go", 76, 78, 1),
	}
)

func function(name, file string, first, last int, notRun int64) coverage.Function {
	return coverage.Function{
		Name: name, File: shopPath + "payments/internal/" + file, Path: "services/payments/internal/" + file,
		Lines: coverage.LineRange{First: first, Last: last}, Ratio: coverage.Ratio{Covered: 1, Total: notRun + 1},
	}
}

// A part is one service of the system: its packages, how many of which are waived, and what its suites give.
type part struct {
	name              string
	owner             string
	packages          int
	waived            int
	ratio             coverage.Ratio
	unit, integration int64 // statements; integration is -1 where the service owes none
	failing           []policy.Check
}

// parts are a system of seven services, of which payments is below its bar.
func parts() []part {
	return []part{
		{"catalog", "@acme/catalog", 11, 0, coverage.Ratio{Covered: 1485, Total: 1659}, 1465, 866, nil},
		{"gateway", "@acme/edge", 5, 0, coverage.Ratio{Covered: 607, Total: 642}, 579, 456, nil},
		{"mailer", "@acme/notify", 2, 0, coverage.Ratio{Covered: 454, Total: 476}, 454, -1, nil},
		{"orders", "@acme/orders", 6, 1, coverage.Ratio{Covered: 742, Total: 844}, 710, 542, nil},
		{"payments", "@acme/payments", 8, 0, coverage.Ratio{Covered: 1331, Total: 1477}, 1305, 914, []policy.Check{
			check("payments/internal/queue", 388, 466, everyPackage, policy.Fail),
			check("payments/internal/request", 9, 17, everyPackage, policy.Fail),
		}},
		{"pricing", "@acme/pricing", 6, 0, coverage.Ratio{Covered: 325, Total: 351}, 321, 168, nil},
		{"shipping", "@acme/notify", 3, 0, coverage.Ratio{Covered: 257, Total: 279}, 257, -1, nil},
	}
}

// packages are those of a part; what the failing ones leave of its statements is in the others.
func (p part) checks() []policy.Check {
	rows, left := slices.Clone(p.failing), p.ratio
	for _, c := range rows {
		left.Covered -= c.Ratio.Covered
		left.Total -= c.Ratio.Total
	}
	n := int64(p.packages - len(rows))
	for i := range n {
		share := coverage.Ratio{Covered: left.Covered / n, Total: left.Total / n}
		if i == 0 {
			share = coverage.Ratio{Covered: left.Covered - (n-1)*share.Covered, Total: left.Total - (n-1)*share.Total}
		}
		c := check(fmt.Sprintf("%s/part%d", p.name, i), share.Covered, share.Total, everyPackage, policy.Pass)
		if int(i) < p.waived {
			c = lowered(c, kafkaWaiver)
			c.Outcome = policy.Waived
		}
		rows = append(rows, c)
	}
	for i := range rows {
		rows[i].Service, rows[i].Owners = p.name, []string{p.owner}
	}
	return rows
}

func (p part) service() policy.Service {
	return policy.Service{
		Name: p.name, Dir: "services/" + p.name, Labels: []string{"service"}, Owners: []string{p.owner}, Ratio: p.ratio,
		Suites: []policy.SuiteShare{
			{Reported: true, Covered: p.unit, Only: p.unit / 3},
			{Required: p.integration >= 0, Reported: p.integration >= 0, Covered: max(0, p.integration), Only: 20},
		},
	}
}

// system is a verdict over parts.
func system(of []part) *policy.Verdict {
	var packages, bars []policy.Check
	var services []policy.Service
	var unit, integration int64
	for _, p := range of {
		packages = append(packages, p.checks()...)
		services = append(services, p.service())
		unit += p.unit
		if integration += max(0, p.integration); p.integration < 0 {
			continue
		}
		ratio := coverage.Ratio{Covered: p.integration, Total: p.ratio.Total}
		outcome := policy.Pass
		if !ratio.AtLeast(integrationBar.Bar) {
			outcome = policy.Fail
		}
		bars = append(bars, policy.Check{
			Name: p.name, Dir: "services/" + p.name, Per: policy.PerService, Suite: "integration", Service: p.name,
			Owners: []string{p.owner}, Ratio: ratio, Outcome: outcome, Bar: integrationBar.Bar,
			Missing: ratio.Short(integrationBar.Bar), Rule: integrationBar,
		})
	}
	v := verdict(ofTheTotal, packages...)
	v.ServiceChecks, v.Services = bars, services
	v.Suites = []policy.SuiteResult{
		{Name: "unit", Inputs: 2, Covered: unit, Only: 1400}, {Name: "integration", Inputs: 1, Covered: integration, Only: 140},
	}
	return v
}

func systemFacts() Facts {
	facts := shopFacts()
	facts.Inputs = []string{"unit-1.out", "unit-2.out", "covdata/all", "more.out"}
	facts.Suites = []Suite{{"unit", facts.Inputs[:2]}, {"integration", facts.Inputs[2:3]}}
	facts.Soonest = map[Subject][]coverage.Function{
		{Package: shopPath + "payments/internal/queue"}:   queueFunctions,
		{Package: shopPath + "payments/internal/request"}: requestFunctions,
	}
	return facts
}

// failedSystem is the report of a system of which two packages and a service are below their bars.
func failedSystem() *Report { return New(system(parts()), systemFacts()) }

// passingSystem is the same without them.
func passingSystem() *Report {
	of := parts()
	of[4].failing, of[5].integration = nil, 200
	return New(system(of), systemFacts())
}

// partly is a system that was measured in part: its integration tests were not to run, and some of it was not affected.
func partly(orders policy.Outcome) *Report {
	of := parts()
	of[4].failing = nil
	v := system(of)
	v.Suites[1] = policy.SuiteResult{Name: "integration", NotRun: true}
	for i := range v.Services {
		v.Services[i].Suites[1] = policy.SuiteShare{Required: v.Services[i].Suites[1].Required}
	}
	for i := range v.ServiceChecks {
		v.ServiceChecks[i].Outcome, v.ServiceChecks[i].Ratio.Covered = policy.NotRun, 0
	}
	i := slices.IndexFunc(v.Packages, func(c policy.Check) bool { return c.Name == shopPath+"orders/part3" })
	v.Packages[i].Ratio.Covered -= 20
	v.Packages[i].Missing, v.Packages[i].Outcome = v.Packages[i].Ratio.Short(8500), orders
	facts := systemFacts()
	facts.Inputs, facts.Suites[1].Inputs = append(facts.Inputs[:2:2], facts.Inputs[3]), nil
	facts.NotAffected = 12
	facts.Input.Partial = true
	for i := range facts.NotAffected {
		dir := fmt.Sprintf("services/search/part%d", i)
		facts.Input.Unasked = append(facts.Input.Unasked, coverage.Package{Path: "example.com/shop/" + dir, Dir: dir})
	}
	return New(v, facts)
}

// allowed is a system of which a suite of a service is missing, by leave.
func allowed() *Report {
	v := system(parts())
	v.Services[3].Suites[1].Reported, v.Services[3].Suites[1].Covered = false, 0
	v.ServiceChecks[2].Outcome, v.ServiceChecks[2].Ratio.Covered, v.ServiceChecks[2].Missing = policy.NotRun, 0, 0
	v.Allowed = []string{"orders did not report in suite integration"}
	return New(v, systemFacts())
}

// unreported is the same without leave.
func unreported() *Report {
	v := system(parts())
	v.Services[3].Suites[1] = policy.SuiteShare{Required: true, Silent: true}
	silent := &v.ServiceChecks[2]
	silent.Outcome, silent.NoData, silent.Ratio.Covered = policy.NoData, true, 0
	silent.Missing = silent.Ratio.Short(silent.Bar)
	v.Problems = []string{"orders did not report in suite integration\nhint: run the failed job again, or --allow-missing orders/integration"}
	return New(v, systemFacts())
}

// suited is a system of two services, one of which has a package below its bar over the unit tests. Some data of the
// integration tests is here, which were not to run, and none of the end-to-end tests.
func suited() *Report {
	v := system(parts()[5:])
	v.ServiceChecks = nil
	low := v.Packages[0]
	low.Suite, low.Outcome, low.Ratio.Covered = "unit", policy.Fail, 40
	low.Missing = low.Ratio.Short(low.Bar)
	away := v.Packages[1]
	away.Suite, away.Outcome, away.Missing = "integration", policy.NotRun, 0
	v.SuiteChecks = []policy.Check{low, away}
	v.Suites[1].NotRun = true
	v.Suites = append(v.Suites, policy.SuiteResult{Name: "e2e"})
	for i := range v.Services {
		v.Services[i].Suites[0].Required = true
		v.Services[i].Suites = append(v.Services[i].Suites, policy.SuiteShare{Required: true})
	}
	facts := systemFacts()
	facts.Soonest = map[Subject][]coverage.Function{
		{Package: low.Name}:                queueFunctions, // the bar over all suites is met
		{Package: low.Name, Suite: "unit"}: requestFunctions,
	}
	return New(v, facts)
}

// many is a system of many services and packages, a third of which is below its bar. A thousand packages or more have as
// many inputs and warnings, too.
func many(services, packages int) *Report {
	var of []part
	for i := range services {
		p := part{
			name: fmt.Sprintf("service-%03d", i), owner: fmt.Sprintf("@acme/a-team-with-a-name-%d", i%50), packages: packages / services,
			ratio: coverage.Ratio{Covered: 2700, Total: 3000}, unit: 2000, integration: 1600,
		}
		if i%3 == 0 {
			for j := range p.packages / 2 {
				p.failing = append(p.failing, check(fmt.Sprintf("%s/internal/adapters/store%d", p.name, j), 40, 50, everyPackage, policy.Fail))
			}
		}
		of = append(of, p)
	}
	v, facts := system(of), systemFacts()
	for _, c := range policy.Failing(v.Packages) {
		facts.Soonest[Subject{Package: c.Name}] = queueFunctions
	}
	for i, c := range v.Packages {
		if packages < 1000 {
			break
		}
		facts.Inputs = append(facts.Inputs, fmt.Sprintf("artifacts/cover-%d.out", i))
		facts.Warnings = append(facts.Warnings, fmt.Sprintf("artifacts/cover-%d.out holds no block", i))
		v.Excluded.List = append(v.Excluded.List, policy.ExcludedPackage{Path: c.Name, Ignored: 7})
	}
	return New(v, facts)
}
