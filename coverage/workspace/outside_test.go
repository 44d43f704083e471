package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A policy may stand in a part of a repository whose modules are built from what lies beside that part.
func TestBuiltFrom(t *testing.T) {
	top := plant(t, `
-- go.work --
go 1.26

use (
	./lib
	./part/used
)
replace x => ./other
-- lib/go.mod --
module lib
-- part/plain/go.mod --
module plain

require x v1.0.0

replace x => y v1.0.0
-- part/folder/go.mod --
module folder

replace (
	x => ../../lib
	y => ../plain
)
-- part/whole/go.mod --
module whole

sprocket 7
replace x => ROOT/lib
-- part/used/go.mod --
module used
-- part/own.work --
go 1.26

use ./plain
replace z => ../own
`)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Join(top, "part"), link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	tests := []struct{ file, want, reason string }{
		{"lib/x.go", "folder used whole", "replaced by a folder beside the root, used by the go.work, replaced by its whole name"},
		{"lib", "folder used whole", "the folder is a submodule"},
		{"lib/deep/x.go", "folder used whole", "below the folder"},
		{"library/x.go", "", "another folder"},
		{"other/x.go", "used", "replaced by the go.work"},
		{"go.work", "used", "the go.work itself"},
		{"go.work.sum", "used", "and its sums"},
		{"go.work.bak", "", "but no other file beside it"},
		{"y/x.go", "", "this y is a module with a version"},
		{"own/x.go", "", "a go.work of another name is none"},
	}
	tree := load(t, filepath.Join(top, "part"))
	linked := load(t, link)
	for _, test := range tests {
		files := []string{filepath.Join(top, "nothing"), filepath.Join(top, filepath.FromSlash(test.file))}
		if got := paths(tree.BuiltFrom(files)); got != test.want {
			t.Errorf("%s: %q, want %q: %s", test.file, got, test.want, test.reason)
		}
		if got, want := paths(linked.BuiltFrom(files)), strings.ReplaceAll(test.want, "used", ""); strings.Join(strings.Fields(want), " ") != got {
			t.Errorf("%s, by a link: %q, want %q: the go.work is not around that name", test.file, got, want)
		}
	}

	own := filepath.Join(top, "part", "own.work")
	data, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	if used, err := tree.SetWork(own, data); used != 1 || err != nil {
		t.Errorf("SetWork: %d, %v", used, err)
	}
	for file, want := range map[string]string{"own/x.go": "plain", "other/x.go": "", "go.work": ""} {
		if got := paths(tree.BuiltFrom([]string{filepath.Join(top, filepath.FromSlash(file))})); got != want {
			t.Errorf("%s, with another go.work: %q, want %q", file, got, want)
		}
	}
}

func paths(modules []Module) string {
	var all []string
	for _, m := range modules {
		all = append(all, m.Path)
	}
	return strings.Join(all, " ")
}

func TestSetWork(t *testing.T) {
	root := plant(t, "-- go.work --\ngo 1.26\nuse ./a\n-- a/go.mod --\nmodule a\n-- b/go.mod --\nmodule b\n")
	tree := load(t, root)
	elsewhere := filepath.Join(root, "out", "go.work")
	tests := []struct {
		text       string
		used       int
		works, err string
		reason     string
	}{
		{"us .\n", 0, "go.work,", elsewhere + ":1: unknown directive: us", "it changes nothing"},
		{"go 1.26\nuse (\n\t../b\n\t" + filepath.ToSlash(root) + "/b\n\t../c\n\t..\n)\n", 1, ",out/go.work", "", "that one alone, and once"},
		{"go 1.26\nuse ../c\n", 0, ",", "", "none"},
	}
	for _, test := range tests {
		used, err := tree.SetWork(elsewhere, []byte(test.text))
		if used != test.used || err == nil != (test.err == "") || err != nil && err.Error() != test.err {
			t.Errorf("%q: %d, %v; want %d, %s", test.text, used, err, test.used, test.err)
		}
		var works []string
		for _, m := range tree.Modules {
			works = append(works, strings.TrimPrefix(filepath.ToSlash(m.Work), filepath.ToSlash(root)+"/"))
		}
		if got := strings.Join(works, ","); got != test.works {
			t.Errorf("%q: %q, want %q: %s", test.text, got, test.works, test.reason)
		}
	}
}
