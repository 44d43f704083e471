package report

import (
	"strings"
	"testing"

	"github.com/covbar/covbar/policy"
)

func TestWhoFails(t *testing.T) {
	// low is a package of a service, which is one statement short.
	low := func(dir, service string) policy.Check {
		c := check(dir, 84, 100, everyPackage, policy.Fail)
		c.Service = service
		return c
	}
	services := func(names ...string) (all []policy.Service) {
		for _, name := range names {
			all = append(all, policy.Service{Name: name})
		}
		return all
	}
	for _, c := range []struct {
		name     string
		v        *policy.Verdict
		services []policy.Service
		want     string
		why      string
	}{
		{"one", verdict(policy.Clause{}, low("a/x", "a"), low("a/y", "a")), services("a", "b"), "not met: `a` is 2 statements short", "a manager knows services"},
		{"three", verdict(policy.Clause{}, low("a", "a"), low("b", "b"), low("c", "c")), services("a", "b", "c"), "not met: `a`, `b` and `c` are 3 statements short", "a few are named"},
		{"four", verdict(policy.Clause{}, low("a", "a"), low("b", "b"), low("c", "c"), low("d", "d")), services("a", "b", "c", "d", "e", ""), "not met: 4 of 5 services are 4 statements short", "more are counted"},
		{"total", verdict(policy.Clause{Bar: 9000}, low("a", "a")), services("a", "b"), "not met: `a` and the total are 6 statements short", "both are said"},
		{"in none", verdict(policy.Clause{}, low("a", "a"), low("x", "")), services("a", ""), "not met: 2 of 2 packages are 2 statements short", "what is in no service has no name"},
		{"the only", verdict(policy.Clause{}, low("a/x", "a")), services("a"), "not met: `example.com/shop/services/a/x` is 1 statement short", "one service is everything"},
	} {
		c.v.Services = c.services
		if got := failure(New(c.v, Facts{Day: today}), "", marked); got != c.want {
			t.Errorf("%s: %s, want %s: %s", c.name, got, c.want, c.why)
		}
	}
}

// TestOtherwise holds that a headline names packages whose tests failed as the rows below it do.
func TestOtherwise(t *testing.T) {
	failed := func(facts Facts) *Report {
		fine, low := check("a", 9, 10, everyPackage, policy.Pass), check("b", 9, 10, everyPackage, policy.Pass)
		low.TestsFailed = true
		return New(verdict(policy.Clause{}, fine, low), facts)
	}
	told := failed(Facts{})
	told.Failed = []string{"the tests of |"}
	for _, c := range []struct {
		r    *Report
		want string
		why  string
	}{
		{failed(Facts{}), "tests failed in `b`", "the check says so"},
		{failed(Facts{Failed: []string{shopPath + "b", "x.example/c"}}), "tests failed in `b` and `x.example/c`", "each is named once"},
		{failed(Facts{Failed: []string{"p", "q", "r", "s"}}), "tests failed in `b`, `p`, `q` and 2 more packages", "a few are named"},
		{failed(Facts{Also: []string{"the workflow CI failed", "so did @x"}}), "tests failed in `b`; the workflow CI failed; so did @&#8203;x", "other reasons stay"},
		{told, "the tests of &#124;", "what others wrote is told as it is"},
	} {
		if got := otherwise(c.r, shopPath, marked); got != c.want {
			t.Errorf("%q, want %q: %s", got, c.want, c.why)
		}
	}
}

// TestCalled holds that a check has no comma in its name where it stands in a sentence.
func TestCalled(t *testing.T) {
	for _, c := range []struct {
		c    Check
		want string
	}{
		{Check{Path: shopPath + "a", Per: policy.PerPackage}, "`a`"},
		{Check{Path: shopPath + "a", Per: policy.PerPackage, Suite: "unit"}, "`a` (unit)"},
		{Check{Path: "orders", Per: policy.PerService, Suite: "#1"}, "service `orders` (#&#8203;1)"},
	} {
		if got := called(c.c, shopPath, marked); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestOneService holds that a table of one row is not shown, unless there is more to see in it than in the packages.
func TestOneService(t *testing.T) {
	for _, c := range []struct {
		suites []policy.SuiteResult
		want   bool
		why    string
	}{
		{nil, false, "one service is everything"},
		{[]policy.SuiteResult{{Name: "unit"}}, true, "its suites are nowhere else"},
	} {
		v := verdict(policy.Clause{}, check("a", 84, 100, everyPackage, policy.Fail), check("b", 9, 10, everyPackage, policy.Pass))
		v.Services, v.Suites = []policy.Service{{Name: "a"}}, c.suites
		var text, markdown strings.Builder
		if err := writeText(&text, New(v, Facts{Day: today}), Options{}); err != nil {
			t.Fatal(err)
		}
		if err := writeMarkdown(&markdown, New(v, Facts{Day: today}), Options{}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text.String(), "SERVICE") != c.want || strings.Contains(markdown.String(), "| Service |") != c.want {
			t.Errorf("%s:\n%s\n%s", c.why, &text, &markdown)
		}
	}
}

// TestTotalRow holds that the last row of the services is about the bar of the whole, and denies no verdict.
func TestTotalRow(t *testing.T) {
	low, fine := check("a", 80, 100, everyPackage, policy.Fail), check("b", 85, 100, everyPackage, policy.Pass)
	for _, c := range []struct {
		total policy.Clause
		rows  []policy.Check
		want  string
		why   string
	}{
		{policy.Clause{Bar: 8000}, []policy.Check{fine}, "✓ total     85/100  85.00%  1 of 1, bar 80.00%", "all is well"},
		{policy.Clause{}, []policy.Check{fine}, "  total     85/100  85.00%  1 of 1", "there is no bar"},
		{policy.Clause{Bar: 8000}, []policy.Check{low, fine}, "  total    165/200  82.50%  1 of 2, bar 80.00%", "a part is not at its bar"},
		{policy.Clause{Bar: 9000}, []policy.Check{low, fine}, "✗ total    165/200  82.50%  1 of 2, bar 90.00%     15", "neither is the whole: short by its own bar"},
		{policy.Clause{Bar: 8300}, []policy.Check{low, fine}, "✗ total    165/200  82.50%  1 of 2, bar 83.00%      1", "by less than its part"},
	} {
		v := verdict(c.total, c.rows...)
		v.Services = []policy.Service{{Name: "s", Ratio: v.Total.Ratio}, {Name: "other"}}
		var b strings.Builder
		if err := writeText(&b, New(v, Facts{Day: today}), Options{All: true}); err != nil || !strings.Contains(b.String(), "\n"+c.want+"\n") {
			t.Errorf("%s: error %v, no row %q in\n%s", c.why, err, c.want, &b)
		}
	}
}
