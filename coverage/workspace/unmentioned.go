package workspace

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/covbar/covbar/coverage"
)

// A gap is a package with sources that no profile mentions: all of them where the package has no data, else some.
type gap struct {
	pkg   coverage.Package
	names []string // base names of those sources, sorted
}

// gaps finds the packages, sorted by path, with sources that none of the mentioned packages has among its files. Whether
// those sources have statements, and belong to a build, is left open: most that are found in a package with data are
// declarations alone, or for other platforms.
func (t *Tree) gaps(atlas *atlas, mentioned map[string]coverage.Package, asked func(coverage.Package) bool) []gap {
	var gaps []gap
	for _, folder := range t.folders {
		m := atlas.byDir[folder.owner]
		if m == nil || len(folder.sources) == 0 {
			continue
		}
		pkg, ok := mentioned[folder.dir]
		if !ok {
			pkg = absent(*m, folder)
		}
		names := folder.sources
		if ok {
			names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return mentions(pkg, name) })
		}
		if len(names) > 0 && asked(pkg) {
			gaps = append(gaps, gap{pkg, names})
		}
	}
	slices.SortFunc(gaps, func(a, b gap) int { return cmp.Compare(a.pkg.Path, b.pkg.Path) })
	return gaps
}

// mentions reports whether a file of that base name is among the package's.
func mentions(pkg coverage.Package, base string) bool {
	_, ok := slices.BinarySearchFunc(pkg.Files, base, func(file coverage.File, base string) int {
		return cmp.Compare(file.Name[len(pkg.Path)+1:], base)
	})
	return ok
}

// fill adds to packages, by folder, what the sources in the gaps say, on all cores.
func (l *Listing) fill(ctx context.Context, t *Tree, disk *os.Root, gaps []gap, packages map[string]coverage.Package) error {
	surveys := make([]survey, len(gaps))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, gap := range gaps {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			surveys[i] = surveyFolder(disk, t.Build, gap.pkg.Dir, gap.names)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, gap := range gaps {
		if !surveys[i].none {
			packages[gap.pkg.Dir] = l.filled(gap.pkg, surveys[i])
		}
	}
	return nil
}

// filled returns the package with the files that only the survey has. Where there are data of others, files without
// statements stay out, as they are in no profile, and the rest is told: go test would have mentioned it.
func (l *Listing) filled(pkg coverage.Package, s survey) coverage.Package {
	var added []coverage.File
	for _, base := range slices.Sorted(maps.Keys(s.statements)) {
		if !pkg.NoData && (s.statements[base] == 0 || mentions(pkg, base)) {
			continue // a //line directive may lead from a source into a file that is mentioned
		}
		added = append(added, coverage.File{
			Name:  pkg.Path + "/" + base,
			Path:  path.Join(pkg.Dir, base),
			Ratio: coverage.Ratio{Total: s.statements[base]},
		})
	}
	if !pkg.NoData && len(added) > 0 {
		l.Warnings = append(l.Warnings, Warning{pkg.Path, forgotten(pkg, added)})
	}
	for _, problem := range s.problems {
		l.Warnings = append(l.Warnings, Warning{pkg.Path, problem})
	}
	pkg.Files = append(pkg.Files, added...)
	slices.SortFunc(pkg.Files, func(a, b coverage.File) int { return cmp.Compare(a.Name, b.Name) })
	pkg.Broken = len(s.problems) > 0
	return pkg
}

// forgotten says that the profile lacks some files of a package.
func forgotten(pkg coverage.Package, files []coverage.File) string {
	const hint = "hint: is the profile older than the source, or made with other build tags?"
	if len(files) == 1 {
		return fmt.Sprintf("%s: no profile mentions it, so its %s as not covered\n%s", files[0].Path, statementsCount(files[0].Ratio.Total), hint)
	}
	var bases []string
	var total int64
	for _, file := range files {
		bases = append(bases, path.Base(file.Path))
		total += file.Ratio.Total
	}
	return fmt.Sprintf("%s: no profile mentions %s, so their %s as not covered\n%s", pkg.Path, someOf(bases), statementsCount(total), hint)
}

func statementsCount(n int64) string {
	if n == 1 {
		return "1 statement counts"
	}
	return fmt.Sprintf("%d statements count", n)
}
