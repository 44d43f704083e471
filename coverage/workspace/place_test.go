package workspace

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLocate(t *testing.T) {
	tree := &Tree{
		Root: "/src/shop", real: "/data/shop",
		Modules: []Module{
			{Path: "example.com/shop/v2", Dir: "."},
			{Path: "example.com/shop/v2/api", Dir: "api"},
			{Path: "example.com/shop/mail/v3", Dir: "mail"},
			{Path: "other.org/x", Dir: "libs/x"},
			{Path: "example.com/shop/v2/moved", Dir: "libs/moved"},
			{Path: "shop", Dir: "v1"},
		},
		folders: []folder{{"moved/b", ".", []string{"b.go"}, nil}, {"v1/a", "v1", []string{"a.go"}, nil}, {"libs/moved/b", "libs/moved", nil, nil}},
	}
	tests := []struct{ name, want, reason string }{
		{"example.com/shop/v2/a.go", ". as example.com/shop/v2", "the root package of a module at /v2"},
		{"example.com/shop/v2/cart/a.go", "cart as example.com/shop/v2/cart", "the plain case"},
		{"example.com/shop/v2/api/a.go", "api as example.com/shop/v2/api", "the longest path"},
		{"example.com/shop/v2/api/v1/a.go", "api/v1 as example.com/shop/v2/api/v1", "the longest path, and down"},
		{"example.com/shop/v2/apis/a.go", "apis as example.com/shop/v2/apis", "paths end at a slash"},
		{"example.com/shop/a.go", "foreign example.com/shop", "that is version 1, which may be a dependency"},
		{"example.com/shop/v20/a.go", "foreign example.com/shop/v20", "paths end at a slash"},
		{"example.com/shop/mail/v3/smtp/a.go", "mail/smtp as example.com/shop/mail/v3/smtp", "a major version has no folder"},
		{"example.com/shop/v2/mail/smtp/a.go", "unmapped", "the folder has another name since mail is a module"},
		{"example.com/shop/v2/libs/x/a.go", "unmapped", "as above"},
		{"example.com/shop/v2/libs/a.go", "libs as example.com/shop/v2/libs", "above a nested module"},
		{"other.org/x/y/a.go", "libs/x/y as other.org/x/y", "a module may have any path"},
		{"example.com/shop/v2/moved/a/a.go", "libs/moved/a as example.com/shop/v2/moved/a", "the longest path, where neither has the folder"},
		{"example.com/shop/v2/moved/b/a.go", "moved/b as example.com/shop/v2/moved/b", "only the shorter one has the folder"},
		{"example.com/shop/v2/testdata/a/a.go", "testdata/a as example.com/shop/v2/testdata/a", "tested by name"},
		{"example.com/shop/v2/gone/_cgo_gotypes.go", "gone as example.com/shop/v2/gone", "whether it is there is left open"},
		{"example.com/shop/v2/a/.", "a as example.com/shop/v2/a", "an empty //line directive"},
		{"shop/a/a.go", "v1/a as shop/a", "a path without a dot"},
		{"shop", "unmapped", "no folder"},
		{"fmt/print.go", "standard fmt", "the standard library"},
		{"net/http/server.go", "standard net/http", "as above"},
		{"vendor/golang.org/x/net/idna/a.go", "standard vendor/golang.org/x/net/idna", "what the standard library vendors"},
		{"cmd/vendor/golang.org/x/mod/a.go", "standard cmd/vendor/golang.org/x/mod", "as above"},
		{"cart/a.go", "standard cart", "nothing is guessed by how it ends"},
		{"shop.org/cart/a.go", "foreign shop.org/cart", "a path with a dot can be downloaded"},
		{"golang.org/x/net/idna/a.go", "foreign golang.org/x/net/idna", "as above"},
		{"example.com/shop/v2/vendor/golang.org/x/net/a.go", "foreign golang.org/x/net", "vendored, never ours"},
		{"example.com/shop/v2/cart/vendor/x/a.go", "foreign x", "as above, of a folder further down"},
		{"example.com/shop/v2/mail/vendor/x/a.go", "foreign x", "as above, in a nested module"},
		{"example.com/shop/v2/vendor/a/vendor/b/a.go", "foreign b", "vendored by what is vendored"},
		{"/src/shop/vendor/golang.org/x/net/a.go", "foreign golang.org/x/net", "the same by its folder"},
		{"/src/shop/vendor/a.go", "vendor as example.com/shop/v2/vendor", "the folder itself is a package as any"},
		{"example.com/shop/v2/vendor/a.go", "vendor as example.com/shop/v2/vendor", "as above"},
		{"example.com/shop/v2/vendors/a/a.go", "vendors/a as example.com/shop/v2/vendors/a", "another name"},
		{"/elsewhere/vendor/x/a.go", "unmapped", "a folder elsewhere may be anything"},
		{"a.go", "unmapped", "no folder"},
		{"", "unmapped", "nothing at all"},
		{"example.com/shop/v2/", "unmapped", "no file"},
		{"example.com/shop/v2/..", "unmapped", "a way out"},
		{"/src/shop/a/..", "unmapped", "as above"},
		{"/etc/passwd", "unmapped", "nothing of ours"},
		{"../../x", "unmapped", "a way out"},
		{"..", "unmapped", "as above"},
		{"./cart/a.go", "unmapped", "relative to what?"},
		{"../shop/a.go", "unmapped", "as above"},
		{"example.com/shop/v2/../../../etc/a.go", "unmapped", "no import path, and a way out"},
		{"example.com/shop/v2//cart/a.go", "unmapped", "no import path"},
		{`example.com\shop\v2\a.go`, "unmapped", "no import path"},
		{"/src/shop/cart/a.go", "cart as example.com/shop/v2/cart", "go test a.go a_test.go"},
		{"/data/shop/mail/smtp/a.go", "mail/smtp as example.com/shop/mail/v3/smtp", "the root without symbolic links"},
		{"/src/shop/a.go", ". as example.com/shop/v2", "the root itself"},
		{"/src/shopping/a.go", "unmapped", "another folder"},
		{"/ci/shop/cart/a.go", "unmapped", "another machine: nothing is guessed by how it ends"},
		{"/src/shop/../../etc/a.go", "unmapped", "a way out"},
		{"/a.go", "unmapped", "the top"},
		{`C:\src\shop\cart\a.go`, "unmapped", "another machine"},
		{`\\host\src\shop\a.go`, "unmapped", "another machine"},
	}
	for _, test := range tests {
		if got := located(tree, test.name); got != test.want {
			t.Errorf("%q: %s, want %s: %s", test.name, got, test.want, test.reason)
		}
	}
}

func TestLocateOnWindows(t *testing.T) {
	tree := &Tree{Root: `C:\src\shop`, real: `E:\shop`, Modules: []Module{{Path: "shop", Dir: "."}}}
	tests := []struct{ name, want, reason string }{
		{`C:\src\shop\cart\a.go`, "cart as shop/cart", "the plain case"},
		{`c:\src\shop\cart\a.go`, "cart as shop/cart", "a drive is one drive"},
		{`C:/src/shop/a.go`, ". as shop", "either slash"},
		{`e:\shop\a.go`, ". as shop", "where a link leads"},
		{`D:\src\shop\cart\a.go`, "unmapped", "another drive"},
		{`C:\src\shopping\a.go`, "unmapped", "another folder"},
		{`/src/shop/a.go`, "unmapped", "another machine"},
	}
	for _, test := range tests {
		if got := located(tree, test.name); got != test.want {
			t.Errorf("%q: %s, want %s: %s", test.name, got, test.want, test.reason)
		}
	}
}

func TestLocateOnAShare(t *testing.T) {
	tree := &Tree{Root: `\\host\share\shop`, real: `\\host\share`, Modules: []Module{{Path: "shop", Dir: "."}}}
	tests := []struct{ name, want, reason string }{
		{`\\host\share\shop\cart\a.go`, "cart as shop/cart", "the plain case"},
		{`//host/share/shop/a.go`, ". as shop", "either slash"},
		{`\\host\share\a.go`, ". as shop", "where a link leads: the share itself"},
		{`\\elsewhere\share\shop\a.go`, "unmapped", "another host"},
		{`\\host\share\shop\..\..\a.go`, "unmapped", "a way out"},
		{`\\host\share\\shop\a.go`, "unmapped", "not clean"},
		{`/host/share/shop/a.go`, "unmapped", "a folder of this machine"},
		{`///host/share/shop/a.go`, "unmapped", "one slash more"},
	}
	for _, test := range tests {
		if got := located(tree, test.name); got != test.want {
			t.Errorf("%q: %s, want %s: %s", test.name, got, test.want, test.reason)
		}
	}
}

func TestLocateThroughMaps(t *testing.T) {
	tree := &Tree{
		Root: "/src", real: "/src",
		Modules: []Module{{Path: "shop", Dir: "."}, {Path: "mail", Dir: "services/mail"}},
		Maps: []Map{
			{"/ci/build/shop/services", "services"},
			{"/ci/build/shop/", "."},
			{`c:\agent\1\s\`, "."},
			{`\\host\share`, "libs"},
			{"/src/old", "new"},
			{"/mirror//x/../y/", "services/mail"},
		},
	}
	tests := []struct{ name, want, reason string }{
		{"/ci/build/shop/cart/a.go", "cart as shop/cart", "the plain case"},
		{"/ci/build/shop/a.go", ". as shop", "the folder itself"},
		{"/ci/build/shop/services/mail/smtp/a.go", "services/mail/smtp as mail/smtp", "the first that fits; a module of its own"},
		{"/ci/build/shopping/a.go", "unmapped", "names end at a slash"},
		{"/ci/build/a.go", "unmapped", "above it"},
		{"/other/ci/build/shop/cart/a.go", "unmapped", "nothing is guessed by how it ends"},
		{"/ci/build/shop/../a.go", "unmapped", "a way out"},
		{"/ci/build/shop/vendor/x/a.go", "foreign x", "vendored"},
		{`C:\agent\1\s\cart\a.go`, "cart as shop/cart", "a Windows machine"},
		{`c:/agent/1/s/cart/a.go`, "cart as shop/cart", "either slash, either drive"},
		{`C:\agent\1\a.go`, "unmapped", "above it"},
		{`\\host\share\x\a.go`, "libs/x as shop/libs/x", "a share"},
		{"/src/old/x/a.go", "new/x as shop/new/x", "before the root itself"},
		{"/src/cart/a.go", "cart as shop/cart", "the root itself, where no map fits"},
		{"/mirror/y/a.go", "services/mail as mail", "a folder that is not written plainly"},
		{"shop/cart/a.go", "cart as shop/cart", "import paths need none"},
		{"ci/build/shop/a.go", "standard ci/build/shop", "no absolute path"},
	}
	for _, test := range tests {
		if got := located(tree, test.name); got != test.want {
			t.Errorf("%q: %s, want %s: %s", test.name, got, test.want, test.reason)
		}
	}
	tree.Modules = tree.Modules[1:]
	if got := located(tree, "/ci/build/shop/cart/a.go"); got != "unmapped" {
		t.Errorf("where it lies there is no module: %s", got)
	}
}

func TestLocateWithoutOwner(t *testing.T) {
	tree := &Tree{Root: "/", Modules: []Module{{Path: "a", Dir: "a"}}}
	for name, want := range map[string]string{"/a/b/c.go": "a/b as a/b", "/c.go": "unmapped", "/b/c.go": "unmapped"} {
		if got := located(tree, name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func located(tree *Tree, name string) string {
	at, base, is := tree.atlas().locate(name)
	switch {
	case is == standard:
		return "standard " + at.path
	case is == foreign:
		return "foreign " + at.path
	case is == unmapped:
		return "unmapped"
	case !strings.HasSuffix(name, base):
		return "base name " + base
	}
	return at.dir + " as " + at.path
}

// Every folder has one import path, and the import path leads back to it.
func TestPlacesAreOneToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree, dirs := randomTree(t, func(parent Module, dir string) string {
			return path.Join(parent.Path, within(parent.Dir, dir)) + rapid.SampledFrom([]string{"", "", "/v2", "/v3"}).Draw(t, "major")
		})
		checkPlaces(t, tree, dirs)
	})
}

// The same for modules that may be called anything, as far as folders are known to hold packages and no two of them
// have one import path.
func TestKnownPlacesAreOneToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree, dirs := randomTree(t, func(Module, string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "v2"}), 1, 3).Draw(t, "path"), "/")
		})
		atlas, seen := tree.atlas(), map[string]int{}
		for _, dir := range dirs {
			m := atlas.owner(dir)
			tree.folders = append(tree.folders, folder{dir, m.Dir, []string{"x.go"}, nil})
			seen[m.importPath(dir)]++
		}
		dirs = slices.DeleteFunc(dirs, func(dir string) bool { return seen[atlas.owner(dir).importPath(dir)] > 1 })
		checkPlaces(t, tree, dirs)
	})
}

// randomTree makes a tree of nested modules, the root among them, and some folders in it.
func randomTree(t *rapid.T, name func(parent Module, dir string) string) (*Tree, []string) {
	dir := rapid.Custom(func(t *rapid.T) string {
		return path.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "v2", "v3"}), 1, 4).Draw(t, "dir")...)
	})
	moduleDirs := rapid.SliceOfNDistinct(dir, 0, 6, rapid.ID).Draw(t, "modules")
	slices.Sort(moduleDirs)
	tree := &Tree{Root: "/src", Modules: []Module{{Path: "shop", Dir: "."}}}
	for _, dir := range moduleDirs {
		m := Module{Path: name(*tree.atlas().owner(dir), dir), Dir: dir}
		if slices.ContainsFunc(tree.Modules, func(other Module) bool { return other.Path == m.Path }) {
			continue // Load refuses twins
		}
		tree.Modules = append(tree.Modules, m)
	}
	return tree, append(rapid.SliceOfNDistinct(dir, 1, 20, rapid.ID).Draw(t, "folders"), ".")
}

func checkPlaces(t *rapid.T, tree *Tree, dirs []string) {
	atlas := tree.atlas()
	for _, dir := range dirs {
		importPath := atlas.owner(dir).importPath(dir)
		want := fmt.Sprintf("%s as %s", dir, importPath)
		for _, name := range []string{importPath + "/x.go", path.Join(tree.Root, dir, "x.go")} {
			if got := located(tree, name); got != want {
				t.Errorf("%s: %s, want %s; modules: %v", name, got, want, tree.Modules)
			}
		}
	}
}

// What was located before changes no answer.
func TestLocateInTurn(t *testing.T) {
	tree := &Tree{Root: "/src", Modules: []Module{{Path: "shop", Dir: "."}, {Path: "shop/v2", Dir: "v2"}}}
	name := rapid.SampledFrom([]string{
		"shop/a.go", "shop/b.go", "/src/a.go", "/src/v2/b.go", "shop/v2/a.go", "/a.go", "/b.go", "a.go", "shop/..", "fmt/a.go", "fmt/b.go", "x.org/y/a.go",
	})
	rapid.Check(t, func(t *rapid.T) {
		atlas := tree.atlas()
		for _, name := range rapid.SliceOf(name).Draw(t, "names") {
			at, base, is := atlas.locate(name)
			wantAt, wantBase, wantIs := tree.atlas().locate(name)
			if at != wantAt || base != wantBase || is != wantIs {
				t.Errorf("%s: %v %s %d, want %v %s %d", name, at, base, is, wantAt, wantBase, wantIs)
			}
		}
	})
}

func FuzzLocate(f *testing.F) {
	for _, name := range []string{"", "/", `\`, `C:\`, "shop/a/b.go", "shop/../a.go", "/src/../a.go", "//a.go", `\\\a`, "shop/./a.go", "/src/..0/"} {
		f.Add(name)
	}
	tree := &Tree{Root: "/src", Modules: []Module{{Path: "shop", Dir: "."}, {Path: "shop/v2", Dir: "v2"}}}
	atlas := tree.atlas()
	f.Fuzz(func(t *testing.T, name string) {
		at, _, is := atlas.locate(name)
		if is != inside {
			return
		}
		if at.dir != path.Clean(at.dir) || at.dir == ".." || strings.HasPrefix(at.dir, "../") || path.IsAbs(at.dir) {
			t.Errorf("%q leads out of the tree: %q", name, at.dir)
		}
		if m := atlas.owner(at.dir); at.path != m.importPath(at.dir) {
			t.Errorf("%q: folder %s has another path than %s", name, at.dir, at.path)
		}
	})
}
