package main

import (
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

// chooseWork takes GOWORK from the environment as the go command does: a file is the go.work of the modules that it uses,
// whichever lie around them, and "off" is none. Modules that it does not use are tested with GOWORK=off, as always.
func (e env) chooseWork(g *gate) error {
	file := e.getenv("GOWORK")
	var used map[string]bool
	switch file {
	case "", "auto":
		return nil
	case "off":
	default:
		var err error
		if used, err = e.usedBy(g, file); err != nil {
			return err
		}
	}
	for i := range g.tree.Modules {
		m := &g.tree.Modules[i]
		m.Work = ""
		if used[m.Dir] {
			m.Work = file
		}
	}
	return nil
}

// usedBy returns the folders of the modules that a go.work file uses. One that uses none here is refused: it was set for
// another tree, and nobody meant to test this one without a go.work.
func (e env) usedBy(g *gate, file string) (map[string]bool, error) {
	const hint = "hint: without GOWORK, each module is tested in the go.work around it"
	if !filepath.IsAbs(file) {
		return nil, usagef("GOWORK=%s: is no absolute path, and the go command takes no other\n%s", quoted(file), hint)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, usagef("GOWORK=%s: cannot be read: %w\n%s", quoted(file), plain(err), hint)
	}
	work, err := modfile.ParseWork(file, data, nil)
	if err != nil {
		return nil, usagef("%w\nhint: GOWORK names this file, and the go command cannot read it either", err)
	}
	used := map[string]bool{}
	for _, use := range work.Use {
		folder := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(filepath.Dir(file), folder)
		}
		dir, below := g.tree.Below(folder)
		if owner, ok := g.tree.Owner(dir); below && ok && owner.Dir == dir {
			used[dir] = true
		}
	}
	if len(used) == 0 {
		return nil, usagef("GOWORK=%s: uses none of the modules below %s\n%s", quoted(file), quoted(e.shown(g.root)), hint)
	}
	return used, nil
}
