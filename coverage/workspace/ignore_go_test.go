package workspace

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covbar/covbar/coverage"
)

const ignoring = `
-- go.mod --
module shop

go 1.26
-- shop_test.go --
package shop

import "testing"

func Test(t *testing.T) { F(1); G(1, nil) }
-- shop.go --
package shop

import "fmt"

func F(x int) error {
	fmt.Println(x)
	if x > 1 { //covbar:ignore the argument is checked
		fmt.Println(1)
		return nil
	} else if x > 2 { //covbar:ignore the argument is checked
		fmt.Println(2)
	} else {
		//covbar:ignore though it runs
		fmt.Println(3)
		fmt.Println(4)
		if x > 7 {
			fmt.Println(5)
		}
		fmt.Println(6)
	}
	//covbar:ignore the rest
	if x > 3 {
		fmt.Println(7)
	} else if x > 4 {
		fmt.Println(8)
	} else {
		fmt.Println(9)
	}
	switch {
	case x > 8:
		fmt.Println(10)
	case x > 9: //covbar:ignore no
		fmt.Println(11)
		fmt.Println(12)
	//covbar:ignore no
	default:
		func() { fmt.Println(13) }()
	}
	return nil //covbar:ignore the last one
}

func G(x int, c chan int) {
	//covbar:ignore never closed
	defer func() {
		if recover() != nil {
			fmt.Println(1)
		}
	}()
loop:
	for i := range x {
		if i > 1 {
			break loop //covbar:ignore no
		}
	}
	select {
	case <-c: //covbar:ignore nobody sends
		fmt.Println(2)

		// Something is about to follow.

		fmt.Println(3)
	default:
	}
	fmt.Println(func() int { //covbar:ignore no
		return 1
	}(), func() int { return 2 }())
	if x > 1 {
		panic(x) //covbar:ignore no
	}
}

// H is never called.
//
//covbar:ignore not by a test
func H() {
	fmt.Println(1)
	if true {
		fmt.Println(2)
	}
}

//covbar:ignore tables are for others
var table = []func(){
	func() { fmt.Println(1) },
	func() { fmt.Println(2); fmt.Println(3) },
}

func I() { fmt.Println(1); fmt.Println(2) }
-- cart/cart.go --
package cart

func F() { //covbar:ignore no
	println(1)
}

func G(x int) {
	if x > 1 { //covbar:ignore no
		println(1)
	}
}
-- cart/types.go --
package cart

type T int

func (T) F() {
	println(1) //covbar:ignore no
}
`

// What is ignored is the same, whether a profile says it or the sources alone.
func TestIgnoreAsGoTest(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	root := plant(t, ignoring)
	profile := goTest(t, root, "./...")
	type sum struct{ Covered, Total, Ignored int64 }
	measure := func(p *coverage.Profile) map[string]sum {
		listing, err := load(t, root).List(t.Context(), p, nil, nil)
		if err != nil || len(listing.Warnings)+len(listing.Wrong) > 0 {
			t.Fatalf("%+v, %v", listing, err)
		}
		sums := map[string]sum{}
		for _, pkg := range listing.Packages {
			for _, file := range pkg.Files {
				sums[file.Path] = sum{file.Ratio.Covered, file.Ratio.Total, file.Ignored}
			}
		}
		return sums
	}
	got := measure(profile)
	if diff := cmp.Diff(map[string]sum{
		"shop.go":       {13, 17, 28},
		"cart/cart.go":  {0, 1, 2},
		"cart/types.go": {0, 0, 1},
	}, got); diff != "" {
		t.Errorf("with a profile (-want +got):\n%s", diff)
	}
	for name, of := range got {
		of.Covered = 0
		got[name] = of
	}
	if diff := cmp.Diff(got, measure(nil)); diff != "" {
		t.Errorf("without a profile (-with +without):\n%s", diff)
	}
}
