package main

import (
	"os"
	"path/filepath"
)

// chooseWork takes GOWORK from the environment as the go command does: a file is the go.work of the modules that it uses,
// whichever lie around them, and "off" is none. Modules that it does not use are tested with GOWORK=off, as always.
func (e env) chooseWork(g *gate) error {
	switch file := e.getenv("GOWORK"); file {
	case "", "auto":
		return nil
	case "off":
		g.tree.NoWork()
		return nil
	default:
		return e.useWork(g, file)
	}
}

// useWork tests with a go.work file. One that uses none of the modules is refused: it was set for another tree, and nobody
// meant to test this one without a go.work.
func (e env) useWork(g *gate, file string) error {
	const hint = "hint: without GOWORK, each module is tested in the go.work around it"
	if !filepath.IsAbs(file) {
		return usagef("GOWORK=%s: is no absolute path, and the go command takes no other\n%s", quoted(file), hint)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return usagef("GOWORK=%s: cannot be read: %w\n%s", quoted(file), plain(err), hint)
	}
	used, err := g.tree.SetWork(file, data)
	switch {
	case err != nil:
		return usagef("%w\nhint: GOWORK names this file, and the go command cannot read it either", err)
	case used == 0:
		return usagef("GOWORK=%s: uses none of the modules below %s\n%s", quoted(file), quoted(e.shown(g.root)), hint)
	}
	return nil
}
