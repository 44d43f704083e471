// Package coverage reads, merges and measures Go coverage profiles.
// It works on readers and values: it opens no file and runs no command.
package coverage

import (
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/cover"
)

// A Mode is how a profile counts: `go test -covermode`.
type Mode string

// The modes of cmd/cover. When profiles of several modes are merged, the one that comes last here wins.
const (
	Count  Mode = "count"  // how often each block ran
	Atomic Mode = "atomic" // the same, counted safely when goroutines race
	Set    Mode = "set"    // whether each block ran: counts are 0 or 1
)

// A Profile is what one or more test runs covered.
type Profile struct {
	Mode  Mode             // empty in the zero Profile only
	Files []*cover.Profile // sorted by file name, names unique; blocks sorted by range, ranges unique
}

// An Input is one profile to read.
type Input struct {
	Name string // for messages only
	// Open starts reading at the beginning. It is called a second time only to explain a contradiction;
	// where that fails, the explanation is shorter.
	Open func() (io.ReadCloser, error)
}

// Ratio adds up all blocks, as `go test` does for the percentage that it prints.
func (p *Profile) Ratio() Ratio {
	var sum Ratio
	for _, file := range p.Files {
		sum = sum.Add(FileRatio(file))
	}
	return sum
}

// FileRatio adds up the blocks of one file.
func FileRatio(file *cover.Profile) Ratio {
	var sum Ratio
	for _, b := range file.Blocks {
		sum.Total += int64(b.NumStmt)
		if b.Count > 0 {
			sum.Covered += int64(b.NumStmt)
		}
	}
	return sum
}

// Packages groups the files of p by the folder in their names, which is the import path. They are sorted by path.
func (p *Profile) Packages() []Package {
	byPath := make(map[string]*Package)
	for _, file := range p.Files {
		importPath := PackagePath(file.FileName)
		pkg := byPath[importPath]
		if pkg == nil {
			pkg = &Package{Path: importPath}
			byPath[importPath] = pkg
		}
		pkg.Files = append(pkg.Files, File{Name: file.FileName, Ratio: FileRatio(file)})
	}
	packages := make([]Package, 0, len(byPath))
	for _, importPath := range slices.Sorted(maps.Keys(byPath)) {
		packages = append(packages, *byPath[importPath])
	}
	return packages
}

// PackagePath returns the import path in a file name of a profile (or the folder, where the name is a path of a
// Windows machine).
func PackagePath(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 && strings.ContainsRune(name[:i], '\\') {
		return name[:i]
	}
	return path.Dir(name)
}

// A SyntaxError says where an input is wrong: name:line: message.
type SyntaxError struct {
	Name string
	Line int
	Msg  string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.Msg) }
