package report

import (
	"io/fs"
	"strconv"
	"strings"

	"github.com/covbar/covbar/coverage"
)

const (
	maxName       = 1024    // bytes of a name: more is no path that a machine can have
	maxStatements = 1 << 40 // in all, so that no sum of them overflows
)

// sound holds a report of the right form to what can be true: all numbers that Judge relies on, and of those that it finds
// anew, what is shown beside each other.
func (r *Report) sound() error {
	switch {
	case r.Version != Version:
		return inside(misread("%d is not %d", r.Version, Version), "version")
	case r.Day == "":
		return inside(misread("there is no day"), "day")
	}
	if err := inside(r.Total.sound(), "total"); err != nil {
		return err
	}
	for _, list := range []struct {
		name   string
		checks []Check
	}{
		{"packages", r.Packages}, {"files", r.Files}, {"suite_checks", r.SuiteChecks}, {"service_checks", r.ServiceChecks},
	} {
		if err := inside(each(list.checks, (*Check).sound), list.name); err != nil {
			return err
		}
	}
	if err := inside(soundTexts(r.Inputs), "inputs"); err != nil {
		return err
	}
	if err := inside(r.Measured.sound(), "measured"); err != nil {
		return err
	}
	return inside(r.soundPart(), "not_affected")
}

// soundPart checks that what the change cannot affect was not asked for. Where no policy was asked, that is not known.
func (r *Report) soundPart() error {
	if n := len(r.Measured.Unasked); r.Measured.Held && r.NotAffected > n {
		return misread("%d packages cannot be affected, and only %d were not asked for", r.NotAffected, n)
	}
	return nil
}

// each checks the items of a list.
func each[T any](list []T, check func(*T) error) error {
	for i := range list {
		if err := check(&list[i]); err != nil {
			return inside(err, strconv.Itoa(i))
		}
	}
	return nil
}

func (m *Measure) sound() error {
	if m.Covered > m.Statements {
		return inside(misread("%d is more than the %d statements", m.Covered, m.Statements), "covered")
	}
	percent := coverage.Ratio{Covered: m.Covered, Total: m.Statements}.Percent().Decimal()
	if m.Percent != percent && m.Percent != percentBy(m.Covered, m.Statements) {
		return inside(misread("%s is not %s, what %d of %d statements are", said(m.Percent), percent, m.Covered, m.Statements), "percent")
	}
	return nil
}

func (c *Check) sound() error {
	if err := c.Measure.sound(); err != nil {
		return err
	}
	if err := inside(atMost(len(c.Soonest), maxItems), "soonest"); err != nil {
		return err
	}
	return inside(each(c.Soonest, (*Function).sound), "soonest")
}

func (f *Function) sound() error {
	if f.First > f.Last {
		return inside(misread("%d is behind the last line, %d", f.First, f.Last), "first_line")
	}
	if err := inside(soundText(f.Name), "name"); err != nil {
		return err
	}
	return inside(soundPlace(f.Path), "path") // it becomes a link
}

func (m *Measured) sound() error {
	switch {
	case !m.Held && len(m.Problems) == 0:
		return inside(misread("no policy was asked, and no problem says why"), "held")
	case !m.Partial && len(m.Unasked) > 0:
		return inside(misread("packages were not asked for, and yet all of them were"), "partial")
	}
	if err := m.bounded(); err != nil {
		return err
	}
	for _, err := range []error{
		inside(each(m.Owners, soundName), "owners"),
		inside(each(m.Modules, soundModule), "modules"),
		inside(distinct(m.Modules, func(module coverage.Module) string { return module.Dir }), "modules"),
		inside(each(m.Suites, func(s *MeasuredSuite) error { return inside(soundName(&s.Name), "name") }), "suites"),
		inside(distinct(m.Suites, func(s MeasuredSuite) string { return s.Name }), "suites"),
		inside(each(m.Packages, m.soundPackage), "packages"),
		inside(sorted(m.Packages, func(pkg coverage.Package) string { return pkg.Path }), "packages"),
		inside(each(m.Unasked, m.soundPackage), "unasked"),
		inside(sorted(m.Unasked, func(pkg coverage.Package) string { return pkg.Path }), "unasked"),
		inside(m.soundSum(), "packages"),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func soundModule(m *coverage.Module) error {
	if err := inside(soundName(&m.Path), "path"); err != nil {
		return err
	}
	return inside(soundPlace(m.Dir), "dir")
}

// soundPackage checks a package by itself.
func (m *Measured) soundPackage(pkg *coverage.Package) error {
	for _, err := range []error{
		inside(soundName(&pkg.Path), "path"),
		inside(soundPlace(pkg.Dir), "dir"),
		inside(each(pkg.Owners, soundName), "owners"),
		inside(each(pkg.Files, func(file *coverage.File) error { return m.soundFile(pkg, file) }), "files"),
		inside(sorted(pkg.Files, func(file coverage.File) string { return file.Name }), "files"),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *Measured) soundFile(pkg *coverage.Package, file *coverage.File) error {
	covered, n := file.Ratio.Covered, len(file.Suites)
	switch {
	case len(file.Name) > 2*maxName || coverage.PackagePath(file.Name) != pkg.Path && !strings.HasPrefix(file.Name, pkg.Path+"/"):
		return misread("%s is no file of the package", said(file.Name))
	case covered > file.Ratio.Total:
		return misread("%d is more than the %d statements", covered, file.Ratio.Total)
	case covered > 0 && pkg.NoData:
		return misread("%d statements ran of a package without data", covered)
	case n > 0 && n != len(m.Suites):
		return misread("it has %d suites, and there are %d", n, len(m.Suites))
	}
	var alone int64 // no two suites ran the same statement alone
	for i, share := range file.Suites {
		switch {
		case share.Covered > covered || share.Only > share.Covered:
			return misread("a suite ran %d statements, and alone %d, of the %d that ran", share.Covered, share.Only, covered)
		case share.Ran && len(m.Suites[i].Inputs) == 0:
			return misread("something ran in suite %s, which has no profile", said(m.Suites[i].Name))
		}
		alone += share.Only // of at most maxFew suites: it cannot overflow
	}
	for _, share := range file.Suites {
		if others := alone - share.Only; share.Covered > covered-others {
			return misread("a suite ran %d statements, and alone %d, where others ran %d of the %d alone", share.Covered, share.Only, others, covered)
		}
	}
	return nil
}

// soundSum checks that there are not more statements than can be added up in every way.
func (m *Measured) soundSum() error {
	var sum int64
	for i, pkg := range m.Packages {
		for _, file := range pkg.Files {
			if sum += file.Ratio.Total + file.Ignored; sum > maxStatements {
				return inside(misread("these are more than %d statements", int64(maxStatements)), strconv.Itoa(i))
			}
		}
	}
	return nil
}

func soundName(name *string) error {
	if *name == "" || len(*name) > maxName {
		return misread("a name has 1 to %d bytes, and this one %d", maxName, len(*name))
	}
	return nil
}

// soundPlace checks the path of a folder or file below the root. It may be empty, where it is not known.
func soundPlace(path string) error {
	if path != "" && !fs.ValidPath(path) || len(path) > maxName {
		return misread("%s is no path below the root", said(path))
	}
	return nil
}

// sorted checks that names rise from item to item.
func sorted[T any](list []T, name func(T) string) error {
	for i := 1; i < len(list); i++ {
		if before, this := name(list[i-1]), name(list[i]); before >= this {
			return inside(misread("%s does not come after %s", said(this), said(before)), strconv.Itoa(i))
		}
	}
	return nil
}

// distinct checks that no two items have one name.
func distinct[T any](list []T, name func(T) string) error {
	seen := map[string]bool{}
	for i, item := range list {
		if seen[name(item)] {
			return inside(misread("%s is here twice", said(name(item))), strconv.Itoa(i))
		}
		seen[name(item)] = true
	}
	return nil
}
