package workspace

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"

	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// Functions returns the functions in the Files of a package, all that List gave it or some, sorted by file and line, with
// what p covers of them; p may be nil. Of files that p does not mention, the statements are counted in the source. What
// //covbar:ignore comments leave out does not count. Functions that can never run (they are named _) or have no body (they
// are written in assembly) are none to covbar.
//
// Sources that cannot be read or parsed have no functions. As in a profile, //line directives move functions to the files
// and lines that they name.
func (t *Tree) Functions(ctx context.Context, p *coverage.Profile, pkg coverage.Package) ([]coverage.Function, error) {
	disk, err := t.disk()
	if err != nil {
		return nil, err
	}
	defer disk.Close()
	found := newFinder()
	for _, file := range pkg.Files {
		found.files[path.Base(file.Name)] = file
	}
	if found.profiles, err = t.profilesOf(p, found.files, pkg.Dir); err != nil {
		return nil, err
	}
	r := &reader{disk: disk}
	r.enter(pkg.Dir)
	defer r.leave()
	for _, base := range r.sources() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if data, err := r.read(base); err == nil && (found.asks(base) || mayMove(data)) {
			found.parse(path.Join(pkg.Dir, base), data)
		}
	}
	found.measure()
	slices.SortStableFunc(found.functions, func(a, b coverage.Function) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Lines.First, b.Lines.First))
	})
	return found.functions, nil
}

// profilesOf finds what p has of the files of a package, by base name. They go by import path, by an absolute path where tests
// ran on files, and by another import path where a replace line gives the module one.
func (t *Tree) profilesOf(p *coverage.Profile, files map[string]coverage.File, dir string) (map[string]*cover.Profile, error) {
	if p == nil {
		return nil, nil
	}
	found := map[string][]*cover.Profile{}
	for base, file := range files {
		i, ok := slices.BinarySearchFunc(p.Files, file.Name, func(file *cover.Profile, name string) int { return cmp.Compare(file.FileName, name) })
		if ok {
			found[base] = append(found[base], p.Files[i])
		}
	}
	var atlas *atlas // seldom needed, and not for nothing
	for _, file := range p.Files {
		name, fromTop := absolute(file.FileName)
		if !fromTop && len(t.aliases) == 0 {
			continue
		}
		if of, named := files[path.Base(name)]; !named || of.Name == file.FileName {
			continue // or it has been found
		}
		if atlas == nil {
			atlas = t.atlas()
		}
		if at, base, is := atlas.locate(file.FileName); is == inside && at.dir == dir {
			found[base] = append(found[base], file)
		}
	}
	profiles := map[string]*cover.Profile{}
	for base, named := range found {
		whole, err := merged(files[base].Name, p.Mode, named)
		if err != nil {
			return nil, err
		}
		profiles[base] = whole
	}
	return profiles, nil
}

// merged returns what a profile holds of a file under one name or more.
func merged(name string, mode coverage.Mode, files []*cover.Profile) (*cover.Profile, error) {
	if len(files) == 1 {
		return files[0], nil
	}
	var names []string
	var parts []*coverage.Profile
	for _, file := range files {
		renamed := *file
		renamed.FileName = name
		names = append(names, file.FileName)
		parts = append(parts, &coverage.Profile{Mode: mode, Files: []*cover.Profile{&renamed}})
	}
	whole, err := coverage.Merge(names, parts...)
	if err != nil {
		return nil, fmt.Errorf("%s has several names in the profile: %w", name, err)
	}
	return whole.Files[0], nil
}
