package workspace

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func readOwners(t *testing.T, tree string) *Owners {
	t.Helper()
	o, err := ReadOwners(plant(t, tree))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOwnersOf(t *testing.T) {
	const everyone = "* @all\n"
	tests := []struct {
		lines  string
		path   string
		want   string
		reason string
	}{
		{"", "a.go", "", "no rule"},
		{"# nothing\n\n \t\n", "a.go", "", "comments and blank lines are none"},
		{everyone, "a/b/c.go", "@all", "a star matches everywhere"},
		{everyone + "*.js @js\n", "a/b.go", "@all", "the last rule that matches counts"},
		{everyone + "*.js @js\n", "a/b.js", "@js", "as above"},
		{"*.js @js\n" + everyone, "a/b.js", "@all", "as above, and not the closest one"},
		{everyone + "*.go docs@example.com @acme/go-team @octo_acme #twelve", "a.go", "docs@example.com @acme/go-team @octo_acme", "mail, team, user, and a comment behind them"},
		{everyone + "a.go me@acme.engineering\n", "a.go", "me@acme.engineering", "domains end in more than six letters"},
		{everyone + "/apps/ @a\n/apps/github\n", "apps/github/x.go", "", "a rule without owners clears"},
		{everyone + "/apps/ @a\n/apps/github # nobody\n", "apps/github/x.go", "", "as above, with a comment"},
		{everyone + "/apps/ @a\n/apps/github\n", "apps/gitlab/x.go", "@a", "only what it matches"},
		{"/build/logs/ @doc\n", "build/logs/a/b.log", "@doc", "a folder at the top, and all below"},
		{"/build/logs/ @doc\n", "x/build/logs/a.log", "", "not elsewhere"},
		{"/build/logs/ @doc\n", "build/logs", "", "a trailing slash is a folder's"},
		{"/build/logs @doc\n", "build/logs", "@doc", "without it a file, too"},
		{"/build/logs @doc\n", "build/logs/a.log", "@doc", "or a folder"},
		{"/build/logs @doc\n", "build/logs.txt", "", "names are whole"},
		{"docs/* @d\n", "docs/start.md", "@d", "what is in the folder"},
		{"docs/* @d\n", "docs/build/trouble.md", "", "not further down"},
		{"docs/* @d\n", "x/docs/start.md", "", "a slash in the middle holds it to the top"},
		{"docs/*.md @d\n", "docs/start.md", "@d", "with an ending"},
		{"apps/ @a\n", "x/apps/y/z.go", "@a", "a folder anywhere"},
		{"apps/ @a\n", "myapps/z.go", "", "names are whole"},
		{"apps @a\n", "x/apps", "@a", "a name anywhere, of a file"},
		{"apps @a\n", "x/apps/y.go", "@a", "or of a folder"},
		{"**/logs @l\n", "logs", "@l", "two stars may stand for nothing"},
		{"**/logs @l\n", "a/b/logs/c.go", "@l", "or for several folders"},
		{"/a/**/z @l\n", "a/z", "@l", "in the middle, for nothing"},
		{"/a/**/z @l\n", "a/b/c/z/y.go", "@l", "or for several"},
		{"/a/**/z @l\n", "a/bz", "", "but for whole names"},
		{"/a/** @l\n", "a/b/c.go", "@l", "at the end: all below"},
		{"** @l\n", "a/b/c.go", "@l", "all"},
		{"/* @top\n", "a.go", "@top", "what is at the top"},
		{"/* @top\n", "a/b.go", "", "and not below"},
		{"/*/cmd/ @c\n", "a/cmd/b.go", "@c", "one star is one folder"},
		{"/*/cmd/ @c\n", "a/b/cmd/c.go", "", "as above"},
		{"a?.go @q\n", "ab.go", "@q", "one character"},
		{"a?.go @q\n", "a.go", "", "exactly one"},
		{`my\ docs/ @d` + "\n", "my docs/a.md", "@d", "a space in a name"},
		{`\*.go @d` + "\n", "x.go", "", "a star in a name"},
		{`\*.go @d` + "\n", "*.go", "@d", "as above"},
		{"A.go @big\n", "a.go", "", "upper and lower case differ"},
		{"\ufeffa.go @a\r\nb.go @b\r\n", "a.go", "@a", "as Windows writes"},
		{"\ufeffa.go @a\r\nb.go @b\r\n", "b.go", "@b", "as above"},
		{"  a.go\t@a  @b\t\n", "a.go", "@a @b", "space does not matter"},
		{"a.go @a", "a.go", "@a", "no line end"},
	}
	for _, test := range tests {
		o := &Owners{File: "CODEOWNERS"}
		o.parse(test.lines)
		if got := strings.Join(o.Of(test.path), " "); got != test.want || o.Warnings != nil {
			t.Errorf("%q: %s is of %q, want %q: %s %v", test.lines, test.path, got, test.want, test.reason, o.Warnings)
		}
	}
}

func TestReadOwnersPlaces(t *testing.T) {
	const (
		hidden = "-- .github/CODEOWNERS --\n* @hidden\n"
		root   = "-- CODEOWNERS --\n* @root @all\n/x @all\n"
		docs   = "-- docs/CODEOWNERS --\n* @docs\n"
	)
	tests := []struct {
		tree   string
		file   string // none where it is empty
		names  []string
		reason string
	}{
		{"-- a.go --\n", "", nil, "most repositories have none"},
		{"-- a/CODEOWNERS --\n* @a\n-- codeowners --\n* @a\n-- .gitlab/CODEOWNERS --\n* @a\n", "", nil, "GitHub looks elsewhere"},
		{docs + root + hidden, ".github/CODEOWNERS", []string{"@hidden"}, "the first counts"},
		{docs + root, "CODEOWNERS", []string{"@all", "@root"}, "then the root; each name once"},
		{docs, "docs/CODEOWNERS", []string{"@docs"}, "then docs"},
		{docs + "-- .github --\n", "docs/CODEOWNERS", []string{"@docs"}, "a file by the name of the folder"},
		{docs + "-- CODEOWNERS/a.go --\n", "docs/CODEOWNERS", []string{"@docs"}, "a folder by the name of the file"},
		{docs + "-- CODEOWNERS --\nlink: gone\n", "docs/CODEOWNERS", []string{"@docs"}, "a link to nothing"},
		{docs + "-- CODEOWNERS --\n", "CODEOWNERS", nil, "an empty file is one"},
	}
	for _, test := range tests {
		o := readOwners(t, test.tree)
		if test.file == "" {
			if o != nil || o.Of("a.go") != nil {
				t.Errorf("%s is found: %s", o.File, test.reason)
			}
			continue
		}
		if o == nil || o.File != test.file || !slices.Equal(o.Names, test.names) || o.Warnings != nil {
			t.Errorf("%v is found, want %s of %v: %s", o, test.file, test.names, test.reason)
		}
	}
}

func TestReadOwnersWarnings(t *testing.T) {
	const line = "\nhint: GitHub skips such a line; mend it or take it out"
	const file = "\nhint: GitHub reads it as a file in the repository; no link may lead out of that"
	tests := []struct {
		tree   string
		want   []string
		reason string
	}{
		{
			"-- CODEOWNERS --\n* @all\n*.go @a\n!b.go @b\n\n[ab].go @c\nc.go team\nd.go @\n/ @root\n\\#e.go @e\nf***.go @f\na.go @\u00e9\n",
			[]string{
				"CODEOWNERS:3: unexpected character '!' at position 1" + line,
				"CODEOWNERS:5: unexpected character '[' at position 1" + line,
				"CODEOWNERS:6: invalid owner format 'team' at position 6" + line,
				"CODEOWNERS:7: invalid owner format '@' at position 6" + line,
				`CODEOWNERS:8: the pattern "/" matches nothing` + line,
				"CODEOWNERS:9: a pattern cannot begin with #, not even behind a backslash" + line,
				"CODEOWNERS:10: pattern cannot contain three consecutive asterisks" + line,
				"CODEOWNERS:11: unexpected character '\u00e9' at position 7" + line,
			},
			"a wrong line costs no other: no negation, no classes, owners that are none",
		},
		{
			"-- CODEOWNERS --\n* @all\n*.go @a\n" + strings.Repeat("x", 1<<16) + " @b\n",
			[]string{"CODEOWNERS:3: the line is too long" + line},
			"not to be passed over in silence",
		},
		{
			"-- CODEOWNERS --\n* @all\n*.go @a\na.go a@b@c.d\na.go @c.d\na.go e@f\n",
			[]string{
				"CODEOWNERS:3: invalid owner format 'a@b@c.d' at position 6" + line,
				"CODEOWNERS:4: invalid owner format '@c.d' at position 6" + line,
				"CODEOWNERS:5: invalid owner format 'e@f' at position 6" + line,
			},
			"addresses that are none",
		},
		{
			"-- .github/CODEOWNERS --\n" + strings.Repeat("a.go @a\n", maxOwners/8) + "-- CODEOWNERS --\n* @all\n",
			[]string{".github/CODEOWNERS: 3145728 bytes are too many\nhint: GitHub loads no file of 3 MB or more"},
			"the first that is there counts all the same",
		},
		{
			"-- .github/CODEOWNERS --\nlink: ../../CODEOWNERS\n-- CODEOWNERS --\n* @all\n",
			[]string{".github/CODEOWNERS: path escapes from parent" + file},
			"a link that leads out",
		},
		{
			"-- CODEOWNERS --\nlink: CODEOWNERS\n",
			[]string{"CODEOWNERS: too many levels of symbolic links" + file},
			"a link to itself",
		},
	}
	for _, test := range tests {
		o := readOwners(t, test.tree)
		if o == nil {
			t.Errorf("nothing is found: %s", test.reason)
			continue
		}
		if diff := cmp.Diff(test.want, o.Warnings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
		var want []string
		if o.Names != nil {
			want = []string{"@a"}
		}
		if got := o.Of("b.go"); !slices.Equal(got, want) {
			t.Errorf("b.go is of %v: %s", got, test.reason)
		}
	}
}

func TestReadOwnersLinks(t *testing.T) {
	o := readOwners(t, "-- CODEOWNERS --\nlink: docs/owners\n-- docs/owners --\n* @all\n")
	if o == nil || o.File != "CODEOWNERS" || len(o.Of("a.go")) != 1 || o.Warnings != nil {
		t.Errorf("a link within the repository: %v", o)
	}
	top := filepath.Join(t.TempDir(), "gone")
	_, err := ReadOwners(top)
	if want := top + ": no such file or directory\nhint: is this the top folder of the repository?"; err == nil || err.Error() != want {
		t.Errorf("no repository: %v, want %s", err, want)
	}
	o = readOwners(t, "-- CODEOWNERS --\nlink: CODEOWNERS\n")
	if len(o.Warnings) != 1 || !strings.HasPrefix(o.Warnings[0], "CODEOWNERS: too many levels of symbolic links\nhint: ") || o.Of("a.go") != nil {
		t.Errorf("it cannot be read: %v", o)
	}
}

// To look for what is fixed in a pattern first changes no answer.
func FuzzOwners(f *testing.F) {
	f.Add("docs/* @a", "docs/a.go")
	f.Add(`/a\/**/b?\\* @a`, "a/b/c")
	f.Add("/ @a", "a.go")
	f.Add("//a", "/a/b")
	f.Add("**/ab*ba/ @a", "aba/aba")
	f.Add("/a/b/ @a", "a/b/c")
	f.Add("/a/b/ @a", "c/a/b/c")
	f.Add("/a*/b @a", "ab/b/c")
	f.Add("//a/ @a", "a/b")
	f.Add("/**/b @a", "a/b")
	f.Fuzz(func(t *testing.T, text, path string) {
		o := &Owners{File: "CODEOWNERS"}
		o.parse(text)
		for _, rule := range o.rules {
			plainly := &ownerRule{rule: rule.rule}
			if rule.matches(path) != plainly.matches(path) {
				t.Errorf("%q and %q: %v", rule.rule.RawPattern(), path, plainly.matches(path))
			}
		}
		o.Of(path)
	})
}
