package workspace

import (
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	noReason  = "//covbar:ignore has no reason\nhint: say why no test can get there: //covbar:ignore REASON"
	noTarget  = "//covbar:ignore has nothing to leave out here\nhint: it stands before a function or a statement, or at the end of a line that opens a block"
	inMiddle  = "//covbar:ignore leaves nothing out in the middle of a block\nhint: a block is left out as a whole; put it before the first statement"
	underLine = "//covbar:ignore leaves nothing out below a //line directive\nhint: exclude.files in the policy leaves out files as a whole"
	form      = " leaves nothing out\nhint: write //covbar:ignore REASON, without a space before it"
)

func TestIgnore(t *testing.T) {
	tests := []struct {
		name   string
		source string // below "package p" and an empty line; @ stands for a comment with a reason
		want   string // the functions that are called in what is left out
		wrong  []string
		reason string
	}{
		{"doc comment", "// F does it.\n//\n@\nfunc F() { a(); if b() { c() } }\n\nfunc G() { d() }", "a b c", nil, "as gofmt places it: the whole function"},
		{"before a function", "@\nfunc (t *T[K]) F() { a() }", "a", nil, "a method; the line is its doc comment"},
		{"line of a function", "func F() { @\n\ta()\n\tfor b() { c() }\n}\n\nfunc G() { d() }", "a b c", nil, "its block is opened there"},
		{"function on a line", "func F() { a() } @\nfunc G() { b() }", "a", nil, "the line begins with it"},
		{"other directives", "//go:noinline\n@\n//go:nosplit\nfunc F() { a() }", "a", nil, "anywhere in the doc comment"},

		{"opened by if", "func F() {\n\ta()\n\tif b() { @\n\t\tc()\n\t\td()\n\t}\n\te()\n}", "c d", nil, "what the if asks counts"},
		{"above if", "func F() {\n\ta()\n\t@\n\tif b() {\n\t\tc()\n\t}\n\te()\n}", "c", nil, "the same"},
		{"above if alone", "func F() {\n\tif a() {\n\t}\n\t@\n\tif b() {\n\t\tc()\n\t}\n}", "c", nil, "the same where the if begins a run"},
		{"if on a line", "func F() {\n\tif a() { b() } @\n\tc()\n}", "b", nil, "closed before the comment, so the line's own"},
		{"above if and else", "func F() {\n\t@\n\tif a() {\n\t\tb()\n\t} else if c() {\n\t\td()\n\t} else {\n\t\te()\n\t}\n\tf()\n}", "b c d e", nil, "with all its branches"},
		{"opened by else", "func F() {\n\tif a() {\n\t\tb()\n\t} else { @\n\t\tc()\n\t}\n}", "c", nil, "only that branch"},
		{"opened by else if", "func F() {\n\tif a() {\n\t\tb()\n\t} else if c() { @\n\t\td()\n\t} else {\n\t\te()\n\t}\n}", "d", nil, "only that branch"},
		{"long condition", "func F() {\n\tif a() &&\n\t\tb() { @\n\t\tc()\n\t}\n}", "c", nil, "the line that opens the block"},
		{"init", "func F() {\n\tif x := func() int { return a() }(); x > b() { @\n\t\tc()\n\t}\n}", "c", nil, "the block that is open"},
		{"above literal in a condition", "func F() {\n\t@\n\tif x := func() int { return a() }(); x > b() {\n\t\tc()\n\t}\n}", "a c", nil, "all blocks in it"},

		{"for", "func F() {\n\t@\n\tfor a() {\n\t\tb()\n\t\tif c() { d() }\n\t}\n\te()\n}", "b c d", nil, "all that is in it"},
		{"range", "func F() {\n\tfor range a() { @\n\t\tb()\n\t}\n}", "b", nil, "as for"},
		{"switch", "func F() {\n\t@\n\tswitch a() {\n\tcase b():\n\t\tc()\n\tdefault:\n\t\td()\n\t}\n}", "c d", nil, "all cases"},
		{"opened by switch", "func F() {\n\tswitch a() { @\n\tcase 1:\n\t\tc()\n\tdefault:\n\t\td()\n\t}\n}", "c d", nil, "the same"},
		{"case", "func F() {\n\tswitch a() {\n\tcase 1: @\n\t\tb()\n\t\tc()\n\tcase 2:\n\t\td()\n\t}\n}", "b c", nil, "one case"},
		{"last case", "func F() {\n\tswitch a() {\n\tcase 1:\n\t\tb()\n\tdefault: @\n\t\tc()\n\t}\n}", "c", nil, "as any"},
		{"above case", "func F() {\n\tswitch a() {\n\tcase 1:\n\t\tb()\n\t@\n\tcase 2:\n\t\tc()\n\t}\n}", "c", nil, "the next one"},
		{"case on a line", "func F() {\n\tswitch a() {\n\tcase 1: b() @\n\tcase 2: c()\n\t}\n}", "b", nil, "the line begins with it"},
		{"type switch", "func F() {\n\tswitch a().(type) {\n\tcase int: @\n\t\tb()\n\t}\n}", "b", nil, "as switch"},
		{"select", "func F() {\n\tselect {\n\tcase <-a(): @\n\t\tb()\n\tcase <-c():\n\t\td()\n\t}\n}", "b", nil, "one case"},
		{"above a case of select", "func F() {\n\tselect {\n\t@\n\tcase <-a():\n\t\tb()\n\tdefault:\n\t\td()\n\t}\n}", "b", nil, "one case"},

		{"opened by a literal", "func F() {\n\ta()\n\tdefer func() { @\n\t\tb()\n\t}()\n\tc()\n}", "b", nil, "its body, not the defer"},
		{"above a literal", "func F() {\n\ta()\n\t@\n\tgo func() {\n\t\tb()\n\t}()\n\tc()\n}", "b", nil, "the same"},
		{"in an argument", "func F() {\n\ta(\n\t\t@\n\t\tfunc() { b() },\n\t\tfunc() { c() },\n\t)\n}", "b", nil, "the line begins with the literal"},
		{"in a table", "var x = map[int]func(){\n\t1: func() { a() }, @\n\t2: func() { b() },\n}", "a", nil, "an element"},
		{"above a variable", "@\nvar x = func() int { a(); return b() }()\n\nvar y = func() { c() }", "a b", nil, "its literals"},
		{"in a group", "var (\n\t@\n\tx = func() { a() }\n\ty = func() { b() }\n)", "a", nil, "one of the variables"},
		{"above a group", "@\nvar (\n\tx = func() { a() }\n\ty = func() { b() }\n)", "a b", nil, "all of them"},
		{"block", "func F() {\n\t@\n\t{\n\t\ta()\n\t}\n\tb()\n}", "a", nil, "a block of its own"},

		{"only statement", "func F() {\n\tif a() {\n\t\t@\n\t\treturn b()\n\t}\n}", "b", nil, "the block that begins with it"},
		{"end of a statement", "func F() {\n\tif a() {\n\t\treturn b() @\n\t}\n}", "b", nil, "the same"},
		{"first of several", "func F() {\n\tswitch a() {\n\tcase 1:\n\t\t@\n\t\tb()\n\t\tc()\n\t}\n}", "b c", nil, "a block is left out as a whole"},
		{"first in else", "func F() {\n\tif a() {\n\t} else {\n\t\t@\n\t\tb()\n\t}\n}", "b", nil, "cmd/cover lets that block begin before the brace"},
		{"up to an if", "func F() {\n\tif a() {\n\t}\n\t@\n\tb()\n\tif c() {\n\t\td()\n\t}\n\te()\n}", "b c", nil, "to where the flow may change"},
		{"several lines", "func F() {\n\ta( @\n\t\tb(),\n\t)\n}", "a b", nil, "the line that begins it"},
		{"empty else", "func F() {\n\t@\n\ta()\n\tif b() {\n\t} else {\n\t}\n\tc()\n}", "a b", nil, "not what follows empty blocks"},
		{"panic", "func F() {\n\ta()\n\tpanic(1)\n\t@\n\tb()\n}", "b", nil, "the flow changes"},
		{"declaration", "func F() {\n\t@\n\tvar x = a()\n\tb(x)\n}", "a b", nil, "a statement as any"},
		{"label", "func F() {\n\ta()\n\t@\nl:\n\tb()\n\tgoto l\n}", "b", nil, "what it stands before"},
		{"label of a loop", "func F() {\n\t@\nl:\n\tfor a() {\n\t\tb()\n\t\tcontinue l\n\t}\n}", "b", nil, "as the loop"},
		{"label of an if", "func F() {\n\t@\nl:\n\tif a() {\n\t\tb()\n\t\tgoto l\n\t}\n}", "b", nil, "as the if"},

		{"further lines", "func F() {\n\t// Never.\n\t// At all.\n\t@\n\t// Never.\n\tif a() {\n\t\tb()\n\t}\n}", "b", nil, "one of several lines"},
		{"twice", "@\nfunc F() {\n\ta()\n\tif b() { @\n\t\tc()\n\t}\n}", "a b c", nil, "each statement once"},
		{"tab before the reason", "func F() { //covbar:ignore\tno\n\ta()\n}", "a", nil, "a blank as well"},
		{"Windows", "func F() {\r\n\tif a() { @\r\n\t\tb()\r\n\t}\r\n\t@\r\n\tif c() {\r\n\t\td()\r\n\t}\r\n}\r\n", "b d", nil, "line ends of other systems"},

		{"no reason", "func F() {\n\tif a() { //covbar:ignore\n\t\tb()\n\t}\n}", "", []string{"x.go:4:11: " + noReason}, "nobody could judge it"},
		{"no word", "func F() {\n\tif a() { //covbar:ignore // --\n\t\tb()\n\t}\n}", "", []string{"x.go:4:11: " + noReason}, "that is none"},
		{"space", "func F() {\n\tif a() { // covbar:ignore no\n\t\tb()\n\t}\n}", "", []string{`x.go:4:11: "// covbar:ignore no"` + form}, "gofmt would not keep it as a directive"},
		{"another space", "//covbar: ignore no\nfunc F() { a() }", "", []string{`x.go:3:1: "//covbar: ignore no"` + form}, "misspelt"},
		{"another word", "//covbar:ignored no\nfunc F() { a() }", "", []string{`x.go:3:1: "//covbar:ignored no"` + form}, "misspelt"},
		{"long comment", "/* covbar:ignore no */\nfunc F() { a() }", "", []string{`x.go:3:1: "/* covbar:ignore no */"` + form}, "not that way"},
		{"blank line", "func F() {\n\t@\n\n\tif a() {\n\t\tb()\n\t}\n}", "", []string{"x.go:4:2: " + noTarget}, "directly above only"},
		{"before a brace", "func F() {\n\ta()\n\t@\n}", "", []string{"x.go:5:2: " + noTarget}, "nothing follows"},
		{"before else", "func F() {\n\tif a() {\n\t\tb()\n\t\t@\n\t} else {\n\t\tc()\n\t}\n}", "", []string{"x.go:6:3: " + noTarget}, "the line begins with a brace"},
		{"before else if", "func F() {\n\tif a() {\n\t\tb()\n\t\t@\n\t} else if c() {\n\t\td()\n\t}\n}", "", []string{"x.go:6:3: " + noTarget}, "as above"},
		{"behind a brace", "func F() {\n\tif a() {\n\t\tb()\n\t} @\n}", "", []string{"x.go:6:4: " + noTarget}, "the block is over"},
		{"empty block", "func F() {\n\tif a() { @\n\t}\n}", "", []string{"x.go:4:11: " + noTarget}, "nothing in it"},
		{"no body", "@\nfunc F()", "", []string{"x.go:3:1: " + noTarget}, "written in assembly"},
		{"blank function", "@\nfunc _() { a() }", "", []string{"x.go:3:1: " + noTarget}, "no profile has it"},
		{"type", "@\ntype T struct{}", "", []string{"x.go:3:1: " + noTarget}, "nothing runs"},
		{"end of file", "func F() { a() }\n\n@", "", []string{"x.go:5:1: " + noTarget}, "nothing follows"},
		{"in the middle", "func F() {\n\ta()\n\t@\n\tb()\n}", "", []string{"x.go:5:2: " + inMiddle}, "a profile does not know it apart"},
		{"end in the middle", "func F() {\n\ta()\n\tb() @\n}", "", []string{"x.go:5:6: " + inMiddle}, "as above"},
		{"line directive", "//line x.y:10\nfunc F() {\n\tif a() { @\n\t\tb()\n\t}\n}", "", []string{"x.go:5:11: " + underLine}, "a profile has other lines"},
		{"line directive of the same file", "//line x.go:10\n@\nfunc F() { a() }", "", []string{"x.go:4:1: " + underLine}, "as above"},
		{
			"several", "@\n\nfunc F() {\n\ta()\n\t// covbar:ignore\n\tif b() { @\n\t\tc()\n\t}\n\t//covbar:ignore\n\td()\n}", "c",
			[]string{"x.go:3:1: " + noTarget, `x.go:7:2: "// covbar:ignore"` + form, "x.go:11:2: " + noReason},
			"in order",
		},

		{"string", "var s = `\n@\n`\n\nfunc F() { a(\"@\") }", "", nil, "no comment"},
		{"prose", "// F is as //covbar:ignore would have it, covbar:ignore too.\nfunc F() { a() }", "", nil, "not at the beginning"},
		{"commented out", "func F() {\n\t// if a() { @\n\t// }\n\tb()\n}", "", nil, "not at the beginning"},
	}
	calls := regexp.MustCompile(`\b([a-z])\(`)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			source := "package p\n\n" + strings.ReplaceAll(test.source, "@", "//covbar:ignore no test can")
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, "x.go", source, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			out, wrong := readIgnored(fset, file, []byte(source))
			var got []string
			for _, r := range out {
				for _, call := range calls.FindAllStringSubmatch(source[offset(source, r.from):offset(source, r.to)], -1) {
					got = append(got, call[1])
				}
			}
			if got := strings.Join(got, " "); got != test.want {
				t.Errorf("left out: %q, want %q: %s", got, test.want, test.reason)
			}
			if diff := cmp.Diff(test.wrong, wrong); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
		})
	}
}

func offset(source string, at point) int {
	lines := strings.SplitAfter(source, "\n")
	return len(strings.Join(lines[:at.line-1], "")) + at.column - 1
}
