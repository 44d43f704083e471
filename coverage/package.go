package coverage

// A Package is what is known of one Go package: from profiles, and where there is one, from the source tree.
type Package struct {
	Path string // import path
	// Dir is the package's folder below the policy's root, with slashes; "." is the root itself.
	// It is empty where no source tree is known.
	Dir         string
	Files       []File // sorted by name, names unique
	NoData      bool   // no profile mentions it: its statements were counted in the sources
	TestsFailed bool   // its tests failed in this run; the numbers stand
	// Broken says that its sources do not parse, so that there may be more statements than were counted.
	Broken bool
}

// A File is one source file of a package.
type File struct {
	Name string // as profiles name it: import path, slash, base name
	// Path is the file's place below the policy's root, with slashes; empty where no source tree is known.
	Path  string
	Ratio Ratio
}

// Ratio adds up the files.
func (p Package) Ratio() Ratio {
	var sum Ratio
	for _, file := range p.Files {
		sum = sum.Add(file.Ratio)
	}
	return sum
}
