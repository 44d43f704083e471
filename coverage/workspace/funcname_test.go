package workspace

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
)

func TestFunctionNames(t *testing.T) {
	tests := []struct {
		source string
		want   []string
		reason string
	}{
		{"func New() { a() }", []string{"New 1"}, "a function"},
		{"func (s Sizer) Size() { a() }", []string{"Sizer.Size 1"}, "a method of a value"},
		{"func (*Sizer) Size() { a() }", []string{"(*Sizer).Size 1"}, "a method of a pointer, which it has no name for"},
		{"func ((*(Sizer))) Size() { a() }", []string{"(*Sizer).Size 1"}, "parentheses that nobody needs"},
		{"func (q *Queue[T]) Push() { a() }", []string{"(*Queue[T]).Push 1"}, "generic"},
		{"func (m Map[ K,\n\t_ ]) Len() { a() }", []string{"Map[K, _].Len 1"}, "several parameters, oddly written"},
		{"func Keys[K comparable, V any](m map[K]V) { a() }", []string{"Keys 1"}, "its parameters are not its name"},
		{"func (struct{}) F() { a() }", []string{"?.F 1"}, "the parser takes it"},
		{"func () F() { a() }", []string{"F 1"}, "as above"},
		{"func init() { a() }\nfunc init() { a(); b() }", []string{"init 1", "init 2"}, "there may be several"},
		{"func f() { g(func() { a(); func() { b() }() }) }", []string{"f 4"}, "closures belong to the function around them"},
		{"func f() {}", []string{"f 0"}, "nothing to run"},
		{"func f()", nil, "written in assembly"},
		{"func _() { a() }", nil, "can never run"},
		{"var x = func() { a() }", []string{"x 1"}, "goes by the variable"},
		{"var (\n\tx = 1\n\ty, z = func() { a() }, []func(){func() { b() }, func() { c(); d() }}\n)", []string{"y 1", "z 3"}, "each by its own"},
		{"var in, out = pipe(func() { a() })", []string{"in, out 1"}, "one value for both"},
		{"var _ = func() int { a(); return 1 }()", []string{"_ 2"}, "runs when the program starts"},
		{"var x [len(f(func() { a() }))]int = y", []string{"x 1"}, "no compiler takes it, but cmd/cover"},
		{"var x [len(f(func() { a() }))]int", []string{"x 1"}, "as above"},
		{"type T [len(f(func() { a() }))]int", []string{"T 1"}, "as above"},
		{"const c = f(func() { a() })", []string{"c 1"}, "as above"},
		{"func f() { a() }\nfunc (", nil, "does not parse"},
	}
	for _, test := range tests {
		tree := load(t, plant(t, "-- go.mod --\nmodule shop\n-- a.go --\npackage shop\n"+test.source+"\n"))
		functions, err := tree.Functions(t.Context(), nil, coverage.Package{
			Path: "shop", Dir: ".", NoData: true, Files: []coverage.File{{Name: "shop/a.go", Path: "a.go"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range functions {
			got = append(got, fmt.Sprint(f.Name, " ", f.Ratio.Total))
			if f.Ratio.Covered != 0 {
				t.Errorf("%s: nothing ran, but %v did", test.source, f)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s\n%s (-want +got):\n%s", test.source, test.reason, diff)
		}
	}
}
