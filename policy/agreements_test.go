package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAgreements(t *testing.T) {
	p := parse(t, `version: 1
threshold: 80%
floors: {file: .covbar.floors, until: 2027-06-30}
rules:
  - {packages: ["./ramp"], threshold: 40%, ramp: {2026-12-01: 50%, 2027-04-01: 60%, 2027-10-01: 70%}, owner: "@p", reason: agreed}
  - {packages: ["./off"], threshold: 0%, ramp: {2027-05-01: 50%}}
waivers:
  - {packages: ["./w", "./fine"], threshold: 30%, owner: "@w", reason: broker, until: 2027-03-31}
  - {packages: ["./w"], threshold: 50%, owner: "@w", reason: half of it, until: 2027-08-31}
  - {packages: ["./ramp"], threshold: 45%, owner: "@r", reason: later, until: 2027-04-30}
  - {packages: ["./gone"], threshold: 1%, owner: "@g", reason: over, until: 2026-12-31}
  - {packages: ["./fine"], threshold: 35%, owner: "@n", reason: hidden, until: 2027-03-31}
`)
	if err := p.SetFloors([]byte("./f1 10%\n./f2 20%\n./w 60%\n"), ".covbar.floors"); err != nil {
		t.Fatal(err)
	}
	v := evaluate(t, p,
		pkg("f1", 15, 100), pkg("f2", 70, 100), pkg("fine", 90, 100), pkg("gone", 5, 100),
		pkg("off", 10, 100), pkg("ramp", 46, 100), pkg("w", 35, 100),
	)
	var got []string
	for _, a := range v.Agreements {
		got = append(got, fmt.Sprintf("%s %s %s:%d %q owes %d: %s", a.Day, a.Kind, a.File, a.Line, a.Selector, a.Owes, strings.Join(a.Subjects, " ")))
	}
	want := []string{
		// On 1 April w is held to its second waiver: 50%.
		`2027-03-31 waiver p.yml:8 "./w, ./fine" owes 15: example.com/m/w`,
		// The ramp rises, but the waiver of ramp counts a month longer: 45%.
		`2027-04-01 rule p.yml:5 "./ramp" owes 0: `,
		`2027-04-30 waiver p.yml:10 "./ramp" owes 14: example.com/m/ramp`,
		`2027-05-01 rule p.yml:6 "./off" owes 40: example.com/m/off`,
		`2027-06-30 floor p.yml:3 ".covbar.floors" owes 75: example.com/m/f1 example.com/m/f2`,
		`2027-08-31 waiver p.yml:9 "./w" owes 45: example.com/m/w`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantWarnings := []string{
		`p.yml:11: the waiver of ./gone has run out: it counted until 2026-12-31 (owner "@g", reason "over")`,
		`p.yml:12: the waiver of ./fine lowers nothing`,
		`.covbar.floors:3: the floor of "./w" lowers nothing`,
	}
	if diff := cmp.Diff(wantWarnings, v.Warnings); diff != "" {
		t.Error(diff)
	}
	for i, owes := range []int64{65, 10, 0, 75, 0, 4, 45} {
		if got := v.Packages[i].Owes(); got != owes {
			t.Errorf("%s owes %d, want %d", v.Packages[i].Name, got, owes)
		}
	}
}

func TestWarnings(t *testing.T) {
	for _, test := range []struct{ why, policy, floors, want string }{
		{"a share of one, meant as a percentage?", "threshold: 0.85\n", "", "p.yml:2: 0.85 is less than one percent: if it is meant, write 0.85%"},
		{"with the sign it is meant", "threshold: 0.85%\n", "", ""},
		{"a rule for nothing", "rules:\n  - {packages: [\"./a\", \"./x/...\"], threshold: 1%}\n", "", `p.yml:3: rule pattern "./x/..." matches no package`},
		{"a folder written as an import path", "rules:\n  - {packages: [\"a/...\"], threshold: 1%}\n", "", `p.yml:3: rule pattern "a/..." matches no package; did you mean "./a/..."?`},
		{"a rule for what is excluded", "exclude: {packages: [\"./b\"]}\nrules:\n  - {packages: [\"./b\"], threshold: 1%}\n", "", `p.yml:4: rule pattern "./b" matches no package that is not excluded`},
		{"file patterns of a rule whose packages match nothing are not tried", "rules:\n  - {packages: [\"./x\"], files: [\"**/a.go\"], per: file, threshold: 1%}\n", "", `p.yml:3: rule pattern "./x" matches no package`},
		{"a file of another package", "rules:\n  - {packages: [\"./b\"], files: [\"a/a.go\"], per: file, threshold: 1%}\n", "", `p.yml:3: rule pattern "a/a.go" matches no file that is selected and not excluded`},
		{"a glob of the root, as .gitignore has them for any depth", "exclude: {files: [\"*_gen.go\", \"!a.go\"]}\n", "", "p.yml:2: exclude pattern \"*_gen.go\" matches no file; did you mean \"**/*_gen.go\"?\np.yml:2: exclude pattern \"!a.go\" matches no file; did you mean \"!**/a.go\"?"},
		{"an exclude for nothing", "exclude: {packages: [\"./tools/...\"], files: [\"**/mocks/**\"]}\n", "", "p.yml:2: exclude pattern \"./tools/...\" matches no package\np.yml:2: exclude pattern \"**/mocks/**\" matches no file"},
		{"a waiver for nothing", "waivers:\n  - {packages: [\"./x\"], threshold: 1%" + waiverEnd, "", `p.yml:3: waiver pattern "./x" matches no package`},
		{"a waiver above the rule", "waivers:\n  - {packages: [\"./a\"], threshold: 90%" + waiverEnd, "", "p.yml:3: the waiver of ./a lowers nothing"},
		{"a waiver of what is not gated", "min-statements: 500\nwaivers:\n  - {packages: [\"./a\"], threshold: 1%" + waiverEnd, "", "p.yml:4: the waiver of ./a lowers nothing"},
		{"a hostile reason", "waivers:\n  - {packages: [\"./a\"], threshold: 1%, owner: \"##[error]\", reason: \"\\e[2J\", until: 2026-01-01}\n", "", "p.yml:3: the waiver of ./a has run out: it counted until 2026-01-01 (owner \"#\uFFFD[error]\", reason \"\\x1b[2J\")"},
		{"floors of nothing, and above the rule", "floors: {file: f, until: 2027-06-30}\n", "./a 90%\n./x 1%\nexample.com/m/b 40%\n", "f:1: the floor of \"./a\" lowers nothing\nf:2: the floor of \"./x\" matches no package"},
		{"floors that have run out", "floors: {file: f, until: 2026-06-30}\n", "./a 40%\n", `p.yml:2: the floors of "f" have run out: they counted until 2026-06-30`},
		{"no floors that could run out", "floors: {file: f, until: 2026-06-30}\n", "", ""},
	} {
		p := parse(t, "version: 1\n"+test.policy)
		if test.floors != "" {
			if err := p.SetFloors([]byte(test.floors), "f"); err != nil {
				t.Errorf("%s: %v", test.why, err)
				continue
			}
		}
		v := evaluate(t, p, pkg("a", 50, 100), pkg("b", 50, 100), withFiles("c", "x_gen.go", 1, 1))
		if got := strings.Join(v.Warnings, "\n"); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.why, got, test.want)
		}
	}
}
