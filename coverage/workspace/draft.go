package workspace

import (
	"cmp"
	"context"
	"go/build"
	"os"
	"path"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// A draft is a package of a listing in the making.
type draft struct {
	pkg      coverage.Package // Path, Dir and NoData at first
	mentions []mention        // in the profile
	asked    bool             // somebody asks for its sources
	sources  []string         // base names of what there is, sorted
	visited  bool             // Load was there, so that the profile should mention all of them

	changes         []change // of the files that the profile mentions, where somebody asks
	doubts          []doubt  // about these files
	warnings, wrong []Warning
	void            bool // nothing in it belongs to a build here
	err             error
}

// A change is when a file was last written.
type change struct {
	name string // below the root, with slashes
	at   time.Time
}

// A mention is a file of a package under one of its names in the profile.
type mention struct {
	base  string
	whole *cover.Profile
	parts []*cover.Profile // what each suite has of it
}

// A desk is what drafts are finished with.
type desk struct {
	build  build.Context
	suites []coverage.Suite
	mode   coverage.Mode // of the profile
}

// finish finishes the drafts, on all cores.
func (in desk) finish(ctx context.Context, disk *os.Root, drafts []*draft) error {
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			r := &reader{disk: disk}
			for i := next.Add(1); i <= int64(len(drafts)); i = next.Add(1) {
				if err := ctx.Err(); err != nil {
					return err
				}
				drafts[i-1].finish(in, r)
			}
			return nil
		})
	}
	return group.Wait()
}

// finish measures the files and adds those that the profile lacks.
func (d *draft) finish(in desk, r *reader) {
	slices.SortStableFunc(d.mentions, func(a, b mention) int { return cmp.Compare(a.base, b.base) })
	if d.asked {
		r.enter(d.pkg.Dir)
		defer r.leave()
	}
	for rest := d.mentions; len(rest) > 0 && d.err == nil; {
		n := 1
		for n < len(rest) && rest[n].base == rest[0].base {
			n++
		}
		d.measure(in, r, rest[:n])
		rest = rest[n:]
	}
	d.settle(r)
	if d.asked && d.visited && d.err == nil {
		d.addUnmentioned(in, r)
	}
}

// measure adds a file of which there are some mentions.
func (d *draft) measure(in desk, r *reader, names []mention) {
	file := d.newFile(names[0].base)
	whole, parts, err := joined(file.Name, in.mode, names)
	if err != nil {
		d.err = err
		return
	}
	file.Ratio = coverage.FileRatio(whole)
	var leftOut func(cover.ProfileBlock) bool
	if d.asked {
		said := d.inspect(r, names[0].base)
		d.take(said.problems, said.wrong)
		d.question(r, whole, names[0].base, said.lines)
		file.Generated = said.generated
		if len(said.out) > 0 {
			leftOut = said.out.block
			out := coverage.FileRatio(blocksOf(whole, leftOut))
			file.Ignored = out.Total
			file.Ratio = coverage.Ratio{Covered: file.Ratio.Covered - out.Covered, Total: file.Ratio.Total - out.Total}
		}
	}
	file.Suites = coverage.Shares(in.suites, whole, parts, leftOut)
	d.pkg.Files = append(d.pkg.Files, file)
}

// inspect reads what a file of the profile says, if it is a source, and notes when it was written.
func (d *draft) inspect(r *reader, base string) (said testimony) {
	name := path.Join(d.pkg.Dir, base)
	if _, ok := slices.BinarySearch(d.sources, base); ok {
		said = r.inspect(base)
	} else {
		r.see(r.disk.Stat(name)) // a source may have been made from it
	}
	d.changes = append(d.changes, change{name, r.changed})
	return said
}

// blocksOf returns a file with only those of its blocks that are wanted.
func blocksOf(file *cover.Profile, wanted func(cover.ProfileBlock) bool) *cover.Profile {
	some := &cover.Profile{}
	for _, b := range file.Blocks {
		if wanted(b) {
			some.Blocks = append(some.Blocks, b)
		}
	}
	return some
}

func (d *draft) newFile(base string) coverage.File {
	return coverage.File{Name: d.pkg.Path + "/" + base, Path: path.Join(d.pkg.Dir, base)}
}

// joined returns all that the profile, and each suite, holds of a file under its names.
func joined(name string, mode coverage.Mode, names []mention) (whole *cover.Profile, parts []*cover.Profile, err error) {
	if len(names) == 1 {
		return names[0].whole, names[0].parts, nil
	}
	var wholes []*cover.Profile
	for _, m := range names {
		wholes = append(wholes, m.whole)
	}
	if whole, err = merged(name, mode, wholes); err != nil {
		return nil, nil, err
	}
	parts = make([]*cover.Profile, len(names[0].parts))
	for k := range parts {
		var of []*cover.Profile
		for _, m := range names {
			if m.parts[k] != nil {
				of = append(of, m.parts[k])
			}
		}
		if len(of) == 0 {
			continue
		}
		if parts[k], err = merged(name, mode, of); err != nil {
			return nil, nil, err // never: what contradicts itself in a part does in the whole
		}
	}
	return whole, parts, nil
}

// take notes what is wrong with the sources.
func (d *draft) take(problems, wrong []string) {
	for _, text := range problems {
		d.warnings = append(d.warnings, Warning{d.pkg.Path, text})
	}
	for _, text := range wrong {
		d.wrong = append(d.wrong, Warning{d.pkg.Path, text})
	}
}
