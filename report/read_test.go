package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

func TestReadRefuses(t *testing.T) {
	whole := string(written(t, run(t, parsed(t, shopPolicy), judgedFacts(shopInput()))))
	const (
		cart = "/measured/packages/1"
		file = cart + "/files/0"
	)
	for _, c := range []struct{ old, new, want, why string }{
		{`"version": 3`, `"version": 2`, "/version: 2 is not 3, the version of the reports that this covbar reads\n" +
			"hint: covbar v0.3.0 wrote it: let one covbar measure and post", "it may mean something else"},
		{`"version": 3`, `"version": "3"`, `/version: "3" is no whole number from 0 to 9007199254740992`, "not a number"},
		{`"version": 3`, `"version": 3.0`, "/version: 3.0 is no whole number from 0 to 9007199254740992", "one way to write a number"},
		{`"version": 3`, `"version": 3, "version": 3`, `/: "version" is here twice`, "readers disagree on which counts"},
		{`"verdict": "fail"`, `"verdict": "fine"`, `/verdict: "fine" is none of pass, fail, none`, "not a verdict"},
		{`"verdict": "fail"`, `"Verdict": "fail"`, `/: "Verdict" is no key that belongs here`, "encoding/json would take it"},
		{`"report_only": false,`, ``, `/: the key report_only is missing`, "every key is there"},
		{`"report_only": false`, `"report_only": 0`, "/report_only: 0 is neither true nor false", "not a boolean"},
		{`"day": "2026-11-23"`, `"day": "2026-11-31"`, `/day: "2026-11-31" is no day such as 2027-03-31`, "not a day"},
		{`"day": "2026-11-23"`, `"day": ""`, "/day: there is no day", "a report is of a day"},
		{`"problems": []`, `"problems": null`, "/problems: null is no list", "a list is never null"},
		{`"problems": []`, `"problems": {}`, "/problems: an object is no list", "not a list"},
		{`"problems": []`, `"problems": ["x", []]`, "/problems/1: a list is no text", "not a text"},
		{`"problems": []`, `"problems": ["\u001b[2J"]`, `/problems/0: "\u001b[2J" has a control character, or what stands for broken text`, "a terminal would act on it"},
		{`"problems": []`, "\"problems\": [\"\xff\"]", `/problems/0: "\xff" has a control character, or what stands for broken text`, "not UTF-8"},
		{`"problems": []`, `"problems": ["\ud800"]`, `/problems/0: "\ud800" has a control character, or what stands for broken text`, "half a character"},
		{`"total": {`, `"total": {"x": 1,`, `/total: "x" is no key that belongs here`, "an unknown key"},
		{`"standard": {`, `"standard": 1, "x": {`, `/standard: 1 is no object`, "not an object"},
		{`"covered": 129`, `"covered": -1`, "/total/covered: -1 is no whole number from 0 to 9007199254740992", "less than nothing"},
		{`"covered": 129`, `"covered": 9007199254740993`, "/total/covered: 9007199254740993 is no whole number from 0 to 9007199254740992", "some readers round it"},
		{`"covered": 129`, `"covered": 99999999999999999999`, "/total/covered: 99999999999999999999 is no whole number from 0 to 9007199254740992", "it overflows"},
		{`"covered": 129`, `"covered": 265`, "/total/covered: 265 is more than the 264 statements", "more than all"},
		{`"covered": 129`, `"covered": 130`, `/total/percent: "48.86" is not 49.24, what 130 of 264 statements are`, "who changes one number changes another"},
		{`"outcome":"waived"`, `"outcome":"forgiven"`, "/packages/0/outcome: \"forgiven\" is none of pass, fail, no data, warn, waived, floor, small, " +
			"no statements, off, not run here, undecided", "not an outcome"},
		{`"first_line":3`, `"first_line":10`, "/packages/1/soonest/0/first_line: 10 is behind the last line, 9", "a function ends behind its beginning"},
		{`"path":"services/cart/http/serve.go"`, `"path":"../../../x"`, `/packages/1/soonest/0/path: "../../../x" is no path below the root`, "a link would lead elsewhere"},
		{`"held": true`, `"held": false`, "/measured/held: no policy was asked, and no problem says why", "nothing would be judged"},
		{`"unasked": []`, `"unasked": [{"path": "a", "dir": "a"}]`, "/measured/partial: packages were not asked for, and yet all of them were", "both cannot be"},
		{`"not_affected": 0`, `"not_affected": 7`, "/not_affected: 7 packages cannot be affected, and only 0 were not asked for", "a pass without a number"},
		{`"unasked": []`, `"unasked": [{"path": "b"}]`, `/measured/unasked/0: the key dir is missing`, "its folder decides on its service"},
		{`"owners": [
      "@acme/cart",`, `"owners": [
      "",`, "/measured/owners/0: a name has 1 to 1024 bytes, and this one 0", "nobody"},
		{`"dir":"tools"}`, `"dir":"."}`, `/measured/modules/1: "." is here twice`, "one folder, one module"},
		{`"dir":"tools"}`, `"dir":"/tools"}`, `/measured/modules/1/dir: "/tools" is no path below the root`, "not below the root"},
		{`{"path":"example.com/shop/tools"`, `{"path":""`, "/measured/modules/1/path: a name has 1 to 1024 bytes, and this one 0", "no path"},
		{
			`{"name":"integration","inputs":["it.out"],"not_run":false}`, `{"name":"unit","inputs":["it.out"],"not_run":false}`,
			`/measured/suites/1: "unit" is here twice`, "which of them is meant",
		},
		{
			`{"name":"integration","inputs":["it.out"],"not_run":false}`, `{"name":"","inputs":["it.out"],"not_run":false}`,
			"/measured/suites/1/name: a name has 1 to 1024 bytes, and this one 0", "no suite",
		},
		{
			`{"path":"example.com/shop/services/cart/mail","dir"`, `{"path":"example.com/shop/services/cart/a","dir"`,
			`/measured/packages/2: "example.com/shop/services/cart/a" does not come after "example.com/shop/services/cart/http"`, "it may be here twice",
		},
		{`["mail.go",0`, `["mail.go",1`, "/measured/packages/2/files/0: 1 statements ran of a package without data", "a profile must mention them"},
		{`["b.go"`, `["a.go"`, cart + `/files/1: "example.com/shop/services/cart/http/a.go" does not come after ` +
			`"example.com/shop/services/cart/http/a.go"`, "it would count twice"},
		{`["b.go"`, `["../b.go"`, cart + `/files/1: "../b.go" is no file of the package`, "it is of another one"},
		{`["b.go"`, `[".."`, cart + `/files/1: "example.com/shop/services/cart" is no file of the package`, "a folder"},
		{`["b.go"`, `["` + strings.Repeat("b", 2048) + `"`, cart + `/files/1: "example.com/shop/services/cart/http/` + strings.Repeat("b", 43) +
			"… is no file of the package", "no machine has it"},
		{`["b.go"`, `[1`, cart + "/files/1/0: 1 is no text", "not a name"},
		{`["b.go",`, `[`, cart + "/files/1/0: 2 is no text", "the name is missing"},
		{`["a.go",30,40,0,false,[[10,0],[30,20]]]`, `["a.go",30,40,0,false]`, file + ": 5 items are here, and not 6", "the suites are missing"},
		{`["a.go",30,40,0,false,[[10,0],[30,20]]]`, `["a.go",30,40,0,false,[],1]`, file + ": more than 6 items are here", "something else"},
		{`["a.go",30,40,0,false,[[10,0],[30,20]]]`, `{"name": "a.go"}`, file + ": an object is no list", "as it was never written"},
		{`["a.go",30,40`, `["a.go",41,40`, file + ": 41 is more than the 40 statements", "more than all"},
		{`["a.go",30,40`, `["a.go",30,1099511627777`, cart + ": these are more than 1099511627776 statements", "sums would overflow"},
		{`[10,0],[30,20]`, `[10,0]`, file + ": it has 1 suites, and there are 2", "which of them is it"},
		{`[10,0],[30,20]`, `[10,0],[31,20]`, file + ": a suite ran 31 statements, and alone 20, of the 30 that ran", "more than all suites ran"},
		{`[10,0],[30,20]`, `[10,0],[19,20]`, file + ": a suite ran 19 statements, and alone 20, of the 30 that ran", "more than it ran"},
		{`[10,0],[30,20]`, `[10,5],[30,20]`, file + ": a suite ran 30 statements, and alone 20, where others ran 5 of the 30 alone", "they would count twice"},
		{`[10,0],[30,20]`, `[10,10],[30,30]`, file + ": a suite ran 10 statements, and alone 10, where others ran 30 of the 30 alone", "more than ran at all"},
		{
			`{"name":"integration","inputs":["it.out"],"not_run":false}`, `{"name":"integration","inputs":[],"not_run":true}`,
			`/measured/packages/0/files/0: something ran in suite "integration", which has no profile`, "a suite without data decides nothing",
		},
		{`[10,0],[30,20]`, `[10,0],[30]`, file + "/5/1: 1 items are here, and not 2", "half a pair"},
		{`[10,0],[30,20]`, `[10,0],[30,20,1]`, file + "/5/1: 3 items are here, and not 2", "more than a pair"},
		{`[10,0],[30,20]`, `[10,0],true`, file + "/5/1: true is no list", "not a pair"},
	} {
		doc := strings.Replace(whole, c.old, c.new, 1)
		if i := strings.Index(whole, `"measured"`); strings.HasPrefix(c.want, "/measured") && i >= 0 {
			doc = whole[:i] + strings.Replace(whole[i:], c.old, c.new, 1)
		}
		if doc == whole {
			t.Errorf("%s is not in the report", c.old)
			continue
		}
		want := c.want
		if !strings.Contains(want, "\nhint: ") {
			want += "\nhint: a report is what covbar check -o json=FILE writes, unchanged"
		}
		if _, err := Read(strings.NewReader(doc)); err == nil || err.Error() != want {
			t.Errorf("%s for %s: got\n%v\nwant\n%s\n%s", c.new, c.old, err, want, c.why)
		}
	}
}

func TestReadBroken(t *testing.T) {
	whole := written(t, passing())
	for _, c := range []struct{ doc, want, why string }{
		{"", "1:1: unexpected end of JSON input\nhint: " + unchanged, "no job wrote into it"},
		{"{\n  \"version\": 3,\n  \"verdict\": pass", "3:14: invalid character 'p' looking for beginning of value\nhint: " + unchanged, "written by hand"},
		{string(whole[:200]), "11:11: unexpected end of JSON input\nhint: " + unchanged, "a full disk leaves half a report"},
		{string(whole) + "{}", "112:1: invalid character '{' after top-level value\nhint: " + unchanged, "two reports are none"},
		{string(whole) + "]", "112:1: invalid character ']' after top-level value\nhint: " + unchanged, "what is after it was meant for something"},
		{"[]", "/: a list is no object\nhint: " + unchanged, "some other document"},
		{"null", "/: null is no object\nhint: " + unchanged, "encoding/json takes it for an empty report"},
		{strings.Repeat("[", 1_000_000), "1:10001: invalid character '[' exceeded max depth\nhint: " + unchanged, "depth costs nothing"},
		{`{"version": 9}`, "/version: 9 is not 3, the version of the reports that this covbar reads\n" +
			"hint: covbar of an unknown version wrote it: let one covbar measure and post", "of a version that has other keys"},
		{`{"version": 2, "tool": "v0.2.0\u001b[2J::error::x"}`, "/version: 2 is not 3, the version of the reports that this covbar reads\n" +
			`hint: covbar v0.2.0\x1b[2J\x3a:error\x3a:x wrote it: let one covbar measure and post`, "its words are shown, not obeyed"},
		{strings.Repeat(" ", 16<<20) + "{}", "the report has more than 16 MiB\nhint: " + unchanged, "memory is not endless"},
		{`{"` + strings.Repeat("x", 1000) + `": 1}`, `/: "` + strings.Repeat("x", 79) + "… is no key that belongs here\nhint: " + unchanged, "a message is short"},
	} {
		if _, err := Read(strings.NewReader(c.doc)); err == nil || err.Error() != c.want {
			t.Errorf("got\n%v\nwant\n%s\n%s", err, c.want, c.why)
		}
	}
	if _, err := Read(iotest.ErrReader(errors.New("gone"))); err == nil || err.Error() != "gone" {
		t.Errorf("got %v, want the reader's own error", err)
	}
	if _, err := Read(io.MultiReader(bytes.NewReader(whole), strings.NewReader(strings.Repeat("\n", 1<<20)))); err != nil {
		t.Errorf("space behind the report is nothing: %v", err)
	}
}

// TestReadTakes holds that what New makes is read, of every kind.
func TestReadTakes(t *testing.T) {
	windows := shopInput()
	windows.Rooted, windows.Modules = false, nil
	windows.Packages = []coverage.Package{
		{Path: ".", Files: []coverage.File{{Name: "a.go", Ratio: coverage.Ratio{Covered: 1, Total: 2}}}},
		{Path: "/", Files: []coverage.File{{Name: "/a.go", Ratio: coverage.Ratio{Covered: 1, Total: 2}}}},
		{Path: "/home/x", Files: []coverage.File{{Name: "/home/x/a.go", Ratio: coverage.Ratio{Covered: 1, Total: 2}}}},
		{Path: `C:\x`, Files: []coverage.File{{Name: `C:\x\a.go`, Ratio: coverage.Ratio{Covered: 1, Total: 2}}}},
		{Path: "a", Files: []coverage.File{{Name: "a//b.go", Ratio: coverage.Ratio{Covered: 1, Total: 2}}}},
	}
	for name, r := range map[string]*Report{
		"a pass": passing(), "a failure": failed(), "no verdict": none(2), "a system": failedSystem(), "a part": partly(policy.Undecided),
		"what was allowed": allowed(), "what did not report": unreported(), "suites": suited(), "many": many(20, 400),
		"names without sources": New(judgedBy(t, policy.Default(), windows), judgedFacts(windows)),
	} {
		doc := written(t, r)
		back, err := Read(bytes.NewReader(doc))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(r, back); diff != "" {
			t.Errorf("%s (-written +read):\n%s", name, diff)
		}
	}
}

// TestReadRoom holds that a report of a large system fits, twice.
func TestReadRoom(t *testing.T) {
	in := policy.Input{Day: today, Root: "shop", Rooted: true, Modules: []coverage.Module{{Path: "example.com/shop", Dir: "."}}}
	in.Suites = []policy.SuiteInput{{Name: "unit", Inputs: 2}, {Name: "integration", Inputs: 1}}
	for i := range 5000 {
		dir := fmt.Sprintf("services/service-%03d/internal/adapters/storage%04d", i%40, i)
		pkg := packageOf(dir)
		for k := range 5 {
			pkg.Files = append(pkg.Files, fileOf(dir, fmt.Sprintf("some_file_%d.go", k), 200, 150, 120))
		}
		in.Packages = append(in.Packages, pkg)
	}
	slices.SortFunc(in.Packages, func(a, b coverage.Package) int { return strings.Compare(a.Path, b.Path) })
	everyBar := "version: 1\nthreshold: 80%\nsuites: {unit: [\"**/unit*.out\"], integration: [\"**/it*.out\"]}\n" +
		"rules:\n  - {packages: [\"./...\"], suite: unit, threshold: 70%}\n  - {packages: [\"./...\"], suite: integration, threshold: 70%}\n"
	doc := written(t, run(t, parsed(t, everyBar), judgedFacts(in)))
	t.Logf("%d packages with %d checks: %d bytes", 5000, 15000, len(doc))
	if len(doc) > maxDocument*2/3 {
		t.Errorf("%d bytes are too near the %d that are read", len(doc), maxDocument)
	}
	if _, err := Read(bytes.NewReader(doc)); err != nil {
		t.Error(err)
	}
}

// isReadOrRefused fails when a document that is read cannot be judged, or is another one when it is written again.
func isReadOrRefused(t rapid.TB, doc []byte, p *policy.Policy) {
	t.Helper()
	r, err := Read(bytes.NewReader(doc))
	if err != nil {
		return
	}
	back, err := Read(bytes.NewReader(written(t, r)))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(r, back) {
		t.Fatalf("-read +written and read:\n%s", cmp.Diff(r, back))
	}
	if judged, err := r.Judge(p, Again{Day: today}); err == nil {
		isLawful(t, judged, p)
	}
}

// TestReadLaw changes reports here and there: what is read nevertheless is a report.
func TestReadLaw(t *testing.T) {
	p := parsed(t, shopPolicy)
	whole := string(written(t, run(t, p, judgedFacts(shopInput()))))
	tokens := regexp.MustCompile(`"[^"]*"|[0-9]+|true|false|null|[][{}]`).FindAllStringIndex(whole, -1)
	measured := slices.IndexFunc(tokens, func(at []int) bool { return whole[at[0]:at[1]] == `"measured"` })
	others := rapid.SampledFrom([]string{
		"0", "1", "9", "100", "true", "false", "null", "[]", "{}", `""`, `"a"`, `"."`, `"services/cart/db"`, `"unit"`, `"pass"`, `"/"`, `".."`, `"a\\b"`,
	})
	rapid.Check(t, func(t *rapid.T) {
		doc := whole
		at := rapid.SliceOfN(rapid.IntRange(measured, len(tokens)-1), 1, 2).Draw(t, "at")
		slices.Sort(at)
		for _, i := range slices.Backward(slices.Compact(at)) {
			doc = doc[:tokens[i][0]] + others.Draw(t, "other") + doc[tokens[i][1]:]
		}
		isReadOrRefused(t, []byte(doc), p)
	})
}

func FuzzRead(f *testing.F) {
	p := parsed(f, otherPolicy)
	in := policy.Input{Day: today, Root: "shop", Rooted: true, Packages: shopInput().Packages[5:6]}
	in.Suites = []policy.SuiteInput{{Name: "unit", Inputs: 2}, {Name: "integration", Inputs: 1}}
	f.Add(written(f, run(f, p, Facts{Tool: "v1", Day: today, Suites: judgedFacts(in).Suites, Input: in})))
	f.Add(written(f, none(1)))
	f.Fuzz(func(t *testing.T, doc []byte) { isReadOrRefused(t, doc, p) })
}
