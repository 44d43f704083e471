package report

import (
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// shopPolicy has a bar of every kind.
const shopPolicy = `version: 1
threshold: 80%
total: 60%
min-statements: 3
suites:
  unit: ["**/unit*.out"]
  integration: {profiles: ["**/it*.out"], shards: 1}
services:
  - {path: "services/*", labels: [service]}
rules:
  - {labels: [service], suite: integration, per: service, threshold: 20%}
  - {packages: ["./services/orders/..."], threshold: 70%, owner: "@acme/orders", ramp: {2027-04-01: 90%}}
  - {packages: ["./services/..."], per: file, threshold: 10%}
  - {packages: ["./services/cart/..."], suite: unit, threshold: 40%}
waivers:
  - {packages: ["./services/cart/db"], threshold: 30%, owner: "@acme/cart", reason: "needs\ta server", until: 2026-12-01}
  - {packages: ["./tools/..."], threshold: 0%, owner: "@acme/tools", reason: "one-off", until: 2026-01-01}
exclude:
  packages: ["./.../mocks"]
  files: ["**/zz_*.go"]
`

// otherPolicy has the suites of shopPolicy the other way round, and one more.
const otherPolicy = `version: 1
threshold: 50%
suites:
  e2e: ["**/e2e*.out"]
  integration: ["**/it*.out"]
  unit: ["**/unit*.out"]
rules:
  - {packages: ["./..."], suite: unit, threshold: 40%}
`

func parsed(t testing.TB, text string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse([]byte(text), ".covbar.yml")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// fileOf is a file of a shop, of which the unit tests ran some statements, and the integration tests some of the same.
func fileOf(dir, base string, total, unit, integration int64) coverage.File {
	return coverage.File{
		Name: "example.com/shop/" + dir + "/" + base, Path: dir + "/" + base,
		Ratio: coverage.Ratio{Covered: max(unit, integration), Total: total},
		Suites: []coverage.Share{
			{Ran: unit > 0, Covered: unit, Only: max(0, unit-integration)},
			{Ran: integration > 0, Covered: integration, Only: max(0, integration-unit)},
		},
	}
}

func packageOf(dir string, files ...coverage.File) coverage.Package {
	service := strings.Split(dir, "/")[1]
	return coverage.Package{Path: "example.com/shop/" + dir, Dir: dir, Files: files, Owners: []string{"@acme/" + service}}
}

// shopInput is what was measured of a shop.
func shopInput() policy.Input {
	generated := fileOf("services/orders/api", "api.pb.go", 900, 3, 0)
	generated.Generated = true
	partly := fileOf("services/orders/domain", "order.go", 100, 75, 40)
	partly.Ignored = 4
	unread := packageOf("services/cart/mail", coverage.File{
		Name: "example.com/shop/services/cart/mail/mail.go", Path: "services/cart/mail/mail.go", Ratio: coverage.Ratio{Total: 12},
	})
	unread.NoData = true
	broken := packageOf("services/orders/sql")
	broken.NoData, broken.Broken, broken.Owners = true, true, nil
	return policy.Input{
		Packages: []coverage.Package{
			packageOf("services/cart/db", fileOf("services/cart/db", "db.go", 50, 5, 20), fileOf("services/cart/db", "zz_gen.go", 7, 0, 0)),
			packageOf("services/cart/http", fileOf("services/cart/http", "a.go", 40, 10, 30), fileOf("services/cart/http", "b.go", 60, 1, 2)),
			unread,
			packageOf("services/cart/mocks", fileOf("services/cart/mocks", "m.go", 30, 0, 0)),
			packageOf("services/orders/api", generated),
			packageOf("services/orders/domain", partly, fileOf("services/orders/domain", "tax.go", 2, 0, 2)),
			broken,
		},
		Modules: []coverage.Module{{Path: "example.com/shop", Dir: "."}, {Path: "example.com/shop/tools", Dir: "tools"}},
		Suites:  []policy.SuiteInput{{Name: "unit", Inputs: 2}, {Name: "integration", Inputs: 1}},
		Owners:  []string{"@acme/cart", "@acme/orders"},
		Day:     today,
		Root:    "shop", Rooted: true,
	}
}

// judgedFacts are the facts of a run that measured in.
func judgedFacts(in policy.Input) Facts {
	return Facts{
		Tool: "v0.3.0", Day: in.Day, PolicyFile: ".covbar.yml", Inputs: []string{"unit-1.out", "unit-2.out", "it.out"},
		Arguments: []string{"-C", "my shop", "unit=unit-1.out"},
		Suites:    []Suite{{"unit", []string{"unit-1.out", "unit-2.out"}}, {"integration", []string{"it.out"}}},
		Standard:  Outside{1, 20}, Foreign: Outside{2, 30},
		Warnings: []string{"unit-2.out holds no block\nhint: did its tests run?"}, Notes: []string{"a note"},
		Input: in,
	}
}

func judgedBy(t testing.TB, p *policy.Policy, in policy.Input) *policy.Verdict {
	t.Helper()
	v, err := p.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// run is the report of a run, as the command makes it.
func run(t testing.TB, p *policy.Policy, facts Facts) *Report {
	t.Helper()
	v := judgedBy(t, p, facts.Input)
	facts.Soonest = map[Subject][]coverage.Function{}
	for _, c := range append(policy.Failing(v.Packages), policy.Failing(v.SuiteChecks)...) {
		facts.Soonest[Subject{c.Name, c.Suite}] = []coverage.Function{{
			Name: "(*Server).Serve", Path: c.Dir + "/serve.go", Lines: coverage.LineRange{First: 3, Last: 9}, Ratio: coverage.Ratio{Total: c.Missing},
		}}
	}
	return New(v, facts)
}

// as is what judges a report as it was judged.
func as(r *Report, allow ...string) Again {
	return Again{Tool: r.Tool, Day: r.Day, PolicyFile: r.Policy, AllowMissing: allow, ReportOnly: r.ReportOnly}
}
