package policy

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file in testdata.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), got); diff != "" {
		t.Errorf("%s differs (-want +got); go test -update rewrites it\n%s", file, diff)
	}
}

// show prints a long text short, so that the golden file can be read.
func show(s string) string {
	if len(s) > 400 {
		return fmt.Sprintf("%.60q… (%d bytes)\n", s, len(s))
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && (r < ' ' || r > '~' && r < 0xa1 || r >= 0xfeff) }) {
		return fmt.Sprintf("%q\n", s)
	}
	return s
}

const waiverKeys = `threshold: 1%, owner: a, reason: b, until: 2027-03-31`

// wrongPolicies are policies that must be refused, with the reason. What each of them prints is in testdata/wrong.golden.
var wrongPolicies = []struct{ why, policy string }{
	{"an empty file says nothing", ""},
	{"a comment says nothing either", "# version: 1\n"},
	{"nor does a document without content", "---\n"},
	{"text is no policy", "covbar\n"},
	{"a list is no policy", "- version: 1\n"},
	{"braces around a word are a mapping", "{threshold}\n"},
	{"without a version it may mean something else tomorrow", "threshold: 85%\n"},
	{"a version that is not known yet", "version: 2\n"},
	{"a version that is text", "version: \"1\"\n"},
	{"a version of many", "version: [1]\n"},

	{"a misspelt threshold is a gate left open", "version: 1\ntreshold: 85%\n"},
	{"an underscore for a dash", "version: 1\nmin_statements: 10\n"},
	{"a key in upper case", "version: 1\nTHRESHOLD: 85\n"},
	{"a key that a later version may know", "version: 1\npatch: {threshold: 90%}\n"},
	{"another", "version: 1\nratchet: 0.1%\n"},
	{"another", "version: 1\nenforce: change\n"},
	{"another", "version: 1\nsuites:\n  unit: {profiles: [\"**/unit.out\"], carry: 7d}\n"},
	{"a key of another place", "version: 1\npackages: [\"./...\"]\n"},
	{"an end belongs to a waiver, not to a rule", "version: 1\nrules:\n  - packages: [\"./...\"]\n    threshold: 1%\n    until: 2027-03-31\n"},
	{"a waiver does not rise", "version: 1\nwaivers:\n  - {packages: [\"./a\"], " + waiverKeys + ", ramp: {2027-01-01: 5%}, level: warn}\n"},
	{"a hostile key: it cannot move the cursor", "version: 1\n\"\\e[2J##[error]x\": 1\n"},
	{"a key that is very long", "version: 1\n" + strings.Repeat("a", 200) + ": 1\n"},
	{"which of the two would count?", "version: 1\nthreshold: 85%\nthreshold: 50%\n"},
	{"a key that is a list", "version: 1\n? [a]\n: 1\n"},
	{"a merge key", "version: 1\nrules:\n  - &r {packages: [\"./a\"], threshold: 1%}\n  - <<: *r\n"},

	{"more than all", "version: 1\nthreshold: 101%\n"},
	{"less than nothing", "version: 1\nthreshold: -1%\n"},
	{"finer than hundredths", "version: 1\nthreshold: 85.005%\n"},
	{"the sign in front, which YAML takes for a directive", "version: 1\nthreshold: %85\n"},
	{"the sign in front, quoted", "version: 1\nthreshold: \"%85\"\n"},
	{"a blank before the sign", "version: 1\nthreshold: 85 %\n"},
	{"an exponent", "version: 1\nthreshold: 1e1\n"},
	{"no number", "version: 1\nthreshold: .nan\n"},
	{"no number either", "version: 1\nthreshold: NaN\n"},
	{"infinity", "version: 1\nthreshold: .inf\n"},
	{"octal for some readers", "version: 1\nthreshold: 010\n"},
	{"a zero too many", "version: 1\nthreshold: 00.5%\n"},
	{"hexadecimal", "version: 1\nthreshold: 0x55\n"},
	{"words", "version: 1\nthreshold: most\n"},
	{"a list of bars", "version: 1\nthreshold: [85]\n"},
	{"a mapping for a bar", "version: 1\ntotal: {threshold: 85%}\n"},
	{"no value", "version: 1\nthreshold:\n"},
	{"an alias that is not there", "version: 1\nthreshold: *bar\n"},

	{"a count with a sign", "version: 1\nmin-statements: -1\n"},
	{"a count that is text", "version: 1\nmin-statements: \"10\"\n"},
	{"a count with a fraction", "version: 1\nmin-statements: 1.5\n"},
	{"a count beyond reason", "version: 1\nmin-statements: 99999999999\n"},
	{"a count that is a list", "version: 1\nmin-statements: [1]\n"},
	{"a word that is none of two, but near one", "version: 1\nmissing: wran\n"},
	{"a word that is near none", "version: 1\nmissing: ignore\n"},
	{"a list of words", "version: 1\nmissing: [warn]\n"},

	{"floors without a file and an end", "version: 1\nfloors: {}\n"},
	{"floors that would count for ever", "version: 1\nfloors: {file: .covbar.floors}\n"},
	{"floors as a path", "version: 1\nfloors: .covbar.floors\n"},
	{"floors outside the tree", "version: 1\nfloors: {file: ../floors, until: 2027-06-30}\n"},
	{"floors anywhere on the disk", "version: 1\nfloors: {file: /etc/floors, until: 2027-06-30}\n"},
	{"floors in the manner of Windows", "version: 1\nfloors: {file: \"ci\\\\floors\", until: 2027-06-30}\n"},
	{"the folder itself", "version: 1\nfloors: {file: ., until: 2027-06-30}\n"},
	{"floors in an empty name", "version: 1\nfloors: {file: \"\", until: 2027-06-30}\n"},
	{"a month that is none", "version: 1\nfloors: {file: f, until: 2027-13-30}\n"},
	{"a day that is none", "version: 1\nfloors: {file: f, until: 2027-02-30}\n"},
	{"a day of another order", "version: 1\nfloors: {file: f, until: 30.6.2027}\n"},
	{"a moment, not a day", "version: 1\nfloors: {file: f, until: 2027-06-30T12:00:00Z}\n"},
	{"a list of days", "version: 1\nfloors: {file: f, until: [2027-06-30]}\n"},

	{"rules that are a mapping", "version: 1\nrules: {packages: [\"./...\"], threshold: 85%}\n"},
	{"rules that are none", "version: 1\nrules: []\n"},
	{"a rule that is text", "version: 1\nrules: [\"./...\"]\n"},
	{"a rule for nothing", "version: 1\nrules:\n  - threshold: 85%\n"},
	{"a rule that asks nothing", "version: 1\nrules:\n  - packages: [\"./...\"]\n"},
	{"a single pattern, not a list", "version: 1\nrules:\n  - {packages: ./..., threshold: 85%}\n"},
	{"an empty list of patterns", "version: 1\nrules:\n  - {packages: [], threshold: 85%}\n"},
	{"a pattern that is a number", "version: 1\nrules:\n  - {packages: [12], threshold: 85%}\n"},
	{"files of a check per package", "version: 1\nrules:\n  - {files: [\"**/*.go\"], threshold: 85%}\n"},
	{"a kind of check that is not known", "version: 1\nrules:\n  - {packages: [\"./...\"], per: module, threshold: 85%}\n"},
	{"a service as a whole is not selected by packages", "version: 1\nrules:\n  - {packages: [\"./...\"], per: service, threshold: 85%}\n"},
	{"nor by files", "version: 1\nwaivers:\n  - {files: [\"**\"], per: service, " + waiverKeys + "}\n"},
	{"a package is not selected by being one", "version: 1\nrules:\n  - {per: package, threshold: 85%}\n"},
	{"a suite that nobody declared", "version: 1\nsuites: {unit: [\"**/unit.out\"], integration: [\"**/covdata\"]}\nrules:\n  - {suite: integratoin, threshold: 40%}\n"},
	{"a suite that is near none", "version: 1\nsuites: {unit: [\"**/unit.out\"], integration: [\"**/covdata\"]}\nrules:\n  - {suite: e2e, threshold: 40%}\n"},
	{"a suite where none is declared", "version: 1\nwaivers:\n  - {suite: unit, " + waiverKeys + "}\n"},
	{"suites in a misspelt key are meant", "version: 1\nsuits: {unit: [\"**/unit.out\"]}\nrules:\n  - {suite: unit, threshold: 40%}\n"},
	{"a suite that is a list", "version: 1\nrules:\n  - {suite: [unit], threshold: 40%}\n"},
	{"services as a text", "version: 1\nrules:\n  - {services: orders, threshold: 40%}\n"},
	{"a service that is a number", "version: 1\nrules:\n  - {services: [7], threshold: 40%}\n"},
	{"a label of two words", "version: 1\nrules:\n  - {labels: [big service], threshold: 40%}\n"},

	{"services that are a mapping", "version: 1\nservices: {path: services/*}\n"},
	{"services that are none", "version: 1\nservices: []\n"},
	{"a service that is nowhere", "version: 1\nservices:\n  - {labels: [service]}\n"},
	{"a service that is text", "version: 1\nservices: [services/*]\n"},
	{"a service in two ways", "version: 1\nservices:\n  - {path: services/*, packages: [\"./a\"], name: a}\n"},
	{"a name for many folders", "version: 1\nservices:\n  - {path: services/*, name: orders}\n"},
	{"a service without a name", "version: 1\nservices:\n  - packages: [\"./a\"]\n"},
	{"a service without packages", "version: 1\nservices:\n  - name: a\n"},
	{"two services of one name", "version: 1\nservices:\n  - {name: a, packages: [\"./a\"]}\n  - {name: b, packages: [\"./b\"]}\n  - {packages: [\"./c\"], name: a}\n"},
	{"a name that is a path: SERVICE/SUITE is to be read", "version: 1\nservices:\n  - {name: a/b, packages: [\"./a\"]}\n"},
	{"a misspelt path is no missing one", "version: 1\nservices:\n  - {pth: services/*}\n"},
	{"a path that begins elsewhere", "version: 1\nservices: [{path: /services/*}]\n"},
	{"a path above the root", "version: 1\nservices: [{path: ../services/*}]\n"},
	{"a path as a package pattern", "version: 1\nservices: [{path: ./services/...}]\n"},
	{"a path with dots within", "version: 1\nservices: [{path: serv...}]\n"},
	{"a path with a slash too many", "version: 1\nservices: [{path: services/*/}]\n"},
	{"a path that takes out", "version: 1\nservices: [{path: \"!services/a\"}]\n"},
	{"a path that is no glob", "version: 1\nservices: [{path: \"{a,b\"}]\n"},
	{"a path that is a list", "version: 1\nservices: [{path: [services/*]}]\n"},
	{"braces without quotes, in a path", "version: 1\nservices:\n  - path: {a,b}\n"},

	{"suites that are a list", "version: 1\nsuites: [unit]\n"},
	{"suites that are none", "version: 1\nsuites: {}\n"},
	{"a suite without patterns", "version: 1\nsuites:\n  unit: {shards: 2}\n"},
	{"a suite with a misspelt key", "version: 1\nsuites:\n  unit: {profile: [\"**/unit.out\"]}\n"},
	{"a suite without a value", "version: 1\nsuites:\n  unit:\n"},
	{"a single pattern, not a list, of a suite", "version: 1\nsuites: {unit: cover.out}\n"},
	{"a suite that is given twice", "version: 1\nsuites:\n  unit: [a.out]\n  unit: [b.out]\n"},
	{"a suite whose name is a path: it names a folder", "version: 1\nsuites: {../unit: [a.out]}\n"},
	{"a suite whose name is no text", "version: 1\nsuites: {1: [a.out]}\n"},
	{"shards with a fraction", "version: 1\nsuites: {unit: {profiles: [a.out], shards: 1.5}}\n"},
	{"an input pattern that takes out", "version: 1\nsuites: {unit: [\"!a.out\"]}\n"},
	{"an input pattern with dots", "version: 1\nsuites: {unit: [artifacts/...]}\n"},
	{"an input pattern of a folder", "version: 1\nsuites: {unit: [artifacts/]}\n"},
	{"an input pattern above", "version: 1\nsuites: {unit: [../a.out]}\n"},
	{"an input pattern that is no glob", "version: 1\nsuites: {unit: [\"a[b.out\"]}\n"},
	{"an input pattern of nothing", "version: 1\nsuites: {unit: [\"\"]}\n"},
	{"yes is text", "version: 1\nexclude: {generated: yes}\n"},
	{"a level that is not known", "version: 1\nrules:\n  - {packages: [\"./...\"], level: error, threshold: 85%}\n"},
	{"an owner that is a number", "version: 1\nrules:\n  - {packages: [\"./...\"], owner: 12, threshold: 85%}\n"},
	{"an owner that is true", "version: 1\nrules:\n  - {packages: [\"./...\"], owner: true, threshold: 85%}\n"},
	{"a reason that is a day", "version: 1\nrules:\n  - {packages: [\"./...\"], reason: 2027-03-31, threshold: 85%}\n"},
	{"a rule that takes files back in", "version: 1\nrules:\n  - {files: [\"!a.go\"], per: file, threshold: 85%}\n"},
	{"a reason that is blank", "version: 1\nrules:\n  - {packages: [\"./...\"], reason: \" \", threshold: 85%}\n"},
	{"a ramp that falls", "version: 1\nrules:\n  - {packages: [\"./a\"], threshold: 40%, ramp: {2027-04-01: 60%, 2027-10-01: 50%}}\n"},
	{"a ramp that stands", "version: 1\nrules:\n  - {packages: [\"./a\"], threshold: 40%, ramp: {2027-04-01: 40%}}\n"},
	{"a ramp without steps", "version: 1\nrules:\n  - {packages: [\"./a\"], threshold: 40%, ramp: {}}\n"},
	{"a ramp that is a list", "version: 1\nrules:\n  - {packages: [\"./a\"], threshold: 40%, ramp: [2027-04-01]}\n"},
	{"a ramp with a day twice", "version: 1\nrules:\n  - {packages: [\"./a\"], threshold: 40%, ramp: {2027-04-01: 50%, 2027-04-01: 60%}}\n"},
	{"a ramp with a day that is none", "version: 1\nrules:\n  - {packages: [\"./a\"], threshold: 40%, ramp: {spring: 50%, summer: 60%}}\n"},
	{"a ramp with a step to nothing", "version: 1\nrules:\n  - {packages: [\"./a\"], threshold: 40%, ramp: {2027-04-01: }}\n"},
	{"a waiver nobody answers for", "version: 1\nwaivers:\n  - {packages: [\"./a\"], threshold: 1%, reason: b, until: 2027-03-31}\n"},
	{"a waiver without a reason", "version: 1\nwaivers:\n  - {packages: [\"./a\"], threshold: 1%, owner: a, until: 2027-03-31}\n"},
	{"a waiver for ever", "version: 1\nwaivers:\n  - {packages: [\"./a\"], threshold: 1%, owner: a, reason: b}\n"},
	{"a waiver of nothing in particular", "version: 1\nwaivers:\n  - {threshold: 1%, owner: a, reason: b, until: 2027-03-31}\n"},
	{"a waiver without a bar", "version: 1\nwaivers:\n  - {packages: [\"./a\"], owner: a, reason: b, until: 2027-03-31}\n"},
	{"an exclude that leaves nothing out", "version: 1\nexclude: {}\n"},
	{"an exclude that is a list", "version: 1\nexclude: [\"./tools/...\"]\n"},

	{"an owner without quotes", "version: 1\nwaivers:\n  - packages: [\"./a\"]\n    owner: @acme/payments\n"},
	{"a glob without quotes", "version: 1\nexclude:\n  files: [*.go]\n"},
	{"a glob without quotes, with two stars", "version: 1\nexclude:\n  files:\n    - **/mocks/**\n"},
	{"a star alone", "version: 1\nexclude:\n  files: [ * ]\n"},
	{"a negation without quotes", "version: 1\nexclude:\n  files: [\"a/**\", !pdata/**]\n"},
	{"a negation with braces, without quotes", "version: 1\nexclude:\n  files:\n    - !{a,b}/**\n"},
	{"a negation of nothing", "version: 1\nexclude:\n  files: [!]\n"},
	{"an explicit tag", "version: 1\nthreshold: !!str 85%\n"},
	{"braces without quotes are a mapping", "version: 1\nexclude:\n  files: [{a,b}]\n"},
	{"braces without quotes, and more", "version: 1\nexclude:\n  files:\n    - {a,b}/**\n"},
	{"braces within a list", "version: 1\nexclude:\n  files: [./{a,b}/**]\n"},
	{"a key that is a pattern in braces", "version: 1\nexclude:\n  files: [{{a,b}: c}]\n"},
	{"a backquote", "version: 1\nthreshold: `85%`\n"},
	{"a colon in text", "version: 1\nrules:\n  - packages: [\"./a\"]\n    reason: broken: see #1\n"},
	{"quotes without an end", "version: 1\nthreshold: \"85%\n"},
	{"a backslash between double quotes", "version: 1\nrules:\n  - packages: [\".\\services\"]\n"},
	{"a tab", "version: 1\nrules:\n\t- packages: [\"./a\"]\n"},
	{"a list without an end", "version: 1\nexclude:\n  packages: [\"./a\"\nthreshold: 85%\n"},
	{"a key without its colon", "version: 1\nthreshold\ntotal: 80%\n"},
	{"a line that fits nowhere", "version: 1\n- packages\n"},
	{"a second document", "version: 1\n---\nversion: 1\n"},
	{"a second document that is broken", "version: 1\n---\n\"\n"},
	{"a version of YAML", "%YAML 1.2\n---\nversion: 1\n"},

	{"an alias bomb", "version: 1\nowner: [&a [x,x], &b [*a,*a], &c [*b,*b], &d [*c,*c], *d]\n"},
	{"a list that holds itself", "version: 1\nrules: &r\n  - *r\n"},
	{"lists of patterns, used often", bomb()},
	{"a thousand lists in lists", "version: 1\nrules: " + strings.Repeat("[", 20000) + "\n"},
	{"too large a file", "version: 1\n#" + strings.Repeat("x", maxPolicy)},
	{"bytes that are no text", "version: 1\nthreshold: 85\xff%\n"},
	{"PowerShell's UTF-16", "\xff\xfev\x00e\x00r\x00"},
	{"a character that no editor shows", "version: 1\nrules:\n  - reason: \"a\x1b[2Jb\"\n"},
	{"a null byte", "version: 1\x00\n"},
	{"old line ends of a Mac", "version: 1\rthreshold: 85%\r"},
	{"a mark in the middle", "version: 1\n\ufeffthreshold: 85%\n"},

	{"a column counts characters", "version: 1\nrules:\n  - {owner: \"Zoë\", packages: [\"./größe\"], treshold: 1%}\n"},
	{"a long line is cut around the caret", "version: 1\nexclude: {packages: [" + strings.Repeat(`"./a", `, 30) + "\"/b\", " + strings.Repeat(`"./a", `, 30) + "]}\n"},
	{"all errors at once, in their order", "version: 3\ntreshold: 1\nrules:\n  - {packages: [\"/\"], threshold: 1000}\n  - {}\nmin-statements: few\n"},
	{"errors beyond counting", "version: 1\n" + many(30, "k%d: 1\n")},
}

func many(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func bomb() string {
	return "version: 1\nexclude: {packages: &p [" + strings.Repeat(`"./a",`, 2000) + "]}\nrules:\n" +
		strings.Repeat("  - {packages: *p, threshold: 1%}\n", 100)
}

func TestParseRefuses(t *testing.T) {
	var b strings.Builder
	for _, test := range wrongPolicies {
		p, err := Parse([]byte(test.policy), "p.yml")
		if err == nil || p != nil {
			t.Errorf("%s: accepted\n%s", test.why, show(test.policy))
			continue
		}
		var errs Errors
		if !errors.As(err, &errs) || errs[0].Line < 1 || errs[0].Column < 1 {
			t.Errorf("%s: %#v has no place", test.why, err)
		}
		fmt.Fprintf(&b, "# %s\n%s\n%s\n\n\n", test.why, strings.TrimSuffix(show(test.policy), "\n"), err)
	}
	golden(t, "testdata/wrong.golden", b.String())
}
