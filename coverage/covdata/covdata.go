// Package covdata makes profiles of what binaries built with `go build -cover` write into the folder that GOCOVERDIR
// names. It leaves the reading of that format to `go tool covdata`.
package covdata

import "regexp"

// The names of the files, as package runtime/coverage chooses them: the meta data of a build, the counters of a process that
// ran it, and what either is called as long as it is not whole.
var (
	metaName     = regexp.MustCompile(`^covmeta\.([0-9a-f]{32})$`)
	countersName = regexp.MustCompile(`^covcounters\.([0-9a-f]{32})\.[0-9]+\.[0-9]+$`)
	partialName  = regexp.MustCompile(`^tmp\.cov(meta|counters)\.[0-9a-f]{32}[0-9.]*$`)
)

// IsData reports whether a file of this name is one of a GOCOVERDIR folder, whole or not.
func IsData(name string) bool {
	return metaName.MatchString(name) || countersName.MatchString(name) || partialName.MatchString(name)
}
