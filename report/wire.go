package report

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/covbar/covbar/coverage"
)

// A wire is Measured as JSON: short, for it holds every file.
type wire struct {
	Held       bool            `json:"held"`
	Root       string          `json:"root"`
	Rooted     bool            `json:"rooted"`
	Partial    bool            `json:"partial"`
	Modules    []wirePlace     `json:"modules"`
	CodeOwners bool            `json:"codeowners"` // there is such a file
	Owners     []string        `json:"owners"`
	Suites     []MeasuredSuite `json:"suites"`
	Packages   []wirePackage   `json:"packages"`
	Unasked    []wirePlace     `json:"unasked"`
	Arguments  []string        `json:"arguments"`
	Problems   []string        `json:"problems"`
	Failed     []string        `json:"failed"`
	Also       []string        `json:"also"`
	Warnings   []string        `json:"warnings"`
	Notes      []string        `json:"notes"`
}

// A wirePlace is a module or package, and where it is.
type wirePlace struct {
	Path string `json:"path"`
	Dir  string `json:"dir"`
}

type wirePackage struct {
	wirePlace
	Owners      []string   `json:"owners"`
	NoData      bool       `json:"no_data"`
	TestsFailed bool       `json:"tests_failed"`
	Broken      bool       `json:"broken"`
	Files       []wireFile `json:"files"`
}

// A wireFile is a list in JSON, of its fields in their order: there may be 20,000, and they are read by machines.
type wireFile struct {
	Name       string // its base name; or its whole name, where that is not the package's path, a slash and the base
	Covered    int64
	Statements int64
	Ignored    int64
	Generated  bool
	// What each suite ran of it, and nothing else did; null where no block of it ran. Empty where it was never measured.
	Suites []*[2]int64
}

// fields are pointers to the fields of a file.
func (f *wireFile) fields() []any {
	return []any{&f.Name, &f.Covered, &f.Statements, &f.Ignored, &f.Generated, &f.Suites}
}

func (f wireFile) MarshalJSON() ([]byte, error) { return json.Marshal(f.fields()) }

func (f *wireFile) UnmarshalJSON(data []byte) error {
	fields := f.fields()
	return json.Unmarshal(data, &fields)
}

// MarshalJSON writes m as schema.json describes it.
func (m Measured) MarshalJSON() ([]byte, error) {
	w := wire{
		Held: m.Held, Root: m.Root, Rooted: m.Rooted, Partial: m.Partial,
		Modules: make([]wirePlace, len(m.Modules)), CodeOwners: m.Owners != nil, Owners: cleanAll(m.Owners),
		Suites: append([]MeasuredSuite{}, m.Suites...), Packages: make([]wirePackage, len(m.Packages)), Unasked: make([]wirePlace, len(m.Unasked)),
		Arguments: m.Arguments, Problems: m.Problems, Failed: m.Failed, Also: m.Also, Warnings: m.Warnings, Notes: m.Notes,
	}
	for i, module := range m.Modules {
		w.Modules[i] = wirePlace{module.Path, module.Dir}
	}
	for i, pkg := range m.Packages {
		w.Packages[i] = wirePackage{wirePlace{pkg.Path, pkg.Dir}, cleanAll(pkg.Owners), pkg.NoData, pkg.TestsFailed, pkg.Broken, wireFiles(pkg)}
	}
	for i, pkg := range m.Unasked {
		w.Unasked[i] = wirePlace{pkg.Path, pkg.Dir}
	}
	return json.Marshal(w)
}

func wireFiles(pkg coverage.Package) []wireFile {
	files := make([]wireFile, len(pkg.Files))
	for i, file := range pkg.Files {
		shares := make([]*[2]int64, len(file.Suites))
		for k, share := range file.Suites {
			if share.Ran {
				shares[k] = &[2]int64{share.Covered, share.Only}
			}
		}
		name := file.Name
		if base := path.Base(name); !isWhole(base) && path.Join(pkg.Path, base) == name {
			name = base
		}
		files[i] = wireFile{name, file.Ratio.Covered, file.Ratio.Total, file.Ignored, file.Generated, shares}
	}
	return files
}

// isWhole reports whether the name of a file says where it is.
func isWhole(name string) bool { return strings.ContainsAny(name, `/\`) }

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Measured) UnmarshalJSON(data []byte) error {
	var w wire
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*m = Measured{
		Held: w.Held, Root: w.Root, Rooted: w.Rooted, Partial: w.Partial,
		Arguments: w.Arguments, Problems: w.Problems, Failed: w.Failed, Also: w.Also, Warnings: w.Warnings, Notes: w.Notes,
	}
	if w.CodeOwners {
		m.Owners = w.Owners
	}
	if len(w.Suites) > 0 {
		m.Suites = w.Suites
	}
	for _, module := range w.Modules {
		m.Modules = append(m.Modules, coverage.Module{Path: module.Path, Dir: module.Dir})
	}
	for i := range w.Packages {
		m.Packages = append(m.Packages, w.Packages[i].measured())
	}
	for _, pkg := range w.Unasked {
		m.Unasked = append(m.Unasked, coverage.Package{Path: pkg.Path, Dir: pkg.Dir})
	}
	return nil
}

// measured is the package with all that follows from its place.
func (w *wirePackage) measured() coverage.Package {
	pkg := coverage.Package{Path: w.Path, Dir: w.Dir, NoData: w.NoData, TestsFailed: w.TestsFailed, Broken: w.Broken}
	if len(w.Owners) > 0 {
		pkg.Owners = w.Owners
	}
	for _, from := range w.Files {
		file := coverage.File{
			Name: from.Name, Ratio: coverage.Ratio{Covered: from.Covered, Total: from.Statements},
			Ignored: from.Ignored, Generated: from.Generated,
		}
		if !isWhole(from.Name) {
			file.Name = path.Join(w.Path, from.Name)
		}
		if w.Dir != "" {
			file.Path = path.Join(w.Dir, path.Base(file.Name))
		}
		for _, share := range from.Suites {
			if share == nil {
				file.Suites = append(file.Suites, coverage.Share{})
			} else {
				file.Suites = append(file.Suites, coverage.Share{Ran: true, Covered: share[0], Only: share[1]})
			}
		}
		pkg.Files = append(pkg.Files, file)
	}
	return pkg
}
