package main

import (
	"cmp"
	"maps"
	"path"
	"path/filepath"
	"slices"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/coverage/workspace"
)

// own sets the owners of the packages, and returns all that CODEOWNERS names; nil where there is no such file.
func (g *gate) own(j *judgement) []string {
	top, inRepository := findUp(g.root, "", ".git")
	if !inRepository {
		top = g.root
	}
	owners, err := workspace.ReadOwners(top)
	if err != nil {
		j.warn("the owners are not known: %v", err)
	}
	if owners == nil {
		return nil
	}
	for _, warning := range owners.Warnings {
		j.warn("%s", warning)
	}
	below, err := filepath.Rel(top, g.root)
	if err != nil {
		return owners.Names
	}
	for i := range j.packages {
		j.packages[i].Owners = ownersOf(owners, filepath.ToSlash(below), j.packages[i])
	}
	return append([]string{}, owners.Names...) // not nil: there is such a file
}

// ownersOf are the owners of a package's files, those of most files first. root is the folder that the files' paths begin at.
func ownersOf(owners *workspace.Owners, root string, pkg coverage.Package) []string {
	files := map[string]int{}
	for _, file := range pkg.Files {
		if file.Path == "" {
			continue // without the sources nobody knows where it is
		}
		for _, owner := range owners.Of(path.Join(root, file.Path)) {
			files[owner]++
		}
	}
	return slices.SortedFunc(maps.Keys(files), func(a, b string) int {
		return cmp.Or(cmp.Compare(files[b], files[a]), cmp.Compare(a, b))
	})
}
