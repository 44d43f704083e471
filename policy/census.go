package policy

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/covbar/covbar/coverage"
	"golang.org/x/mod/module"
)

// A service is one service of an evaluation. The one without a name is what is in none.
type service struct {
	Service
	entry     *serviceEntry    // that gives it its name; nil where its folder does
	packages  int              // that were asked for and are not left out by name
	unasked   bool             // some of its packages were not asked for
	suites    []suiteDebt      // by suite
	mentioned bool             // a profile mentions one of its packages
	failed    bool             // tests of one of its packages failed
	broken    bool             // the sources of one of its packages do not parse
	owning    map[string]int64 // statements by owner
}

// A serviceKey tells services apart before they have names: by the entry that gives one, or by their folder.
type serviceKey struct {
	entry *serviceEntry
	dir   string
}

// census finds the services of all packages, and gives them their names. It is an error where two have the same.
func (e *evaluation) census() error {
	modules := map[string]coverage.Module{}
	for _, m := range e.in.Modules {
		modules[m.Dir] = m
	}
	found := map[serviceKey]*service{}
	of := func(pkg *coverage.Package) *service {
		entry, dir := e.entryOf(pkg, modules)
		key := serviceKey{dir: dir}
		if entry != nil && entry.path == nil {
			key = serviceKey{entry: entry}
		}
		if found[key] == nil {
			found[key] = newService(key, entry, len(e.suites))
			e.services = append(e.services, found[key])
		}
		return found[key]
	}
	for i := range e.in.Packages {
		pkg := &e.in.Packages[i]
		e.packages = append(e.packages, pkg)
		e.serviceOf[pkg] = of(pkg)
		e.serviceOf[pkg].hear(pkg)
	}
	slices.SortFunc(e.packages, func(a, b *coverage.Package) int { return strings.Compare(a.Path, b.Path) })
	for i := range e.in.Unasked {
		pkg := &e.in.Unasked[i]
		svc := of(pkg) // also if it is left out: names must not depend on what was asked for
		svc.unasked = svc.unasked || !e.p.Excludes(*pkg)
	}
	return e.nameServices(modules["."])
}

// newService returns a service that has no name yet, nor packages. Its entry is nil where it is a module, or none.
func newService(key serviceKey, entry *serviceEntry, suites int) *service {
	s := &service{entry: key.entry, suites: make([]suiteDebt, suites), owning: map[string]int64{}}
	s.Dir, s.Suites = key.dir, make([]SuiteShare, suites)
	if entry != nil {
		s.Labels = slices.Clone(entry.labels)
	}
	return s
}

// entryOf returns the last entry that matches a package, and the folder that it finds the service in. Each of them is
// tried, to know which match nothing. Where the policy declares no services, the module is the service.
func (e *evaluation) entryOf(pkg *coverage.Package, modules map[string]coverage.Module) (last *serviceEntry, dir string) {
	if len(e.p.services) == 0 {
		dir, _ = moduleOf(modules, pkg.Dir)
	}
	for _, entry := range e.p.services {
		if entry.path != nil {
			if folder, ok := entry.folder(pkg.Dir); ok {
				e.use(entry.path)
				last, dir = entry, folder
			}
			continue
		}
		for _, p := range entry.packages {
			if p.pkg.matches(pkg) {
				e.use(p)
				last, dir = entry, ""
			}
		}
	}
	return last, dir
}

// nameServices names each service as its entry does, or after its folder: the last element, or the whole path where that
// names another one, too. The one of the root is named after the root's module.
func (e *evaluation) nameServices(root coverage.Module) error {
	count := map[string]int{}
	for _, entry := range e.p.services {
		if entry.name != "" {
			count[entry.name]++
		}
	}
	short := func(dir string) string {
		if dir != "." || root.Path == "" {
			return path.Base(dir)
		}
		if prefix, _, ok := module.SplitPathVersion(root.Path); ok {
			return path.Base(prefix)
		}
		return path.Base(root.Path)
	}
	for _, s := range e.services {
		if s.Dir != "" {
			count[short(s.Dir)]++
		}
	}
	named := map[string]*service{}
	var errs Errors
	for _, s := range e.services {
		switch {
		case s.entry != nil:
			s.Name = s.entry.name
		case s.Dir == "":
			continue
		case count[short(s.Dir)] > 1:
			s.Name = s.Dir
		default:
			s.Name = short(s.Dir)
		}
		if other := named[s.Name]; other != nil {
			errs = append(errs, e.sameName(s, other))
		}
		named[s.Name] = s
	}
	slices.SortFunc(e.services, func(a, b *service) int {
		if (a.Name == "") != (b.Name == "") {
			return cmp.Compare(len(b.Name), len(a.Name)) // the one without comes last
		}
		return strings.Compare(a.Name, b.Name)
	})
	return errs.err()
}

// sameName says that a folder and an entry of the policy have one name. Two folders never have.
func (e *evaluation) sameName(a, b *service) *Error {
	if a.entry == nil {
		a, b = b, a
	}
	msg := fmt.Sprintf("two services are named %s: this one, and the folder %s", a.Name, quote("./"+b.Dir))
	return e.p.source.errorAt(a.entry.line, a.entry.nameColumn, msg, "give this one another name")
}

// hear notes in which suites a package of the service ran, also if it is left out.
func (s *service) hear(pkg *coverage.Package) {
	for suite := range s.Suites {
		s.Suites[suite].Reported = s.Suites[suite].Reported ||
			slices.ContainsFunc(pkg.Files, func(f coverage.File) bool { return shareOf(&f, suite).Ran })
	}
}

// take counts a package of the service with the files that are left of it.
func (s *service) take(pkg *coverage.Package, files []*coverage.File) {
	s.packages++
	s.mentioned = s.mentioned || !pkg.NoData
	s.failed = s.failed || pkg.TestsFailed
	s.broken = s.broken || pkg.Broken
	var statements int64
	for _, file := range files {
		s.Ratio = s.Ratio.Add(file.Ratio)
		statements += file.Ratio.Total
		for suite := range s.Suites {
			share := shareOf(file, suite)
			s.Suites[suite].Covered += share.Covered
			s.Suites[suite].Only += share.Only
		}
	}
	for _, owner := range pkg.Owners {
		if _, known := s.owning[owner]; !known {
			s.Owners = append(s.Owners, owner)
		}
		s.owning[owner] += statements
	}
}

// sortOwners sorts the owners of a service by how much is theirs.
func (s *service) sortOwners() {
	slices.SortFunc(s.Owners, func(a, b string) int {
		return cmp.Or(cmp.Compare(s.owning[b], s.owning[a]), strings.Compare(a, b))
	})
}
