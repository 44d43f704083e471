package coverage

// A Module is one Go module of a source tree.
type Module struct {
	Path string // module path
	Dir  string // folder below the policy's root, with slashes; "." is the root itself
}

// A Suite is what one kind of test covered: the unit tests, the integration tests.
type Suite struct {
	Name    string
	Profile *Profile // nil where nothing was measured
}

// A Package is what is known of one Go package: from profiles, and where there is one, from the source tree.
type Package struct {
	Path string // import path
	// Dir is the package's folder below the policy's root, with slashes; "." is the root itself.
	// It is empty where no source tree is known.
	Dir         string
	Files       []File   // sorted by name, names unique
	Owners      []string // from CODEOWNERS, those of most files first; nil where none is known
	NoData      bool     // no profile mentions it: its statements were counted in the sources
	TestsFailed bool     // its tests failed in this run; the numbers stand
	// Broken says that its sources do not parse, so that there may be more statements than were counted.
	Broken bool
}

// A File is one source file of a package.
type File struct {
	Name string // as profiles name it: import path, slash, base name
	// Path is the file's place below the policy's root, with slashes; empty where no source tree is known.
	Path      string
	Ratio     Ratio   // of all suites together, and of what belongs to none; without what is Ignored
	Ignored   int64   // statements that //covbar:ignore comments leave out
	Generated bool    // it has Go's line "Code generated … DO NOT EDIT."
	Suites    []Share // what each suite gave, in the order of the measurement; nil where there are no suites
}

// A Share is what one suite ran of a file. The statements that it did not run are those of the file's Ratio.
type Share struct {
	Ran     bool  // a block ran, if only one without statements, or one that is ignored
	Covered int64 // statements
	Only    int64 // statements that nothing else ran: no other suite, and no profile that belongs to none
}

// Ratio adds up the files.
func (p Package) Ratio() Ratio {
	var sum Ratio
	for _, file := range p.Files {
		sum = sum.Add(file.Ratio)
	}
	return sum
}

// A Function is a function of a package: declared, a method, or the closures of a package variable.
type Function struct {
	Name  string // as Go programmers say it: "New", "(*Queue[T]).Push", "Sizer.Size"; of a variable's closures, its name
	File  string // as profiles name it
	Path  string // place of the file below the policy's root
	Lines LineRange
	Ratio Ratio // without what is ignored; closures count for the function around them
}
