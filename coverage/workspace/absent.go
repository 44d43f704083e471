package workspace

import (
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

// addAbsent lists those of the packages that a build would find, with the statements of their sources, on all cores.
func (l *Listing) addAbsent(ctx context.Context, t *Tree, packages []coverage.Package) error {
	if len(packages) == 0 {
		return nil
	}
	disk, err := os.OpenRoot(t.Root)
	if err != nil {
		return fmt.Errorf("%s: %w", t.Root, reason(err))
	}
	defer disk.Close()
	surveys := make([]survey, len(packages))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, pkg := range packages {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			surveys[i] = surveyFolder(disk, t.Build, pkg.Dir)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, pkg := range packages {
		s := surveys[i]
		if s.none {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(s.statements)) {
			pkg.Files = append(pkg.Files, coverage.File{
				Name:  pkg.Path + "/" + name,
				Path:  path.Join(pkg.Dir, name),
				Ratio: coverage.Ratio{Total: s.statements[name]},
			})
		}
		pkg.Broken = len(s.problems) > 0
		l.Packages = append(l.Packages, pkg)
		for _, problem := range s.problems {
			l.Warnings = append(l.Warnings, Warning{pkg.Path, problem})
		}
	}
	return nil
}
