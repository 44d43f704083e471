package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// plant writes a tree of files, in txtar form, into a new folder. A file that begins with "link: " becomes a symbolic
// link; ROOT in it, and in all others, is the folder.
func plant(t *testing.T, tree string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	plantIn(t, root, tree)
	return root
}

func plantIn(t *testing.T, root, tree string) {
	t.Helper()
	for _, file := range txtar.Parse([]byte(tree)).Files {
		name := filepath.Join(root, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(file.Data), "ROOT", filepath.ToSlash(root))
		if target, ok := strings.CutPrefix(text, "link: "); ok {
			if err := os.Symlink(strings.TrimSpace(target), name); err != nil {
				t.Skip("no symbolic links here:", err)
			}
			continue
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func load(t *testing.T, root string) *Tree {
	t.Helper()
	tree, err := Load(root)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func loadError(root string) string {
	_, err := Load(root)
	if err == nil {
		return "no error"
	}
	return strings.ReplaceAll(filepath.ToSlash(err.Error()), filepath.ToSlash(root), "ROOT")
}
