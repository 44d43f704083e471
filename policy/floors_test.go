package policy

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const withFloors = "version: 1\nfloors: {file: f, until: 2027-06-30}\n"

// readFloors reads a floors file back.
func readFloors(t testing.TB, data []byte) ([]Floor, error) {
	t.Helper()
	p := parse(t, withFloors)
	if err := p.SetFloors(data, "f"); err != nil {
		return nil, err
	}
	var floors []Floor
	for _, f := range p.floors {
		floors = append(floors, Floor{f.clause.Selector, f.clause.Bar})
	}
	return floors, nil
}

func TestFloors(t *testing.T) {
	p := parse(t, withFloors)
	file := "\ufeff# what was below its bar\r\n. 50.00%\r\n\n./a 41.37% # soon better\n\"./b c\"  0%\nexample.com/m/d 60%\nexample.com/m/e 60%\n"
	if err := p.SetFloors([]byte(file), "f"); err != nil {
		t.Fatal(err)
	}
	v := evaluate(t, p,
		pkg(".", 1, 2), pkg("a", 4136, 10000), noData(pkg("b c", 0, 10)), pkg("d", 60, 100), pkg("e", 90, 100))
	var got []string
	for _, c := range v.Packages {
		got = append(got, row(c))
	}
	want := []string{
		"example.com/m floor: 1/2, bar 50.00%, lowered by floor 2",
		"a fail: 4136/10000, bar 41.37%, lowered by floor 4",
		"b c floor: 0/10, bar 0.00%, lowered by floor 5",
		"d floor: 60/100, bar 60.00%, lowered by floor 6",
		"e pass: 90/100, bar 60.00%, lowered by floor 7",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	v, err := p.Evaluate(Input{Packages: []coverage.Package{pkg("a", 1, 2)}, Day: "2027-07-01", Rooted: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := row(v.Packages[0]), "a fail: 1/2, bar 85.00%, ran out: floor 2027-06-30"; got != want {
		t.Errorf("after the last day:\n got %s\nwant %s", got, want)
	}
}

// Of a waiver and floors by folder and by path the lowest counts; of equal ones the waiver, for which somebody answers.
func TestFloorsAndWaivers(t *testing.T) {
	p := parse(t, withFloors+"waivers:\n  - {packages: [\"./a\", \"./b\"], threshold: 30%, owner: o, reason: r, until: 2027-06-30}\n")
	if err := p.SetFloors([]byte("./a 30%\n./b 40%\nexample.com/m/b 20%\n"), "f"); err != nil {
		t.Fatal(err)
	}
	v := evaluate(t, p, pkg("a", 1, 2), pkg("b", 1, 2))
	got := []string{row(v.Packages[0]), row(v.Packages[1])}
	want := []string{
		"a waived: 1/2, bar 30.00%, lowered by waiver 4",
		"b floor: 1/2, bar 20.00%, lowered by floor 3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFloorsRefused(t *testing.T) {
	var b strings.Builder
	for _, test := range []struct{ why, file string }{
		{"a package without a floor", "./a\n"},
		{"a floor without its sign may be anything", "./a 41\n"},
		{"finer than hundredths", "./a 41.375%\n"},
		{"more than all", "./a 141%\n"},
		{"two floors in a line", "./a 41% 42%\n"},
		{"quotes without an end", "\"./a 41%\n"},
		{"quotes without a blank after them", "\"./a\"41%\n"},
		{"a pattern", "./a/... 41%\n"},
		{"another pattern", "./a/* 41%\n"},
		{"outside of the root", "../a 41%\n"},
		{"a slash too many", "./a/ 41%\n"},
		{"not sorted", "./b 41%\n./a 41%\n"},
		{"twice", "./a 41%\n# again\n./a 42%\n"},
		{"all errors at once", "./b 41%\n  ./a 1%\n./c x%\n"},
		{"bytes that are no text", "./a\xff 41%\n"},
		{"too large", strings.Repeat("#", maxFloors+1)},
	} {
		floors, err := readFloors(t, []byte(test.file))
		if err == nil {
			t.Errorf("%s: read as %v", test.why, floors)
			continue
		}
		fmt.Fprintf(&b, "# %s\n%s\n%s\n\n\n", test.why, strings.TrimSuffix(show(test.file), "\n"), err)
	}
	golden(t, "testdata/floors.golden", b.String())
}

func TestFormatFloors(t *testing.T) {
	got := FormatFloors([]Floor{{"example.com/b", 4137}, {"./b c", 0}, {"./a", 5000}, {"./a", 10}, {".", 9999}, {`C:\a`, 1}, {"#x", 2}})
	want := `# Written by covbar. Each line is the bar of a package that was below the one it owes.
"#x" 0.02%
. 99.99%
./a 0.10%
"./b c" 0.00%
"C:\\a" 0.01%
example.com/b 41.37%
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if _, err := readFloors(t, got); err != nil {
		t.Error(err)
	}
}

// What init writes is read back, and with it everything passes.
func TestFloorsLetPass(t *testing.T) {
	packages := []coverage.Package{
		pkg(".", 1, 3), pkg("a", 2, 3), noData(pkg("b", 0, 4)), pkg("c", 9, 10), unmapped(pkg("d", 1, 7)),
		broken(noData(pkg("e", 0, 0))),
	}
	before := evaluate(t, Default(), packages...)
	want := []Floor{{".", 3333}, {"./a", 6666}, {"./b", 0}, {"example.com/m/d", 1428}, {"./e", 0}}
	if diff := cmp.Diff(want, before.Floors()); diff != "" {
		t.Error(diff)
	}
	p := parse(t, withFloors)
	if err := p.SetFloors(FormatFloors(before.Floors()), "f"); err != nil {
		t.Fatal(err)
	}
	if after := evaluate(t, p, packages...); !after.Passed() || len(after.Warnings) > 0 {
		t.Errorf("%v %v", Failing(after.Packages), after.Warnings)
	}
}

func FuzzFloors(f *testing.F) {
	f.Add([]byte("# c\n./a 41.37%\nexample.com/b 1%\n"))
	f.Add([]byte("\"./a \\x01\" 0%\n"))
	f.Add([]byte(". 100%"))
	f.Fuzz(func(t *testing.T, data []byte) {
		floors, err := readFloors(t, data)
		if err != nil {
			return
		}
		written := FormatFloors(floors)
		again, err := readFloors(t, written)
		if err != nil || !cmp.Equal(floors, again) {
			t.Fatalf("%q was read as %v, written as %q, and read as %v, %v", data, floors, written, again, err)
		}
		if !bytes.Equal(written, FormatFloors(again)) {
			t.Fatalf("%q is written in two ways", data)
		}
	})
}

func TestFloorsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		selectors := rapid.SliceOfNDistinct(rapid.StringMatching(`(\./)?[a-zé #"\\]([a-z/]?[a-z.])*`), 0, 8, rapid.ID).Draw(t, "selectors")
		var floors []Floor
		for _, s := range selectors {
			if checkFloor(s) == nil {
				floors = append(floors, Floor{s, coverage.Percent(rapid.IntRange(0, 10000).Draw(t, "bar"))})
			}
		}
		p := &Policy{floorsFrom: &floorsFrom{}}
		if err := p.SetFloors(FormatFloors(floors), "f"); err != nil || len(p.floors) != len(floors) {
			t.Fatalf("%v\n%s", err, FormatFloors(floors))
		}
	})
}
