package workspace

import (
	"path"
	"path/filepath"
	"strings"
)

// links returns the Go files of the tree that are symbolic links to one of some files, or by way of one.
func (s *spread) links(files []string) (links []string) {
	changed := map[string]bool{}
	for _, file := range files {
		changed[file] = true
	}
	for _, folder := range s.tree.folders {
		for _, base := range folder.links {
			name := path.Join(folder.dir, base)
			for _, target := range s.behind(name) {
				if reaches(target, changed) {
					links = append(links, name)
					break
				}
			}
		}
	}
	return links
}

// reaches reports whether a file, or a folder that it is in, is one of some.
func reaches(file string, some map[string]bool) bool {
	for ; file != "."; file = path.Dir(file) {
		if some[file] {
			return true
		}
	}
	return false
}

// behind returns what a link leads to, below the root: each link on the way, and the file at the end.
func (s *spread) behind(name string) (targets []string) {
	const most = 40 // as systems have it, which take more for a circle
	at, rest := ".", strings.Split(name, "/")
	for len(rest) > 0 {
		next := path.Join(at, rest[0])
		rest = rest[1:]
		if next == ".." || len(targets) == most {
			return targets
		}
		link, err := s.disk.Readlink(next)
		if err != nil {
			at = next
			continue
		}
		targets = append(targets, next)
		link = filepath.ToSlash(link)
		if filepath.IsAbs(link) {
			inside, ok := s.tree.Below(filepath.FromSlash(link))
			if !ok {
				return targets
			}
			at, link = ".", inside
		}
		rest = append(strings.Split(link, "/"), rest...)
	}
	return append(targets, at)
}
