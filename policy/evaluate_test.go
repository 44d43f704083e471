package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/google/go-cmp/cmp"
)

// pkg returns a package in a folder of example.com/m, with one file.
func pkg(dir string, covered, total int64) coverage.Package {
	return withFiles(dir, "a.go", covered, total)
}

// withFiles returns a package; files are name, covered, total, name, covered, total …
func withFiles(dir string, files ...any) coverage.Package {
	p := coverage.Package{Path: strings.TrimSuffix("example.com/m/"+dir, "/."), Dir: dir}
	for i := 0; i < len(files); i += 3 {
		name := files[i].(string)
		number := func(v any) int64 {
			if n, ok := v.(int); ok {
				return int64(n)
			}
			return v.(int64)
		}
		p.Files = append(p.Files, coverage.File{
			Name: p.Path + "/" + name, Path: strings.TrimPrefix(dir+"/"+name, "./"),
			Ratio: coverage.Ratio{Covered: number(files[i+1]), Total: number(files[i+2])},
		})
	}
	return p
}

func noData(p coverage.Package) coverage.Package      { p.NoData = true; return p }
func broken(p coverage.Package) coverage.Package      { p.Broken = true; return p }
func testsFailed(p coverage.Package) coverage.Package { p.TestsFailed = true; return p }

// unmapped forgets where a package is.
func unmapped(p coverage.Package) coverage.Package {
	p.Dir = ""
	for i := range p.Files {
		p.Files[i].Path = ""
	}
	return p
}

func evaluate(t testing.TB, p *Policy, packages ...coverage.Package) *Verdict {
	t.Helper()
	v, err := p.Evaluate(Input{Packages: packages, Day: "2027-01-01", Root: "/src", Rooted: true})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// row prints what a test looks at in a check.
func row(c Check) string {
	s := fmt.Sprintf("%s %s: %d/%d, bar %s", strings.TrimPrefix(c.Name, "example.com/m/"), c.Outcome, c.Ratio.Covered, c.Ratio.Total, c.Bar)
	if c.Rule.Line > 0 {
		s += fmt.Sprintf(" of %s %d", c.Rule.Kind, c.Rule.Line)
	}
	if c.Lowered != nil {
		s += fmt.Sprintf(", lowered by %s %d", c.Lowered.Kind, c.Lowered.Line)
	}
	for _, o := range c.Overrode {
		s += fmt.Sprintf(", not %s %s", o.Kind, o.Bar)
	}
	for _, x := range c.Expired {
		s += fmt.Sprintf(", ran out: %s %s", x.Kind, x.Until)
	}
	return s
}

const waiverEnd = ", owner: \"@a\", reason: r, until: 2027-03-31}\n"

func TestOutcomes(t *testing.T) {
	for _, test := range []struct {
		why    string
		policy string
		pkg    coverage.Package
		want   string
	}{
		{
			"84.95% is not 85%", "", pkg("a", 8495, 10000),
			"a fail: 8495/10000, bar 85.00%",
		},
		{
			"85% is", "", pkg("a", 85, 100),
			"a pass: 85/100, bar 85.00%",
		},
		{
			"failed tests change no number", "", testsFailed(pkg("a", 85, 100)),
			"a pass: 85/100, bar 85.00%",
		},
		{
			"the policy's own threshold", "threshold: 50%\n", pkg("a", 1, 2),
			"a pass: 1/2, bar 50.00% of threshold 2",
		},
		{
			"0% is off", "threshold: 0%\n", pkg("a", 0, 2),
			"a off: 0/2, bar 0.00% of threshold 2",
		},
		{
			"0% is off without data too", "threshold: 0%\n", noData(pkg("a", 0, 2)),
			"a off: 0/2, bar 0.00% of threshold 2",
		},
		{
			"no profile mentions it", "", noData(pkg("a", 0, 2)),
			"a no data: 0/2, bar 85.00%",
		},
		{
			"no profile mentions it, and that only warns", "missing: warn\n", noData(pkg("a", 0, 2)),
			"a warn: 0/2, bar 85.00%",
		},
		{
			"missing: warn is not about packages with data", "missing: warn\n", pkg("a", 0, 2),
			"a fail: 0/2, bar 85.00%",
		},
		{
			"nothing to cover", "", pkg("a", 0, 0),
			"a no statements: 0/0, bar 85.00%",
		},
		{
			"nothing to cover, no profile needed", "", noData(pkg("a", 0, 0)),
			"a no statements: 0/0, bar 85.00%",
		},
		{
			"sources that do not parse may hold statements", "", broken(noData(pkg("a", 0, 0))),
			"a no data: 0/0, bar 85.00%",
		},
		{
			"nor can they be small", "min-statements: 5\n", broken(noData(pkg("a", 0, 3))),
			"a no data: 0/3, bar 85.00%",
		},
		{
			"small packages are not gated alone", "min-statements: 5\n", pkg("a", 0, 4),
			"a small: 0/4, bar 85.00%",
		},
		{
			"with as many they are", "min-statements: 5\n", pkg("a", 0, 5),
			"a fail: 0/5, bar 85.00%",
		},
		{
			"a rule decides", "rules:\n  - {packages: [\"./a\"], threshold: 90%}\n", pkg("a", 89, 100),
			"a fail: 89/100, bar 90.00% of rule 3, not default 85.00%",
		},
		{
			"the last rule decides", "rules:\n  - {packages: [\"./a\"], threshold: 90%}\n  - {packages: [\"./...\"], threshold: 60%}\n", pkg("a", 89, 100),
			"a pass: 89/100, bar 60.00% of rule 4, not default 85.00%, not rule 90.00%",
		},
		{
			"a rule that only warns", "rules:\n  - {packages: [\"./a\"], threshold: 90%, level: warn}\n", pkg("a", 0, 100),
			"a warn: 0/100, bar 90.00% of rule 3, not default 85.00%",
		},
		{
			"a rule that only warns, and no data", "rules:\n  - {packages: [\"./a\"], threshold: 90%, level: warn}\n", noData(pkg("a", 0, 100)),
			"a warn: 0/100, bar 90.00% of rule 3, not default 85.00%",
		},
		{
			"a ramp before its day", "rules:\n  - {packages: [\"./a\"], threshold: 40%, ramp: {2027-01-02: 50%}}\n", pkg("a", 40, 100),
			"a pass: 40/100, bar 40.00% of rule 3, not default 85.00%",
		},
		{
			"a ramp on its day", "rules:\n  - {packages: [\"./a\"], threshold: 40%, ramp: {2027-01-01: 50%}}\n", pkg("a", 40, 100),
			"a fail: 40/100, bar 50.00% of rule 3, not default 85.00%",
		},
		{
			"a waiver lowers", "waivers:\n  - {packages: [\"./a\"], threshold: 30%" + waiverEnd, pkg("a", 30, 100),
			"a waived: 30/100, bar 30.00%, lowered by waiver 3",
		},
		{
			"below the waiver it fails", "waivers:\n  - {packages: [\"./a\"], threshold: 30%" + waiverEnd, pkg("a", 29, 100),
			"a fail: 29/100, bar 30.00%, lowered by waiver 3",
		},
		{
			"above the rule it passes", "waivers:\n  - {packages: [\"./a\"], threshold: 30%" + waiverEnd, pkg("a", 85, 100),
			"a pass: 85/100, bar 30.00%, lowered by waiver 3",
		},
		{
			"no data is waived down to nothing", "waivers:\n  - {packages: [\"./a\"], threshold: 0%" + waiverEnd, noData(pkg("a", 0, 100)),
			"a waived: 0/100, bar 0.00%, lowered by waiver 3",
		},
		{
			"no data is not waived by a bar above", "waivers:\n  - {packages: [\"./a\"], threshold: 0.01%" + waiverEnd, noData(pkg("a", 0, 100)),
			"a no data: 0/100, bar 0.01%, lowered by waiver 3",
		},
		{
			"a waiver does not raise", "threshold: 50%\nwaivers:\n  - {packages: [\"./a\"], threshold: 60%" + waiverEnd, pkg("a", 55, 100),
			"a pass: 55/100, bar 50.00% of threshold 2",
		},
		{
			"the lowest of several counts", "waivers:\n  - {packages: [\"./a\"], threshold: 30%" + waiverEnd + "  - {packages: [\"./a\"], threshold: 20%" + waiverEnd, pkg("a", 25, 100),
			"a waived: 25/100, bar 20.00%, lowered by waiver 4",
		},
		{
			"a waiver counts on its last day", "waivers:\n  - {packages: [\"./a\"], threshold: 30%, owner: a, reason: b, until: 2027-01-01}\n", pkg("a", 30, 100),
			"a waived: 30/100, bar 30.00%, lowered by waiver 3",
		},
		{
			"and not on the day after", "waivers:\n  - {packages: [\"./a\"], threshold: 30%, owner: a, reason: b, until: 2026-12-31}\n", pkg("a", 30, 100),
			"a fail: 30/100, bar 85.00%, ran out: waiver 2026-12-31",
		},
		{
			"excluded files count nowhere", "exclude: {files: [\"**/*_gen.go\"]}\n", withFiles("a", "a.go", 9, 10, "b_gen.go", 0, 90),
			"a pass: 9/10, bar 85.00%",
		},
		{
			"the last pattern takes back in", "exclude: {files: [\"a/**\", \"!a/b_gen.go\"]}\n", withFiles("a", "a.go", 9, 10, "b_gen.go", 0, 90),
			"a fail: 0/90, bar 85.00%",
		},
		{
			"sources that do not parse are left out by name only", "exclude: {files: [\"a/**\"]}\n", broken(noData(pkg("a", 0, 10))),
			"a no data: 0/0, bar 85.00%",
		},
		{
			"a rule per file is not one per package", "rules:\n  - {packages: [\"./a\"], per: file, threshold: 10%}\n", pkg("a", 50, 100),
			"a fail: 50/100, bar 85.00%",
		},
	} {
		v := evaluate(t, parse(t, "version: 1\n"+test.policy), test.pkg)
		if got := row(v.Packages[0]); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.why, got, test.want)
		}
		c := v.Packages[0]
		if c.Missing != c.Ratio.Short(c.Bar) || c.TestsFailed != test.pkg.TestsFailed || c.NoData != test.pkg.NoData || c.Dir != "a" {
			t.Errorf("%s: %+v", test.why, c)
		}
		if v.Passed() == c.Outcome.Fails() {
			t.Errorf("%s: passed is %v", test.why, v.Passed())
		}
	}
}

func TestFiles(t *testing.T) {
	p := parse(t, `version: 1
threshold: 0%
min-statements: 100
rules:
  - {files: ["**/*.go"], per: file, threshold: 50%}
  - {files: ["**/handlers/*.go"], packages: ["./a/...", "./b"], per: file, threshold: 90%}
exclude: {files: ["**/z.go"]}
waivers:
  - {files: ["a/handlers/old.go"], per: file, threshold: 10%, owner: o, reason: r, until: 2027-03-31}
`)
	v := evaluate(t, p,
		withFiles("a/handlers", "new.go", 8, 10, "old.go", 1, 10, "z.go", 0, 10),
		withFiles("b", "b.go", 5, 10, "doc.go", 0, 0),
		noData(withFiles("c/handlers", "c.go", 0, 10)),
		broken(noData(withFiles("d", "d.go", 0, 0))),
	)
	var got []string
	for _, c := range v.Files {
		got = append(got, row(c))
	}
	want := []string{
		"a/handlers/new.go fail: 8/10, bar 90.00% of rule 6, not rule 50.00%",
		"a/handlers/old.go waived: 1/10, bar 10.00% of rule 6, lowered by waiver 9, not rule 50.00%",
		"b/b.go pass: 5/10, bar 50.00% of rule 5",
		"b/doc.go no statements: 0/0, bar 50.00% of rule 5",
		"c/handlers/c.go no data: 0/10, bar 50.00% of rule 5",
		"d/d.go no data: 0/0, bar 50.00% of rule 5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if v.Files[0].Dir != "a/handlers/new.go" {
		t.Errorf("place of a file: %q", v.Files[0].Dir)
	}
	if len(v.Warnings) > 0 {
		t.Error(v.Warnings)
	}
}

func TestTotal(t *testing.T) {
	packages := []coverage.Package{
		pkg("a", 8, 10), noData(pkg("b", 0, 10)), pkg("tools", 0, 100), pkg("small", 1, 1),
		withFiles("gen", "x_gen.go", 0, 7), withFiles("mixed", "x_gen.go", 0, 5, "y.go", 2, 3),
	}
	const exclude = "exclude: {packages: [\"./tools\"], files: [\"**/*_gen.go\"]}\nmin-statements: 2\n"
	for _, test := range []struct{ why, policy, want string }{
		{"nothing is asked of the total", "", "total off: 11/24, bar 0.00%"},
		{"all packages together, small ones and those without data too", "total: 45.83%\n", "total pass: 11/24, bar 45.83% of total 4"},
		{"exactly", "total: 45.84%\n", "total fail: 11/24, bar 45.84% of total 4"},
	} {
		v := evaluate(t, parse(t, "version: 1\n"+exclude+test.policy), packages...)
		if got := row(v.Total); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.why, got, test.want)
		}
		want := Excluded{
			Packages: Amount{Packages: 1, Statements: 100},
			Files:    Amount{Packages: 1, Files: 1, Statements: 12},
			List: []ExcludedPackage{
				{Path: "example.com/m/gen", Whole: true, ByFile: 7},
				{Path: "example.com/m/mixed", ByFile: 5},
				{Path: "example.com/m/tools", Whole: true, ByPackage: 100},
			},
		}
		if diff := cmp.Diff(want, v.Excluded); diff != "" {
			t.Errorf("excluded (-want +got)\n%s", diff)
		}
	}
	v := evaluate(t, parse(t, "version: 1\ntotal: 85%\n"))
	if v.Total.Outcome != NoStatements || v.Total.Ratio.Total != 0 {
		t.Errorf("total of nothing: %+v", v.Total)
	}
}

func TestRoot(t *testing.T) {
	p := parse(t, "version: 1\nfloors: {file: f, until: 2027-06-30}\nrules:\n  - {packages: [\"./...\", \"./a\"], threshold: 1%}\nexclude: {files: [\"**/x.go\", \"a/b.go\"]}\n")
	if err := p.SetFloors([]byte("./b 1%\nexample.com/m/c 1%\n"), "f"); err != nil {
		t.Fatal(err)
	}
	_, err := p.Evaluate(Input{Day: "2027-01-01", Root: "/src"})
	want := `p.yml:4:26: "./a": no go.mod below /src; check out the sources or use import paths
4 |   - {packages: ["./...", "./a"], threshold: 1%}
  |                          ^
p.yml:5:30: "a/b.go": no go.mod below /src; check out the sources or use import paths
5 | exclude: {files: ["**/x.go", "a/b.go"]}
  |                              ^
f:1:1: "./b": no go.mod below /src; check out the sources or use import paths
1 | ./b 1%
  | ^`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}

	p = parse(t, "version: 1\nrules:\n  - {packages: [\"./...\"], threshold: 50%}\n  - {packages: [\"example.com/m/a\"], threshold: 10%}\n  - {files: [\"**/*.go\"], per: file, threshold: 20%}\n")
	v, err := p.Evaluate(Input{
		Packages: []coverage.Package{unmapped(pkg("a", 1, 10)), unmapped(pkg("b", 1, 10))}, Day: "2027-01-01",
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range append(v.Packages, v.Files...) {
		got = append(got, row(c))
	}
	wantRows := []string{
		"a pass: 1/10, bar 10.00% of rule 4, not default 85.00%, not rule 50.00%",
		"b fail: 1/10, bar 50.00% of rule 3, not default 85.00%",
		"a/a.go fail: 1/10, bar 20.00% of rule 5",
		"b/a.go fail: 1/10, bar 20.00% of rule 5",
	}
	if diff := cmp.Diff(wantRows, got); diff != "" {
		t.Error(diff)
	}

	if _, err := Default().Evaluate(Input{}); err == nil || err.Error() != `"" is not a day such as 2027-03-31` {
		t.Errorf("without a day: %v", err)
	}
}

func TestPartial(t *testing.T) {
	p := parse(t, withFloors+"rules:\n  - {packages: [\"./b\"], threshold: 1%}\nexclude: {files: [\"**/*_gen.go\"]}\n"+
		"waivers:\n  - {packages: [\"./*\"], threshold: 1%"+waiverEnd) // that lowers the bar of another package
	if err := p.SetFloors([]byte("./a 90%\n./b 1%\n"), "f"); err != nil {
		t.Fatal(err)
	}
	v, err := p.Evaluate(Input{Packages: []coverage.Package{pkg("a", 1, 1)}, Partial: true, Day: "2027-01-01", Rooted: true})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`f:1: the floor of "./a" lowers nothing`}
	if diff := cmp.Diff(want, v.Warnings); diff != "" {
		t.Error(diff)
	}
}

// A part says nothing of the whole, neither that it is well nor that it is not.
func TestPartialTotal(t *testing.T) {
	p := parse(t, "version: 1\nthreshold: 0%\ntotal: 50%\n")
	for _, covered := range []int64{0, 10} {
		v, err := p.Evaluate(Input{Packages: []coverage.Package{pkg("a", covered, 10)}, Partial: true, Day: "2027-01-01", Rooted: true})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"total is not checked: only some of the packages were asked for"}
		if diff := cmp.Diff(want, v.Notes); diff != "" || v.Total.Outcome != Off || !v.Passed() {
			t.Errorf("%s %v", diff, v.Total)
		}
	}
}
