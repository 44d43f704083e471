package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
)

// coverDirVariable tells tests where the binaries that they start may write what they cover: each suite below a folder of
// its name. (GOCOVERDIR itself would not do: go test sets it to a folder of its own.)
const coverDirVariable = "COVBAR_COVERDIR"

// coverDirName is the name of that folder, among those for temporary files.
const coverDirName = "binaries"

// binaryEntries are the GOCOVERDIR folders that tests left in dir, each as an input of the suite that its place names.
func (m *measurement) binaryEntries(ctx context.Context, e env, g *gate, dir string) []entry {
	entries := m.covdataEntries(ctx, e, dir, "$"+coverDirVariable, "")
	suites := g.suites()
	for i := range entries {
		below, _ := filepath.Rel(dir, entries[i].path)
		if suite, _, _ := strings.Cut(filepath.ToSlash(below), "/"); slices.Contains(suites, suite) {
			entries[i].suite = suite
		}
		entries[i].path = "" // it will be gone, and is younger than every source
	}
	return entries
}
