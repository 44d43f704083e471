//go:build unix

package workspace

import (
	"os"
	"testing"
)

// Folders may lie deeper than the name of a file may be long.
func TestDeepFolders(t *testing.T) {
	const depth = 500
	root := plant(t, "-- go.mod --\nmodule shop\n")
	at, err := os.OpenRoot(root)
	for range depth {
		if err != nil {
			t.Fatal(err)
		}
		const name = "another-folder"
		if err := at.Mkdir(name, 0o777); err != nil {
			t.Fatal(err)
		}
		around := at
		at, err = around.OpenRoot(name)
		around.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer at.Close()
	if err := at.WriteFile("a.go", []byte("package a\n\nfunc F() { println() }\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	listing, err := load(t, root).List(t.Context(), nil, nil, nil)
	if err != nil || len(listing.Packages) != 1 || listing.Packages[0].Ratio().Total != 1 {
		t.Errorf("got %+v, %v", listing, err)
	}
}
