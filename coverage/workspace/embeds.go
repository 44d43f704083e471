package workspace

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"
)

// beginEmbedding marks the packages above a file that embed it.
func (s *spread) beginEmbedding(file string) {
	for dir := range s.upwards(path.Dir(file)) {
		if _, ok := s.atlas.known[dir]; !ok {
			continue
		}
		switch code, tests := s.embeds(dir, within(dir, file)); {
		case code:
			s.code[dir] = true
		case tests:
			s.tests[dir] = true
		}
	}
}

// embeds reports whether sources and tests in a folder embed a file below it. What cannot be read does: go build will say
// what is wrong.
func (s *spread) embeds(dir, file string) (code, tests bool) {
	entries, err := readDir(s.disk, dir)
	if err != nil {
		return true, true
	}
	for _, entry := range entries {
		if !isGo(entry.Name()) || entry.IsDir() {
			continue
		}
		data, err := s.disk.ReadFile(path.Join(dir, entry.Name()))
		if err == nil && !embedsIn(data, file) {
			continue
		}
		if isSource(entry.Name()) {
			code = true
		} else {
			tests = true
		}
	}
	return code, tests
}

// embedsIn reports whether a go:embed line of a source names a file, or a folder that it is in.
func embedsIn(source []byte, file string) bool {
	const directive = "//go:embed"
	for rest := source; ; {
		_, after, ok := bytes.Cut(rest, []byte(directive))
		if !ok {
			return false
		}
		var line []byte
		line, rest, _ = bytes.Cut(after, []byte("\n"))
		if slices.ContainsFunc(embedPatterns(string(line)), func(pattern string) bool { return embedMatches(pattern, file) }) {
			return true
		}
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
