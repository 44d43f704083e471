package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// shortOf is a check that is short of its bar by n statements.
func shortOf(per policy.Per, name, service, suite string, n int64, owners ...string) policy.Check {
	c := check("", 100-n, 100, policy.Clause{Bar: 10000}, policy.Fail)
	c.Name, c.Per, c.Service, c.Suite, c.Owners = name, per, service, suite, owners
	return c
}

func TestMissingOfParts(t *testing.T) {
	const pkg, svc = policy.PerPackage, policy.PerService
	type checks []policy.Check
	for _, c := range []struct {
		name                      string
		packages, suites, service checks
		want                      int64
		why                       string
	}{
		{"service", checks{shortOf(pkg, "a", "s", "", 3)}, nil, checks{shortOf(svc, "s", "s", "", 7)}, 7, "a package's statements count for its service"},
		{"packages", checks{shortOf(pkg, "a", "s", "", 3), shortOf(pkg, "b", "s", "", 6)}, nil, checks{shortOf(svc, "s", "s", "", 7)}, 9, "the service needs fewer than its packages do"},
		{"other service", checks{shortOf(pkg, "a", "r", "", 3)}, nil, checks{shortOf(svc, "s", "s", "", 7)}, 10, "a package of another service counts for nothing"},
		{"no service", checks{shortOf(pkg, "a", "", "", 3)}, nil, checks{shortOf(svc, "s", "s", "", 7)}, 10, "nor does one of none"},
		{"suite", checks{shortOf(pkg, "a", "s", "", 3)}, checks{shortOf(pkg, "a", "s", "it", 5)}, nil, 5, "what a suite covers counts for all suites together"},
		{"suites", checks{shortOf(pkg, "a", "s", "", 3)}, checks{shortOf(pkg, "a", "s", "it", 5), shortOf(pkg, "a", "s", "e2e", 4)}, nil, 9, "what one suite covers counts for no other"},
		{"suite of a service", nil, checks{shortOf(pkg, "a", "s", "it", 5), shortOf(pkg, "b", "s", "it", 4)}, checks{shortOf(svc, "s", "s", "it", 8)}, 9, "over one suite, packages add up as well"},
		{"suite of a service alone", checks{shortOf(pkg, "a", "s", "", 3)}, nil, checks{shortOf(svc, "s", "s", "it", 8)}, 8, "a package that is tested by the suite is covered by it"},
		{"suite elsewhere", checks{shortOf(pkg, "a", "s", "", 9)}, checks{shortOf(pkg, "b", "s", "it", 8)}, checks{shortOf(svc, "s", "s", "it", 2)}, 17, "what one package needs, another cannot give"},
		{"two bars", nil, nil, checks{shortOf(svc, "s", "s", "", 4), shortOf(svc, "s", "s", "it", 8)}, 8, "the suite's statements count for the service over all suites"},
	} {
		v := verdict(policy.Clause{}, c.packages...)
		v.SuiteChecks, v.ServiceChecks = c.suites, c.service
		if got := New(v, Facts{}).Missing; got != c.want {
			t.Errorf("%s: %d, want %d: %s", c.name, got, c.want, c.why)
		}
	}
}

// TestUnreported holds that nobody is told to write tests for what did not report.
func TestUnreported(t *testing.T) {
	r := unreported()
	if r.Verdict != None || r.Missing != 23 {
		t.Errorf("verdict %s, %d statements; want none, 23: those of payments and pricing", r.Verdict, r.Missing)
	}
	orders := r.Services[3]
	if orders.Name != "orders" || orders.Missing != 0 || orders.Failing != 1 {
		t.Errorf("%s misses %d statements in %d checks, want orders, 0, 1", orders.Name, orders.Missing, orders.Failing)
	}
}

// TestNoService holds that what is in no service, which need not report, owes its statements.
func TestNoService(t *testing.T) {
	v := verdict(policy.Clause{}, shortOf(policy.PerPackage, "a", "", "", 0))
	v.Packages[0].Outcome = policy.Pass
	v.SuiteChecks = []policy.Check{shortOf(policy.PerPackage, "a", "", "it", 5)}
	v.Suites = []policy.SuiteResult{{Name: "it", Inputs: 1}}
	v.Services = []policy.Service{{Suites: []policy.SuiteShare{{Required: true}}}}
	r := New(v, Facts{})
	if r.Verdict != Fail || r.Missing != 5 {
		t.Errorf("verdict %s, %d statements; want fail, 5", r.Verdict, r.Missing)
	}
	var b strings.Builder
	if err := Formats["markdown"](&b, r, Options{}); err != nil || !strings.Contains(b.String(), "| **5** |") {
		t.Errorf("error %v, and no row says what is to be tested:\n%s", err, b.String())
	}
}

func TestServices(t *testing.T) {
	floored := lowered(check("a", 8, 10, everyPackage, policy.Floored), floor("a", 1, 8000))
	waived := lowered(check("b", 8, 10, everyPackage, policy.Waived), kafkaWaiver)
	broken := check("c", 10, 10, everyPackage, policy.Pass)
	broken.TestsFailed = true
	v := verdict(policy.Clause{}, floored, waived, broken,
		check("d", 1, 10, everyPackage, policy.Undecided), check("e", 0, 0, everyPackage, policy.NoStatements),
		check("f", 8, 10, everyPackage, policy.Fail))
	for i := range v.Packages {
		v.Packages[i].Service = "s"
	}
	v.Packages[5].Service = ""
	again := broken
	again.Service, again.Suite = "s", "unit"
	low := check("b", 1, 10, everyPackage, policy.Fail)
	low.Service, low.Suite = "s", "unit"
	small := check("e/x.go", 1, 10, everyPackage, policy.Pass)
	small.Service, small.Per = "s", policy.PerFile
	v.SuiteChecks, v.Files = []policy.Check{again, low}, []policy.Check{small}
	v.Suites = []policy.SuiteResult{{Name: "unit", Inputs: 1, Covered: 15, Only: 4}}
	v.Services = []policy.Service{
		{Name: "s", Ratio: coverage.Ratio{Covered: 27, Total: 40}, Suites: []policy.SuiteShare{{Required: true, Reported: true, Covered: 13, Only: 4}}},
		{Ratio: coverage.Ratio{Covered: 8, Total: 10}, Suites: []policy.SuiteShare{{}}},
	}
	want := []Service{
		{
			Name: "s", Labels: []string{}, Owners: []string{}, Covered: 27, Statements: 40, Percent: "67.50",
			Packages: 5, Held: 5, Met: 3, Floored: 1, Failing: 2, Undecided: 1, Missing: 8,
			Suites: []ServiceSuite{{Name: "unit", Required: true, Reported: true, Covered: 13, Percent: "32.50", Only: 4}},
		},
		{
			Labels: []string{}, Owners: []string{}, Covered: 8, Statements: 10, Percent: "80.00", Packages: 1, Held: 1, Failing: 1, Missing: 1,
			Suites: []ServiceSuite{{Name: "unit", Percent: "0.00"}},
		},
	}
	r := New(v, Facts{Suites: []Suite{{"unit", []string{"unit.out"}}}})
	if diff := cmp.Diff(want, r.Services); diff != "" {
		t.Errorf("tests that failed are told once, and change no bar; a package counts with all of its bars (-want +got):\n%s", diff)
	}
	if want := []SuiteResult{{Suite{"unit", []string{"unit.out"}}, false, 15, "30.00", 4}}; !cmp.Equal(want, r.Suites) {
		t.Errorf("the suite is %v, want %v", r.Suites, want)
	}
}

func TestOwners(t *testing.T) {
	const pkg = policy.PerPackage
	shared := shortOf(pkg, "shared", "s", "", 3, "@b", "@a")
	inSuite := shortOf(pkg, "calm", "s", "it", 2)
	file := shortOf(policy.PerFile, "filed/x.go", "s", "", 1)
	v := verdict(policy.Clause{}, shared, shortOf(pkg, "own", "s", "", 4, "@a"),
		policy.Check{Name: "calm", Per: pkg, Service: "s", Owners: []string{"@c"}, Outcome: policy.Pass, Ratio: coverage.Ratio{Covered: 9, Total: 9}},
		policy.Check{Name: "filed", Per: pkg, Service: "s", Owners: []string{"@d"}, Outcome: policy.Pass, Ratio: coverage.Ratio{Covered: 9, Total: 9}},
		policy.Check{Name: "nobody", Per: pkg, Service: "s", Outcome: policy.Fail},
	)
	v.Files, v.SuiteChecks = []policy.Check{file}, []policy.Check{inSuite}
	v.ServiceChecks = []policy.Check{
		shortOf(policy.PerService, "s", "s", "", 30, "@c", "@a"), shortOf(policy.PerService, "s", "s", "it", 5, "@c", "@a"),
		shortOf(policy.PerService, "r", "r", "", 5),
	}
	want := []Owner{
		{Name: "@a", Packages: 2, Failing: 2, Services: 1, Covered: 193, Statements: 200, Percent: "96.50", Missing: 7 + 20},
		{Name: "@b", Packages: 1, Failing: 1, Covered: 97, Statements: 100, Percent: "97.00", Missing: 3},
		{Name: "@c", Packages: 1, Failing: 1, Services: 1, Covered: 9, Statements: 9, Percent: "100.00", Missing: 2 + 20},
		{Name: "@d", Packages: 1, Failing: 1, Covered: 9, Statements: 9, Percent: "100.00", Missing: 1},
	}
	if diff := cmp.Diff(want, New(v, Facts{}).Owners); diff != "" {
		t.Errorf("a package counts for each owner, and a service does, once, beyond its packages (-want +got):\n%s", diff)
	}
}

func TestSuites(t *testing.T) {
	read := []Suite{{"unit", []string{"a.out"}}, {"it", nil}}
	for _, c := range []struct {
		name string
		v    *policy.Verdict
		want []SuiteResult
		why  string
	}{
		{"none", nil, []SuiteResult{{Suite{"unit", []string{"a.out"}}, false, 0, "0.00", 0}, {Suite{"it", []string{}}, false, 0, "0.00", 0}}, "without a verdict, what was read is known"},
		{
			"verdict", &policy.Verdict{Suites: []policy.SuiteResult{{Name: "it", NotRun: true}}, Total: policy.Check{Ratio: coverage.Ratio{Covered: 1, Total: 2}}},
			[]SuiteResult{{Suite{"it", []string{}}, true, 0, "0.00", 0}},
			"the verdict says what there is",
		},
		{
			"no statement", &policy.Verdict{Suites: []policy.SuiteResult{{Name: "unit"}}},
			[]SuiteResult{{Suite{"unit", []string{"a.out"}}, false, 0, "0.00", 0}},
			"of nothing, a suite covers nothing",
		},
	} {
		if diff := cmp.Diff(c.want, New(c.v, Facts{Suites: read}).Suites); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", c.name, c.why, diff)
		}
	}
}
