package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

// written is r as JSON.
func written(t rapid.TB, r *Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeJSON(&b, r, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// isLawful fails unless r comes back from JSON, and the policy that judged it says the same again.
func isLawful(t rapid.TB, r *Report, p *policy.Policy, allow ...string) {
	t.Helper()
	back, err := Read(bytes.NewReader(written(t, r)))
	if err != nil {
		t.Fatalf("%v\n%s", err, written(t, r))
	}
	if diff := cmp.Diff(r, back); diff != "" {
		t.Fatalf("-written +read:\n%s", diff)
	}
	judged, err := back.Judge(p, as(r, allow...))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, judged); diff != "" {
		t.Fatalf("-judged +judged again:\n%s", diff)
	}
}

func TestJudgeSaysTheSame(t *testing.T) {
	whole := func(change func(*Facts)) Facts {
		facts := judgedFacts(shopInput())
		change(&facts)
		return facts
	}
	for _, c := range []struct {
		name    string
		facts   Facts
		allow   []string
		verdict Verdict
		why     string
	}{
		{"all", whole(func(*Facts) {}), nil, Fail, "every kind of bar"},
		{"only a report", whole(func(f *Facts) { f.ReportOnly = true }), nil, Fail, "a verdict that decides nothing"},
		{"strict", whole(func(f *Facts) { f.Problems = []string{"--strict: 1 warning about the data"} }), nil, None, "a problem that is not of the policy"},
		{"tests failed", whole(func(f *Facts) {
			f.Failed = []string{"example.com/shop/tools", "example.com/shop/services/cart/db"}
			f.Input.Packages[0].TestsFailed = true
		}), nil, Fail, "of a package that is measured, and of one that is not"},
		{"not run", whole(func(f *Facts) {
			f.Input.Suites[1], f.Suites[1].Inputs = policy.SuiteInput{Name: "integration", NotRun: true}, nil
			withoutSecond(f.Input.Packages)
		}), nil, Fail, "one suite was not to run"},
		{"allowed", whole(func(f *Facts) {
			f.Input.Suites[1], f.Suites[1].Inputs, f.Input.AllowMissing = policy.SuiteInput{Name: "integration"}, nil, []string{"integration"}
			withoutSecond(f.Input.Packages)
		}), []string{"integration"}, Fail, "what was allowed then is allowed again"},
		{"partly", whole(func(f *Facts) {
			in := &f.Input
			in.Unasked = []coverage.Package{in.Packages[3], in.Packages[2]}
			in.Packages, in.Partial = append(in.Packages[:2:2], in.Packages[4:]...), true
		}), nil, Fail, "the others are known by name"},
		{"not affected", whole(func(f *Facts) {
			f.Input.Packages, f.Input.Unasked, f.Input.Partial, f.NotAffected = nil, f.Input.Packages, true, 7
			f.Input.Suites[0].NotRun, f.Input.Suites[1].NotRun = true, true
		}), nil, Pass, "a change of nothing that can be tested"},
		{"no CODEOWNERS", whole(func(f *Facts) { f.Input.Owners = nil }), nil, Fail, "nobody's name is doubted"},
		{"nobody owns", whole(func(f *Facts) { f.Input.Owners = []string{} }), nil, Fail, "everybody's is"},
		{"broken names", whole(func(f *Facts) {
			pkg := &f.Input.Packages[6]
			pkg.Path, pkg.Owners = "example.com/shop/services/orders/z\xff\a", []string{"@a\xff"}
			pkg.Files = []coverage.File{{Name: pkg.Path + "/\x01.go", Path: "services/orders/sql/\x01.go"}, {Name: pkg.Path + "/z\ufffd.go", Path: "services/orders/sql/z\ufffd.go"}}
			f.Inputs, f.Problems = []string{"\x1b[2J"}, []string{"a\r\tb\nhint: c"}
		}), nil, None, "they are written as escapes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := parsed(t, shopPolicy)
			r := run(t, p, c.facts)
			if r.Verdict != c.verdict {
				t.Errorf("the verdict is %s, want %s: %s", r.Verdict, c.verdict, c.why)
			}
			isLawful(t, r, p, c.allow...)
		})
	}
	t.Run("no policy was asked", func(t *testing.T) {
		facts := Facts{
			Tool: "v1", Day: today, Problems: []string{"it.out: is no profile"}, Suites: []Suite{{Name: "unit", Inputs: []string{"it.out"}}},
			Warnings: []string{"w"},
		}
		isLawful(t, New(nil, facts), parsed(t, shopPolicy))
	})
}

// withoutSecond takes from packages what the second suite gave them.
func withoutSecond(packages []coverage.Package) {
	for _, pkg := range packages {
		for i := range pkg.Files {
			file := &pkg.Files[i]
			if len(file.Suites) > 1 {
				file.Ratio.Covered -= file.Suites[1].Only
				file.Suites[0].Only, file.Suites[1] = file.Suites[0].Covered, coverage.Share{}
			}
		}
	}
}

func TestJudgeAnew(t *testing.T) {
	lowBar := "version: 1\nthreshold: 1%\nsuites: {unit: [\"**/unit*.out\"], integration: [\"**/it*.out\"]}\n"
	for _, c := range []struct {
		name     string
		policy   string
		again    Again
		facts    func(*Facts)
		want     Verdict
		problems []string
		why      string
	}{
		{"a lower bar", lowBar, Again{Day: today}, nil, Fail, nil, "mail and sql have no data, whatever the bar"},
		{"no bar", "version: 1\nthreshold: 0%\n", Again{Day: today}, nil, Pass, nil, "the policy that is asked decides"},
		{
			"no bar, and a problem", "version: 1\nthreshold: 0%\n",
			Again{Day: today},
			func(f *Facts) { f.Problems = []string{"x"} },
			None,
			[]string{"x"},
			"no policy mends what was read",
		},
		{
			"no bar, and failed tests", "version: 1\nthreshold: 0%\n",
			Again{Day: today},
			func(f *Facts) { f.Failed = []string{"x"} },
			Fail, nil, "nor what failed",
		},
		{
			"no bar, and another reason", "version: 1\nthreshold: 0%\n",
			Again{Day: today},
			func(f *Facts) { f.Also = []string{"x"} },
			Fail, nil, "nor what was said against it",
		},
		{"no bar, and a reason of now", "version: 1\nthreshold: 0%\n", Again{Day: today, Also: []string{"x"}}, nil, Fail, nil, "nor what is said now"},
		{
			"no package", "version: 1\nthreshold: 0%\n",
			Again{Day: today},
			func(f *Facts) { f.Input.Packages = nil },
			None,
			[]string{"nothing is left to judge: no package has a statement"},
			"nothing is no pass",
		},
		{
			"another suite", "version: 1\nthreshold: 0%\nsuites: {e2e: [\"e2e.out\"]}\nrules: [{packages: [\"./...\"], suite: e2e, threshold: 1%}]\n",
			Again{Day: today},
			nil, None,
			[]string{
				"no input belongs to suite e2e, in which must report: shop\nhint: did its tests run? covbar run looks for their data below " +
					"$COVBAR_COVERDIR/e2e, covbar check where the policy's patterns say (e2e.out); --allow-missing e2e judges without it",
			},
			"a suite that was not known was not measured",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := judgedFacts(shopInput())
			if c.facts != nil {
				c.facts(&facts)
			}
			judged, err := run(t, parsed(t, shopPolicy), facts).Judge(parsed(t, c.policy), c.again)
			if err != nil {
				t.Fatal(err)
			}
			if judged.Verdict != c.want || !slices.Equal(judged.Problems, c.problems) {
				t.Errorf("%s, %q; want %s, %q: %s", judged.Verdict, judged.Problems, c.want, c.problems, c.why)
			}
		})
	}
}

// TestJudgeForgets holds that nothing of a report's own verdict is in the next one.
func TestJudgeForgets(t *testing.T) {
	p := parsed(t, shopPolicy)
	r := run(t, p, judgedFacts(shopInput()))
	want, err := r.Judge(p, as(r))
	if err != nil {
		t.Fatal(err)
	}
	forged := *r
	forged.Verdict, forged.Problems, forged.Failed, forged.Missing, forged.Total = Pass, nil, nil, 0, Measure{Covered: 1, Statements: 1}
	forged.Files, forged.ServiceChecks, forged.Services, forged.Suites, forged.Owners = nil, nil, nil, nil, nil
	forged.Allowed, forged.Agreements, forged.Excluded, forged.Explain = []string{"all"}, nil, Excluded{}, "rm -rf"
	forged.Warnings, forged.Notes, forged.Undecided, forged.NotRun = nil, []string{"fine"}, 99, 99
	got, err := forged.Judge(p, as(r))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestJudgeReorders holds that a suite is known by its name, wherever it stands in a policy.
func TestJudgeReorders(t *testing.T) {
	r := run(t, parsed(t, shopPolicy), judgedFacts(shopInput()))
	before := written(t, r)
	judged, err := r.Judge(parsed(t, otherPolicy), Again{Day: today})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range judged.Suites {
		got = append(got, fmt.Sprintf("%s %d %q", s.Name, s.Covered, s.Inputs))
	}
	want := []string{`e2e 0 []`, `integration 94 ["it.out"]`, `unit 91 ["unit-1.out" "unit-2.out"]`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !bytes.Equal(before, written(t, r)) {
		t.Error("the report that was judged is another one now")
	}
}

func TestJudgeKeepsSoonest(t *testing.T) {
	p := parsed(t, shopPolicy)
	r := run(t, p, judgedFacts(shopInput()))
	name := "example.com/shop/services/cart/http"
	for _, c := range []struct {
		policy string
		want   int
		why    string
	}{
		{shopPolicy, 1, "as many statements are missing"},
		{strings.Replace(shopPolicy, "threshold: 80%", "threshold: 90%", 1), 0, "more are: other functions may be the soonest"},
		{strings.Replace(shopPolicy, "version: 1", "version: 1\nmissing: warn", 1), 1, "whatever else is asked"},
	} {
		judged, err := r.Judge(parsed(t, c.policy), as(r))
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(judged.Packages, func(c Check) bool { return c.Path == name })
		if got := len(judged.Packages[i].Soonest); got != c.want {
			t.Errorf("%d functions, want %d: %s", got, c.want, c.why)
		}
	}
}

func TestJudgeErrors(t *testing.T) {
	rootless := shopInput()
	rootless.Rooted, rootless.Modules = false, nil
	for _, c := range []struct {
		name  string
		in    policy.Input
		again Again
		want  string
		why   string
	}{
		{"no day", shopInput(), Again{}, `"" is not a day such as 2027-03-31`, "waivers would count for ever"},
		{
			"allowed", shopInput(),
			Again{Day: today, AllowMissing: []string{"units"}},
			"allowed to be missing is \"units\", which is neither a service nor a suite\nhint: did you mean \"unit\"?", "a slip",
		},
		{
			"no root", rootless,
			Again{Day: today},
			`.covbar.yml:12:17: "./services/orders/...": no go.mod below shop; check out the sources or use import paths`, "nobody knows what is below it",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			plain := parsed(t, "version: 1\n")
			r := run(t, plain, judgedFacts(c.in))
			if _, err := r.Judge(parsed(t, shopPolicy), c.again); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s: %s", err, c.want, c.why)
			}
		})
	}
}

// TestJudgeLaw holds for random measurements what TestJudgeSaysTheSame does for some.
func TestJudgeLaw(t *testing.T) {
	policies := []*policy.Policy{policy.Default(), parsed(t, shopPolicy), parsed(t, otherPolicy)}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(policies).Draw(t, "policy")
		facts := randomMeasurement(t, p)
		v, err := p.Evaluate(facts.Input)
		if err != nil {
			t.Skip(err)
		}
		isLawful(t, New(v, facts), p, facts.Input.AllowMissing...)
	})
}

// randomMeasurement is what a run might have measured, for a policy.
func randomMeasurement(t *rapid.T, p *policy.Policy) Facts {
	facts := randomFacts(t)
	facts.Suites = nil
	in := &facts.Input
	for _, s := range p.Suites() {
		inputs := rapid.SliceOfN(rapid.String(), 0, 2).Draw(t, s.Name)
		facts.Suites = append(facts.Suites, Suite{s.Name, inputs})
		in.Suites = append(in.Suites, policy.SuiteInput{Name: s.Name, Inputs: len(inputs), NotRun: rapid.Bool().Draw(t, "not run")})
	}
	texts := rapid.SliceOfN(rapid.String(), 0, 2)
	facts.Notes, facts.Arguments = texts.Draw(t, "notes"), texts.Draw(t, "arguments")
	in.Day, in.Root, in.Rooted = today, "shop", true
	in.Modules = []coverage.Module{{Path: "example.com/shop", Dir: "."}, {Path: "example.com/shop/tools", Dir: "tools"}}
	if rapid.Bool().Draw(t, "codeowners") {
		in.Owners = append([]string{}, rapid.SliceOfN(rapid.SampledFrom([]string{"@acme/cart", "@ACME/Orders"}), 0, 2).Draw(t, "owners")...)
	}
	allow := rapid.SampledFrom([]string{"unit", "integration", "cart", "orders/integration"})
	in.AllowMissing = rapid.SliceOfN(allow, 0, 1).Draw(t, "allow")
	dirs := []string{"services/cart/db", "services/cart/mocks", "services/orders", "services/orders/domain", "tools/seed", "web"}
	for _, dir := range dirs {
		pkg := randomPackage(t, dir, facts.Suites)
		switch rapid.SampledFrom([]string{"asked", "asked", "unasked", "absent"}).Draw(t, dir) {
		case "asked":
			in.Packages = append(in.Packages, pkg)
		case "unasked":
			in.Unasked, in.Partial = append(in.Unasked, pkg), true
		}
	}
	facts.NotAffected = min(facts.NotAffected, len(in.Unasked))
	return facts
}

func randomPackage(t *rapid.T, dir string, suites []Suite) coverage.Package {
	pkg := coverage.Package{
		Path: "example.com/shop/" + dir, Dir: dir, Owners: rapid.SliceOfN(rapid.SampledFrom([]string{"@a", "@b"}), 0, 2).Draw(t, "owners"),
		NoData: rapid.Bool().Draw(t, "no data"), TestsFailed: rapid.Bool().Draw(t, "tests failed"), Broken: rapid.Bool().Draw(t, "broken"),
	}
	if len(pkg.Owners) == 0 {
		pkg.Owners = nil
	}
	for _, base := range []string{"a.go", "b.go", "zz_c.go"}[:rapid.IntRange(0, 3).Draw(t, "files")] {
		file := coverage.File{
			Name: pkg.Path + "/" + base, Path: dir + "/" + base, Generated: rapid.Bool().Draw(t, "generated"),
			Ignored: rapid.Int64Range(0, 5).Draw(t, "ignored"), Ratio: coverage.Ratio{Total: rapid.Int64Range(0, 9).Draw(t, "total")},
		}
		if !pkg.NoData {
			file.Ratio.Covered = rapid.Int64Range(0, file.Ratio.Total).Draw(t, "covered")
		}
		several, alone := file.Ratio.Covered, make([]int64, len(suites)) // what several suites may have run, and what one did
		for i, suite := range suites {
			if len(suite.Inputs) > 0 {
				alone[i] = rapid.Int64Range(0, several).Draw(t, "only")
				several -= alone[i]
			}
		}
		for i, suite := range suites {
			share := coverage.Share{Ran: len(suite.Inputs) > 0 && (alone[i] > 0 || rapid.Bool().Draw(t, "ran"))}
			if share.Ran {
				share.Covered, share.Only = alone[i]+rapid.Int64Range(0, several).Draw(t, "share"), alone[i]
			}
			file.Suites = append(file.Suites, share)
		}
		pkg.Files = append(pkg.Files, file)
	}
	return pkg
}
