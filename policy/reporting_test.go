package policy

import (
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/google/go-cmp/cmp"
)

// outline prints what a verdict says beside its numbers.
func outline(v *Verdict) string {
	var b strings.Builder
	section := func(name string, lines []string) {
		for _, line := range lines {
			b.WriteString(name + ": " + strings.ReplaceAll(line, "\n", " | ") + "\n")
		}
	}
	section("problem", v.Problems)
	section("allowed", v.Allowed)
	section("warning", v.Warnings)
	section("note", v.Notes)
	for _, c := range v.checks() {
		switch c.Outcome {
		case Pass, Off:
			continue
		}
		name := strings.TrimPrefix(c.Name, "example.com/m/")
		if c.Suite != "" {
			name += " (" + c.Suite + ")"
		}
		b.WriteString(name + ": " + string(c.Outcome) + "\n")
	}
	return b.String()
}

const unitNeeds = " | hint: did its tests run? covbar run looks for their data below $COVBAR_COVERDIR/unit, covbar check where the policy's patterns say (**/unit.out); --allow-missing unit judges without it\n"

const integrationNeeds = soughtHere + "; --allow-missing integration judges without it\n"

const soughtHere = " | hint: did its tests run? covbar run looks for their data below $COVBAR_COVERDIR/integration, covbar check where the policy's patterns say (**/covdata)"

func noReport(service string) string {
	return "problem: " + service + " did not report in suite integration: nothing of its own ran" + soughtHere +
		"; --allow-missing " + service + "/integration judges without them\n"
}

func TestReporting(t *testing.T) {
	const perService = "rules: [{labels: [service], suite: integration, per: service, threshold: 40%}]\n"
	all := []coverage.Package{
		shared(pkg("lib", 8, 10), 8, -1), shared(pkg("svc/a", 8, 10), 8, 5), shared(pkg("svc/b", 8, 10), 8, 5),
	}
	silent := []coverage.Package{
		shared(pkg("lib", 8, 10), 8, 1), shared(pkg("svc/a", 8, 10), 8, 5), shared(pkg("svc/b", 8, 10), 8, -1),
	}
	ignored := shared(pkg("svc/b", 8, 10), 8, 0) // a block ran that is not counted
	for _, test := range []struct {
		why      string
		policy   string
		packages []coverage.Package
		inputs   []int
		allow    string
		want     string
	}{
		{"all is here", perService, all, []int{1, 1}, "", ""},
		{"a service did not report", perService, silent, []int{1, 1}, "", noReport("b") + "b (integration): no data\n"},
		{
			"a package mentioned by others is no report of its own service", perService,
			[]coverage.Package{shared(pkg("svc/a", 8, 10), 8, -1), shared(pkg("svc/b", 8, 10), 8, 5)},
			[]int{1, 1},
			"", noReport("a") + "a (integration): no data\n",
		},
		{
			"a service reported, if it covered nothing that counts", perService,
			[]coverage.Package{ignored},
			[]int{1, 1},
			"", "b (integration): fail\n",
		},
		{
			"what is left out reports too", perService + "exclude: {packages: [\"./svc/b/cmd\"]}\n",
			append(silent[:3:3], shared(pkg("svc/b/cmd", 1, 1), 0, 1)),
			[]int{1, 1},
			"", "b (integration): fail\n",
		},
		{
			"a bar per package owes a report as well", "rules: [{packages: [\"./svc/b\", \"./lib\"], suite: integration, threshold: 1%}]\n",
			silent,
			[]int{1, 1},
			"", noReport("b") + "svc/b (integration): no data\n",
		},
		{
			"and so does one per file", "rules: [{files: [\"svc/b/*\"], per: file, suite: integration, threshold: 1%}]\n",
			silent,
			[]int{1, 1},
			"", noReport("b") + "svc/b/a.go (integration): no data\n",
		},
		{
			"a bar of 0% owes none", perService + "waivers: [{services: [b], suite: integration, threshold: 0%, owner: o, reason: r, until: 2027-03-31}]\n",
			silent,
			[]int{1, 1},
			"", "b (integration): waived\n",
		},
		{
			"a rule of 0% owes none", "rules: [{services: [b], suite: integration, per: service, threshold: 0%}]\n",
			silent,
			[]int{1, 1},
			"", "",
		},
		{
			"a bar that only warns owes one: nothing may be concluded from data that is not there",
			"rules: [{services: [b], suite: integration, per: service, threshold: 1%, level: warn}]\n",
			silent,
			[]int{1, 1},
			"", noReport("b") + "b (integration): warn\n",
		},
		{
			"what is small or has no statements owes none",
			"min-statements: 11\nrules: [{suite: integration, threshold: 40%}, {per: service, suite: integration, services: [c], threshold: 40%}]\n",
			append(silent[:3:3], shared(pkg("svc/c", 0, 0), 0, -1)),
			[]int{1, 1},
			"",
			"lib (integration): small\nsvc/a (integration): small\nsvc/b (integration): small\nsvc/c (integration): no statements\nc (integration): no statements\n",
		},
		{
			"a whole suite without input is one problem", perService, all,
			[]int{1, 0},
			"",
			"problem: no input belongs to suite integration, in which must report: a, b" + integrationNeeds + "a (integration): no data\nb (integration): no data\n",
		},
		{
			"what is in no service may need the suite too", "rules: [{packages: [\"./lib\"], suite: integration, threshold: 1%}]\n", all,
			[]int{1, 0},
			"",
			"problem: no input belongs to suite integration, in which must report: what is in no service" + integrationNeeds + "lib (integration): no data\n",
		},
		{
			"a suite without input that nobody needs", "", all,
			[]int{1, 0},
			"",
			"warning: p.yml:4: no input belongs to suite integration\n",
		},
		{
			"a suite that was not to run", perService + "threshold: 90%\ntotal: 90%\n", silent,
			[]int{1, -1},
			"",

			"total: undecided\nlib: undecided\nsvc/a: undecided\nsvc/b: undecided\na (integration): not run here\nb (integration): not run here\n",
		},
		{
			"bars that are met are decided", perService + "threshold: 80%\ntotal: 80%\n", silent,
			[]int{1, -1},
			"",
			"a (integration): not run here\nb (integration): not run here\n",
		},
		{
			"bars that only warn are undecided too, of files and services as well",
			"rules:\n  - {packages: [\"./lib\"], threshold: 90%, level: warn}\n  - {files: [\"svc/a/*\"], per: file, threshold: 90%}\n  - {per: service, services: [b], threshold: 90%}\n",
			all,
			[]int{-1, 1},
			"",
			"lib: undecided\nsvc/a/a.go: undecided\nb: undecided\n",
		},
		{
			"one bar is one bar", "rules: [{packages: [\"./lib\"], suite: integration, threshold: 90%}, {packages: [\"./lib\"], threshold: 90%}]\n", all,
			[]int{1, -1},
			"",
			"lib: undecided\nlib (integration): not run here\n",
		},
		{
			"a suite that was not to run owes nothing where its rule asks nothing",
			"rules: [{suite: integration, threshold: 0%}]\n", all,
			[]int{1, -1},
			"", "",
		},

		{
			"a service may be missing: its own missed bars are undecided", perService + "threshold: 90%\ntotal: 90%\n", silent,
			[]int{1, 1},
			"b",
			"allowed: b did not report in suite integration\n" +

				"total: undecided\nlib: fail\nsvc/a: fail\nsvc/b: undecided\nb (integration): not run here\n",
		},
		{
			"a service in one suite", perService, silent,
			[]int{1, 1},
			"b/integration",
			"allowed: b did not report in suite integration\nb (integration): not run here\n",
		},
		{
			"all of a suite that did not report", perService, silent,
			[]int{1, 1},
			"integration",
			"allowed: b did not report in suite integration\nb (integration): not run here\n",
		},
		{
			"what reported is judged, though it was allowed not to", perService + "threshold: 90%\n", all,
			[]int{1, 1},
			"a b/integration",
			"lib: fail\nsvc/a: fail\nsvc/b: fail\n",
		},
		{
			"a service that owes nothing in a suite is not missed in it, and its bars stay closed",
			"threshold: 90%\nrules: [{services: [a], suite: integration, per: service, threshold: 40%}]\n", silent,
			[]int{1, 1},
			"a integration",
			"lib: fail\nsvc/a: fail\nsvc/b: fail\n",
		},
		{
			"the others must report", perService, all,
			[]int{1, 0},
			"b",
			"problem: no input belongs to suite integration, in which must report: a" + integrationNeeds +
				"allowed: b did not report in suite integration\na (integration): no data\nb (integration): not run here\n",
		},
		{
			"a whole suite may be missing", perService + "threshold: 90%\n", all,
			[]int{1, 0},
			"integration",
			"allowed: no input belongs to suite integration\n" +
				"lib: undecided\nsvc/a: undecided\nsvc/b: undecided\na (integration): not run here\nb (integration): not run here\n",
		},
		{
			"a suite that was not to run need not be allowed to be missing", perService + "threshold: 90%\n", all,
			[]int{1, -1},
			"integration a",
			"lib: undecided\nsvc/a: undecided\nsvc/b: undecided\na (integration): not run here\nb (integration): not run here\n",
		},
	} {
		text := unitAndIntegration + test.policy
		if strings.Contains("\n"+test.policy, "\nthreshold: ") {
			text = strings.Replace(text, "threshold: 0%\n", "", 1)
		}
		p := parse(t, text)
		packages := make([]coverage.Package, len(test.packages))
		for i, pkg := range test.packages {
			packages[i] = unheard(pkg, test.inputs)
		}
		v, err := p.Evaluate(Input{
			Packages: packages, Suites: ran(p, test.inputs...), AllowMissing: strings.Fields(test.allow), Day: "2027-01-01", Rooted: true,
		})
		if err != nil {
			t.Errorf("%s: %v", test.why, err)
			continue
		}
		if diff := cmp.Diff(test.want, outline(v)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.why, diff)
		}
		if v.Passed() && len(v.Problems) > 0 {
			t.Errorf("%s: passed", test.why)
		}
	}
}

// unheard forgets what suites without inputs ran.
func unheard(p coverage.Package, inputs []int) coverage.Package {
	file := p.Files[0]
	file.Suites = append([]coverage.Share{}, file.Suites...)
	for i := range file.Suites {
		if inputs[i] <= 0 {
			file.Suites[i] = coverage.Share{}
		}
	}
	p.Files = []coverage.File{file}
	return p
}

func TestShards(t *testing.T) {
	const needs = "problem: suite unit has 2 of 3 inputs | hint: did all of its jobs hand on their data? --allow-missing unit judges without the rest\n"
	for _, test := range []struct {
		why    string
		rules  string
		inputs int
		allow  string
		part   bool
		want   string
	}{
		{"as many as there must be", "", 3, "", false, ""},
		{"more do no harm", "", 4, "", false, ""},
		{"fewer: no verdict, though no rule names the suite", "", 2, "", false, needs},
		{"fewer, with bars", "rules: [{suite: unit, threshold: 50%}]\n", 2, "", false, needs},
		{"none, and no bar", "", 0, "", false, "problem: no input belongs to suite unit, which has 3 shards" + unitNeeds},
		{"no bar of the suite asks for anything", "rules: [{suite: unit, threshold: 0%}]\n", 2, "", false, ""},
		{"nor does one, and there is none", "rules: [{suite: unit, threshold: 0%}]\n", 0, "", false, "warning: p.yml:4: no input belongs to suite unit\n"},
		{"a part of the packages needs a part of the inputs", "", 2, "", true, ""},
		{"a suite that was not to run has no inputs", "", -1, "", false, ""},
		{
			"allowed to be missing: what is missed may be met by the rest",
			"rules: [{suite: unit, packages: [\"./svc/a\"], threshold: 95%}, {suite: unit, packages: [\"./lib\"], threshold: 50%}, {packages: [\"./lib\"], threshold: 95%}]\n",
			2, "unit", false,
			"allowed: suite unit has 2 of 3 inputs\nlib: undecided\nsvc/a (unit): undecided\n",
		},
		{"allowed to be missing, and all is met", "", 2, "unit", false, "allowed: suite unit has 2 of 3 inputs\n"},
		{"none is here, and may be missing", "", 0, "unit", false, "allowed: no input belongs to suite unit\n"},
	} {
		p := parse(t, `version: 1
threshold: 0%
services: [{path: "svc/*"}]
suites: {unit: {profiles: ["**/unit.out"], shards: 3}}
`+test.rules)
		v, err := p.Evaluate(Input{
			Packages: []coverage.Package{shared(pkg("lib", 9, 10), 9), shared(pkg("svc/a", 9, 10), 9)},
			Suites:   ran(p, test.inputs), AllowMissing: strings.Fields(test.allow), Partial: test.part, Day: "2027-01-01", Rooted: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, outline(v)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.why, diff)
		}
	}
}

// Of a service that was asked for in part, nothing is known as a whole.
func TestPartOfAService(t *testing.T) {
	p := parse(t, unitAndIntegration+`exclude: {packages: ["./svc/*/cmd"]}
rules:
  - {per: service, threshold: 95%}
  - {per: service, suite: unit, threshold: 95%}
  - {suite: unit, threshold: 95%}
`)
	in := Input{
		Packages: []coverage.Package{shared(pkg("svc/a", 9, 10), -1, -1), shared(pkg("svc/b", 9, 10), 9, -1)},
		Unasked:  []coverage.Package{pkg("svc/a/x", 0, 0), pkg("svc/b/cmd", 0, 0), pkg("svc/c", 0, 0)},
		Suites:   ran(p, 1, 1), Partial: true, Day: "2027-01-01", Rooted: true,
	}
	v, err := p.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	want := "svc/a (unit): fail\nsvc/b (unit): fail\na: not run here\na (unit): not run here\nb: fail\nb (unit): fail\n"
	if diff := cmp.Diff(want, outline(v)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, s := range v.Services {
		if s.Suites[0].Silent {
			t.Errorf("%s need not report in part", s.Name)
		}
	}
	for _, c := range v.ServiceChecks {
		if c.Outcome == NotRun && c.Missing != 0 {
			t.Errorf("nobody knows what is missing: %+v", c)
		}
	}
	var names []string
	for _, s := range v.Services {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "a b" {
		t.Errorf("services %s: only those are shown that were asked for", got)
	}
	in.AllowMissing = []string{"c"}
	if _, err := p.Evaluate(in); err != nil {
		t.Errorf("c is a service, if none of it was asked for: %v", err)
	}
}

// With many services, not all of them are named.
func TestManyMissing(t *testing.T) {
	p := parse(t, unitAndIntegration+"rules: [{per: service, suite: unit, threshold: 1%}]\n")
	v, err := p.Evaluate(Input{
		Packages: inFolders("svc/a svc/b svc/c svc/d svc/e svc/f svc/g svc/h svc/i svc/j svc/k svc/l"), Day: "2027-01-01", Rooted: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{strings.ReplaceAll(strings.TrimSuffix(
		"no input belongs to suite unit, in which must report: a, b, c, d, e, f, g, h, i, j, and 2 more"+unitNeeds, "\n"), " | ", "\n")}
	if diff := cmp.Diff(want, v.Problems); diff != "" {
		t.Error(diff)
	}
	for _, s := range v.Services {
		if diff := cmp.Diff([]SuiteShare{{Required: true, Silent: true}, {}}, s.Suites); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", s.Name, diff)
		}
	}
}
