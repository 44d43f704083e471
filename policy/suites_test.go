package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/google/go-cmp/cmp"
)

func TestSuites(t *testing.T) {
	p := parse(t, `version: 1
suites:
  unit: ["**/unit*.out"]
  integration: {profiles: ["**/covdata/*", ./it.out], shards: 4}
`)
	want := []Suite{{Name: "unit"}, {Name: "integration", Shards: 4}}
	if diff := cmp.Diff(want, p.Suites()); diff != "" {
		t.Error(diff)
	}
	if got := strings.Join(p.PatternsOf("integration"), " "); got != "**/covdata/* ./it.out" {
		t.Errorf("patterns of integration: %s", got)
	}
	if p.PatternsOf("e2e") != nil {
		t.Error("a suite that is not declared has patterns")
	}
	if Default().Suites() != nil {
		t.Error("the built-in policy declares suites")
	}
}

func TestSuiteOf(t *testing.T) {
	p := parse(t, `version: 1
suites:
  unit: ["**/unit*.out", "artifacts/{a,b}.out"]
  integration: ["**/covdata/*", "/it.out", "./deep/**", "**/unit-it.out"]
`)
	for _, test := range []struct{ path, want, why string }{
		{"unit.out", "unit", "** may be nothing"},
		{"x/y/unit-api.out", "unit", "at any depth"},
		{"./unit.out", "unit", "a leading ./ does not matter"},
		{"/home/me/unit.out", "unit", "nor does a leading /"},
		{"../unit.out", "unit", "it is matched as it is given, upwards too"},
		{"C:/ci/unit.out", "unit", "a drive is an element"},
		{"artifacts/a.out", "unit", "braces"},
		{"/x/artifacts/a.out", "", "without ** it begins where the path does"},
		{"covdata/orders", "integration", "a folder"},
		{"covdata/orders/", "integration", "a folder with its slash"},
		{"x/covdata/orders/covmeta.1", "", "what is in that folder is no input of its own"},
		{"it.out", "integration", "a leading / of a pattern does not matter"},
		{"deep", "integration", "a folder and all below"},
		{"deep/a/b", "integration", "all below"},
		{"cover.out", "", "of no suite"},
		{".", "", "the folder around all is no input"},
		{"", "", "nothing is no input"},
		{"/", "", "nor is the root"},
	} {
		if got, err := p.SuiteOf(test.path); got != test.want || err != nil {
			t.Errorf("%q is of %q, want %q: %s (%v)", test.path, got, test.want, test.why, err)
		}
	}
	_, err := p.SuiteOf("./x/unit-it.out")
	want := "./x/unit-it.out belongs to two suites: unit (p.yml:3) and integration (p.yml:4)\nhint: say which one: integration=./x/unit-it.out"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	all := parse(t, "version: 1\nsuites: {a: [\"**\"]}\n")
	for _, path := range []string{".", "", "./"} {
		if got, _ := all.SuiteOf(path); got != "" {
			t.Errorf("%q is of %q", path, got)
		}
	}
}

// shared says what each suite ran of the package's file: statements covered, and -1 where not even a block ran.
func shared(p coverage.Package, covered ...int64) coverage.Package {
	for _, n := range covered {
		p.Files[0].Suites = append(p.Files[0].Suites, coverage.Share{Ran: n >= 0, Covered: max(n, 0), Only: max(n-1, 0)})
	}
	return p
}

// ran says how many inputs each suite has; below 0 it was not to run.
func ran(p *Policy, inputs ...int) []SuiteInput {
	var all []SuiteInput
	for i, s := range p.Suites() {
		all = append(all, SuiteInput{Name: s.Name, Inputs: max(inputs[i], 0), NotRun: inputs[i] < 0})
	}
	return all
}

const unitAndIntegration = `version: 1
threshold: 0%
services: [{path: "svc/*", labels: [service]}]
suites: {unit: ["**/unit.out"], integration: ["**/covdata"]}
`

func TestSuiteChecks(t *testing.T) {
	p := parse(t, unitAndIntegration+`min-statements: 3
rules:
  - {packages: ["./svc/..."], suite: integration, threshold: 30%}
  - {packages: ["./svc/a"], suite: integration, threshold: 50%}
  - {suite: unit, threshold: 90%, level: warn}
  - {labels: [service], suite: integration, per: service, threshold: 40%}
  - {files: ["**/a.go"], suite: unit, per: file, threshold: 20%}
  - {files: ["**/a.go"], per: file, threshold: 10%}
waivers:
  - {packages: ["./svc/b"], suite: integration, threshold: 10%, owner: o, reason: r, until: 2027-03-31}
  - {services: [b], suite: integration, per: service, threshold: 20%, owner: o, reason: r, until: 2027-03-31}
  - {packages: ["./lib"], threshold: 0%, owner: o, reason: r, until: 2027-03-31}
`)
	v, err := p.Evaluate(Input{
		Packages: []coverage.Package{
			shared(pkg("lib", 5, 10), 5, 0), shared(pkg("svc/a", 9, 10), 8, 4),
			shared(pkg("svc/b", 9, 10), 9, 2), shared(pkg("svc/b/tiny", 1, 2), 1, 0), noData(pkg("svc/b/x", 0, 10)),
		},
		Suites: ran(p, 2, 1), Day: "2027-01-01", Rooted: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range append(append(v.SuiteChecks, v.ServiceChecks...), v.Files...) {
		got = append(got, fmt.Sprintf("%s %s", c.Suite, row(c)))
	}
	want := []string{
		"unit lib warn: 5/10, bar 90.00% of rule 9",
		"integration svc/a fail: 4/10, bar 50.00% of rule 8, not rule 30.00%",
		"unit svc/a warn: 8/10, bar 90.00% of rule 9",
		"integration svc/b waived: 2/10, bar 10.00% of rule 7, lowered by waiver 14",
		"unit svc/b pass: 9/10, bar 90.00% of rule 9",
		"integration svc/b/tiny small: 0/2, bar 30.00% of rule 7",
		"unit svc/b/tiny small: 1/2, bar 90.00% of rule 9",
		"integration svc/b/x no data: 0/10, bar 30.00% of rule 7",
		"unit svc/b/x warn: 0/10, bar 90.00% of rule 9",
		"integration a pass: 4/10, bar 40.00% of rule 10",
		"integration b fail: 2/22, bar 20.00% of rule 10, lowered by waiver 15",
		" lib/a.go pass: 5/10, bar 10.00% of rule 12",
		"unit lib/a.go pass: 5/10, bar 20.00% of rule 11",
		" svc/a/a.go pass: 9/10, bar 10.00% of rule 12",
		"unit svc/a/a.go pass: 8/10, bar 20.00% of rule 11",
		" svc/b/a.go pass: 9/10, bar 10.00% of rule 12",
		"unit svc/b/a.go pass: 9/10, bar 20.00% of rule 11",
		" svc/b/tiny/a.go pass: 1/2, bar 10.00% of rule 12",
		"unit svc/b/tiny/a.go pass: 1/2, bar 20.00% of rule 11",
		" svc/b/x/a.go no data: 0/10, bar 10.00% of rule 12",
		"unit svc/b/x/a.go no data: 0/10, bar 20.00% of rule 11",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	wantSuites := []SuiteResult{{Name: "unit", Inputs: 2, Covered: 23, Only: 19}, {Name: "integration", Inputs: 1, Covered: 6, Only: 4}}
	if diff := cmp.Diff(wantSuites, v.Suites); diff != "" {
		t.Error(diff)
	}
	wantShares := []SuiteShare{
		{Required: true, Reported: true, Covered: 10, Only: 8}, {Required: true, Reported: true, Covered: 2, Only: 1},
	}
	if diff := cmp.Diff(wantShares, v.Services[1].Suites); diff != "" {
		t.Errorf("of %s: %s", v.Services[1].Name, diff)
	}
	if want := []string{"p.yml:16: the waiver of ./lib lowers nothing"}; cmp.Diff(want, v.Warnings) != "" || len(v.Problems)+len(v.Notes) > 0 {
		t.Errorf("%q %q %q", v.Warnings, v.Problems, v.Notes)
	}
	if v.Passed() {
		t.Error("passed, though suite checks fail")
	}
}

func TestSuiteAgreements(t *testing.T) {
	p := parse(t, unitAndIntegration+`rules:
  - {suite: integration, per: service, threshold: 40%, ramp: {2027-04-01: 50%}}
  - {suite: integration, threshold: 20%, ramp: {2027-04-01: 60%}}
  - {per: service, threshold: 70%}
waivers:
  - {services: [a, b], suite: integration, threshold: 0%, owner: o, reason: r, until: 2027-03-31}
  - {services: [a, b], per: service, threshold: 10%, owner: o, reason: r, until: 2027-02-28}
`)
	in := Input{
		Packages: []coverage.Package{shared(pkg("svc/a", 9, 10), 8, 3), shared(pkg("svc/b", 5, 10), 5, 5)},
		Suites:   ran(p, 1, 1), Day: "2027-01-01", Rooted: true,
	}
	for _, test := range []struct {
		why    string
		inputs []int
		want   []string
	}{
		{"each subject has a name of its own", []int{1, 1}, []string{
			"2027-02-28 waiver 11 services owes 2: b (service)",
			"2027-03-31 waiver 10 services owes 6: a (integration) example.com/m/svc/a (integration) example.com/m/svc/b (integration)",
			"2027-04-01 rule 6 services owes 2: a (integration)",
			"2027-04-01 rule 7 services owes 4: example.com/m/svc/a (integration) example.com/m/svc/b (integration)",
		}},
		{"what was not run here may owe nothing", []int{1, -1}, []string{
			"2027-02-28 waiver 11 services owes 2: b (service)",
			"2027-03-31 waiver 10 services owes 0: ",
			"2027-04-01 rule 6 services owes 0: ",
			"2027-04-01 rule 7 services owes 0: ",
		}},
	} {
		in.Suites = ran(p, test.inputs...)
		v, err := p.Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range v.Agreements {
			got = append(got, fmt.Sprintf("%s %s %d services owes %d: %s", a.Day, a.Kind, a.Line, a.Owes, strings.Join(a.Subjects, " ")))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.why, diff)
		}
		if len(v.Warnings) > 0 {
			t.Errorf("%s: %v", test.why, v.Warnings)
		}
	}
}
