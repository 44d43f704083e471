package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/policy"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestGolden(t *testing.T) {
	reportOnly, judged := failed(), passing()
	reportOnly.ReportOnly = true
	judged.DayGiven, judged.Policy = true, ""
	oneBelow := New(verdict(policy.Clause{}, check("api", 84, 100, everyPackage, policy.Fail)), shopFacts())
	wide := New(verdict(policy.Clause{},
		check("支払い/キュー/内部/とても長い名前のパッケージです", 8, 10, everyPackage, policy.Fail),
		check("payments/internal/a-rather-long-folder/and-another-one-below-it/queue", 8, 10, everyPackage, policy.Fail),
	), shopFacts())

	for _, c := range []struct {
		name, format string
		r            *Report
		opt          Options
		why          string
	}{
		{"fail-80.txt", "text", failed(), Options{}, "the usual terminal"},
		{"fail-80-color.txt", "text", failed(), Options{Color: true}, "the same in colour"},
		{"fail-80-all.txt", "text", failed(), Options{All: true}, "with the rows that pass"},
		{"fail-120.txt", "text", failed(), Options{Width: 120}, "room for where a bar comes from"},
		{"fail-200.txt", "text", failed(), Options{Width: 200}, "a wide terminal: no wider than needed"},
		{"fail-60.txt", "text", failed(), Options{Width: 60}, "a narrow terminal loses columns, not numbers"},
		{"fail-report-only.txt", "text", reportOnly, Options{}, "a failure that does not decide must say so"},
		{"fail-one.txt", "text", oneBelow, Options{}, "one package, one statement: the singular"},
		{"fail-wide.txt", "text", wide, Options{}, "wide characters take two columns; long paths are cut in the middle"},
		{"pass-80.txt", "text", passing(), Options{}, "nothing to do: a few lines"},
		{"pass-80-color.txt", "text", passing(), Options{Color: true}, "the same in colour"},
		{"pass-120-all.txt", "text", passing(), Options{Width: 120, All: true}, "every row"},
		{"pass-now.txt", "text", judged, Options{}, "a given day stands in the first line; so does the lack of a policy"},
		{"none.txt", "text", none(1), Options{}, "one reason stands in the sentence"},
		{"none-2.txt", "text", none(2), Options{}, "several stand below each other"},
		{"fail.md", "markdown", failed(), Options{}, "the comment of a failure"},
		{"fail-one.md", "markdown", oneBelow, Options{}, "one package has a headline of its own"},
		{"fail-report-only.md", "markdown", reportOnly, Options{}, "a failure that does not decide must say so"},
		{"pass.md", "markdown", passing(), Options{}, "the comment of a pass"},
		{"pass-now.md", "markdown", judged, Options{}, "a given day is said"},
		{"none.md", "markdown", none(1), Options{}, "no verdict"},
		{"none-2.md", "markdown", none(2), Options{}, "no verdict for two reasons"},
		{"system-80.txt", "text", failedSystem(), Options{}, "services before packages; what would mend a package below it"},
		{"system-120.txt", "text", failedSystem(), Options{Width: 120}, "room for functions"},
		{"system-120-all.txt", "text", failedSystem(), Options{Width: 120, All: true}, "with the rows that pass"},
		{"system-200.txt", "text", failedSystem(), Options{Width: 200}, "room for owners, too"},
		{"system-40.txt", "text", failedSystem(), Options{Width: 40}, "the narrowest terminal"},
		{"system-pass-80.txt", "text", passingSystem(), Options{}, "nothing to do: a few lines"},
		{"system-pass-100-all.txt", "text", passingSystem(), Options{Width: 100, All: true}, "every row"},
		{"system-partly-80.txt", "text", partly(policy.Undecided), Options{}, "what a suite would decide is said, and fails nothing"},
		{"system-partly-pass-80.txt", "text", partly(policy.Pass), Options{}, "a pass of what was judged says what was not"},
		{"system-allowed-80.txt", "text", allowed(), Options{}, "the emergency door leaves a trace"},
		{"system-none-80.txt", "text", unreported(), Options{}, "a service that did not report: no verdict"},
		{"system-suites-80.txt", "text", suited(), Options{}, "a package is at its bars where it is at all of them; so is the whole"},
		{"system-suites-100-all.txt", "text", suited(), Options{Width: 100, All: true}, "what there is some data of was not judged"},
		{"system-suites.md", "markdown", suited(), Options{}, "a suite without data covers nothing that has a number"},
		{"system-many-80.txt", "text", many(60, 180), Options{}, "of many services, those at their bars are folded"},
		{"system.md", "markdown", failedSystem(), Options{}, "the comment of a failure in a system"},
		{"system-pass.md", "markdown", passingSystem(), Options{}, "the comment of a pass in a system"},
		{"system-partly.md", "markdown", partly(policy.Undecided), Options{}, "what a suite would decide"},
		{"system-none.md", "markdown", unreported(), Options{}, "a service that did not report"},
		{"system.json", "json", failedSystem(), Options{}, "services, suites, owners, functions"},
		{"system-partly.json", "json", partly(policy.Undecided), Options{}, "what was not run"},
		{"fail.json", "json", failed(), Options{}, "every key, every outcome"},
		{"pass.json", "json", passing(), Options{}, "a pass"},
		{"measured.json", "json", run(t, parsed(t, shopPolicy), judgedFacts(shopInput())), Options{}, "all that a policy was held against"},
		{"none.json", "json", none(1), Options{}, "empty lists are not null"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := Formats[c.format](&b, c.r, c.opt); err != nil {
				t.Fatal(err)
			}
			golden(t, c.name, b.String(), c.why)
		})
	}
}

// golden holds got against a file of testdata.
func golden(t *testing.T, name, got, why string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// A checkout on Windows may have turned the line ends.
	if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), got); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites):\n%s", why, diff)
	}
}
