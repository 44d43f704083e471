package report

import (
	"testing"

	"github.com/covbar/covbar/policy"
)

func TestSoonest(t *testing.T) {
	f := func(name string, n int64) Function { return Function{Name: name, NotRun: n} }
	four := []Function{f("NewQueue", 5), f("(*Queue[T]).Push", 3), f("Sizer.Size", 2), f("x", 1)}
	for _, c := range []struct {
		functions []Function
		limit     int
		cell      string
		line      string
		why       string
	}{
		{nil, 80, "", "", "nothing to say"},
		{four[:1], 80, "NewQueue 5", "test NewQueue (5)", "one"},
		{four, 80, "NewQueue 5, Push 3, Size 2, x 1", "test NewQueue (5), (*Queue[T]).Push (3), Sizer.Size (2), x (1)", "all fit"},
		{four, 31, "NewQueue 5, Push 3, Size 2, x 1", "test NewQueue (5) and 3 more", "just"},
		{four, 30, "NewQueue 5, Push 3, Size 2, +1", "test NewQueue (5) and 3 more", "one does not fit"},
		{four, 16, "NewQueue 5, +3", "test New…eue (5)", "the first is shown anyway"},
		{four, 6, "N…ue 5", "test …", "if only a bit of it"},
		{[]Function{f("a.", 1)}, 80, "a. 1", "test a. (1)", "a name that ends where another would begin"},
		{[]Function{f("\x1b[2J", 1)}, 80, `\x1b[2J 1`, `test \x1b[2J (1)`, "a name that others wrote"},
	} {
		if got := soonestCell(c.functions, c.limit); got != c.cell || width(got) > c.limit {
			t.Errorf("in %d columns %q, want %q: %s", c.limit, got, c.cell, c.why)
		}
		if got := soonestLine(c.functions, c.limit); got != c.line || width(got) > c.limit {
			t.Errorf("a line of %d columns is %q, want %q: %s", c.limit, got, c.line, c.why)
		}
	}
	if got, want := soonestMarkdown(Check{Soonest: four}, Page{}), "`NewQueue` 5, `Push` 3, `Size` 2 and 1 more"; got != want {
		t.Errorf("in Markdown %q, want %q", got, want)
	}
	for _, c := range []struct {
		c    Check
		want string
		why  string
	}{
		{Check{Path: "pricing", Per: policy.PerService, Suite: "e2e|x"}, "anything of `pricing`, in e2e&#124;x tests", "any statement counts"},
		{Check{Path: "pricing", Per: policy.PerService}, "anything of `pricing`", "over all suites together"},
		{Check{Path: everything}, "–", "not a service"},
		{Check{Path: "a", Per: policy.PerPackage, NoData: true}, "–", "nobody knows its functions"},
	} {
		if got := soonestMarkdown(c.c, Page{}); got != c.want {
			t.Errorf("of %+v %q, want %q: %s", c.c, got, c.want, c.why)
		}
	}
}
