// Package workspace knows what there is: the modules below a folder, their packages, and how import paths map to
// folders and back. It runs no command, and reads sources only below that folder: a link that leads out is refused.
package workspace

import (
	"go/build"

	"github.com/covbar/covbar/coverage"
)

// A Tree is the Go modules below a root, as Load found them.
type Tree struct {
	Root    string   // absolute
	Modules []Module // sorted by Dir; paths and folders are unique
	// Build says which files belong to a package: GOOS, GOARCH, tags and cgo. Load sets what the go command takes from the
	// environment; set BuildTags where the tests ran with -tags. How it reads files is ignored.
	Build build.Context
	Maps  []Map // where absolute paths of profiles lie; the first that fits counts, before the root itself

	real     string            // Root without symbolic links, as tests that ran elsewhere may have named it
	folders  []folder          // those with Go files that the go command would visit
	hidden   []string          // empty go.mod files, which hide what is below them from the go command
	aliases  map[string]*alias // by module path: what replace lines call by it
	warnings []Warning         // of such lines
	replaced []replacement     // all replace lines of the go.mod files
	works    map[string]*work  // by absolute name: all go.work files that were read

	seen sight // by the last List
}

// A Map says where the files of another machine's folder lie here.
type Map struct {
	From string // absolute, as the profiles name it
	Dir  string // below the root, with slashes; "." is the root itself
}

// A Module is one go.mod.
type Module struct {
	Path string // module path
	Dir  string // folder below the root, with slashes; "." is the root itself
	// Work is the absolute path of the go.work file that uses the module; empty: it is built with GOWORK=off.
	// Where several use it, the nearest above it counts, then those beside it, by name.
	Work string
}

// A folder may hold a package.
type folder struct {
	dir     string   // below the root, with slashes
	owner   string   // Dir of the module that it belongs to
	sources []string // base names of its Go files apart from tests, sorted; none where there are only tests
	links   []string // base names of its Go files that are symbolic links
}

// A Listing is the packages of a tree with what a profile says of them.
type Listing struct {
	Packages []coverage.Package // sorted by path; those of the modules only
	// What the profile holds of packages of no module here: the standard library (with what that vendors), and other
	// modules, vendored or not.
	Standard, Foreign Outside
	// Unmapped is the file names of the profile that name no place in the tree, sorted: absolute and relative paths
	// elsewhere, and import paths that lead out of their module into one nested in it.
	Unmapped []string
	Warnings []Warning
	// Wrong is what must be mended in the sources before they can be judged: //covbar:ignore comments without a reason, or
	// with nothing to ignore. Each begins with file:line:column.
	Wrong []Warning
}

// Outside counts what the profile holds of packages of no module here.
type Outside struct {
	Packages   int
	Statements int64
}

// A Warning is of a folder that an empty go.mod hides, of a replace line that leads nowhere, of sources that cannot be read or parsed, of such that the profile
// should mention and does not, or of packages that it mentions and that are not there.
type Warning struct {
	Package string // import path of the package, where it is of one
	Text    string // may end with a line "hint: ..."
}
