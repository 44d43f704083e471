package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/covbar/covbar/coverage/workspace"
)

// isBuiltFrom reports whether a module is built from any of the files, which are outside the root: whether its go.work is
// among them, or a folder around one is used there, or replaces another module. Where that cannot be read, it is.
func isBuiltFrom(root string, m workspace.Module, files []string) bool {
	dir := filepath.Join(root, filepath.FromSlash(m.Dir))
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return true
	}
	gomod, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		return true
	}
	places := targets(dir, gomod.Replace)
	if m.Work != "" {
		dir := filepath.Dir(m.Work)
		data, err := os.ReadFile(m.Work)
		if err != nil {
			return true
		}
		work, err := modfile.ParseWork("go.work", data, nil)
		if err != nil {
			return true
		}
		places = append(places, m.Work, m.Work+".sum")
		places = append(places, targets(dir, work.Replace)...)
		for _, use := range work.Use {
			places = append(places, from(dir, use.Path))
		}
	}
	return slices.ContainsFunc(places, func(place string) bool {
		place = resolved(place)
		return slices.ContainsFunc(files, func(file string) bool {
			return strings.HasPrefix(file+string(filepath.Separator), place+string(filepath.Separator))
		})
	})
}

// targets are the folders that replace lines name.
func targets(dir string, lines []*modfile.Replace) (folders []string) {
	for _, line := range lines {
		if line.New.Version == "" {
			folders = append(folders, from(dir, line.New.Path))
		}
	}
	return folders
}

// from is a path of a file in dir, which may be absolute.
func from(dir, path string) string {
	if path = filepath.FromSlash(path); filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
