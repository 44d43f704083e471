package policy

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"

	"github.com/covbar/covbar/coverage"
)

// maxPattern bounds the bytes of one pattern.
const maxPattern = 1 << 10

// A packagePattern selects packages as a Go pattern does: by folder below the root, or by import path.
type packagePattern struct {
	rooted bool   // begins at the root: matched against the folder
	all    bool   // `./...`
	prefix string // text before the first wildcard
	glob   string // text and the wildcards below, from the first wildcard on
	tree   bool   // the pattern ends in `/...`, which glob does not: all below, and the thing itself
}

// Wildcards in the glob of a packagePattern. Neither paths nor patterns hold control characters.
const (
	anyText = '\x01' // `...`: any text
	anyName = '\x02' // `*`: any text without a slash
	oneByte = '\x03' // before the anyName of a `*` that is a whole element, and so not empty
)

// parsePackagePattern reads `./dir/...`, `example.com/path/...` and the like. The error may hold a hint after a newline.
func parsePackagePattern(s string) (packagePattern, error) {
	var p packagePattern
	switch {
	case s == "./..." || s == ".":
		return packagePattern{rooted: true, all: s == "./...", prefix: "."}, nil
	case strings.HasPrefix(s, "!"):
		return p, errors.New("`!` takes files back in, not packages\nuse exclude.files, or narrower patterns")
	case strings.HasPrefix(s, "/") || strings.Contains(s, `\`):
		return p, errors.New("no package pattern\nbegin with ./ (the root) or an import path, and write / between folders")
	case strings.ContainsAny(s, "?[]{}") || strings.Contains(s, "**"):
		return p, errors.New("package patterns know only `...` (any depth) and `*` (one element)\nfor globs use `files`, in a rule with `per: file`")
	case strings.Contains(s, ","):
		return p, errors.New("a comma does not separate patterns\nwrite each as an item of the list")
	}
	s, p.rooted = strings.CutPrefix(s, "./")
	if err := plain(s); err != nil {
		return p, err
	}
	s, p.tree = strings.CutSuffix(s, "/...")
	elements := strings.Split(s, "/")
	for i, element := range elements {
		if element == "*" {
			elements[i] = string([]rune{oneByte, anyName})
		}
	}
	wildcards := strings.NewReplacer("...", string(anyText), "*", string(anyName))
	p.glob = wildcards.Replace(strings.Join(elements, "/"))
	if first := strings.IndexFunc(p.glob, unicode.IsControl); first >= 0 {
		p.prefix, p.glob = p.glob[:first], p.glob[first:]
	} else {
		p.prefix, p.glob = p.glob, ""
	}
	return p, nil
}

// plain refuses paths that are written in a roundabout way: as no path of a package or file looks like that, such a
// pattern would never match.
func plain(s string) error {
	switch {
	case len(s) > maxPattern:
		return fmt.Errorf("a pattern has at most %d bytes, this one has %d", maxPattern, len(s))
	case s == "" || s == ".." || strings.HasPrefix(s, "../"):
		return errors.New("names nothing below the root\npatterns such as ./dir/... begin at the policy's own folder")
	case path.Clean(s) != s || strings.TrimSpace(s) != s || strings.ContainsFunc(s, unicode.IsControl):
		return errors.New("no plain path\nleave out a last slash, doubled slashes, the elements . and .., and blanks around")
	}
	return nil
}

// matches reports whether p selects the package. Without a source tree, `./...` selects every package.
func (p *packagePattern) matches(pkg *coverage.Package) bool {
	name := pkg.Path
	switch {
	case p.all:
		return true
	case p.rooted && (pkg.Dir == "" || pkg.Dir == "."):
		return pkg.Dir == "." && p.prefix == "." && p.glob == "" // the root is no element that a wildcard could match
	case p.rooted:
		name = pkg.Dir
	}
	return strings.HasPrefix(name, p.prefix) && matchGlob(p.glob, name[len(p.prefix):], p.tree)
}

// matchGlob matches the glob of a packagePattern. With tree, it is enough that it matches up to a slash.
//
// After a mismatch it goes back to the last anyName and lets it have one more byte, and where that cannot be, to the
// last anyText. Earlier wildcards never need to change: the later ones reach all that they would give up.
func matchGlob(glob, name string, tree bool) bool {
	g, n := 0, 0
	short, shortAt := -1, 0 // where to go on, in glob and in name, if the last anyName is to have one more byte
	long, longAt := -1, 0   // the same for the last anyText
	for {
		if g == len(glob) {
			if n == len(name) || tree && name[n] == '/' {
				return true
			}
		} else if c := glob[g]; c == anyText {
			g++
			long, longAt, short = g, n, -1
			continue
		} else if c == anyName {
			g++
			short, shortAt = g, n
			continue
		} else if n < len(name) && (c == name[n] || c == oneByte && name[n] != '/') {
			g++
			n++
			continue
		}
		switch {
		case short >= 0 && shortAt < len(name) && name[shortAt] != '/':
			shortAt++
			g, n = short, shortAt
		case long >= 0 && longAt < len(name):
			longAt++
			g, n, short = long, longAt, -1
		default:
			return false
		}
	}
}

// A filePattern selects files by a glob from the root.
type filePattern struct {
	glob
	back     bool // `!`: takes files back in
	anywhere bool // begins with `**`: can be matched without a source tree
}

// parseFilePattern reads a glob. The error may hold a hint after a newline.
func parseFilePattern(s string) (filePattern, error) {
	var p filePattern
	s, p.back = strings.CutPrefix(s, "!")
	p.text = strings.TrimPrefix(s, "./")
	switch {
	case strings.HasPrefix(p.text, "/"):
		return p, errors.New("no pattern of files below the root\nall patterns begin at the root: leave the first / out")
	case strings.HasSuffix(p.text, "/"):
		return p, fmt.Errorf("names a folder\nwrite %s** for the files in it", p.text)
	case strings.Contains(p.text, "..."):
		return p, errors.New("file patterns know `**`, and no `...`\nwrite ** for any depth")
	}
	var err error
	p.glob, err = parseGlob(p.text)
	p.anywhere = p.text == "**" || strings.HasPrefix(p.text, "**/")
	return p, err
}

// matches reports whether p selects the file. Where its place below the root is not known, only patterns that may begin
// anywhere can.
func (p *filePattern) matches(file *coverage.File) bool {
	name := file.Path
	if name == "" {
		if !p.anywhere {
			return false
		}
		name = file.Name
	}
	return p.glob.matches(name)
}
