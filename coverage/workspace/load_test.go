package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoad(t *testing.T) {
	tests := []struct {
		name   string
		tree   string
		want   []string // folder, module path, go.work below the root
		reason string
	}{
		{"nothing", "-- README --\n", nil, "profiles can be judged without sources"},
		{"sources alone", "-- a.go --\npackage a\n", nil, "as above"},
		{"one", "-- go.mod --\nmodule shop\n", []string{". shop -"}, "the usual repository; a path needs no dot"},
		{
			"nested", "-- go.mod --\nmodule shop\n-- a/b/go.mod --\nmodule other.org/b\n-- a-b/go.mod --\nmodule \"x\" // quoted\n",
			[]string{". shop -", "a-b x -", "a/b other.org/b -"},
			"sorted by folder as text, though a/ is walked after a-b",
		},
		{
			"major versions", "-- go.mod --\nmodule shop/v2\n-- old/v3/go.mod --\nmodule shop/old/v3\n",
			[]string{". shop/v2 -", "old/v3 shop/old/v3 -"},
			"in the root or in a folder of its own",
		},
		{
			"skipped", "-- a/vendor/go.mod --\nmodule v\n-- a/vendor/x/go.mod --\nmodule vx\n-- testdata/go.mod --\nmodule t\n" +
				"-- .a/go.mod --\nmodule dot\n-- _a/go.mod --\nmodule underscore\n-- node_modules/go.mod --\nmodule node\n",
			[]string{"node_modules node -"},
			"what the go command skips, and nothing else",
		},
		{
			"ignored", "-- go.mod --\nmodule shop\nignore (\n\t./a\n\tnode_modules\n)\n-- a/x/go.mod --\nmodule ax\n" +
				"-- b/a/go.mod --\nmodule ba\n-- b/node_modules/x/go.mod --\nmodule node\n-- ab/go.mod --\nmodule ab\n",
			[]string{". shop -", "ab ab -", "b/a ba -"},
			"./ is the module's own folder; other names count anywhere",
		},
		{
			"folders of that name", "-- a/go.mod/x --\n-- go.work/go.mod --\nmodule work\n",
			[]string{"go.work work -"},
			"a folder is no go.mod and no go.work",
		},
		{"later Go", "-- go.mod --\nmodule shop\nsprocket 7\n", []string{". shop -"}, "lines that this version does not know"},
		{
			"replace", "-- a/go.mod --\nmodule a\nrequire b v0.0.0\nreplace b => ../b\nreplace gone => ./gone\n" +
				"-- b/go.mod --\nmodule b\nrequire a v0.0.0\nreplace a => ../a\nreplace b => ../b\n" +
				"-- go.work --\ngo 1.26\nuse ./a\nreplace gone.org/x => /gone\n",
			[]string{"a a go.work", "b b -"},
			"in a circle, or to nothing: what the sources are does not depend on it, nor on a module cache",
		},
		{
			"links", "-- a/go.mod --\nlink: ../shop.mod\n-- shop.mod --\nmodule shop\n-- b --\nlink: a\n-- c/c --\nlink: .\n",
			[]string{"a shop -"},
			"a link to a file inside is that file; links to folders are not followed, loops neither",
		},
		{
			"work", "-- go.work --\ngo 1.26\nuse (\n\t./a\n\t./b/../b/\n\t../elsewhere\n)\n-- a/go.mod --\nmodule a\n-- b/go.mod --\nmodule b\n" +
				"-- c/go.mod --\nmodule c\n",
			[]string{"a a go.work", "b b go.work", "c c -"},
			"one is not used; one that is used is not here",
		},
		{
			"nearest work", "-- go.work --\ngo 1.26\nuse ./a/x\nuse ./a/y\n-- a/go.work --\ngo 1.26\nuse ./x\n" +
				"-- a/x/go.mod --\nmodule x\n-- a/y/go.mod --\nmodule y\n",
			[]string{"a/x x a/go.work", "a/y y go.work"},
			"the nearest that uses the module",
		},
		{
			"work beside", "-- dev/go.work --\ngo 1.26\nuse ../a\nuse ROOT/b\n-- b/go.work --\ngo 1.26\nuse .\n-- a/go.mod --\nmodule a\n" +
				"-- b/go.mod --\nmodule b\n",
			[]string{"a a dev/go.work", "b b b/go.work"},
			"one above comes before one beside; a use may be absolute",
		},
		{
			"work beside, later", "-- b/go.work --\ngo 1.26\nuse .\n-- dev/go.work --\ngo 1.26\nuse ../b\n-- b/go.mod --\nmodule b\n",
			[]string{"b b b/go.work"},
			"in the other order too",
		},
		{
			"work uses what is skipped", "-- go.work --\ngo 1.26\nuse ./testdata/a\n-- testdata/a/go.mod --\nmodule a\n", nil,
			"for editors; it is there, but no part of the system",
		},
		{
			"work through a link", "-- go.work --\ngo 1.26\nuse ./link\n-- link --\nlink: real\n-- real/go.mod --\nmodule real\n",
			[]string{"real real go.work"},
			"two names of one folder",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tree := load(t, plant(t, test.tree))
			var got []string
			for _, m := range tree.Modules {
				work := "-"
				if m.Work != "" {
					work, _ = filepath.Rel(tree.Root, m.Work)
				}
				got = append(got, fmt.Sprint(m.Dir, " ", m.Path, " ", filepath.ToSlash(work)))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
		})
	}
}

func TestLoadErrors(t *testing.T) {
	const mend = "\nhint: the go command cannot read this file either; mend it first"
	tests := []struct {
		name   string
		tree   string
		want   string
		reason string
	}{
		{
			"syntax", "-- a/go.mod --\nmodule a\n\nrequire (\n", "a/go.mod:4: syntax error (unterminated block started at a/go.mod:3:1)" + mend,
			"half a file says nothing of what it would have left out",
		},
		{
			"no module line", "-- a/go.mod --\ngo 1.26\n", "a/go.mod:1: there is no module line\n" +
				"hint: begin the file with the path of its module",
			"the go command cannot build it either",
		},
		{
			"no path", "-- go.mod --\nmodule\n", "go.mod:1: usage: module module/path" + mend, "cut off",
		},
		{
			"path that is none", "-- go.mod --\n\nmodule ../x\n", `go.mod:2: "../x" is no module path: invalid path element ".."` +
				"\nhint: a module path is like example.com/shop/orders", "import paths could leave the tree",
		},
		{
			"twins", "-- a/go.mod --\n// a\nmodule shop\n-- b/go.mod --\nmodule shop\n", "b/go.mod:1: shop is the module of a/go.mod:2 too\n" +
				"hint: give one of them another path; the go command skips folders named testdata, and those that begin with an underscore",
			"no import path would have one place",
		},
		{
			"go.mod in a loop", "-- a/go.mod --\nlink: go.mod\n", "a/go.mod: too many levels of symbolic links" +
				"\nhint: a go.mod must be a file below the root that can be read", "links that lead in a circle",
		},
		{
			"go.mod elsewhere", "-- a/go.mod --\nlink: /etc/hosts\n", "a/go.mod: path escapes from parent" +
				"\nhint: a go.mod must be a file below the root that can be read", "nothing is read outside",
		},
		{
			"broken work", "-- a/go.work --\ngo 1.26\nuse\n", "a/go.work:2: usage: use local/dir" + mend, "as the go command says",
		},
		{
			"work elsewhere", "-- go.work --\nlink: /etc/hosts\n", "go.work: path escapes from parent\nhint: a go.work must be a file that can be read",
			"nothing is read outside",
		},
		{
			"work without module", "-- go.work --\ngo 1.26\n\nuse ./a\n-- a/a.go --\npackage a\n",
			"go.work:3: use ./a: there is no go.mod\nhint: `go work edit -dropuse=./a` takes the line out", "left over from a move",
		},
		{
			"work of a file", "-- go.work --\ngo 1.26\n\nuse ./a\n-- a --\n",
			"go.work:3: use ./a: not a directory\nhint: a module must lie there, in a folder that can be read",
			"what cannot be read may be a module",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, loadError(plant(t, test.tree))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
		})
	}
}

func TestLoadOfNoFolder(t *testing.T) {
	root := plant(t, "-- file --\n-- loop --\nlink: loop\n")
	const hint = "\nhint: is this the folder of the sources?"
	for name, want := range map[string]string{
		"gone": "ROOT/gone: no such file or directory" + hint,
		"file": "ROOT/file: not a directory" + hint,
		"loop": "ROOT/loop: too many levels of symbolic links" + hint,
	} {
		got := strings.ReplaceAll(loadError(filepath.Join(root, name)), "ROOT", "ROOT/"+name)
		if got != want {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
	}
}

func TestUnreadableFolder(t *testing.T) {
	root := plant(t, "-- go.mod --\nmodule shop\n")
	disk, err := os.OpenRoot(root)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	// Some run tests as a user who may read everything. So the folder vanishes instead.
	const hint = "\nhint: make the folder readable, or name it in an ignore line of go.mod"
	for _, test := range []struct {
		dir    string
		owner  *home
		want   string
		reason string
	}{
		{"a/b", &home{dir: "."}, "a/b: no such file or directory" + hint, "packages of the module may be there"},
		{"a/b", nil, "<nil>", "a folder of other things"},
	} {
		if err := newWalker(disk).walk(disk, test.dir, test.owner).err; fmt.Sprint(err) != test.want {
			t.Errorf("%v\nwant %s: %s", err, test.want, test.reason)
		}
	}
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	if err := newWalker(disk).walk(disk, ".", nil).err; err == nil {
		t.Error("the root cannot be read, and nothing was said")
	}
}

func TestWorkAbove(t *testing.T) {
	top := plant(t, "-- go.work --\ngo 1.26\nuse ./repo/a\nuse ./repo/b\n-- repo/a/go.mod --\nmodule a\n-- repo/b/go.mod --\nmodule b\n"+
		"-- repo/go.work --\ngo 1.26\nuse ./a\n-- repo/c/go.mod --\nmodule c\n")
	tree := load(t, filepath.Join(top, "repo"))
	want := []Module{
		{Path: "a", Dir: "a", Work: filepath.Join(top, "repo", "go.work")},
		{Path: "b", Dir: "b", Work: filepath.Join(top, "go.work")},
		{Path: "c", Dir: "c"},
	}
	if diff := cmp.Diff(want, tree.Modules); diff != "" {
		t.Errorf("the nearest go.work that uses a module, also one above the root (-want +got):\n%s", diff)
	}

	for _, test := range []struct{ work, want, reason string }{
		{"use (\n", "ROOT/go.work:2: syntax error", "broken for all below it"},
		{"go 1.26\nuse ./repo/gone\n", "ROOT/go.work:2: use ./repo/gone: there is no go.mod\n", "no such folder"},
	} {
		plantIn(t, top, "-- go.work --\n"+test.work)
		_, err := Load(filepath.Join(top, "repo"))
		if want := strings.ReplaceAll(test.want, "ROOT", top); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v\nwant %s…: %s", err, want, test.reason)
		}
	}

	if err := os.Remove(filepath.Join(top, "go.work")); err != nil {
		t.Fatal(err)
	}
	plantIn(t, top, "-- go.work/x --\n")
	if got := load(t, filepath.Join(top, "repo")).Modules[1].Work; got != "" {
		t.Errorf("a folder named go.work was taken for a file: %s", got)
	}
}

func TestLoadThroughLink(t *testing.T) {
	top := plant(t, "-- real/go.mod --\nmodule shop\n-- real/go.work --\ngo 1.26\nuse ROOT/real\n-- link --\nlink: real\n")
	tree := load(t, filepath.Join(top, "link"))
	if want := filepath.Join(top, "link"); tree.Root != want {
		t.Errorf("root is %s, want %s as it was named", tree.Root, want)
	}
	if want := filepath.Join(top, "link", "go.work"); tree.Modules[0].Work != want {
		t.Errorf("work is %q, want %q: use names the folder without the link", tree.Modules[0].Work, want)
	}
}
