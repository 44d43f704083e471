package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A scene is a policy with floors and packages to hold against it.
type scene struct {
	policy   string
	floors   []Floor
	packages []coverage.Package
	inputs   []int // of each suite; below 0 it was not to run
	missing  []string
	day      Day
}

var (
	dirs     = []string{"a", "a/b", "a/b/c", "d", "d/e"}
	patterns = []string{"./...", "./a/...", "./a/b", "./*/b/...", "./d/*", "example.com/m/a", "./x"}
	days     = []string{"2026-12-31", "2027-01-01", "2027-03-31", "2027-06-30"}
)

func percents(t *rapid.T, label string) coverage.Percent {
	return coverage.Percent(rapid.IntRange(0, 100).Draw(t, label) * 100)
}

// drawScene draws a policy of all kinds of clauses.
func drawScene(t *rapid.T) scene {
	var b strings.Builder
	fmt.Fprintf(&b, "version: 1\nthreshold: %s\ntotal: %s\n", percents(t, "threshold"), percents(t, "total"))
	fmt.Fprintf(&b, "missing: %s\nmin-statements: %d\n", rapid.SampledFrom([]string{"fail", "warn"}).Draw(t, "missing"),
		rapid.SampledFrom([]int{0, 5}).Draw(t, "min"))
	b.WriteString(rapid.SampledFrom([]string{
		"", "services: [{path: a, labels: [x]}]\n", "services: [{path: \"*\", labels: [x]}, {name: e, labels: [y], packages: [\"./.../e\", \"./a/b/...\"]}]\n",
	}).Draw(t, "services"))
	fmt.Fprintf(&b, "suites: {unit: [\"unit/**\"], it: {profiles: [\"it/**\"], shards: %d}}\n", rapid.IntRange(0, 2).Draw(t, "shards"))
	item := func(kind string, keys string) {
		n := rapid.IntRange(0, 4).Draw(t, kind)
		if n > 0 {
			fmt.Fprintf(&b, "%s:\n", kind)
		}
		for range n {
			selects := rapid.SampledFrom([]string{"per: service", "per: service, labels: [x]", "labels: [x]", "services: [a, e], per: file"}).Draw(t, "selects")
			if rapid.Bool().Draw(t, "by package") {
				per := rapid.SampledFrom([]string{"package", "file"}).Draw(t, "per")
				selects = fmt.Sprintf("packages: [%q], per: %s", rapid.SampledFrom(patterns).Draw(t, "pattern"), per)
			}
			suite := rapid.SampledFrom([]string{"", "", ", suite: unit", ", suite: it"}).Draw(t, "suite")
			fmt.Fprintf(&b, "  - {%s%s, threshold: %s%s}\n", selects, suite, percents(t, "bar"), keys)
		}
	}
	item("rules", rapid.SampledFrom([]string{"", ", level: warn"}).Draw(t, "level"))
	s := scene{day: Day(rapid.SampledFrom(days).Draw(t, "day"))}
	item("waivers", ", owner: o, reason: r, until: "+rapid.SampledFrom(days).Draw(t, "until"))
	fmt.Fprintf(&b, "floors: {file: f, until: %s}\n", rapid.SampledFrom(days).Draw(t, "until"))
	s.policy = b.String()
	for range 2 {
		s.inputs = append(s.inputs, rapid.IntRange(-1, 2).Draw(t, "inputs"))
	}
	s.missing = rapid.SliceOfN(rapid.SampledFrom([]string{"unit", "it"}), 0, 1).Draw(t, "missing")
	for _, dir := range dirs {
		if rapid.Bool().Draw(t, "floor") {
			s.floors = append(s.floors, Floor{"./" + dir, percents(t, "floor")})
		}
		s.packages = append(s.packages, s.drawPackage(t, dir))
	}
	return s
}

// drawPackage draws a package of one file.
func (s scene) drawPackage(t *rapid.T, dir string) coverage.Package {
	total := rapid.Int64Range(0, 20).Draw(t, "total")
	p := pkg(dir, rapid.Int64Range(0, total).Draw(t, "covered"), total)
	file := &p.Files[0]
	if rapid.IntRange(0, 3).Draw(t, "state") == 0 {
		p.NoData, file.Ratio.Covered = true, 0
		p.Broken = rapid.Bool().Draw(t, "broken")
		return p
	}
	for _, inputs := range s.inputs {
		share := coverage.Share{}
		if share.Ran = inputs > 0 && rapid.Bool().Draw(t, "ran"); share.Ran {
			share.Covered = rapid.Int64Range(0, file.Ratio.Covered).Draw(t, "share")
		}
		file.Suites = append(file.Suites, share)
	}
	return p
}

func (s scene) evaluate(t *rapid.T) *Verdict {
	p, err := Parse([]byte(s.policy), "p.yml")
	if err != nil {
		t.Fatalf("%v\n%s", err, s.policy)
	}
	if p.floorsFrom != nil {
		if err := p.SetFloors(FormatFloors(s.floors), "f"); err != nil {
			t.Fatal(err)
		}
	}
	in := Input{
		Packages: s.packages, Modules: []coverage.Module{{Path: "example.com/m", Dir: "."}, {Path: "example.com/d", Dir: "d"}},
		Suites: ran(p, s.inputs...), Day: s.day, Rooted: true,
	}
	for _, name := range s.missing { // those that may be: it is an error where nothing is owed
		in.AllowMissing = []string{name}
		if _, err := p.Evaluate(in); err != nil {
			s.missing = slices.DeleteFunc(slices.Clone(s.missing), func(other string) bool { return other == name })
		}
	}
	in.AllowMissing = s.missing
	v, err := p.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// subjectOf returns the name of a check in an agreement.
func subjectOf(c Check) string {
	switch {
	case c.Suite != "":
		return c.Name + " (" + c.Suite + ")"
	case c.Per == PerService:
		return c.Name + " (service)"
	}
	return c.Name
}

func (v *Verdict) checks() []Check {
	return slices.Concat([]Check{v.Total}, v.Packages, v.Files, v.SuiteChecks, v.ServiceChecks)
}

func TestLawFailsBelowItsBar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		for _, c := range s.evaluate(t).checks() {
			met := c.Ratio.AtLeast(c.Bar)
			// Sources that do not parse, be it of one package of a service: there may be more than nothing.
			nothing := c.Ratio.Total == 0 && (c.NoData || c.Per == PerService)
			switch c.Outcome {
			case Fail:
				if met {
					t.Fatalf("fails at its bar: %+v", c)
				}
			case NoData, Warn:
				if met && !nothing {
					t.Fatalf("%s at its bar: %+v", c.Outcome, c)
				}
			case Undecided:
				if met && !nothing || !slices.Contains(s.inputs, -1) && len(s.missing) == 0 {
					t.Fatalf("undecided without need: %+v", c)
				}
			case Pass, Waived, Floored, NoStatements, Off:
				if !met {
					t.Fatalf("%s below its bar: %+v", c.Outcome, c)
				}
			}
			if (c.Outcome == Waived || c.Outcome == Floored) && (c.Lowered == nil || c.Ratio.AtLeast(c.Rule.Bar) && !nothing) {
				t.Fatalf("%s though it meets its rule: %+v", c.Outcome, c)
			}
		}
	})
}

func TestLawFloorsAndWaiversOnlyLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		with := drawScene(t)
		without := with
		without.floors = nil
		without.policy, _, _ = strings.Cut(with.policy, "waivers:")
		without.policy, _, _ = strings.Cut(without.policy, "floors:")
		less, more := without.evaluate(t), with.evaluate(t)
		before, after := less.checks(), more.checks()
		if len(more.Problems) > len(less.Problems) {
			t.Fatalf("%q became %q", less.Problems, more.Problems)
		}
		for i := range before {
			if after[i].Bar > before[i].Bar || after[i].Rule.Bar != before[i].Rule.Bar {
				t.Fatalf("bar %s became %s", before[i].Bar, after[i].Bar)
			}
			if after[i].Outcome.Fails() && !before[i].Outcome.Fails() {
				t.Fatalf("%s became %s", before[i].Outcome, after[i].Outcome)
			}
		}
	})
}

func TestLawMoreCoverageNeverFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		before := s.evaluate(t).checks()
		for i := range s.packages {
			file := &s.packages[i].Files[0]
			if r := &file.Ratio; !s.packages[i].NoData && r.Covered < r.Total {
				r.Covered++
			}
			for j := range file.Suites {
				if share := &file.Suites[j]; share.Ran && share.Covered < file.Ratio.Covered {
					share.Covered++
				}
			}
		}
		after := s.evaluate(t).checks()
		for i := range before {
			if after[i].Outcome.Fails() && !before[i].Outcome.Fails() {
				t.Fatalf("%+v became %+v", before[i], after[i])
			}
		}
	})
}

func TestLawAgreementsComeTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		for _, a := range s.evaluate(t).Agreements {
			if a.Day < s.day {
				t.Fatalf("%s is over on %s", a.Day, s.day)
			}
			later := s
			later.day = a.Day.next()
			owing := map[string]int64{}
			for _, c := range later.evaluate(t).checks() {
				owing[subjectOf(c)] = c.Missing
			}
			var owes int64
			for _, name := range a.Subjects {
				owes += owing[name]
			}
			if owes != a.Owes {
				t.Fatalf("%+v: the day after, %d are missing", a, owes)
			}
		}
	})
}

func TestLawServicesPartitionPackages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawScene(t).evaluate(t)
		rows := map[string]coverage.Ratio{}
		for _, c := range v.Packages {
			rows[c.Service] = rows[c.Service].Add(c.Ratio)
		}
		if len(rows) != len(v.Services) {
			t.Fatalf("packages are of %v, and there are %+v", rows, v.Services)
		}
		var sum coverage.Ratio
		covered := make([]int64, len(v.Suites))
		for i, s := range v.Services {
			if rows[s.Name] != s.Ratio || s.Name == "" && i < len(v.Services)-1 {
				t.Fatalf("%s: %v is not %v", s.Name, s.Ratio, rows[s.Name])
			}
			sum = sum.Add(s.Ratio)
			for j, share := range s.Suites {
				covered[j] += share.Covered
			}
		}
		if sum != v.Total.Ratio {
			t.Fatalf("%v is not %v", sum, v.Total.Ratio)
		}
		for j, s := range v.Suites {
			if covered[j] != s.Covered {
				t.Fatalf("%s: %d is not %d", s.Name, covered[j], s.Covered)
			}
		}
	})
}

func TestLawOrderOfPackages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		want := s.evaluate(t)
		s.packages = rapid.Permutation(s.packages).Draw(t, "packages")
		if diff := cmp.Diff(want, s.evaluate(t)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// To let something be missing makes nothing fail, and no problem of what was none.
func TestLawAllowMissing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		s.missing = nil
		strict := s.evaluate(t)
		s.missing = []string{"unit", "it"}
		v := s.evaluate(t)
		if len(v.Problems) > 0 {
			t.Fatalf("problems of what may be missing: %q", v.Problems)
		}
		if len(strict.Problems) > 0 && len(v.Allowed) == 0 {
			t.Fatalf("nothing says what was let through: %q", strict.Problems)
		}
		before := strict.checks()
		for i, c := range v.checks() {
			if c.Outcome.Fails() && !before[i].Outcome.Fails() {
				t.Fatalf("%+v became %+v", before[i], c)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(everyKey))
	for _, test := range wrongPolicies {
		if len(test.policy) < 1000 {
			f.Add([]byte(test.policy))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data, "p.yml")
		if err != nil {
			if text := err.Error(); text == "" || strings.ContainsAny(text, "\x00\x1b\r") || strings.Contains(text, "##[") {
				t.Fatalf("%q", text)
			}
			return
		}
		v, err := p.Evaluate(Input{
			Packages: []coverage.Package{pkg("a", 1, 2), noData(pkg("b/c", 0, 2)), withFiles("d", "x.go", 3, 4, "x_gen.go", 0, 4)},
			Day:      "2027-01-01", Rooted: true,
		})
		var wrong Errors
		if errors.As(err, &wrong) {
			return // a name that is given is that of a folder, too
		}
		if err != nil || len(v.Packages)+v.Excluded.Packages.Packages+v.Excluded.Generated.Packages+v.Excluded.Files.Packages != 3 {
			t.Fatalf("%v %+v", err, v)
		}
	})
}
