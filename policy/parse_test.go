package policy

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/covbar/covbar/coverage"
	"github.com/google/go-cmp/cmp"
)

// parse reads a policy that must be right.
func parse(t testing.TB, text string) *Policy {
	t.Helper()
	p, err := Parse([]byte(text), "p.yml")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

const everyKey = `# what this repository asks
version: 1
threshold: 85.5
total: "80%"
min-statements: 10
missing: warn
floors: {file: ci/.covbar.floors, until: 2027-06-30}

rules:
  - packages: ["./services/*/domain/...", example.com/lib]
    threshold: 95%
    ramp: {2027-10-01: 99.99%, 2027-04-01: 97%}
    level: warn
    owner: "@acme/platform"
    reason: >
      agreed in
      the Q4 review
  - {files: ["**/handlers/*.go"], packages: [./...], per: file, threshold: 0}

exclude:
  files: ["**/mocks/**", "!pdata/**"]
  packages: ["./tools/...", "./...test"]
  generated: false
waivers:
  - packages: ["./services/orders"]
    per: package
    threshold: 30%
    owner: "@acme/payments"
    reason: "needs a broker; see #123"
    until: "2027-03-31"
  - {services: [orders, ra], labels: [service], suite: integration, per: service, threshold: 0%, owner: o, reason: r, until: 2027-03-31}

services:
  - {path: "services/*", labels: [service, größer.2]}
  - {name: ra, packages: ["./ra/..."]}
suites:
  unit: ["**/unit*.out"]
  integration: {profiles: ["./**/covdata/*"], shards: 4}
`

func TestParseEveryKey(t *testing.T) {
	p := parse(t, everyKey)
	total := Clause{Kind: KindTotal, File: "p.yml", Line: 4, Selector: "total", Bar: 8000}
	for _, test := range []struct {
		what      string
		got, want any
	}{
		{"threshold", p.threshold, Clause{Kind: KindThreshold, File: "p.yml", Line: 3, Selector: "./...", Bar: 8550}},
		{"total", *p.total, total},
		{"min-statements", p.minStatements, int64(10)},
		{"missing", p.missingWarns, true},
		{"floors", p.FloorsFile(), "ci/.covbar.floors"},
		{"first rule before its ramp", p.rules[0].on("2027-03-31"), Clause{
			Kind: KindRule, File: "p.yml", Line: 10, Selector: "./services/*/domain/..., example.com/lib", Bar: 9500,
			Warn: true, Owner: "@acme/platform", Reason: "agreed in the Q4 review", NextDay: "2027-04-01", NextBar: 9700,
		}},
		{"bar on the day of the second step", p.rules[0].barOn("2027-10-01"), coverage.Percent(9999)},
		{"second rule", p.rules[1].clause, Clause{
			Kind: KindRule, File: "p.yml", Line: 18, Selector: "./..., **/handlers/*.go",
		}},
		{"second rule is per file", p.rules[1].per, PerFile},
		{"waiver", p.waivers[0].clause, Clause{
			Kind: KindWaiver, File: "p.yml", Line: 25, Selector: "./services/orders", Bar: 3000,
			Owner: "@acme/payments", Reason: "needs a broker; see #123", Until: "2027-03-31",
		}},
		{"second waiver", p.waivers[1].clause.Selector, "service orders, service ra, label service (integration)"},
		{"second waiver is per service", p.waivers[1].per, PerService},
		{"generated files", p.exclude.keepGenerated, true},
		{"suites", p.Suites(), []Suite{{Name: "unit"}, {Name: "integration", Shards: 4}}},
		{"labels of a service", p.services[0].labels, []string{"service", "größer.2"}},
		{"packages of a service", p.services[1].packages[0].text, "./ra/..."},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.what, diff)
		}
	}
}

func TestParseAccepts(t *testing.T) {
	for _, test := range []struct{ why, policy string }{
		{"the shortest policy", "version: 1"},
		{"a byte order mark, as Windows editors write", "\ufeffversion: 1\n"},
		{"line ends of Windows", "version: 1\r\nthreshold: 85%\r\n"},
		{"a document mark before", "# hello\n---\nversion: 1\n"},
		{"a document end", "version: 1\n...\n"},
		{"JSON is YAML", `{"version": 1, "threshold": "85.00%", "min-statements": 0}`},
		{"anchors and aliases", "version: 1\nthreshold: &bar 85%\ntotal: *bar\nrules:\n  - {packages: &p [\"./a\"], threshold: *bar}\n  - {packages: *p, threshold: 1}\n"},
		{"an alias of a whole rule", "version: 1\nrules: [&r {packages: [\"./a\"], threshold: 1%}, *r]\n"},
		{"all and nothing", "version: 1\nthreshold: 100.00%\ntotal: 0\n"},
		{"one decimal", "version: 1\nthreshold: 85.5\n"},
		{"text outside of ASCII", "version: 1\nrules: [{packages: [\"./größe\"], owner: Zoë, threshold: 1%}]\n"},
		{"folders with blanks", "version: 1\nexclude: {packages: [\"./my tools/...\"]}\n"},
		{"the suites below what names them", "version: 1\nrules: [{suite: a, threshold: 1%}]\nsuites: {a: [x.out]}\n"},
		{"a suite of which no shard is asked for", "version: 1\nsuites: {a: {profiles: [x.out], shards: 0}}\n"},
		{"labels that two services share", "version: 1\nservices: [{path: \"a/*\", labels: [x]}, {name: b, packages: [\"./b\"], labels: [x, y]}]\n"},
		{"nothing but the kind of a check", "version: 1\nrules: [{per: service, threshold: 1%}]\n"},
		{"keys in any order", "rules:\n  - {ramp: {2027-01-01: 50%}, threshold: 40%, packages: [\"./a\"]}\nversion: 1\n"},
	} {
		if _, err := Parse([]byte(test.policy), "p.yml"); err != nil {
			t.Errorf("%s: %v", test.why, err)
		}
	}
}

// Reading ends where there are many errors: to find the place of each in a line of a megabyte takes time.
func TestParseEnds(t *testing.T) {
	for _, item := range []string{"!x,", "{a},", "[],", "/,", "1,"} {
		_, err := Parse([]byte("version: 1\nexclude: {files: ["+strings.Repeat(item, 5000)+"]}\n"), "p.yml")
		var errs Errors
		if !errors.As(err, &errs) || len(errs) != maxErrors {
			t.Errorf("%s: %d errors, want %d", item, len(errs), maxErrors)
		}
	}
	_, err := Parse([]byte("version: 1\n"+many(5000, "k%d: 1\n")), "p.yml")
	if !strings.HasSuffix(err.Error(), "\np.yml: and 80 more errors") {
		t.Errorf("%.1000s", err)
	}
}

func TestDefault(t *testing.T) {
	p := Default()
	if p.FloorsFile() != "" || p.Excludes(coverage.Package{Path: "a", Dir: "a"}) {
		t.Error("the built-in policy names floors or leaves something out")
	}
	err := p.SetFloors(nil, "floors")
	if err == nil || err.Error() != "the policy names no floors file" {
		t.Errorf("SetFloors = %v", err)
	}
}

func TestErrorsUnwrap(t *testing.T) {
	_, err := Parse([]byte("version: 2\ntreshold: 1\n"), "p.yml")
	var first *Error
	if !errors.As(err, &first) {
		t.Fatalf("%T does not unwrap", err)
	}
	want := &Error{
		Name: "p.yml", Line: 1, Column: 10, Source: "version: 2",
		Msg:  `this covbar reads policies of version 1, not "2"`,
		Hint: "write `version: 1`, or use a newer covbar",
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error(diff)
	}
}

// The reader tells its keys in the hint about a key that it cannot place.
func knownKeys(t *testing.T, policy string) []string {
	t.Helper()
	_, err := Parse([]byte(policy), "p.yml")
	var errs Errors
	if !errors.As(err, &errs) {
		t.Fatalf("%q: %v", policy, err)
	}
	for _, err := range errs {
		if list, ok := strings.CutPrefix(err.Hint, "known here: "); ok {
			keys := strings.Split(list, ", ")
			slices.Sort(keys)
			return keys
		}
	}
	t.Fatalf("%q: no hint lists the keys: %v", policy, err)
	return nil
}

func TestDay(t *testing.T) {
	if got := DayOf(time.Date(2027, 3, 31, 23, 30, 0, 0, time.FixedZone("", -3600))); got != "2027-04-01" {
		t.Errorf("an evening west of Greenwich is %s", got)
	}
	if got := Day("2028-02-28").next(); got != "2028-02-29" {
		t.Errorf("the day after 2028-02-28 is %s", got)
	}
	if _, err := ParseDay("9999-12-31"); err == nil || err.Error() != `"9999-12-31" is too far away` {
		t.Errorf("the day after the last one compares as an early one: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a day that was never parsed has a next one")
		}
	}()
	Day("").next()
}
