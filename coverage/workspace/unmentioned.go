package workspace

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"

	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// addUnmentioned adds the sources that the profile does not mention: all of a package without data, else those with
// statements that belong to a build here. Most that are found in a package with data are declarations alone, or for other
// platforms.
func (d *draft) addUnmentioned(in desk, r *reader) {
	names := slices.DeleteFunc(slices.Clone(d.sources), d.mentioned)
	if len(names) == 0 {
		return
	}
	s := surveyFolder(r, in.build, names)
	if s.none {
		d.void = d.pkg.NoData
		return
	}
	var added, owing []coverage.File
	for _, base := range slices.Sorted(maps.Keys(s.counts)) {
		of := s.counts[base]
		if !d.pkg.NoData && (of.statements+of.ignored == 0 || d.mentioned(base)) {
			continue // a //line directive may lead from a source into a file that is mentioned
		}
		file := d.newFile(base)
		file.Ratio.Total, file.Ignored, file.Generated = of.statements, of.ignored, s.generated[base]
		file.Suites = coverage.Shares(in.suites, &cover.Profile{}, nil, nil)
		added = append(added, file)
		if of.statements > 0 {
			owing = append(owing, file)
		}
	}
	if !d.pkg.NoData && len(owing) > 0 {
		d.take([]string{forgotten(d.pkg, owing)}, nil)
	}
	d.take(s.problems, s.wrong)
	d.pkg.Files = append(d.pkg.Files, added...)
	slices.SortFunc(d.pkg.Files, func(a, b coverage.File) int { return cmp.Compare(a.Name, b.Name) })
	d.pkg.Broken = len(s.problems) > 0
}

// mentioned reports whether the profile mentions a file of that base name.
func (d *draft) mentioned(base string) bool {
	_, ok := slices.BinarySearchFunc(d.mentions, base, func(m mention, base string) int { return cmp.Compare(m.base, base) })
	return ok
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
	return fmt.Sprintf("%s: no profile mentions %s, so their %s as not covered\n%s", pkg.Path, coverage.SomeOf(bases), statementsCount(total), hint)
}

func statementsCount(n int64) string {
	if n == 1 {
		return "1 statement counts"
	}
	return fmt.Sprintf("%d statements count", n)
}
