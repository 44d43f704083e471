package coverage

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/tools/cover"
)

func TestContradictions(t *testing.T) {
	const a = "mode: set\na.go:1.2,3.4 5 1\n"
	const hint = "\nhint: were all profiles made from the same commit, with the same Go version?"
	for _, test := range []struct {
		name string
		in   []Input
		want string
		why  string
	}{
		{
			"statements", inputs("x.out", a, "y.out", "mode: set\nb.go:1.1,2.1 1 1\na.go:1.2,3.4 6 1\n"),
			"x.out:2: a.go: the statements of block 1.2,3.4 are 5 here and 6 in y.out:3" + hint,
			"an edited file",
		},
		{
			"statements, in any order", inputs("y.out", "mode: set\nb.go:1.1,2.1 1 1\na.go:1.2,3.4 6 1\n", "x.out", a),
			"x.out:2: a.go: the statements of block 1.2,3.4 are 5 here and 6 in y.out:3" + hint,
			"the order of the inputs has no influence",
		},
		{
			"nested", inputs("x.out", a, "y.out", "mode: set\na.go:1.2,9.4 5 1\n"),
			"x.out:2: a.go: block 1.2,3.4 overlaps block 1.2,9.4 in y.out:2" + hint,
			"two toolchains cut blocks differently",
		},
		{
			"crossing", inputs("x.out", a, "y.out", "mode: set\na.go:3.3,9.4 5 1\n"),
			"x.out:2: a.go: block 1.2,3.4 overlaps block 3.3,9.4 in y.out:2" + hint,
			"they share one position",
		},
		{
			"nested far away", inputs("x.out", "mode: set\na.go:1.2,90.4 5 1\n", "y.out", "mode: set\na.go:4.2,5.1 1 1\na.go:7.2,8.1 1 0\n"),
			"x.out:2: a.go: block 1.2,90.4 overlaps block 4.2,5.1 in y.out:2" + hint,
			"the long block is not the neighbour",
		},
		{
			"ends A, B, A", inputs("x.out", "mode: set\na.go:1.2,3.4 1 1\na.go:1.2,5.4 1 1\na.go:1.2,3.4 1 1\n"),
			"x.out:2: a.go: block 1.2,3.4 overlaps block 1.2,5.4 in x.out:3" + hint,
			"one input alone, joined from two",
		},
		{
			"which to leave out", inputs("x.out", a, "y.out", a, "z.out", "mode: set\na.go:2.1,2.5 1 1\n"),
			"x.out:2: a.go: block 1.2,3.4 overlaps block 2.1,2.5 in z.out:2" + hint + " to keep the others, leave out 1 of 3 inputs: z.out",
			"one service is built by another Go version",
		},
		{
			"which to leave out, the other way round", inputs("x.out", a, "y.out", "mode: set\na.go:2.1,2.5 1 1\n", "z.out", "mode: set\na.go:2.1,2.5 1 1\n"),
			"x.out:2: a.go: block 1.2,3.4 overlaps block 2.1,2.5 in y.out:2" + hint + " to keep the others, leave out 1 of 3 inputs: x.out",
			"the first may be the odd one",
		},
		{
			"several files", inputs("x.out", a+"b.go:1.2,3.4 5 1\nc.go:1.2,3.4 5 1\n", "y.out", "mode: set\na.go:1.2,3.4 6 1\nb.go:1.2,3.4 6 1\nc.go:1.2,3.4 5 1\n"),
			"x.out:2: a.go: the statements of block 1.2,3.4 are 5 here and 6 in y.out:2 (and so in 1 other file)" + hint,
			"the first stands for all",
		},
		{
			"many files", inputs("x.out", a+"b.go:1.2,3.4 5 1\nc.go:1.2,3.4 5 1\n", "y.out", "mode: set\na.go:1.2,3.4 6 1\nb.go:1.2,3.4 6 1\nc.go:1.2,3.4 6 1\n"),
			"x.out:2: a.go: the statements of block 1.2,3.4 are 5 here and 6 in y.out:2 (and so in 2 other files)" + hint,
			"the first stands for all",
		},
		{
			"standard input",
			[]Input{readOnce("-", io.NopCloser(strings.NewReader("mode: set\na.go:1.2,3.4 5 1\na.go:1.2,3.4 6 1\n")))},
			"-: a.go: the statements of block 1.2,3.4 are 5 here and 6 in -" + hint,
			"it cannot be read again for the lines",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := Read(t.Context(), test.in...)
			var conflict *ConflictError
			if !errors.As(err, &conflict) {
				t.Fatalf("got %v\nwhy: %s", err, test.why)
			}
			if err.Error() != test.want {
				t.Errorf("got  %s\nwant %s\nwhy: %s", err, test.want, test.why)
			}
		})
	}
}

func TestNoContradiction(t *testing.T) {
	for _, test := range []struct{ name, text, why string }{
		{"neighbours", "a.go:1.2,3.4 1 1\na.go:3.4,5.6 1 1\n", "one ends where the next begins"},
		{"empty block", "a.go:1.2,3.4 1 1\na.go:3.4,3.4 0 1\na.go:3.4,5.6 1 1\n", "it has no position to share"},
		{"column 0 begins", "a.go:1.2,9.4 1 1\na.go:3.0,4.4 1 1\n", "under a //line directive"},
		{"column 0 ends", "a.go:1.2,9.0 1 1\na.go:3.1,4.4 1 1\n", "it leads into a //line directive"},
	} {
		if _, err := Parse(strings.NewReader("mode: set\n"+test.text), "in"); err != nil {
			t.Errorf("%s: %v\nwhy: %s", test.name, err, test.why)
		}
	}
}

func TestMergeInMemory(t *testing.T) {
	a := &Profile{Count, []*cover.Profile{{FileName: "a.go", Mode: "count", Blocks: []cover.ProfileBlock{block(5, 1)}}}}
	b := &Profile{Count, []*cover.Profile{{FileName: "a.go", Mode: "count", Blocks: []cover.ProfileBlock{block(5, 2)}}}}
	merged, err := Merge([]string{"a", "b", "none"}, a, b, &Profile{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := written(t, merged), "mode: count\na.go:1.2,3.4 5 3\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if a.Files[0].Blocks[0].Count != 1 {
		t.Error("a profile was changed by merging it")
	}
	b.Files[0].Blocks[0].NumStmt = 6
	if _, err := Merge([]string{"a", "b"}, a, b); err == nil ||
		!strings.HasPrefix(err.Error(), "a: a.go: the statements of block 1.2,3.4 are 5 here and 6 in b\n") {
		t.Errorf("got %v", err)
	}
}

// Blocks in the worst order and more files than a chunk holds go through every path of a tally.
func TestManyBlocksInAnyOrder(t *testing.T) {
	var up, down strings.Builder
	up.WriteString("mode: count\n")
	down.WriteString("mode: count\n")
	const files, blocks = 50, 400
	for i := range files * blocks {
		k := files*blocks - 1 - i
		fmt.Fprintf(&up, "p/f%03d.go:%d.1,%d.9 1 1\n", i/blocks, 1+i%blocks, 1+i%blocks)
		fmt.Fprintf(&down, "p/f%03d.go:%d.1,%d.9 1 1\n", k/blocks, 1+k%blocks, 1+k%blocks)
	}
	want, err := Parse(strings.NewReader(up.String()), "up")
	if err != nil {
		t.Fatal(err)
	}
	if got := want.Ratio(); got != (Ratio{files * blocks, files * blocks}) {
		t.Fatalf("got %v", got)
	}
	got, err := Parse(strings.NewReader(down.String()), "down")
	if err != nil {
		t.Fatal(err)
	}
	if written(t, got) != written(t, want) {
		t.Error("the order of the lines made a difference")
	}
	if twice, err := Merge([]string{"up", "down"}, want, got); err != nil || twice.Files[7].Blocks[3].Count != 2 {
		t.Errorf("got %v, %v", twice, err)
	}
}

// Many profiles in memory add up, whether they share blocks, files or nothing.
func TestManyInMemory(t *testing.T) {
	const profiles = 37
	var names []string
	var all []*Profile
	for i := range profiles {
		own, shared := block(1, i), block(1, 1)
		own.StartLine, own.EndLine = 10+i, 10+i
		own.EndCol = 9
		names = append(names, fmt.Sprint(i))
		all = append(all, &Profile{Mode: Count, Files: []*cover.Profile{
			{FileName: "a.go", Blocks: []cover.ProfileBlock{shared, own}},
			{FileName: fmt.Sprintf("b%02d.go", i), Blocks: []cover.ProfileBlock{shared}},
		}})
	}
	p, err := Merge(names, all...)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Files) != 1+profiles || len(p.Files[0].Blocks) != 1+profiles || p.Files[0].Blocks[0].Count != profiles {
		t.Errorf("got %s", written(t, p))
	}
}

func block(statements, count int) cover.ProfileBlock {
	return cover.ProfileBlock{StartLine: 1, StartCol: 2, EndLine: 3, EndCol: 4, NumStmt: statements, Count: count}
}

// Two files in turn, line by line: what is prepared for the next visit of one must not be thrown away by each. Work is
// counted by the lines that are rendered, not by the clock.
func TestFilesInTurn(t *testing.T) {
	const lines = 5000
	w := &worker{files: map[string]*tally{}, source: &stream{}}
	rendered := 0
	for i := range lines {
		for _, name := range []string{"a.go", "b.go"} {
			if err := w.add(fmt.Appendf(nil, "%s:%d.1,%d.9 1 1\n", name, 1+i, 1+i), 0); err != nil {
				t.Fatal(err)
			}
			rendered = max(rendered, len(w.file.blocks)-len(w.file.ends))
		}
	}
	if rendered > 2 {
		t.Errorf("%d blocks were left to render at once, want as many as came since the last visit", rendered)
	}
	if n := len(w.files["a.go"].blocks); n != lines {
		t.Errorf("%d blocks, want %d", n, lines)
	}
}
