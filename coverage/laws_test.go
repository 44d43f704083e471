package coverage

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"golang.org/x/tools/cover"
	"pgregory.net/rapid"
)

// profileText makes profiles of one toolchain and one commit: blocks that touch but never overlap, with the same
// statements wherever they stand, in any order, repeated, with any counts.
var profileText = rapid.Custom(func(t *rapid.T) string {
	mode := rapid.SampledFrom([]Mode{Set, Count, Atomic}).Draw(t, "mode")
	text := fmt.Sprintf("mode: %s\n", mode)
	for range rapid.IntRange(1, 40).Draw(t, "lines") {
		line := rapid.IntRange(1, 12).Draw(t, "line")
		count := rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(0, math.MaxInt)).Draw(t, "count")
		text += fmt.Sprintf("m/f%d.go:%d.0,%d.0 %d %d\n", rapid.IntRange(0, 3).Draw(t, "file"), line, line+1, line%4, count)
	}
	return text
})

func readText(t *rapid.T, texts ...string) string {
	var all []Input
	for i, text := range texts {
		all = append(all, inputs(fmt.Sprint(i), text)...)
	}
	p, _, err := Read(t.Context(), all...)
	if err != nil {
		t.Fatal(err)
	}
	var merged strings.Builder
	if err := Write(&merged, p); err != nil {
		t.Fatal(err)
	}
	return merged.String()
}

func TestMergeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := profileText.Draw(t, "a"), profileText.Draw(t, "b"), profileText.Draw(t, "c")
		all := readText(t, a, b, c)
		for law, got := range map[string]string{
			"commutative":                     readText(t, c, a, b),
			"associative":                     readText(t, a, readText(t, b, c)),
			"a merge merges to itself":        readText(t, readText(t, a, b, c)),
			"files joined with cat are files": readText(t, a+b, c),
		} {
			if got != all {
				t.Fatalf("%s: got\n%swant\n%s", law, got, all)
			}
		}
		if set := readText(t, a, "mode: set\nz.go:1.1,2.2 1 1\n"); readText(t, set, set) != set {
			t.Fatalf("not idempotent for set:\n%s", set)
		}
	})
}

func TestMergeInMemoryIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := profileText.Draw(t, "a"), profileText.Draw(t, "b")
		p, err := Parse(strings.NewReader(a), "a")
		if err != nil {
			t.Fatal(err)
		}
		q, err := Parse(strings.NewReader(b), "b")
		if err != nil {
			t.Fatal(err)
		}
		merged, err := Merge([]string{"a", "b"}, p, q)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		if err := Write(&got, merged); err != nil {
			t.Fatal(err)
		}
		if want := readText(t, a, b); got.String() != want {
			t.Fatalf("got\n%swant\n%s", got.String(), want)
		}
	})
}

// FuzzParse holds the reader to golang.org/x/tools/cover. Where x/tools is right they are equal. It is not, and so the
// results may differ, where
//   - the mode is none that Go knows, or stands again in the middle: x/tools takes any, once;
//   - counts are beyond int: x/tools refuses one, and wraps the sum;
//   - blocks of one start and several ends are mixed: x/tools counts some twice;
//   - blocks overlap, or numbers are beyond 2^31-1: covbar refuses them, x/tools counts them;
//   - a name holds a control character: covbar refuses it;
//   - a number has a sign: x/tools takes "+1";
//   - there is no block at all: x/tools returns nothing, covbar an error;
//   - the text is UTF-16, compressed or has a byte order mark: x/tools refuses it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"mode: set\na/b.go:1.2,3.4 5 1\n", "mode: count\na.go:1.2,3.4 5 1\na.go:1.2,3.4 5 2\nb.go:1.2,3.4 5 1",
		"mode: atomic\r\nC:\\x y.go:1.2,3.4 5 1\r\nC:\\x y.go:4.2,5.4 5 0\r\n", "mode: set\ny.go:1.0,2.0 1 1\ny.go:1.0,3.0 1 0\ny.go:1.0,2.0 1 1\n",
		"mode: count\na.go:1.2,3.4 5 9223372036854775807\na.go:1.2,3.4 5 1\n", "mode: set\na.go:1.2,3.4 +5 1\n", "mode: set\n", "",
		"mode: set\na.go:1.2,3.4 5 1\nmode: set\n", "\xff\xfem\x00", "\x1f\x8b\x08", "\x28\xb5\x2f\xfd",
		"mode: count\na.go:1.2,3.4 5 1\na.go:4.2,5.4 1 0\na.go:1.2,3.4 5 1\na.go:4.2,5.4 1 7\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Parse(strings.NewReader(text), "in")
		if err == nil {
			var again strings.Builder
			if err := Write(&again, got); err != nil {
				t.Fatal(err)
			}
			p, err := Parse(strings.NewReader(again.String()), "again")
			if err != nil {
				t.Fatalf("what was written cannot be read: %v\n%s", err, again.String())
			}
			var third strings.Builder
			if err := Write(&third, p); err != nil || third.String() != again.String() {
				t.Fatalf("%v: what was written reads as\n%s, not as\n%s", err, third.String(), again.String())
			}
		}
		want, wantErr := cover.ParseProfilesFromReader(strings.NewReader(text))
		if wantErr != nil || err != nil || knownDifference(text, want) {
			if wantErr == nil && err != nil && !knownRefusal(err, text) {
				t.Fatalf("x/tools reads what covbar refuses: %v", err)
			}
			return
		}
		if len(got.Files) != len(want) {
			t.Fatalf("got %d files, want %d", len(got.Files), len(want))
		}
		for i, file := range got.Files {
			if file.FileName != want[i].FileName || len(file.Blocks) != len(want[i].Blocks) {
				t.Fatalf("got %v, want %v", file, want[i])
			}
			for k, b := range file.Blocks {
				w := want[i].Blocks[k]
				if got.Mode == Set {
					w.Count = min(w.Count, 1)
				}
				if b != w {
					t.Fatalf("%s: got %v, want %v", file.FileName, b, w)
				}
			}
		}
	})
}

// knownDifference reports whether both read the text, and x/tools wrongly.
func knownDifference(text string, want []*cover.Profile) bool {
	if strings.Count(text, "mode: ") > 1 || strings.Contains(text, "+") {
		return true
	}
	for _, file := range want {
		for i, b := range file.Blocks {
			if b.Count < 0 {
				return true // wrapped
			}
			for _, c := range file.Blocks[:i] {
				if b.StartLine == c.StartLine && b.StartCol == c.StartCol {
					return true // ends A, B, A
				}
			}
		}
	}
	return false
}

// knownRefusal reports whether covbar is right to refuse what x/tools reads.
func knownRefusal(err error, text string) bool {
	for _, reason := range []string{"unknown mode", "overlaps block", "the statements of block", "is larger than", "no coverage data", "control character"} {
		if strings.Contains(err.Error(), reason) {
			return true
		}
	}
	return strings.Contains(text, "+") || strings.Contains(text, "-") // signs; x/tools reads "-0", too
}
