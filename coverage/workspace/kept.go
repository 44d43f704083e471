package workspace

import (
	"context"
	"path"
	"slices"

	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// Kept returns what p holds of the Files of a package of List, by File.Name, without the blocks that //covbar:ignore comments
// leave out. Files that p does not mention are not there. Of sources that cannot be read or parsed, nothing is left out.
func (t *Tree) Kept(ctx context.Context, p *coverage.Profile, pkg coverage.Package) (map[string]*cover.Profile, error) {
	disk, err := t.disk()
	if err != nil {
		return nil, err
	}
	defer disk.Close()
	files := map[string]coverage.File{}
	for _, file := range pkg.Files {
		files[path.Base(file.Name)] = file
	}
	profiles, err := t.profilesOf(p, files, pkg.Dir)
	if err != nil {
		return nil, err
	}
	r := &reader{disk: disk}
	r.enter(pkg.Dir)
	defer r.leave()
	sources := r.sources()
	kept := map[string]*cover.Profile{}
	for base, profile := range profiles {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, isSource := slices.BinarySearch(sources, base); isSource {
			out := r.inspect(base).out
			profile = blocksOf(profile, func(b cover.ProfileBlock) bool { return !out.block(b) })
		}
		kept[files[base].Name] = profile
	}
	return kept, nil
}
