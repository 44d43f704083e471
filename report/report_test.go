package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

func TestNewVerdict(t *testing.T) {
	fine := func() *policy.Verdict { return verdict(policy.Clause{}, check("a", 9, 10, everyPackage, policy.Pass)) }
	low := func() *policy.Verdict { return verdict(policy.Clause{}, check("a", 8, 10, everyPackage, policy.Fail)) }
	broken := fine()
	broken.Packages[0].TestsFailed = true
	empty := verdict(policy.Clause{}, check("a", 0, 0, everyPackage, policy.NoStatements))
	for _, c := range []struct {
		name     string
		v        *policy.Verdict
		facts    Facts
		want     Verdict
		problems []string
		failed   []string
		why      string
	}{
		{"met", fine(), Facts{}, Pass, []string{}, []string{}, "every bar is met"},
		{"not met", low(), Facts{}, Fail, []string{}, []string{}, "one bar is not"},
		{"tests", fine(), Facts{Failed: []string{"a"}}, Fail, []string{}, []string{"tests failed in 1 package: a"}, "coverage of tests that fail is no pass"},
		{"a package's tests", broken, Facts{}, Fail, []string{}, []string{"tests failed in 1 package: " + shopPath + "a"}, "a check alone knows of it, too"},
		{"problem", fine(), Facts{Problems: []string{"x"}}, None, []string{"x"}, []string{}, "a bar met by part of the data is not met"},
		{"problem and failure", low(), Facts{Problems: []string{"x"}}, None, []string{"x"}, []string{}, "nor is it missed"},
		{"nothing", nil, Facts{}, None, []string{"nothing is left to judge: no package has a statement"}, []string{}, "no verdict of a policy, no verdict"},
		{"no package", &policy.Verdict{}, Facts{}, None, []string{"nothing is left to judge: no package has a statement"}, []string{}, "0 of 0 is no pass"},
		{"no statement", empty, Facts{}, None, []string{"nothing is left to judge: no package has a statement"}, []string{}, "0 of 0 is no pass"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := New(c.v, c.facts)
			if r.Verdict != c.want || !cmp.Equal(r.Problems, c.problems) || !cmp.Equal(r.Failed, c.failed) {
				t.Errorf("%s, problems %q, failed %q; want %s, %q, %q: %s",
					r.Verdict, r.Problems, r.Failed, c.want, c.problems, c.failed, c.why)
			}
			if nothing := r.Total.Statements == 0; nothing && (r.Total.Percent != "0.00" || r.Total.Outcome != policy.NoData) {
				t.Errorf("nothing measured reads %s%%, %s", r.Total.Percent, r.Total.Outcome)
			}
		})
	}
}

func TestManyFailedTests(t *testing.T) {
	var rows []policy.Check
	for i := range 5 {
		c := check(fmt.Sprint("p", i), 9, 10, everyPackage, policy.Pass)
		c.Name, c.TestsFailed = fmt.Sprint("p", i), true
		rows = append(rows, c)
	}
	want := []string{"tests failed in 5 packages: p0, p1, p2 and 2 more"}
	if got := New(verdict(policy.Clause{}, rows...), Facts{}).Failed; !cmp.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMissing(t *testing.T) {
	file := func(name string, short int64) policy.Check {
		return check(name, 10-short, 10, policy.Clause{Bar: 10000}, policy.Fail)
	}
	for _, c := range []struct {
		name     string
		packages []policy.Check
		files    []policy.Check
		total    coverage.Percent
		want     int64
		why      string
	}{
		{"packages", []policy.Check{check("a", 83, 100, everyPackage, policy.Fail), check("b", 80, 100, everyPackage, policy.Fail)}, nil, 0, 7, "they add up"},
		{"warned", []policy.Check{check("a", 83, 100, everyPackage, policy.Warn)}, nil, 0, 0, "what only warns is not needed to pass"},
		{"more in files", []policy.Check{check("a", 83, 100, everyPackage, policy.Fail)}, []policy.Check{file("a/x.go", 3), file("a/y.go", 1)}, 0, 4, "a file's statements are its package's"},
		{"fewer in files", []policy.Check{check("a", 80, 100, everyPackage, policy.Fail)}, []policy.Check{file("a/x.go", 3)}, 0, 5, "a file's statements are its package's"},
		{"files alone", []policy.Check{check("a", 90, 100, everyPackage, policy.Pass)}, []policy.Check{file("a/x.go", 3), file("a/y.go", 1)}, 0, 4, "the package is at its bar, its files are not"},
		{"more for the total", []policy.Check{check("a", 80, 100, everyPackage, policy.Fail)}, nil, 9000, 10, "a package's statements count for the total"},
		{"fewer for the total", []policy.Check{check("a", 80, 100, everyPackage, policy.Fail)}, nil, 8200, 5, "a package's statements count for the total"},
	} {
		v := verdict(policy.Clause{Bar: c.total}, c.packages...)
		v.Files = c.files
		if got := New(v, Facts{}).Missing; got != c.want {
			t.Errorf("%s: %d, want %d: %s", c.name, got, c.want, c.why)
		}
	}
}

func TestSentences(t *testing.T) {
	failed := func(v *policy.Verdict, packages ...string) *Report {
		return New(v, Facts{Day: today, Failed: packages})
	}
	noData := check("a", 0, 10, everyPackage, policy.NoData)
	noData.NoData = true
	unparsed := noData
	unparsed.Ratio, unparsed.Missing = coverage.Ratio{}, 0
	second := noData
	second.Name += "2"
	total := policy.Clause{Kind: policy.KindTotal, Bar: 9000}
	fine := check("a", 85, 100, everyPackage, policy.Pass)
	low := check("b", 80, 100, everyPackage, policy.Fail)
	perFile := verdict(policy.Clause{}, fine)
	perFile.Files = []policy.Check{check("a/x.go", 1, 10, everyPackage, policy.Fail), check("a/y.go", 8, 10, everyPackage, policy.Fail)}
	both := verdict(policy.Clause{}, fine, low)
	both.Files = perFile.Files[:1]
	for _, c := range []struct {
		name           string
		r              *Report
		text, markdown string
		why            string
	}{
		{
			"tests alone", failed(verdict(policy.Clause{}, fine), "a"),
			"FAIL  every bar is met, but tests failed in 1 package: a", "Coverage bar met, but tests failed in `a`", "the numbers are not to blame",
		},
		{
			"tests and bars", failed(verdict(policy.Clause{}, noData, fine), "a"),
			"FAIL  tests failed in 1 package: a. By what ran, 1 of 2 packages has no data: 9 statements short.",
			"Tests failed in `a`. Coverage bar not met: `a` is 9 statements short", "covered statements mend no build error",
		},
		{
			"tests, and a package that does not parse", failed(verdict(policy.Clause{}, unparsed, fine), "a"),
			"FAIL  tests failed in 1 package: a. By what ran, 1 of 2 packages has no data.",
			"Tests failed in `a`. Coverage bar not met: `a`", "nobody knows how many statements it has",
		},
		{
			"a package that does not parse", failed(verdict(policy.Clause{}, unparsed, fine)),
			"FAIL  1 of 2 packages has no data.", "Coverage bar not met: `a`", "nobody knows how many statements it has",
		},
		{
			"no data", failed(verdict(policy.Clause{}, noData, fine)),
			"FAIL  1 of 2 packages has no data; 9 more covered statements would pass.", "Coverage bar not met: `a` is 9 statements short", "no data is no low percentage",
		},
		{
			"no data twice", failed(verdict(policy.Clause{}, noData, second, fine)),
			"FAIL  2 of 3 packages have no data; 18 more covered statements would pass.", "Coverage bar not met: 2 of 3 packages are 18 statements short", "the plural",
		},
		{
			"total alone", failed(verdict(total, fine)),
			"FAIL  all packages together are at 85.00%, below 90.00%; 5 more covered statements would pass.", "Coverage bar not met: the total is 5 statements short", "no package is to blame",
		},
		{
			"total too", failed(verdict(total, fine, low)),
			"FAIL  1 of 2 packages is below its bar and all packages together are at 82.50%, below 90.00%; 15 more covered statements would pass.",
			"Coverage bar not met: 1 of 2 packages and the total are 15 statements short", "both are said, and counted once",
		},
		{
			"files", failed(perFile),
			"FAIL  2 of 2 files are below their bar; 9 more covered statements would pass.", "Coverage bar not met: 2 of 2 files are 9 statements short", "files have bars of their own",
		},
		{
			"files and packages", failed(both),
			"FAIL  1 of 2 packages is below its bar and 1 of 1 file is below its bar; 13 more covered statements would pass.",
			"Coverage bar not met: 1 of 2 packages and 1 of 1 file are 13 statements short", "both are said",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var text, markdown bytes.Buffer
			if err := errors.Join(writeText(&text, c.r, Options{Width: 200}), writeMarkdown(&markdown, c.r, Options{})); err != nil {
				t.Fatal(err)
			}
			_, last, _ := strings.Cut(text.String(), "\n\n"+c.text[:4])
			if got, _, _ := strings.Cut(last, "\n"); c.text[:4]+got != c.text {
				t.Errorf("the last sentence is\n%s\nwant\n%s\n%s", got, c.text, c.why)
			}
			head, _, _ := strings.Cut(markdown.String(), "\n")
			if want := "### ❌ " + c.markdown; head != want {
				t.Errorf("the headline is\n%s\nwant\n%s\n%s", head, want, c.why)
			}
			if all := c.name == "total alone"; all && !strings.Contains(text.String(), "✗ total") {
				t.Errorf("the row of the total is missing:\n%s", text.String())
			}
		})
	}
}

func TestAgreed(t *testing.T) {
	for _, c := range []struct {
		a    policy.Agreement
		want string
		why  string
	}{
		{
			policy.Agreement{Clause: kafkaWaiver, Subjects: []string{"x/a", "x/b"}},
			`waiver, 2 packages of ./services/orders/adapters/kafka: "needs a broker; being replaced, see #391"`, "several are counted",
		},
		{
			policy.Agreement{Clause: policy.Clause{Kind: policy.KindWaiver, Selector: "**/x.go"}, Subjects: []string{"x/a.go", "x/b.go"}},
			`waiver, 2 files of **/x.go`, "files are files",
		},
		{
			policy.Agreement{Clause: domainRamp, Subjects: []string{"orders (integration)", "pricing (integration)"}},
			`bar 90% → 95%, 2 bars of ./services/*/domain/...: "agreed in the Q4 review"`, "bars of services and suites are bars",
		},
		{policy.Agreement{Clause: domainRamp}, `bar 90% → 95%, ./services/*/domain/...: "agreed in the Q4 review"`, "nobody owes anything yet"},
		{policy.Agreement{Clause: policy.Clause{Kind: policy.KindTotal, Bar: 8000, NextBar: 8250}}, `bar 80% → 82.5%`, "what selects nothing by name"},
		{policy.Agreement{Clause: policy.Clause{Kind: policy.KindFloor, Selector: ".covbar.floors"}, Subjects: []string{"x/a"}}, `floor, a`, "one floor has a name"},
	} {
		if got := agreed(agreements([]policy.Agreement{c.a})[0], "x/"); got != c.want {
			t.Errorf("got %s, want %s: %s", got, c.want, c.why)
		}
	}
}

func TestCommon(t *testing.T) {
	for _, c := range []struct {
		paths []string
		want  string
		short string // of the first
		why   string
	}{
		{nil, "", "", "no package"},
		{[]string{"a/b"}, "", "a/b", "one package stands for itself"},
		{[]string{"a/b/c", "a/b/d"}, "a/b/", "c", "the folder of all"},
		{[]string{"a/b", "a/b/c"}, "a/", "b", "the root package keeps a name"},
		{[]string{"a/", "a/b"}, "", "a/", "so does what has none"},
		{[]string{"a/bc", "a/bd"}, "a/", "bc", "elements are not cut"},
		{[]string{"a/b", "c/d"}, "", "a/b", "nothing in common"},
		{[]string{"ab", "abc"}, "", "ab", "not even an element"},
	} {
		r := &Report{}
		for _, path := range c.paths {
			r.Packages = append(r.Packages, Check{Path: path})
		}
		if got := common(r); got != c.want {
			t.Errorf("common(%q) = %q, want %q: %s", c.paths, got, c.want, c.why)
		}
		if len(c.paths) > 0 && shortName(c.paths[0], common(r)) != c.short {
			t.Errorf("%q is %q, want %q: %s", c.paths[0], shortName(c.paths[0], common(r)), c.short, c.why)
		}
	}
}

func TestDays(t *testing.T) {
	for _, c := range []struct {
		to   policy.Day
		want string
		why  string
	}{
		{"2026-11-23", "today", "an agreement counts on its last day"},
		{"2026-11-24", "in 1 day", "the singular"},
		{"2027-11-23", "in 365 days", "over the end of a year"},
		{"2026-11-21", "2 days ago", "a report that is read later"},
	} {
		if got := inDays(daysTo(today, c.to)); got != c.want {
			t.Errorf("%s is %q, want %q: %s", c.to, got, c.want, c.why)
		}
	}
	if daysTo(today, "soon") <= soon {
		t.Error("what is no day is near")
	}
}

// big is a report of n packages, half of which fail.
func big(n int) *Report {
	var rows []policy.Check
	for i := range n {
		name := fmt.Sprintf("team-%d/internal/some_service/adapters/storage%d", i%40, i)
		if i%2 == 0 {
			rows = append(rows, check(name, 84, 100, everyPackage, policy.Fail))
		} else {
			rows = append(rows, check(name, 85, 100, everyPackage, policy.Pass))
		}
	}
	facts := shopFacts()
	for i := range n {
		facts.Inputs = append(facts.Inputs, fmt.Sprintf("artifacts/cover-%d.out", i))
		facts.Warnings = append(facts.Warnings, fmt.Sprintf("artifacts/cover-%d.out holds no block", i))
	}
	return New(verdict(ofTheTotal, rows...), facts)
}

func TestMarkdownIsCut(t *testing.T) {
	for _, c := range []struct {
		r    *Report
		want []string
		why  string
	}{
		{big(5000), []string{
			"2500 of 5000 packages are", "<summary>2480 more rows</summary>", " of 2480 rows are left out here; ", " of 5000 rows are left out here; ", "</details>\n\n<sub>",
		}, "many packages"},
		{many(200, 5000), []string{
			"67 of 200 services are", "and 188 more services, below", " of 784 rows are left out here; ", " of 5200 rows are left out here; ",
			"<summary>200 services</summary>", "services are left out here; ", "<summary>50 owners</summary>", " packages are left out here; ",
			"<summary>What was measured: 2 suites, 5004 profiles</summary>", " lines are left out here; ", "</details>\n\n<sub>",
		}, "many services"},
	} {
		var b bytes.Buffer
		if err := writeMarkdown(&b, c.r, Options{}); err != nil {
			t.Fatal(err)
		}
		markdownIsOurs(t, b.String())
		for _, want := range c.want {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: %q is missing", c.why, want)
			}
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestWriteError(t *testing.T) {
	for name, format := range Formats {
		if err := format(brokenPipe{}, failed(), Options{}); err == nil || err.Error() != "broken pipe" {
			t.Errorf("%s: %v, want broken pipe", name, err)
		}
	}
}

// TestJSON holds that nothing is lost, whatever is made visible.
func TestJSON(t *testing.T) {
	r := failed()
	r.Notes = []string{"a##[b", "\x1b\u202e\U000e0001\u007f", "`支`"}
	var b bytes.Buffer
	if err := writeJSON(&b, r, Options{}); err != nil {
		t.Fatal(err)
	}
	if want := `"\u001b\u202e\udb40\udc01\u007f"`; !strings.Contains(b.String(), want) {
		t.Errorf("%s is missing", want)
	}
	var back Report
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, &back); diff != "" {
		t.Errorf("-written +read:\n%s", diff)
	}
	if strings.Contains(b.String(), "null,\n") != strings.Contains(b.String(), `"lowered": null,`) {
		t.Error("a list is null")
	}
}

func BenchmarkText(b *testing.B) {
	r := big(5000)
	for b.Loop() {
		if err := writeText(io.Discard, r, Options{All: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestExplain(t *testing.T) {
	for _, c := range []struct {
		arguments []string
		want      string
		why       string
	}{
		{nil, "covbar explain example.com/shop/cart", "run made the profiles, and explain makes them again"},
		{[]string{"-C", "my dir", "b.out"}, "covbar explain example.com/shop/cart -C 'my dir' b.out", "as it was called"},
		{[]string{"services/*/it's.out"}, `covbar explain example.com/shop/cart 'services/*/it'\''s.out'`, "fit to be pasted into a shell"},
	} {
		v := &policy.Verdict{Packages: []policy.Check{
			{Name: "example.com/shop/api", Outcome: policy.Fail, Missing: 3, Ratio: coverage.Ratio{Total: 9}},
			{Name: "example.com/shop/cart", Outcome: policy.Fail, Missing: 7, Ratio: coverage.Ratio{Total: 9}},
		}, Total: policy.Check{Ratio: coverage.Ratio{Total: 18}}}
		if got := New(v, Facts{Arguments: c.arguments}).Explain; got != c.want {
			t.Errorf("got %s, want %s: %s", got, c.want, c.why)
		}
	}
}
