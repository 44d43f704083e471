package workspace

import (
	"bytes"
	"go/ast"
	"go/token"
	"path"
	"path/filepath"
	"slices"

	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// A finder collects the functions of a package.
type finder struct {
	files     map[string]coverage.File  // those of the package, by base name
	profiles  map[string]*cover.Profile // what is known of them; none where the statements are to be counted
	functions []coverage.Function
	lines     map[line][]span    // where the functions are, in the files with profiles
	out       map[string]ignored // what is left out of each source, by base name
}

func newFinder() *finder {
	return &finder{files: map[string]coverage.File{}, lines: map[line][]span{}, out: map[string]ignored{}}
}

// A line is one of a file of the package.
type line struct {
	file   string // base name
	number int
}

// A span is the part of a line from a column on that belongs to a function.
type span struct {
	column   int // 0 under a //line directive, most of which name none
	function int // its place in finder.functions
}

// A body is what runs of a function: a declaration with it, or a literal.
type body struct {
	ast.Node
	block *ast.BlockStmt
}

// parse adds the functions of one source.
func (f *finder) parse(name string, data []byte) {
	fset := token.NewFileSet()
	file, out, _, err := parse(fset, name, data) // List has told what is wrong with comments
	if err != nil {
		return
	}
	f.out[path.Base(name)] = out
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Body != nil && decl.Name.Name != "_" {
				f.add(fset, out, funcName(decl), body{decl, decl.Body})
			}
		case *ast.GenDecl:
			for _, value := range valuesOf(decl) {
				var bodies []body
				for _, literal := range literals(value.expr) {
					bodies = append(bodies, body{literal, literal.Body})
				}
				f.add(fset, out, value.name, bodies...)
			}
		}
	}
}

// asks reports whether functions of a file are looked for.
func (f *finder) asks(base string) bool {
	_, ok := f.files[base]
	return ok
}

// mayMove reports whether a source may hold a //line directive, which moves what follows it to another file.
func mayMove(source []byte) bool {
	return bytes.Contains(source, []byte("//line ")) || bytes.Contains(source, []byte("/*line "))
}

// add adds one function, by its bodies; where //line directives between these lead to several files, one in each.
func (f *finder) add(fset *token.FileSet, out ignored, name string, bodies ...body) {
	known := map[string]int{} // places in f.functions, by base name
	for _, body := range bodies {
		at := fset.Position(body.Pos())
		base := filepath.Base(at.Filename)
		file, ok := f.files[base]
		if !ok {
			continue // for another platform, or test data of someone's
		}
		i, ok := known[base]
		if !ok {
			i = len(f.functions)
			known[base] = i
			lines := coverage.LineRange{First: at.Line, Last: at.Line}
			f.functions = append(f.functions, coverage.Function{Name: name, File: file.Name, Path: file.Path, Lines: lines})
		}
		f.trace(fset, i, base, body)
		if f.profiles[base] == nil {
			f.functions[i].Ratio.Total += countBody(fset, body.block, out).statements
		}
	}
}

// trace notes which lines belong to the i-th function. All its blocks are in the file in which it begins, even those
// behind a //line directive to another one. Directives in the middle of a line, which only tools write, are not followed.
func (f *finder) trace(fset *token.FileSet, i int, base string, body body) {
	source := fset.File(body.Pos())
	first, last := source.PositionFor(body.Pos(), false).Line, source.PositionFor(body.End(), false).Line
	file := source.Position(body.Pos()).Filename
	for number := first; number <= last; number++ {
		at := source.Position(max(body.Pos(), source.LineStart(number)))
		key := line{base, at.Line}
		f.lines[key] = append(f.lines[key], span{at.Column, i})
		if lines := &f.functions[i].Lines; at.Filename == file {
			lines.Last = max(lines.Last, at.Line)
		}
	}
}

// measure adds up the blocks that begin in each function. A profile of other sources may have some that begin in none.
func (f *finder) measure() {
	for base, profile := range f.profiles {
		for _, b := range profile.Blocks {
			if f.out[base].block(b) {
				continue
			}
			for _, span := range slices.Backward(f.lines[line{base, b.StartLine}]) {
				if span.column <= b.StartCol {
					function := &f.functions[span.function]
					function.Ratio = function.Ratio.Add(coverage.FileRatio(&cover.Profile{Blocks: []cover.ProfileBlock{b}}))
					break
				}
			}
		}
	}
}
