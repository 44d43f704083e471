package workspace

import (
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// BuiltFrom returns the modules that are built from any of the files, which lie outside the root and are named by their absolute
// paths without symbolic links: because the module's go.work is among them, or a folder around one of them is used there, or
// replaces another module. The folder of a submodule stands for all that is in it.
func (t *Tree) BuiltFrom(files []string) []Module {
	isFrom := func(place string) bool {
		if resolved, err := filepath.EvalSymlinks(place); err == nil {
			place = resolved
		}
		return slices.ContainsFunc(files, func(file string) bool {
			return strings.HasPrefix(file+string(filepath.Separator), place+string(filepath.Separator))
		})
	}
	replaces := func(line replacement) bool {
		return modfile.IsDirectoryPath(line.target) && isFrom(from(t.resolved(line.dir), line.target))
	}
	byMod := map[string]bool{} // module path
	for _, line := range t.replaced {
		byMod[line.module] = byMod[line.module] || replaces(line)
	}
	byWork := map[string]bool{} // absolute name of the go.work
	for file, w := range t.works {
		byWork[file] = isFrom(file) || isFrom(file+".sum") || slices.ContainsFunc(w.replaced, replaces) ||
			slices.ContainsFunc(w.uses, func(u use) bool { return isFrom(u.target) })
	}
	var built []Module
	for _, m := range t.Modules {
		if byMod[m.Path] || byWork[m.Work] {
			built = append(built, m)
		}
	}
	return built
}

// resolved is a folder without the symbolic links that lead to the root.
func (t *Tree) resolved(dir string) string {
	if below, err := filepath.Rel(t.Root, dir); err == nil && filepath.IsLocal(below) {
		return filepath.Join(t.real, below)
	}
	return dir
}
