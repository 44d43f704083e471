package policy

import (
	"regexp"
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"pgregory.net/rapid"
)

func TestPackagePatterns(t *testing.T) {
	for _, test := range []struct {
		pattern string
		dir     string // folder; the import path is example.com/m and the folder
		want    bool
		why     string
	}{
		{"./...", "a/b", true, "all below the root"},
		{"./...", ".", true, "and the root itself"},
		{"./...", "", true, "without sources it is everything"},
		{".", ".", true, "the root package"},
		{".", "a", false, "the root package only"},
		{"./a/...", "a", true, "x/... matches x, as in go list"},
		{"./a/...", "a/b/c", true, "any depth"},
		{"./a/...", "ab", false, "an element ends at a slash"},
		{"./a/...", "", false, "without sources no folder is known"},
		{"./a", "a", true, "one package"},
		{"./a", "a/b", false, "one package only"},
		{"./...test", "servertest", true, "text within an element"},
		{"./...test", "a/b/servertest", true, "at any depth"},
		{"./...test", "test", true, "... may be empty"},
		{"./...test", "tests", false, "nothing follows"},
		{"./.../internal/...", "a/internal", true, "... in the middle, and x/... matches x"},
		{"./.../internal/...", "a/b/internal/c", true, "... in the middle"},
		{"./.../internal/...", "internal/c", false, "the slashes around ... are two, as in go list"},
		{"./services/*/domain/...", "services/orders/domain", true, "* is one element"},
		{"./services/*/domain/...", "services/orders/domain/x", true, "with all below"},
		{"./services/*/domain/...", "services/orders/x/domain", false, "* is not two elements"},
		{"./services/*/domain/...", "services/domain", false, "* is not none"},
		{"./services/*", "services", false, "* is not none at the end either"},
		{"./*", "a", true, "* at the beginning"},
		{"./*", ".", false, "the root is no element"},
		{"./*/...", "a/b/c", true, "* and ..."},
		{"./cmd/crl-*/...", "cmd/crl-updater", true, "* within an element"},
		{"./cmd/crl-*/...", "cmd/crl-", true, "* within an element may be empty"},
		{"./cmd/crl-*/...", "cmd/crl", false, "the text around * must be there"},
		{"./a*b*c", "axbxbxc", true, "several * in an element"},
		{"./a*b*c", "axbxbx", false, "the last text must end the name"},
		{"./a...b*c...d", "axxbyyc/zz/d", true, "both wildcards"},
		{"./a...b*c", "ab/xbc", true, "... goes on where * cannot"},
		{"./größe/...", "größe/x", true, "letters outside of ASCII"},
		{"example.com/m/a/...", "a/b", true, "an import path"},
		{"example.com/m/a/...", "", false, "an import path is not below itself"},
		{"example.com/*/a", "a", true, "* in an import path"},
		{"example.com/...", "", true, "an import path needs no sources"},
		{"...", "a", true, "everything that has a path"},
		{"a/...", "a/b", false, "without ./ it is an import path"},
	} {
		p, err := parsePackagePattern(test.pattern)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		pkg := coverage.Package{Path: strings.TrimSuffix("example.com/m/"+test.dir, "/"), Dir: test.dir}
		if got := p.matches(&pkg); got != test.want {
			t.Errorf("%s matches %q = %v: %s", test.pattern, test.dir, got, test.why)
		}
	}
}

// Package patterns mean what `go list` says: a regular expression with .* for each `...`.
func TestPackagePatternsAsRegexp(t *testing.T) {
	element := rapid.StringMatching(`[ab]{1,2}`)
	path := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(element, 1, 4).Draw(t, "elements"), "/")
	})
	pattern := rapid.StringMatching(`([ab]|\.\.\.|\*|/){1,8}`)
	rapid.Check(t, func(t *rapid.T) {
		text := pattern.Draw(t, "pattern")
		p, err := parsePackagePattern(text)
		if err != nil {
			t.Skip(err)
		}
		core, tree := strings.CutSuffix(text, "/...")
		elements := strings.Split(core, "/")
		for i, e := range elements {
			if e == "*" {
				elements[i] = `[^/]+`
				continue
			}
			e = strings.ReplaceAll(regexp.QuoteMeta(e), `\.\.\.`, `.*`)
			elements[i] = strings.ReplaceAll(e, `\*`, `[^/]*`)
		}
		expr := "^" + strings.Join(elements, "/")
		if tree {
			expr += "(/.*)?"
		}
		name := path.Draw(t, "path")
		want := regexp.MustCompile(expr + "$").MatchString(name)
		if got := p.matches(&coverage.Package{Path: name}); got != want {
			t.Fatalf("%q matches %q = %v, but %s says %v", text, name, got, expr, want)
		}
	})
}

func TestPackagePatternErrors(t *testing.T) {
	for _, test := range []struct{ pattern, want, why string }{
		{"", "names nothing below the root\npatterns such as ./dir/... begin at the policy's own folder", "nothing"},
		{"./", "names nothing below the root\npatterns such as ./dir/... begin at the policy's own folder", "the root is `.`"},
		{"../x", "names nothing below the root\npatterns such as ./dir/... begin at the policy's own folder", "outside"},
		{"!./a", "`!` takes files back in, not packages\nuse exclude.files, or narrower patterns", "a negation"},
		{"/a", "no package pattern\nbegin with ./ (the root) or an import path, and write / between folders", "absolute"},
		{`.\a`, "no package pattern\nbegin with ./ (the root) or an import path, and write / between folders", "Windows"},
		{"./a/**", "package patterns know only `...` (any depth) and `*` (one element)\nfor globs use `files`, in a rule with `per: file`", "a glob"},
		{"./{a,b}", "package patterns know only `...` (any depth) and `*` (one element)\nfor globs use `files`, in a rule with `per: file`", "braces"},
		{"./a, ./b", "a comma does not separate patterns\nwrite each as an item of the list", "two at once"},
		{"./a/", "no plain path\nleave out a last slash, doubled slashes, the elements . and .., and blanks around", "a slash too many"},
		{"./a/../b", "no plain path\nleave out a last slash, doubled slashes, the elements . and .., and blanks around", "up and down"},
		{" ./a", "no plain path\nleave out a last slash, doubled slashes, the elements . and .., and blanks around", "a blank"},
		{"a\x01", "no plain path\nleave out a last slash, doubled slashes, the elements . and .., and blanks around", "control characters"},
		{strings.Repeat("a", 1025), "a pattern has at most 1024 bytes, this one has 1025", "too long"},
	} {
		if _, err := parsePackagePattern(test.pattern); err == nil || err.Error() != test.want {
			t.Errorf("%q (%s): %v", test.pattern, test.why, err)
		}
	}
}

func TestFilePatterns(t *testing.T) {
	for _, test := range []struct {
		pattern, path string
		want          bool
		why           string
	}{
		{"**/mocks/**", "a/mocks/b/c.go", true, "at any depth"},
		{"**/mocks/**", "mocks/c.go", true, "** may be nothing"},
		{"*.go", "a.go", true, "files of the root"},
		{"*.go", "a/a.go", false, "patterns begin at the root"},
		{"./a/*.go", "a/a.go", true, "./ is the root"},
		{"a/{b,c}_?.go", "a/c_1.go", true, "braces and marks"},
		{`a/\[x\].go`, "a/[x].go", true, "special characters that stand for themselves"},
		{"**/*_gen.go", "", true, "without a place the name of the profile counts"},
		{"**", "", true, "everything, wherever it is"},
		{"a/**", "", false, "nothing says where a is"},
	} {
		p, err := parseFilePattern(test.pattern)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		if got := p.matches(&coverage.File{Name: "example.com/m/x_gen.go", Path: test.path}); got != test.want {
			t.Errorf("%s matches %q = %v: %s", test.pattern, test.path, got, test.why)
		}
	}
}

func TestFilePatternErrors(t *testing.T) {
	for _, test := range []struct{ pattern, want, why string }{
		{"!", "names nothing below the root\npatterns such as ./dir/... begin at the policy's own folder", "nothing taken back"},
		{"/a/*.go", "no pattern of files below the root\nall patterns begin at the root: leave the first / out", "absolute"},
		{"mocks/", "names a folder\nwrite mocks/** for the files in it", "a folder, as in .gitignore"},
		{"./...", "file patterns know `**`, and no `...`\nwrite ** for any depth", "a package pattern"},
		{"a//b.go", "no plain path\nleave out a last slash, doubled slashes, the elements . and .., and blanks around", "a slash too many"},
		{`a\b.go`, "a backslash stands before no special character\nwrite / between folders", "Windows"},
		{`a\`, "a backslash stands before no special character\nwrite / between folders", "at the end"},
		{"a[b.go", "no glob: a bracket or brace has no end\nput a backslash before one that stands for itself", "a bracket"},
		{"a{b.go", "no glob: a bracket or brace has no end\nput a backslash before one that stands for itself", "a brace"},
		{strings.Repeat("{a,b}", 9), "a pattern has at most 8 braces and 1000 combinations of them\nwrite several patterns", "braces multiply"},
		{strings.Repeat("{a,b,c}", 7), "a pattern has at most 8 braces and 1000 combinations of them\nwrite several patterns", "alternatives multiply"},
		{strings.Repeat("a", 1025), "a pattern has at most 1024 bytes, this one has 1025", "too long"},
	} {
		if _, err := parseFilePattern(test.pattern); err == nil || err.Error() != test.want {
			t.Errorf("%q (%s): %v", test.pattern, test.why, err)
		}
	}
}
