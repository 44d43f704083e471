package workspace

import (
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

var sourcesFlag = flag.String("sources", "", "a folder: compare statement counts with cmd/cover over all its Go files too")

func TestCountStatements(t *testing.T) {
	tests := []struct {
		name   string
		source string
		want   int64
		reason string
	}{
		{"straight", "func f() { a(); b(); c() }", 3, "one run of plain statements"},
		{"empty function", "func f() {}", 0, "an empty block has a counter and no statement"},
		{"no body", "func f()", 0, "written in assembly"},
		{"blank", "func _() { a() }", 0, "can never run"},
		{"method", "func (t *T) f() { a(); return }", 2, "receivers change nothing"},
		{"if", "func f() { if x { a() }; b() }", 3, "the if counts, and its body"},
		{"if with init", "func f() { if x := g(); x { a() } }", 2, "the init is part of the if"},
		{"else", "func f() { if x { a() } else { b() } }", 3, "else is no statement"},
		{"else if", "func f() { if x { a() } else if y { b() } else if z { c() } else { d() } }", 7, "each else if is one more"},
		{"for", "func f() { for i := 0; i < 3; i++ { a() } }", 2, "init and post are part of the for"},
		{"range", "func f() { for range x { a(); break }; b() }", 4, "break is a statement"},
		{"switch", "func f() { switch x { case 1: a(); case 2: default: b(); c() } }", 4, "clauses are none"},
		{"empty switch", "func f() { switch { }; switch g(func() { a() }) { } }", 3, "a literal in the tag counts all the same"},
		{"type switch", "func f() { switch x := y.(type) { case int: a(x) } }", 2, "as a switch"},
		{"empty type switch", "func f() { switch y.(type) { } }", 1, "as a switch"},
		{"select", "func f() { select { case x := <-c: a(x); default: } }", 2, "the communication is no statement"},
		{"empty select", "func f() { select { } }", 1, "blocks forever, and counts"},
		{"nested block", "func f() { a(); { b() } }", 3, "a block after a statement counts with it"},
		{"block first", "func f() { { b() } }", 2, "the function's brace stands before it"},
		{"block after block", "func f() { { a() }; { b() } }", 3, "the second has no source before it, and no counter"},
		{"block in a case", "func f() { switch { case x: { a() } } }", 3, "a space between colon and brace is source"},
		{"block at a colon", "func f() { switch { case x:{ a() } } }", 2, "without the space there is none"},
		{"block at a comm colon", "func f() { select { case <-c:{ a() } } }", 2, "as in a switch"},
		{"label", "func f() { a(); l: b(); goto l }", 4, "the label counts with what is before it"},
		{"label after a break of flow", "func f() { if x { }; l: b(); goto l }", 3, "a label with nothing before it does not count"},
		{"label first", "func f() { l: b(); goto l }", 3, "the function's brace stands before it"},
		{"label at a colon", "func f() { switch { case x:l: b(); goto l } }", 3, "adjoins the colon"},
		{"label of a loop", "func f() { l: for { break l } }", 2, "cannot be taken from its loop"},
		{"label of a block", "func f() { a(); l: { b() } }", 3, "the block then stands alone"},
		{"label of an if", "func f() { a(); l: if x { b() } }", 4, "is taken from it"},
		{"labels in a row", "func f() { a(); k: l: m: b() }", 3, "only the first has something before it"},
		{"label last", "func f() { a(); l: }", 2, "what it stands before is nothing"},
		{"label and semicolon last", "func f() { a(); l: ; }", 3, "an empty statement with a semicolon of its own counts"},
		{"empty statements", "func f() { ;;; }", 3, "each semicolon is one"},
		{"panic", "func f() { panic(1); a() }", 2, "ends a run, counts as any"},
		{"panic before a block", "func f() { panic(1); { a() } }", 2, "after the run, the block stands alone"},
		{"panic of two", "func f() { panic(1, 2); { a() } }", 3, "is no call of panic"},
		{"not panic", "func f() { x.panic(1); { a() } }", 3, "is no call of panic"},
		{"return before a block", "func f() { return; { a() } }", 3, "a return does not end a run"},
		{"goto before a block", "func f() { l: goto l; { a() } }", 3, "a goto does"},
		{"closure", "func f() { x := func() { a(); b() }; c(x) }", 4, "its body counts, and the statement around it"},
		{"closure before a block", "func f() { go func() { }(); { a() } }", 2, "a statement with a closure ends its run"},
		{"closure in a condition", "func f() { if func() bool { return true }() { a() } }", 3, "its body counts"},
		{"closure in a closure", "func f() { defer func() { defer func() { a() }() }() }", 3, "each once"},
		{"package variable", "var x = func() int { a(); return 1 }()", 2, "runs when the program starts"},
		{"in a table", "var x = []func(){func() { a() }, func() { func() { b() }() }}", 3, "each once"},
		{"declaration", "func f() { var x int; const y = 1; type z int; _ = x }", 4, "declarations are statements"},
		{"types only", "type T struct{}\nconst c = 1", 0, "nothing to run"},
	}
	if testing.Short() {
		t.Skip("asks go tool cover")
	}
	dir := t.TempDir()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			name := filepath.Join(dir, strings.ReplaceAll(test.name, " ", "-")+".go")
			if err := os.WriteFile(name, []byte("package p\n\n"+test.source+"\n"), 0o666); err != nil {
				t.Fatal(err)
			}
			got, err := countFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("%d statements, want %d: %s", got, test.want, test.reason)
			}
			if theirs, err := coverTool(name); err != nil || theirs != test.want {
				t.Errorf("go tool cover counts %d (%v), the case says %d", theirs, err, test.want)
			}
		})
	}
}

// The sum of statements in each file of much real code is what cmd/cover counts. With -sources DIR, in all of that too.
func TestCountStatementsOfRealCode(t *testing.T) {
	if testing.Short() {
		t.Skip("asks go tool cover about hundreds of files")
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip("no go command:", err)
	}
	var names []string
	for _, pkg := range []string{"encoding/json", "fmt", "go/parser", "go/types", "text/template", "text/template/parse", "time"} {
		found, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(goroot)), "src", filepath.FromSlash(pkg), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	if *sourcesFlag != "" {
		err := filepath.WalkDir(*sourcesFlag, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(name, ".go") && entry.Type().IsRegular() {
				names = append(names, name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var files, statements atomic.Int64
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, name := range names {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			theirs, err := coverTool(name)
			if err != nil {
				return // broken on purpose, in someone's test data
			}
			ours, err := countFile(name)
			if err != nil || ours != theirs {
				t.Errorf("%s: %d statements (%v), go tool cover counts %d", name, ours, err, theirs)
			}
			files.Add(1)
			statements.Add(ours)
		})
	}
	group.Wait()
	t.Logf("%d of %d files, %d statements", files.Load(), len(names), statements.Load())
	if files.Load() < 50 {
		t.Errorf("only %d files were compared", files.Load())
	}
}

func FuzzCountStatements(f *testing.F) {
	f.Add("package p; func f() { if x { } else if y { }; l: { } }")
	f.Add("package p; func f() { switch { case x:{ }; l: } }")
	f.Add("package p; func (")
	f.Add("package p\n//line :5\nfunc f() { a() }")
	f.Add("package p\nfunc f() { //covbar:ignore x\na(func() {\n//covbar:ignore x\nb() }) }")
	f.Add("package p\nfunc f() { switch {\n//covbar:ignore x\ncase a(): //covbar:ignore x\nb() } }\n//covbar:ignore x")
	f.Fuzz(func(t *testing.T, text string) {
		s := survey{counts: map[string]count{}, generated: map[string]bool{}}
		s.addFile("x.go", source{data: []byte(text)})
		for name, n := range s.counts {
			if n.statements < 0 || n.ignored < 0 || n.statements+n.ignored > int64(len(text)) {
				t.Errorf("%+v in %s", n, name)
			}
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "x.go", text, parser.ParseComments)
		if err != nil {
			return
		}
		all := map[string]count{}
		countStatements(fset, file, nil, all)
		for name, n := range s.counts {
			if sum := n.statements + n.ignored; sum != all[name].statements {
				t.Errorf("%s: %+v are %d, not %d", name, n, sum, all[name].statements)
			}
		}
		out, _ := readIgnored(fset, file, []byte(text))
		for i, r := range out {
			if r.from.compare(r.to) >= 0 || i > 0 && r.from.compare(out[i-1].to) < 0 {
				t.Errorf("region %v of %v", r, out)
			}
		}
	})
}

func countFile(name string) (sum int64, err error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return 0, err
	}
	counts := map[string]count{}
	countStatements(fset, file, nil, counts)
	for _, n := range counts {
		sum += n.statements
	}
	return sum, nil
}

// coverTool adds up the list of statements per block that cmd/cover writes behind the source.
func coverTool(name string) (sum int64, err error) {
	out, err := exec.Command("go", "tool", "cover", "-mode=count", name).Output()
	if err != nil {
		return 0, err
	}
	text := string(out)
	start := strings.LastIndex(text, "\n\tNumStmt: [")
	if start < 0 {
		return 0, fmt.Errorf("%s: no list of statements", name)
	}
	for _, line := range strings.Split(text[start:], "\n") {
		number, _, ok := strings.Cut(strings.TrimLeft(line, "\t"), ", //")
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}
