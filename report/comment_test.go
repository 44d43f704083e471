package report

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

const (
	shopCommit = "4f1c2aa9d0b7e6c58f3a1d2e4b6c8a0f1e2d3c4b"
	lastCommit = "c81d77e41b2a3c4d5e6f708192a3b4c5d6e7f809"
)

// shopPage is where the comments of the goldens stand. The lines of one file are not those of the commit.
func shopPage() Page {
	return Page{
		Key: "default", Commit: shopCommit, Repository: "https://github.com/acme/shop",
		Run: "https://github.com/acme/shop/actions/runs/1", Summary: "https://github.com/acme/shop/actions/runs/1#summary-2",
		Lines: func(path string, first, last int) (int, int, bool) {
			return first + 1, last + 1, !strings.HasSuffix(path, "/sizer.go")
		},
	}
}

// green is a page on which a comment says that two packages and a service are below their bars.
func green() Page {
	page := shopPage()
	page.Before = marker(failedSystem(), Page{Commit: lastCommit})
	return page
}

// silent is a system of which one service did not report in a suite, while all else is at its bars.
func silent() *Report {
	of := parts()
	of[4].failing, of[5].integration = nil, 200
	v := system(of)
	v.Services[3].Suites[1] = policy.SuiteShare{Required: true, Silent: true}
	bar := &v.ServiceChecks[2]
	bar.Outcome, bar.NoData, bar.Ratio.Covered = policy.NoData, true, 0
	bar.Missing = bar.Ratio.Short(bar.Bar)
	v.Problems = []string{"orders did not report in suite integration: nothing of its own ran\n" +
		"hint: did its tests run? looked for covdata/*; --allow-missing orders/integration judges without them"}
	return New(v, systemFacts())
}

func commentOf(t *testing.T, r *Report, page Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := Comment(&b, r, page); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func summaryOf(t *testing.T, r *Report, page Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := Summary(&b, r, page); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCommentGolden(t *testing.T) {
	partly, fork := green(), shopPage()
	partly.Before.Failing = append(partly.Before.Failing, shopPath+"catalog/part3", shopPath+"gone")
	fork.Notice = "The numbers are those of the fork's own run."
	fork.Lines = nil
	for _, c := range []struct {
		name string
		r    *Report
		page Page
		why  string
	}{
		{"comment-fail.md", failedSystem(), partly, "what fails, by how much, where to begin; one package is mended"},
		{"comment-pass.md", passingSystem(), shopPage(), "a pass without a past"},
		{"comment-green.md", passingSystem(), green(), "a verdict that turned green says so"},
		{"comment-none.md", silent(), shopPage(), "nobody has to write a test"},
		{"comment-fork.md", failed(), fork, "one service, tests that failed, a notice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			golden(t, c.name, commentOf(t, c.r, c.page), c.why)
		})
	}
}

// TestSummaryIsTheComment holds that the summary says the same, but for the marker.
func TestSummaryIsTheComment(t *testing.T) {
	for _, r := range []*Report{failedSystem(), passingSystem(), silent(), none(2)} {
		line, comment, _ := strings.Cut(commentOf(t, r, green()), "\n")
		if summary := summaryOf(t, r, green()); summary != comment {
			t.Errorf("the summary of a verdict %q is not the comment behind %q:\n%s", r.Verdict, line, summary)
		}
	}
}

// longNames is a report of n packages with names of many bytes, all of which fail, and as many problems where there is no
// verdict.
func longNames(n int, verdictOf Verdict) *Report {
	var rows []policy.Check
	facts := Facts{Tool: "v1", Day: today, Soonest: map[Subject][]coverage.Function{}}
	for i := range n {
		c := check(fmt.Sprintf("%d/%s", i, strings.Repeat("支@払い|#/", 60)), 1, 100, everyPackage, policy.Fail)
		c.Owners = []string{strings.Repeat("@支", 200)}
		rows = append(rows, c)
		f := function(strings.Repeat("支#", 100), strings.Repeat("支/", 60)+"a.go", 1, 2, 3)
		facts.Soonest[Subject{Package: c.Name}] = []coverage.Function{f, f, f, f}
		facts.Warnings = append(facts.Warnings, strings.Repeat("@", 1000))
		facts.Notes = append(facts.Notes, strings.Repeat("#", 1000))
		if verdictOf == None {
			facts.Problems = append(facts.Problems, strings.Repeat("@", 1000)+"\nhint: "+strings.Repeat("#", 1000))
		}
	}
	return New(verdict(everyPackage, rows...), facts)
}

// TestSizes holds that a comment and a summary have room for 5,000 packages, and say what they leave out.
func TestSizes(t *testing.T) {
	const summaryLink = "left out here; see the [job summary](https://github.com/acme/shop/actions/runs/1#summary-2)\n"
	for _, c := range []struct {
		name    string
		r       *Report
		comment []string
		summary []string
		why     string
	}{
		{
			"packages", big(5000),
			[]string{"2500 of 5000 packages are", "<summary>2480 more rows</summary>", " of 2480 rows are " + summaryLink, " of 5000 rows are " + summaryLink, "<summary>4990 more warnings</summary>"},
			[]string{"<summary>2480 more rows</summary>", "storage4999 ", "storage4998 "},
			"every package has a row in the summary",
		},
		{
			"services", many(200, 5000),
			[]string{"67 of 200 services are", "and 188 more services, below", " services are " + summaryLink, " of 5200 rows are " + summaryLink},
			[]string{"service-199/part24 ", "service-000/internal/adapters/store0 "},
			"at most twelve services are on the first screen",
		},
		{
			"long names", longNames(5000, Fail),
			[]string{" of 20 rows are " + summaryLink, " of 5000 rows are " + summaryLink},
			[]string{" of 5000 rows are left out here; the text and JSON reports have them all\n"},
			"even a summary is cut",
		},
		{
			"problems", longNames(5000, None),
			[]string{"No coverage verdict, for 5000 reasons", "<summary>4990 more reasons</summary>", " of 4990 reasons are " + summaryLink},
			[]string{" reasons are left out here; the text and JSON reports have them all\n"},
			"many reasons for no verdict",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			comment, summary := commentOf(t, c.r, shopPage()), summaryOf(t, c.r, shopPage())
			if len(comment) >= 60_000 || len(summary) >= 1<<20 {
				t.Errorf("the comment has %d bytes, the summary %d", len(comment), len(summary))
			}
			for _, want := range c.comment {
				if !strings.Contains(comment, want) {
					t.Errorf("%s: the comment has no %q", c.why, want)
				}
			}
			for _, want := range c.summary {
				if !strings.Contains(summary, want) {
					t.Errorf("%s: the summary has no %q", c.why, want)
				}
			}
			if end := "</sub>\n"; !strings.HasSuffix(comment, end) || !strings.HasSuffix(summary, end) {
				t.Error("the last line is missing")
			}
			if rows := strings.Count(summary, "\n| ❌ |") + strings.Count(summary, "\n| ✅ |"); c.name == "packages" && rows != len(c.r.Packages) {
				t.Errorf("%s: %d rows for %d packages", c.why, rows, len(c.r.Packages))
			}
		})
	}
}

func TestDetails(t *testing.T) {
	long := none(1)
	long.Problems[0] = strings.Repeat("a long story ", 50) + "\nhint: read it"
	unsaid := none(1)
	unsaid.Problems[0] = "what is in no service did not report in suite unit"
	bare := silent()
	bare.Problems[0] = "orders did not report in suite integration"
	for _, c := range []struct {
		name string
		r    *Report
		page Page
		has  []string
		not  []string
		why  string
	}{
		{
			"no page", failedSystem(),
			Page{},
			[]string{"| payments/internal/queue |", "`NewQueue` 5", "before you push: `covbar run --changed`"},
			[]string{"](", "[run]"},
			"nothing is linked where nothing is known",
		},
		{
			"no repository", failedSystem(),
			Page{Commit: shopCommit},
			[]string{"| payments/internal/queue |", "<sub>`4f1c2aa` · "},
			[]string{"]("},
			"a commit has no page of its own",
		},
		{
			"no commit", failedSystem(),
			Page{Repository: "https://github.com/acme/shop"},
			[]string{"| payments/internal/queue |"},
			[]string{"]("},
			"links to a branch would soon lie",
		},
		{
			"folder", failedSystem(),
			Page{Commit: shopCommit, Repository: "https://github.com/acme/shop", Folder: "go"},
			[]string{"/tree/" + shopCommit + "/go/services/payments/internal/queue)", "/blob/" + shopCommit + "/go/services/payments/internal/queue.go)"},
			[]string{"#L"},
			"what was measured is a folder of the repository; no lines are known",
		},
		{
			"long", long,
			Page{},
			[]string{"long st…ory", "\n\na long story a long story", "\n\nHint: read it\n\n"},
			nil,
			"what the headline has no room for stands below it",
		},
		{"not silent", unsaid, Page{}, []string{"verdict: what is in no service did not report in suite unit\n"}, []string{"Nobody"}, "not all silence has a name"},
		{
			"bare", bare,
			Page{},
			[]string{"the integration tests of `orders` did not report\n\n**Nobody has to write a test:** what did report is at its bars.\n\n**90.79%**"},
			nil,
			"nothing is left to say",
		},
		{"below", unreported(), Page{}, []string{"#### Below their bar"}, []string{"Nobody has to write"}, "somebody has to"},
		{"pass", passing(), shopPage(), nil, []string{"before you push", "since"}, "nothing to do, nothing to tell"},
	} {
		t.Run(c.name, func(t *testing.T) {
			comment := commentOf(t, c.r, c.page)
			for _, want := range c.has {
				if !strings.Contains(comment, want) {
					t.Errorf("%s: no %q in\n%s", c.why, want, comment)
				}
			}
			for _, not := range c.not {
				if strings.Contains(comment, not) {
					t.Errorf("%s: %q in\n%s", c.why, not, comment)
				}
			}
		})
	}
}

// TestServicesShort holds that the bold cells of a service are those that miss a bar.
func TestServicesShort(t *testing.T) {
	row := func(suites ...string) string {
		low := check("a", 84, 100, everyPackage, policy.Pass)
		low.Service, low.Owners = "a", []string{"@a"}
		v := verdict(policy.Clause{}, low)
		v.Services = []policy.Service{{Name: "a", Ratio: low.Ratio, Suites: []policy.SuiteShare{
			{Required: true, Reported: true, Covered: 50}, {Required: true, Reported: true, Covered: 40},
		}}}
		v.Suites = []policy.SuiteResult{{Name: "unit", Inputs: 1}, {Name: "e2e", Inputs: 1}}
		for _, suite := range suites {
			low.Suite, low.Per, low.Outcome, low.Missing = suite, policy.PerService, policy.Fail, 5
			low.Name = "a"
			v.ServiceChecks = append(v.ServiceChecks, low)
		}
		r := New(v, Facts{Day: today})
		return serviceMarkdown(r, r.Services[0], blamed(r))
	}
	for _, c := range []struct {
		got, want, why string
	}{
		{row("e2e"), "| ❌ | **a** | 84.00% | 50.00% | **40.00%** | `■` 1 of 1, e2e **5 short** |  |\n", "the only suite is named"},
		{row("e2e", "unit"), "| ❌ | **a** | 84.00% | **50.00%** | **40.00%** | `■` 1 of 1, **10 short** |  |\n", "neither alone is"},
		{row("e2e", ""), "| ❌ | **a** | **84.00%** | 50.00% | **40.00%** | `■` 1 of 1, **5 short** |  |\n", "nor where there is more"},
		{row(), "| ✅ | a | 84.00% | 50.00% | 40.00% | `■` 1 of 1 |  |\n", "nothing is missed"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q: %s", c.got, c.want, c.why)
		}
	}
}

// TestOwnersNamed holds that what fails has its owners beside it, unless its service has the same ones above.
func TestOwnersNamed(t *testing.T) {
	const column = "| Test these first | Owner |"
	other := failedSystem()
	other.Packages[slices.IndexFunc(other.Packages, func(c Check) bool { return c.Outcome.Fails() })].Owners = []string{"@acme/other"}
	for _, c := range []struct {
		r    *Report
		want bool
		why  string
	}{
		{failedSystem(), false, "the table of services names them"},
		{other, true, "a package may have another owner than its service"},
		{many(40, 400), true, "not all services are shown"},
		{unreported(), true, "no table is above"},
	} {
		if got := strings.Contains(commentOf(t, c.r, Page{}), column); got != c.want {
			t.Errorf("there are owners: %v, want %v: %s", got, c.want, c.why)
		}
	}
}

// TestSilentIsNoFault holds that nobody is blamed who has nothing to do but to report.
func TestSilentIsNoFault(t *testing.T) {
	both := silent()
	both.Packages[slices.IndexFunc(both.Packages, func(c Check) bool { return c.Service == "orders" })].Outcome = policy.Fail
	both.sum()
	tests := silent()
	tests.Packages[slices.IndexFunc(tests.Packages, func(c Check) bool { return c.Service == "orders" })].TestsFailed = true
	tests.sum()
	for _, c := range []struct {
		r   *Report
		has []string
		why string
	}{
		{silent(), []string{"| ⚠️ | service orders, integration |", "| ⚠️ | **orders** |", "| ⚠️ | `@acme/orders` |", "| 0 of 6 | 1 | – |"}, "nobody has to write a test"},
		{both, []string{"| ⚠️ | service orders, integration |", "| ❌ | **orders** |", "| ❌ | `@acme/orders` |", ": 1 not met, 1 without data<"}, "somebody has to"},
		{tests, []string{"| ⚠️ | service orders, integration |", "| ❌ | **orders** |"}, "tests that fail are to be mended"},
	} {
		comment := commentOf(t, c.r, Page{})
		for _, want := range c.has {
			if !strings.Contains(comment, want) {
				t.Errorf("%s: no %q in\n%s", c.why, want, comment)
			}
		}
	}
}

// ourLinks are the destinations of links to the pages of a shop.
var ourLinks = regexp.MustCompile(`\]\(https://github\.com/acme/[A-Za-z0-9._~/%#?=-]*\)`)

// commentIsOurs fails when a name of r has become more than text in a comment or summary.
func commentIsOurs(t *testing.T, r *Report) {
	t.Helper()
	page := shopPage()
	name := r.Policy
	page.Key, page.Folder, page.Notice = name, name, name
	page.Run, page.Summary = page.Run+strings.Repeat("a", 200), page.Summary+strings.Repeat("a", 200)
	page.Before = Marker{Key: name, Head: lastCommit, Verdict: Fail}
	for _, list := range r.all() {
		for _, c := range list {
			page.Before.Failing = append(page.Before.Failing, checkName(c, ""))
		}
	}
	comment := commentOf(t, r, page)
	harmless(t, "comment", comment)
	m, ok := ParseMarker(comment)
	if !ok || m.Key != name || m.Verdict != r.Verdict || strings.Count(comment, "<!--") != 1 {
		t.Fatalf("the marker is not ours: %v, %+v in\n%s", ok, m, comment)
	}
	summary := summaryOf(t, r, page)
	if len(comment) >= 60_000 || len(summary) >= 1<<20 {
		t.Fatalf("the comment has %d bytes, the summary %d", len(comment), len(summary))
	}
	_, comment, _ = strings.Cut(comment, "\n")
	for _, out := range []string{comment, summary} {
		markdownIsOurs(t, ourLinks.ReplaceAllString(strings.Replace(out, "\n> [!NOTE]\n> ", "\n", 1), "]"))
	}
	for what, words := range map[string]string{"description": Description(r), "title": Title(r)} {
		harmless(t, what, words)
		if n := len([]rune(words)); n > longestTitle || what == "description" && n > longestDescription || strings.Contains(words, "\n") {
			t.Fatalf("%s: %d characters: %q", what, n, words)
		}
	}
}
