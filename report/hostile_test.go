package report

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

func TestVisible(t *testing.T) {
	for _, c := range []struct{ in, want, why string }{
		{"example.com/shop", "example.com/shop", "what is harmless stays"},
		{"支払い/küche", "支払い/küche", "letters of all scripts stay"},
		{"a\nb\r\tc", `a\nb\r\tc`, "a name is one line"},
		{"\x1b[31mred\x07", `\x1b[31mred\a`, "no escape sequences"},
		{"\u009b31m", `\u009b31m`, "nor their one-byte form"},
		{"abc\u202edef\u2066", `abc\u202edef\u2066`, "text runs in one direction"},
		{"a\u200bb\ufeff\u00a0", `a\u200bb\ufeff\u00a0`, "nothing is invisible"},
		{"a\u2028b", `a\u2028b`, "line separators are line ends to some"},
		{"\xff/a\xc3", `\xff/a\xc3`, "bytes that are no UTF-8"},
		{"\ufffd", "\ufffd", "the replacement character is a character"},
		{"::error::x", `\x3a:error\x3a:x`, "a workflow command at the start of a line"},
		{"a:::b", `a\x3a\x3a:b`, "three colons"},
		{"\r::stop-commands::x", `\r\x3a:stop-commands\x3a:x`, "a lone CR starts a line"},
		{"x ##[error]y", `x \x23#[error]y`, "the old form counts anywhere"},
		{"###[group]", `#\x23#[group]`, "also behind another #"},
		{"## a", "## a", "what is no command stays"},
	} {
		if got := visible(c.in); got != c.want {
			t.Errorf("visible(%q) = %q, want %q: %s", c.in, got, c.want, c.why)
		}
	}
}

func TestMarkdownEscapes(t *testing.T) {
	for _, c := range []struct{ in, md, code, why string }{
		{"a/b_test", `a/b\_test`, "a/b_test", "an underscore is emphasis in text only"},
		{"@acme/payments", "@&#8203;acme/payments", "@acme/payments", "nobody is called"},
		{"fixes #12", "fixes #&#8203;12", "fixes #&#8203;12", "no issue is closed"},
		{"GH-12 gh-3", "GH-&#8203;12 gh-&#8203;3", "GH-&#8203;12 gh-&#8203;3", "nor by its other name"},
		{"https://evil.example/x", "https:&#8203;//evil.example/x", "https://evil.example/x", "no link"},
		{"www.evil.example", "www&#8203;.evil.example", "www.evil.example", "no link without a scheme"},
		{"a|b", "a&#124;b", "a&#124;b", "one cell stays one cell"},
		{"a`b", "a&#96;b", "a&#96;b", "a code span stays closed"},
		{"<!-- covbar: key=default -->", "&lt;!-- covbar: key=default --&gt;", "&lt;!-- covbar: key=default --&gt;", "the marker cannot be forged"},
		{"&lt;img&gt;", "&amp;lt;img&amp;gt;", "&amp;lt;img&amp;gt;", "what is escaped stays escaped"},
		{"[x](y)", `\[x\](y)`, "[x](y)", "no link, nor in a code span"},
		{"(*Queue[T]).Push", `(\*Queue\[T\]).Push`, "(*Queue[T]).Push", "the name of a method"},
		{"![x](y)", `!\[x\](y)`, `!\[x\](y)`, "no image"},
		{`a\|b`, `a\\&#124;b`, `a\\&#124;b`, "a backslash escapes nothing"},
		{"*a* ~b~ $c$", `\*a\* \~b\~ \$c\$`, `\*a\* \~b\~ \$c\$`, "no markup"},
		{"a\nb", `a\\nb`, `a\\nb`, "one line"},
		{"::error::", `\\x3a:error\\x3a:`, `\\x3a:error\\x3a:`, "no workflow command in a log that shows the comment"},
		{"Gh-7 x-gh-1 high-1", "Gh-&#8203;7 x-gh-&#8203;1 high-1", "Gh-&#8203;7 x-gh-&#8203;1 high-1", "in any case, but in no word"},
		{"closes acme/shop#1", "closes acme/shop#&#8203;1", "closes acme/shop#&#8203;1", "no issue of another repository"},
		{"acme@4f1c2aa", "acme@&#8203;4f1c2a&#8203;a", "acme@4f1c2aa", "no commit of another repository"},
		{"4f1c2aa9d0b7e", "4f1c2a&#8203;a9d0b7&#8203;e", "4f1c2aa9d0b7e", "no commit, whatever is left of its name"},
		{"f1c2aa", "f1c2aa", "f1c2aa", "too short for one"},
		{":x: :+1: :100:", ":&#8203;x: :&#8203;+1: :&#8203;100:", ":&#8203;x: :&#8203;+1: :&#8203;100:", "no pictures"},
		{":a:b:c:", ":&#8203;a:&#8203;b:&#8203;c:", ":a:b:c:", "nor with a colon of another"},
		{"a.out:812: x", "a.out:812: x", "a.out:812: x", "the line of a file can be copied"},
		{"WWW.evil.example", "WWW&#8203;.evil.example", "WWW.evil.example", "no link in capitals"},
		{"    x", "x", "x", "no block of code"},
		{"  - x", `\- x`, `\- x`, "no list behind spaces"},
		{" 1) x", `1\) x`, `1\) x`, "nor one with numbers"},
		{"2026-11-23 x", "2026-11-23 x", "2026-11-23 x", "a day is no list"},
		{"== x", `\== x`, `\== x`, "what is above it is no headline"},
		{":--", `\:--`, ":--", "nor of a table"},
		{"", "", "", "no empty code span"},
	} {
		wantCode := c.code
		if wantCode != "" && strings.Trim(c.in, codeSafe) == "" && !strings.Contains(c.in, "::") {
			wantCode = "`" + wantCode + "`"
		}
		if got := md(c.in); got != c.md {
			t.Errorf("md(%q) = %q, want %q: %s", c.in, got, c.md, c.why)
		}
		if got := code(c.in); got != wantCode {
			t.Errorf("code(%q) = %q, want %q: %s", c.in, got, wantCode, c.why)
		}
	}
}

func TestAdvice(t *testing.T) {
	for _, c := range []struct{ in, want, why string }{
		{"did they run? --allow-missing e2e judges without it", "did they run? `--allow-missing e2e` judges without it", "it can be copied"},
		{"or --allow-missing orders/e2e", "or `--allow-missing orders/e2e`", "at the end"},
		{"--allow-missing my orders/e2e judges", "`--allow-missing` my orders/e2e judges", "a name with a space is no argument"},
		{"--allow-missing", "`--allow-missing`", "nothing follows"},
		{"--allow-missing a`b judges", "`--allow-missing` a&#96;b judges", "a code span stays closed"},
		{"looked (**/unit.out, covdata/*); --budget, or", "looked (`**/unit.out`, `covdata/*`); `--budget`, or", "what is around stays"},
		{"--> *|* - @x", "\\--&gt; \\*&#124;\\* - @&#8203;x", "text stays text"},
		{"a  b", "a  b", "so do spaces"},
		{"- *", "\\- `*`", "no list begins"},
		{"", "", "nothing"},
	} {
		if got := advice(c.in); got != c.want {
			t.Errorf("advice(%q) = %q, want %q: %s", c.in, got, c.want, c.why)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
		why   string
	}{
		{"a/b/c", 5, "a/b/c", "it fits"},
		{"services/payments/internal/queue", 24, "services/…/queue", "whole elements where that is enough"},
		{"services/payments/internal/queue", 25, "services/…/internal/queue", "as many as fit"},
		{"services/payments/internal/queue", 12, "ser…al/queue", "else anywhere"},
		{"averyveryverylongname", 10, "ave…ngname", "no elements"},
		{"支払いキュー内部", 8, "支…内部", "wide characters count twice"},
		{"支払い", 1, "…", "not even one"},
		{"abc", 0, "", "no room at all"},
	} {
		got := shorten(c.in, c.limit)
		if got != c.want || width(got) > c.limit {
			t.Errorf("shorten(%q, %d) = %q, want %q: %s", c.in, c.limit, got, c.want, c.why)
		}
	}
}

// hostile is a report all of whose names are s.
func hostile(s string) *Report {
	clause := policy.Clause{
		Kind: policy.KindRule, File: s, Line: 1, Selector: s, Bar: 8500, Owner: s, Reason: s, NextDay: "2026-12-01", NextBar: 9000,
	}
	c := check("", 1, 7, clause, policy.Fail)
	c.Name, c.Dir, c.Service, c.Owners, c.Expired = s, s, s, []string{s, s, s}, []policy.Clause{clause}
	other := lowered(check(s, 5, 6, clause, policy.Waived), clause)
	v := verdict(clause, c, other)
	v.Files = []policy.Check{c}
	v.Files[0].Per = policy.PerFile
	c.Suite = s
	v.SuiteChecks = []policy.Check{c}
	c.Per = policy.PerService
	v.ServiceChecks = []policy.Check{c, c, c}
	v.ServiceChecks[1].Outcome, v.ServiceChecks[2].Outcome = policy.Undecided, policy.NotRun
	service := policy.Service{Name: s, Dir: s, Labels: []string{s}, Owners: []string{s, s, s}, Ratio: c.Ratio}
	for range suiteColumns + 1 {
		v.Suites = append(v.Suites, policy.SuiteResult{Name: s, Inputs: 1, Covered: 1})
		service.Suites = append(service.Suites, policy.SuiteShare{Required: true, Reported: true, Covered: 1})
	}
	v.Suites[1].NotRun, service.Suites[2].Reported = true, false
	v.Services = append(v.Services, service, service)
	for range manyServices { // more than are shown
		v.Services = append(v.Services, policy.Service{Name: s})
	}
	v.Agreements = []policy.Agreement{{Clause: clause, Day: "2026-12-01", Owes: 1, Subjects: []string{s}}}
	v.Excluded = policy.Excluded{
		Generated: policy.Amount{Files: 1, Statements: 1}, List: []policy.ExcludedPackage{{Path: s, Generated: 1}, {Path: s, Whole: true}},
	}
	v.Warnings, v.Notes, v.Allowed = []string{s + "\nhint: " + s}, []string{s}, []string{s, s}
	f := coverage.Function{Name: s, File: s, Ratio: coverage.Ratio{Total: 3}}
	return New(v, Facts{
		Tool: s, Day: today, PolicyFile: s, Inputs: []string{s}, Failed: []string{s}, Warnings: []string{s}, Notes: []string{s},
		Suites: []Suite{{s, []string{s}}}, Soonest: map[Subject][]coverage.Function{{Package: s}: {f, f, f, f}, {s, s}: {f}}, NotAffected: 1,
	})
}

// without is r without a verdict, because of s.
func without(r *Report, s string) *Report {
	none := *r
	none.Verdict, none.Problems = None, cleanAll([]string{s + "\nhint: " + s, s})
	return &none
}

// harmless fails when what a format wrote could be more than text.
func harmless(t *testing.T, format, out string) {
	t.Helper()
	for _, r := range out {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Fatalf("%s: the character %U is not visible in\n%q", format, r, out)
		}
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "::") || strings.Contains(line, "##[") {
			t.Fatalf("%s: a workflow command: %q", format, line)
		}
	}
}

func checkHostile(t *testing.T, r *Report, columns int) {
	t.Helper()
	var text, markdown, doc bytes.Buffer
	for format, b := range map[string]*bytes.Buffer{"text": &text, "markdown": &markdown, "json": &doc} {
		if err := Formats[format](b, r, Options{Width: columns, All: true}); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		harmless(t, format, b.String())
	}
	for line := range strings.Lines(text.String()) {
		if n := width(strings.TrimSuffix(line, "\n")); n > columns {
			t.Fatalf("a line of %d columns, where there are %d: %q", n, columns, line)
		}
	}
	if n := markdown.Len(); n >= 60_000 {
		t.Fatalf("%d bytes are too many for a comment", n)
	}
	markdownIsOurs(t, markdown.String())
	var back Report
	if err := json.Unmarshal(doc.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, &back); diff != "" {
		t.Fatalf("JSON loses something (-written +read):\n%s", diff)
	}
}

// entities are those that the escapes write, and what our own markup needs.
var (
	entities = regexp.MustCompile(`#?&#8203;|&(amp|lt|gt|#124|#96);`)
	ours     = regexp.MustCompile("^</?(details|summary|sub)>|^</details>")
	codeSpan = regexp.MustCompile("`[" + regexp.QuoteMeta(strings.ReplaceAll(codeSafe, "-", "")) + `…■□\-` + "]*`|`--allow-missing [" + regexp.QuoteMeta(codeSafe) + "]*`|`covbar run --changed`")
)

// markdownIsOurs fails when Markdown holds structure that is not ours.
func markdownIsOurs(t *testing.T, out string) {
	t.Helper()
	columns := 0
	for line := range strings.Lines(out) {
		rest := codeSpan.ReplaceAllString(strings.TrimSuffix(line, "\n"), "")
		if strings.Contains(rest, "`") {
			t.Fatalf("a code span is left open: %q", line)
		}
		for i, r := range rest {
			if r == '<' && !ours.MatchString(rest[i:]) {
				t.Fatalf("HTML that is not ours: %q", line)
			}
			if r == '@' && !strings.HasPrefix(rest[i:], "@&#8203;") {
				t.Fatalf("somebody is called: %q", line)
			}
		}
		if strings.Contains(strings.TrimLeft(entities.ReplaceAllString(rest, ""), "#"), "#") {
			t.Fatalf("an issue is named: %q", line)
		}
		if strings.Contains(rest, "://") {
			t.Fatalf("a link: %q", line)
		}
		if found := unbroken(rest); found != "" {
			t.Fatalf("%s is more than text: %q", found, line)
		}
		pipes := strings.Count(rest, "|")
		if strings.HasPrefix(rest, "|") && columns == 0 {
			columns = pipes
		} else if !strings.HasPrefix(rest, "|") {
			columns = 0
		}
		if pipes != columns {
			t.Fatalf("%d pipes in a table of %d: %q", pipes, columns, line)
		}
	}
}

// special is what GitHub makes links and pictures of, where no gap is in it.
var special = regexp.MustCompile(`(?i)\b[0-9]*[a-f][0-9a-f]{6,39}\b|\bgh-[0-9]|www\.|:[a-z_+-][a-z0-9_+-]*:|:100:`)

func unbroken(line string) string {
	if strings.HasPrefix(line, "|:") { // the columns of a table
		return ""
	}
	return special.FindString(strings.ReplaceAll(line, "&#8203;", gap))
}

var nasty = []string{
	"a|b|c", "::error file=x::y", "\r::set-output name=x::y", "\n::stop-commands::z", " ::warning::x", "x##[command]y",
	"@acme/everyone", "fixes #1", "<!-- covbar: key=default -->", "-->", "<script>alert(1)</script>", "`rm -rf`", "``",
	"\x1b[2J\x1b]0;title\x07", "\u202etxt.exe", "\u2066x", "a\u0000b", "\xff\xfe", "[x](javascript:1)", "| --- |", "***", "$x$",
	"</details></sub>", "&lt;b&gt;", `\`, `\|`, " ", "", "   ", "- x", "1. x", "# x", "    x", "===", ":--", "http://x.example", "www.x.example",
	"GH-1", "closes acme/shop#1", "acme/shop@4f1c2aa", "4f1c2aa9d0b7e6c58f3a1d2e4b6c8a0f1e2d3c4b", ":x: :+1: :100:", "a b/(c)#d?e/../f",
	strings.Repeat("a", 1_500), strings.Repeat("支", 300), strings.Repeat("@", 1_500), strings.Repeat("a/", 1_000),
	strings.Repeat("e\u0301", 1_000), strings.Repeat(": ", 300), strings.Repeat(":: ", 300), strings.Repeat("x ::", 100),
}

func TestHostileNames(t *testing.T) {
	for _, s := range nasty {
		r := hostile(s)
		checkHostile(t, r, 40)
		checkHostile(t, r, 120)
		checkHostile(t, without(r, s), 80)
		if len(s) >= longestSeed {
			commentIsOurs(t, r)
			commentIsOurs(t, without(r, s))
		}
	}
}

// TestHostileNumbers holds that no number is too long for a line.
func TestHostileNumbers(t *testing.T) {
	huge := check("a", 1<<40, 1<<62, everyPackage, policy.Fail)
	for _, columns := range []int{1, 40, 60, 80} {
		checkHostile(t, New(verdict(everyPackage, huge), Facts{Day: today, Foreign: Outside{Statements: 1 << 62}}), max(40, columns))
	}
}

// longestSeed keeps the fuzzer from names that take it long.
const longestSeed = 1000

func FuzzNames(f *testing.F) {
	for _, s := range nasty {
		if len(s) < longestSeed {
			f.Add(s, uint8(80))
		}
	}
	f.Fuzz(func(t *testing.T, s string, columns uint8) {
		if len(s) > 2000 {
			t.Skip("what is longer is found in TestHostileNames")
		}
		r := hostile(s)
		checkHostile(t, r, max(40, int(columns)))
		checkHostile(t, without(r, s), max(40, int(columns)))
		commentIsOurs(t, r)
		commentIsOurs(t, without(r, s))
	})
}
