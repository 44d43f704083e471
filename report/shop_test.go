package report

import (
	"fmt"
	"sort"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// today is the day of the goldens.
const today policy.Day = "2026-11-23"

const shopPath = "example.com/shop/services/"

var (
	everyPackage = policy.Clause{Kind: policy.KindThreshold, File: ".covbar.yml", Line: 3, Bar: 8500}
	ofTheTotal   = policy.Clause{Kind: policy.KindTotal, File: ".covbar.yml", Line: 4, Bar: 8000}
	kafkaWaiver  = policy.Clause{
		Kind: policy.KindWaiver, File: ".covbar.yml", Line: 31, Selector: "./services/orders/adapters/kafka", Bar: 3000,
		Owner: "@acme/orders", Reason: "needs a broker; being replaced, see #391", Until: "2026-12-01",
	}
	cacheWaiver = policy.Clause{
		Kind: policy.KindWaiver, File: ".covbar.yml", Line: 36, Selector: "./services/payments/internal/request", Bar: 5000,
		Owner: "@acme/payments", Reason: "copied code", Until: "2026-11-20",
	}
	domainRamp = policy.Clause{
		Kind: policy.KindRule, File: ".covbar.yml", Line: 12, Selector: "./services/*/domain/...", Bar: 9000,
		Owner: "@acme/platform", Reason: "agreed in the Q4 review", NextDay: "2027-04-01", NextBar: 9500,
	}
	adapterHint = policy.Clause{
		Kind: policy.KindRule, File: ".covbar.yml", Line: 17, Selector: "./services/*/adapters/...", Bar: 7500, Warn: true,
	}
)

func floor(dir string, line int, bar coverage.Percent) policy.Clause {
	return policy.Clause{
		Kind: policy.KindFloor, File: ".covbar.floors", Line: line, Selector: "./services/" + dir, Bar: bar, Until: "2027-06-30",
	}
}

// check holds covered of total statements of a package of the shop to a rule.
func check(dir string, covered, total int64, rule policy.Clause, outcome policy.Outcome) policy.Check {
	ratio := coverage.Ratio{Covered: covered, Total: total}
	return policy.Check{
		Name: shopPath + dir, Dir: "services/" + dir, Per: policy.PerPackage, Ratio: ratio,
		Outcome: outcome, Bar: rule.Bar, Missing: ratio.Short(rule.Bar), Rule: rule,
	}
}

func lowered(c policy.Check, by policy.Clause) policy.Check {
	c.Lowered, c.Bar, c.Missing = &by, by.Bar, c.Ratio.Short(by.Bar)
	return c
}

// verdict adds the packages up and sorts them.
func verdict(total policy.Clause, packages ...policy.Check) *policy.Verdict {
	sort.Slice(packages, func(i, j int) bool { return packages[i].Name < packages[j].Name })
	v := &policy.Verdict{Packages: packages}
	var sum coverage.Ratio
	for _, c := range packages {
		sum = sum.Add(c.Ratio)
	}
	outcome := policy.Off
	if total.Bar > 0 {
		if outcome = policy.Pass; !sum.AtLeast(total.Bar) {
			outcome = policy.Fail
		}
	}
	v.Total = policy.Check{Name: "total", Ratio: sum, Outcome: outcome, Bar: total.Bar, Missing: sum.Short(total.Bar), Rule: total}
	return v
}

// meeting are packages that meet their bar, of all kinds.
func meeting() []policy.Check {
	rows := []policy.Check{
		lowered(check("orders/adapters/kafka", 20, 62, everyPackage, policy.Waived), kafkaWaiver),
		lowered(check("payments/http", 19, 24, everyPackage, policy.Floored), floor("payments/http", 3, 7900)),
		lowered(check("payments/store", 70, 90, everyPackage, policy.Floored), floor("payments/store", 4, 7777)),
		check("orders/domain", 182, 200, domainRamp, policy.Pass),
		check("orders/version", 2, 4, everyPackage, policy.Small),
		check("orders/ports", 0, 0, everyPackage, policy.NoStatements),
	}
	for i, name := range []string{"catalog", "gateway", "gateway/http", "mailer", "pricing", "pricing/domain", "shipping"} {
		rows = append(rows, check(name, int64(90+i)*4, 400, everyPackage, policy.Pass))
	}
	return rows
}

func shopAgreements() []policy.Agreement {
	floors := policy.Clause{Kind: policy.KindFloor, File: ".covbar.yml", Line: 8, Selector: ".covbar.floors", Until: "2027-06-30"}
	return []policy.Agreement{
		{Clause: kafkaWaiver, Day: "2026-12-01", Owes: 33, Subjects: []string{shopPath + "orders/adapters/kafka"}},
		{Clause: domainRamp, Day: "2027-04-01", Owes: 8, Subjects: []string{shopPath + "orders/domain"}},
		{Clause: floors, Day: "2027-06-30", Owes: 9, Subjects: []string{shopPath + "payments/http", shopPath + "payments/store"}},
	}
}

// passing is a shop where every bar is met.
func passing() *Report {
	v := verdict(ofTheTotal, meeting()...)
	v.Agreements = shopAgreements()
	return New(v, shopFacts())
}

// shop is a verdict with every outcome in it.
func shop() *policy.Verdict {
	request := check("payments/internal/request", 9, 17, everyPackage, policy.Fail)
	request.Expired = []policy.Clause{cacheWaiver}
	queue := check("payments/internal/queue", 8499, 10000, everyPackage, policy.Fail)
	empty := check("payments/internal/retry", 0, 57, everyPackage, policy.NoData)
	empty.NoData = true
	broken := check("catalog/search", 340, 400, everyPackage, policy.Pass)
	broken.TestsFailed = true
	v := verdict(ofTheTotal, append(meeting(), queue, request, empty, broken,
		check("mailer/adapters/smtp", 50, 88, adapterHint, policy.Warn),
		check("tools/seed", 0, 40, policy.Clause{Kind: policy.KindRule, File: ".covbar.yml", Line: 21}, policy.Off),
	)...)
	perFile := policy.Clause{Kind: policy.KindRule, File: ".covbar.yml", Line: 24, Selector: "./services/payments/...", Bar: 6000}
	v.Files = []policy.Check{
		check("payments/internal/request/sizer.go", 1, 9, perFile, policy.Fail),
		check("payments/store/store.go", 70, 90, perFile, policy.Pass),
	}
	v.Agreements = shopAgreements()
	for i := range v.Files {
		v.Files[i].Per = policy.PerFile
	}
	v.Excluded = policy.Excluded{
		Packages:  policy.Amount{Packages: 2, Statements: 88},
		Generated: policy.Amount{Files: 12, Statements: 1102},
		Ignored:   policy.Amount{Files: 1, Statements: 14},
		List: []policy.ExcludedPackage{
			{Path: shopPath + "catalog/mocks", Whole: true, ByPackage: 60},
			{Path: shopPath + "orders/api", Generated: 1102, Ignored: 14},
			{Path: shopPath + "orders/mocks", Whole: true, ByPackage: 28},
		},
	}
	v.Warnings = []string{".covbar.yml:36: the waiver of ./services/payments/internal/request has run out: it counted until 2026-11-20 (owner \"@acme/payments\", reason \"copied code\")", ".covbar.yml:27: rule ./services/billing/... matches nothing\nhint: was the folder renamed?"}
	v.Notes = []string{"generated files are not known without sources"}
	return v
}

func shopFacts() Facts {
	return Facts{Tool: "v0.2.0", Day: today, PolicyFile: ".covbar.yml", Inputs: []string{"orders.out", "payments.out"}}
}

// failed is the report of shop.
func failed() *Report {
	facts := shopFacts()
	facts.Failed = []string{shopPath + "catalog/search"}
	facts.Warnings = []string{"empty.out holds no block"}
	facts.Standard, facts.Foreign = Outside{Packages: 2, Statements: 88}, Outside{Packages: 1, Statements: 1000}
	return New(shop(), facts)
}

// none is a report without a verdict, for n reasons, before anything could be measured.
func none(n int) *Report {
	facts := shopFacts()
	for i := range n {
		facts.Problems = append(facts.Problems, fmt.Sprintf(
			"payments-%d.out:812: the same block has 2 statements here and 3 in worker.out\nhint: were both profiles made from the same commit and the same Go version?", i+1))
	}
	return New(nil, facts)
}
