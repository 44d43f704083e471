package workspace

import (
	"path"
	"slices"

	"github.com/covbar/covbar/coverage"
)

// Folders returns the folders of a module in which Load has seen Go files, sorted: those of tests alone are among them, and
// those for other platforms.
func (t *Tree) Folders(m Module) []string {
	var dirs []string
	for _, folder := range t.folders {
		if folder.owner == m.Dir {
			dirs = append(dirs, folder.dir)
		}
	}
	slices.Sort(dirs)
	return dirs
}

// Owes reports whether List would have a package, one of Packages, with a file that is kept: a build here takes one, and where
// others are left out, it has statements. keeps is told Name, Path and Generated of the files. Few have to be parsed for it.
func (t *Tree) Owes(pkg coverage.Package, keeps func(coverage.File) bool) (bool, error) {
	disk, err := t.disk()
	if err != nil {
		return false, err
	}
	defer disk.Close()
	r := &reader{disk: disk}
	r.enter(pkg.Dir)
	defer r.leave()
	in := sources{reader: r, names: r.sources(), seen: map[string]source{}}
	built, _ := in.choose(t.Build) // what is wrong with a source is told where it is judged
	d := draft{pkg: pkg}
	all := slices.Concat(built.GoFiles, built.CgoFiles, built.InvalidGoFiles)
	kept := slices.DeleteFunc(slices.Clone(all), func(base string) bool {
		file := d.newFile(base)
		file.Generated = isGenerated(in.seen[base].data)
		return !keeps(file)
	})
	if len(kept) == len(all) {
		return len(kept) > 0, nil
	}
	s := survey{counts: map[string]count{}, generated: map[string]bool{}}
	return slices.ContainsFunc(kept, func(base string) bool {
		problem := s.addFile(path.Join(pkg.Dir, base), in.seen[base])
		return problem != "" || s.counts[base].statements > 0
	}), nil
}
