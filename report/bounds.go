package report

import (
	"strconv"

	"github.com/covbar/covbar/coverage"
)

// No run makes more than this, so that no report costs more time or room than reading it.
const (
	maxPackages = 100_000
	maxItems    = 10_000  // of a list that people read
	maxFew      = 1_000   // suites, and owners of one package
	maxText     = 10_000  // bytes of a text that people read
	maxTexts    = 1 << 20 // of all texts in one list
)

// bounded checks that no list is longer than a run makes it, before anything is asked of its items.
func (m *Measured) bounded() error {
	for _, list := range []struct {
		name    string
		n, most int
	}{
		{"owners", len(m.Owners), maxItems},
		{"modules", len(m.Modules), maxItems},
		{"suites", len(m.Suites), maxFew},
		{"packages", len(m.Packages), maxPackages},
		{"unasked", len(m.Unasked), maxPackages},
	} {
		if err := inside(atMost(list.n, list.most), list.name); err != nil {
			return err
		}
	}
	for _, list := range []struct {
		name  string
		texts []string
	}{
		{"problems", m.Problems},
		{"failed", m.Failed},
		{"also", m.Also},
		{"warnings", m.Warnings},
		{"notes", m.Notes},
		{"arguments", m.Arguments},
	} {
		if err := inside(soundTexts(list.texts), list.name); err != nil {
			return err
		}
	}
	if err := inside(each(m.Suites, func(s *MeasuredSuite) error { return inside(soundTexts(s.Inputs), "inputs") }), "suites"); err != nil {
		return err
	}
	owners := map[string]bool{}
	return inside(each(m.Packages, func(pkg *coverage.Package) error { return inside(fewOwners(pkg, owners), "owners") }), "packages")
}

// fewOwners checks the number of a package's owners, and adds them to all: each of those has a row.
func fewOwners(pkg *coverage.Package, all map[string]bool) error {
	if err := atMost(len(pkg.Owners), maxFew); err != nil {
		return err
	}
	for _, name := range pkg.Owners {
		all[name] = true
	}
	if len(all) > maxItems {
		return misread("with those before, these are more than %d owners", maxItems)
	}
	return nil
}

func atMost(n, most int) error {
	if n > most {
		return misread("%d items are more than %d", n, most)
	}
	return nil
}

// soundTexts checks a list of texts that people read, each on a line.
func soundTexts(texts []string) error {
	if err := atMost(len(texts), maxItems); err != nil {
		return err
	}
	sum := 0
	for i, text := range texts {
		err := soundText(text)
		if sum += len(text); err == nil && sum > maxTexts {
			err = misread("these are more than %d bytes", maxTexts)
		}
		if err != nil {
			return inside(err, strconv.Itoa(i))
		}
	}
	return nil
}

func soundText(text string) error {
	if len(text) > maxText {
		return misread("a text has at most %d bytes, and this one %d", maxText, len(text))
	}
	return nil
}
