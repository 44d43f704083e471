package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/covbar/covbar/"

// The house says who may import whom. A package that is not listed here has no place in it yet.
var house = map[string]struct {
	ours []string // what of ours it may import
	pure bool     // it touches neither disk, processes nor network: what it works on is handed to it
}{
	"coverage":                 {pure: true},
	"coverage/change":          {ours: []string{"coverage"}},
	"coverage/covdata":         {ours: []string{"coverage"}},
	"coverage/workspace":       {ours: []string{"coverage"}},
	"policy":                   {ours: []string{"coverage"}, pure: true},
	"report":                   {ours: []string{"policy", "coverage"}, pure: true},
	"report/github":            {},
	"report/github/githubtest": {},
	"cmd/covbar": {ours: []string{
		"coverage", "coverage/change", "coverage/covdata", "coverage/workspace", "policy", "report", "report/github",
	}},
}

func TestHouse(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := map[string]bool{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := entry.Name(); name != root && (strings.HasPrefix(base, ".") || base == "testdata" || base == "examples" || base == "internal") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(dir)
		rule, known := house[pkg]
		if !known {
			t.Errorf("%s: package %s has no place in the house", name, pkg)
			return nil
		}
		seen[pkg] = true
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			ours, isOurs := strings.CutPrefix(imported, module)
			if isOurs && !slices.Contains(rule.ours, ours) && path.Dir(ours) != path.Join(pkg, "internal") {
				t.Errorf("%s imports %s, which is not for %s", name, imported, pkg)
			}
			if rule.pure && slices.Contains([]string{"os", "os/exec", "net/http"}, imported) {
				t.Errorf("%s imports %s: %s is handed what it works on", name, imported, pkg)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range house {
		if !seen[pkg] {
			t.Errorf("%s is in the house, but there is no such package", pkg)
		}
	}
}
