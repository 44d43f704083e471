package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"pgregory.net/rapid"
)

// A scene is a policy with floors and packages to hold against it.
type scene struct {
	policy   string
	floors   []Floor
	packages []coverage.Package
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
	item := func(kind string, keys string) {
		n := rapid.IntRange(0, 3).Draw(t, kind)
		if n > 0 {
			fmt.Fprintf(&b, "%s:\n", kind)
		}
		for range n {
			per := rapid.SampledFrom([]string{"package", "file"}).Draw(t, "per")
			pattern := rapid.SampledFrom(patterns).Draw(t, "pattern")
			fmt.Fprintf(&b, "  - {packages: [%q], per: %s, threshold: %s%s}\n", pattern, per, percents(t, "bar"), keys)
		}
	}
	item("rules", rapid.SampledFrom([]string{"", ", level: warn"}).Draw(t, "level"))
	s := scene{day: Day(rapid.SampledFrom(days).Draw(t, "day"))}
	item("waivers", ", owner: o, reason: r, until: "+rapid.SampledFrom(days).Draw(t, "until"))
	fmt.Fprintf(&b, "floors: {file: f, until: %s}\n", rapid.SampledFrom(days).Draw(t, "until"))
	s.policy = b.String()
	for _, dir := range dirs {
		if rapid.Bool().Draw(t, "floor") {
			s.floors = append(s.floors, Floor{"./" + dir, percents(t, "floor")})
		}
		total := rapid.Int64Range(0, 20).Draw(t, "total")
		p := pkg(dir, rapid.Int64Range(0, total).Draw(t, "covered"), total)
		if rapid.IntRange(0, 3).Draw(t, "state") == 0 {
			p.NoData, p.Files[0].Ratio.Covered = true, 0
			p.Broken = rapid.Bool().Draw(t, "broken")
		}
		s.packages = append(s.packages, p)
	}
	return s
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
	v, err := p.Evaluate(Input{Packages: s.packages, Day: s.day, Rooted: true})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *Verdict) checks() []Check {
	return append(append([]Check{v.Total}, v.Packages...), v.Files...)
}

func TestLawFailsBelowItsBar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range drawScene(t).evaluate(t).checks() {
			met := c.Ratio.AtLeast(c.Bar)
			nothing := c.Ratio.Total == 0 && c.NoData // broken sources: there may be more than nothing
			switch c.Outcome {
			case Fail:
				if met {
					t.Fatalf("fails at its bar: %+v", c)
				}
			case NoData, Warn:
				if met && !nothing {
					t.Fatalf("%s at its bar: %+v", c.Outcome, c)
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
		before, after := without.evaluate(t).checks(), with.evaluate(t).checks()
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
			if r := &s.packages[i].Files[0].Ratio; !s.packages[i].NoData && r.Covered < r.Total {
				r.Covered++
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
				owing[c.Name] = c.Missing
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
		if err != nil || len(v.Packages)+v.Excluded.Packages != 3 {
			t.Fatalf("%v %+v", err, v)
		}
	})
}
