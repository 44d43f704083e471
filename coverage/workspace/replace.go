package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/mod/modfile"
)

// A replacement is a line of a go.mod or go.work by which another folder stands for a module.
type replacement struct {
	at     string // file:line
	dir    string // absolute folder of the file
	module string // path of the module that the go.mod declares; empty for a go.work
	old    string // module path that is replaced
	target string // as it is written
}

// replacementsIn finds the replacements in a go.mod, which modfile.ParseLax passes by: modfile.Parse would not pass by what
// only newer versions of Go know.
func replacementsIn(file *modfile.FileSyntax) (found []replacement) {
	add := func(line *modfile.Line, tokens []string) {
		if old, target, ok := replaceTokens(tokens); ok {
			found = append(found, replacement{at: fmt.Sprintf("%s:%d", file.Name, line.Start.Line), old: old, target: target})
		}
	}
	for _, stmt := range file.Stmt {
		switch stmt := stmt.(type) {
		case *modfile.Line:
			if stmt.Token[0] == "replace" {
				add(stmt, stmt.Token[1:])
			}
		case *modfile.LineBlock:
			for _, line := range stmt.Line {
				if stmt.Token[0] == "replace" {
					add(line, line.Token)
				}
			}
		}
	}
	return found
}

// replaceTokens reads "old [version] => target [version]". It is not ok where the line is wrong, as go build will say.
func replaceTokens(tokens []string) (old, target string, ok bool) {
	i := slices.Index(tokens, "=>")
	if i < 1 || i+1 == len(tokens) {
		return "", "", false
	}
	return unquoted(tokens[0]), unquoted(tokens[i+1]), true
}

func unquoted(token string) string {
	if text, err := strconv.Unquote(token); err == nil {
		return text
	}
	return token
}

// An alias is a module path that replace lines give to a module of the tree that declares another one.
type alias struct {
	modules   []*Module // one at least
	elsewhere bool      // some line leads out of the tree, or to no folder
}

// readReplacements notes which modules of the tree have other names by replace lines, and warns of lines that lead nowhere.
// Folders elsewhere are none of this tree.
func (t *Tree) readReplacements(disk *os.Root, lines []replacement) {
	t.aliases = map[string]*alias{}
	for _, line := range lines {
		of := t.aliases[line.old]
		if of == nil {
			of = &alias{}
			t.aliases[line.old] = of
		}
		m, problem := t.target(disk, line)
		switch {
		case problem != "":
			t.warnings = append(t.warnings, Warning{Text: fmt.Sprintf("%s: replace %s => %s: %s", line.at, line.old, line.target, problem)})
		case m == nil:
			of.elsewhere = true
		case !slices.Contains(of.modules, m):
			of.modules = append(of.modules, m)
		}
	}
	maps.DeleteFunc(t.aliases, func(name string, of *alias) bool {
		return !slices.ContainsFunc(of.modules, func(m *Module) bool { return m.Path != name })
	})
}

// target finds the module of this tree that a replacement leads to: nil where it leads out, or where the go command would not
// look for packages by itself, such as to testdata.
func (t *Tree) target(disk *os.Root, line replacement) (m *Module, problem string) {
	if !modfile.IsDirectoryPath(line.target) {
		return nil, ""
	}
	target := from(line.dir, line.target)
	if m = t.moduleAt(target); m == nil {
		dir, ok := t.Below(target)
		if !ok {
			return nil, ""
		}
		if m = t.moduleIn(dir); m == nil {
			return nil, whyNone(disk, dir)
		}
	}
	if m.Path == line.module && line.old == line.module {
		return nil, "the module is replaced by itself\nhint: take the line out; it does nothing"
	}
	return m, ""
}

// moduleAt returns the module whose absolute folder is written so, or nil: to follow links takes time, and most replacements
// of a large system lead to its own modules.
func (t *Tree) moduleAt(folder string) *Module {
	relative, err := filepath.Rel(t.Root, folder)
	if err != nil {
		return nil
	}
	return t.moduleIn(filepath.ToSlash(relative))
}

// whyNone says what is wrong with a replacement by a folder that is no module of the tree; nothing is where the go command
// would use it.
func whyNone(disk *os.Root, dir string) (problem string) {
	const hint = "hint: bring the folder back, or take the line out"
	switch _, err := disk.Stat(path.Join(dir, "go.mod")); {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no go.mod\n" + hint
	case err != nil:
		return fmt.Sprintf("%v\n%s", reason(err), hint)
	}
	return ""
}

// mayMean returns all folders of packages that an import path can mean to some module of the tree.
func (a *atlas) mayMean(importPath string) (dirs []string) {
	at, is := a.byImportPath(importPath)
	switch is {
	case inside:
		dirs = append(dirs, at.dir)
	case standard:
		return nil
	}
	for name, alias := range a.aliases {
		if !isBelow(importPath, name) {
			continue
		}
		for _, m := range alias.modules {
			dirs = append(dirs, path.Join(m.Dir, importPath[len(name):]))
		}
	}
	return dirs
}

// only returns the one module that an alias leads to, or nil where there are several.
func (a *alias) only() *Module {
	if len(a.modules) != 1 || a.elsewhere {
		return nil
	}
	return a.modules[0]
}
