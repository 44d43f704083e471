package workspace

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"
)

// An embedding is the patterns of the go:embed lines in a folder, of sources and of tests.
type embedding struct{ code, tests []string }

// beginEmbedding marks the packages above a file that embed it.
func (s *spread) beginEmbedding(file string) {
	for dir := range s.upwards(path.Dir(file)) {
		if _, ok := s.atlas.known[dir]; !ok {
			continue
		}
		inside := within(dir, file)
		matches := func(pattern string) bool { return embedMatches(pattern, inside) }
		switch of := s.embeds(dir); {
		case slices.ContainsFunc(of.code, matches):
			s.code[dir] = true
		case slices.ContainsFunc(of.tests, matches):
			s.tests[dir] = true
		}
	}
}

// embeds reads what the Go files in a folder embed, once. What cannot be read may embed all: go build will say what is wrong.
func (s *spread) embeds(dir string) embedding {
	if of, ok := s.embedded[dir]; ok {
		return of
	}
	var of embedding
	entries, err := readDir(s.disk, dir)
	if err != nil {
		of.code = append(of.code, ".")
	}
	for _, entry := range entries {
		name := entry.Name()
		if !isGo(name) || entry.IsDir() || !mayRead(s.disk, dir, entry) {
			continue
		}
		patterns := []string{"."}
		if data, err := s.disk.ReadFile(path.Join(dir, name)); err == nil {
			patterns = patternsIn(data)
		}
		if isSource(name) {
			of.code = append(of.code, patterns...)
		} else {
			of.tests = append(of.tests, patterns...)
		}
	}
	s.embedded[dir] = of
	return of
}

// patternsIn returns what the go:embed lines of a source name: files, and folders with what is in them.
func patternsIn(source []byte) (patterns []string) {
	const directive = "//go:embed"
	for rest := source; ; {
		_, after, ok := bytes.Cut(rest, []byte(directive))
		if !ok {
			return patterns
		}
		var line []byte
		line, rest, _ = bytes.Cut(after, []byte("\n"))
		patterns = append(patterns, embedPatterns(string(line))...)
	}
}

// embedPatterns splits the rest of a go:embed line. A pattern with blanks stands in quotes.
func embedPatterns(line string) (patterns []string) {
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		pattern, err := strconv.QuotedPrefix(line)
		if err != nil {
			pattern = strings.Fields(line)[0]
		}
		line = line[len(pattern):]
		if unquoted, err := strconv.Unquote(pattern); err == nil {
			pattern = unquoted
		}
		patterns = append(patterns, pattern)
	}
	return patterns
}

// embedMatches reports whether a pattern names a file, or a folder that it is in. Of a wrong pattern go build will say so.
func embedMatches(pattern, file string) bool {
	pattern = strings.TrimPrefix(pattern, "all:")
	for ; file != "."; file = path.Dir(file) {
		if ok, err := path.Match(pattern, file); ok || err != nil {
			return true
		}
	}
	return pattern == "."
}
