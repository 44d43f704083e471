package report

import (
	"strings"
	"testing"
)

func TestPlaces(t *testing.T) {
	root := "https://github.com/acme/shop/tree/" + shopCommit
	for _, c := range []struct{ folder, place, want, why string }{
		{"", "services/api", root + "/services/api", "a folder"},
		{"", ".", root, "the root itself"},
		{"go/", "services", root + "/go/services", "below a folder of the repository"},
		{"go", ".", root + "/go", "that folder"},
		{"", "a b/(c)", root + "/a%20b/%28c%29", "a link ends at a space or parenthesis"},
		{"", "a#b?c%d&e", root + "/a%23b%3Fc%25d%26e", "neither a fragment nor a query"},
		{"", "支", root + "/%E6%94%AF", "bytes of UTF-8"},
		{"", "a::b@c|d`e_f", root + "/a%3A%3Ab%40c%7Cd%60e_f", "nothing that means something elsewhere"},
		{"", "../../evil/repo", "", "a browser would follow it out of the repository"},
		{"..", "a", "", "from the folder, too"},
		{"", "a/../../..", "", "what leads out in the end"},
		{"", "/etc", "", "no place below the root"},
		{"", strings.Repeat("支/", 80) + "a", root + strings.Repeat("/%E6%94%AF", 80) + "/a", "long, but not too long"},
		{"", strings.Repeat("a", 1000), "", "too long"},
	} {
		page := shopPage()
		page.Folder = c.folder
		if got := page.in("tree", c.place); got != c.want && (c.want != "" || got != "") {
			t.Errorf("%q in %q: %s, want %s: %s", c.place, c.folder, got, c.want, c.why)
		}
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct{ in, want, why string }{
		{"https://github.com/acme/shop/actions/runs/1#summary-2", "https://github.com/acme/shop/actions/runs/1#summary-2", "the usual one"},
		{"http://127.0.0.1:8080/a?b=c&copy=d", "http://127.0.0.1:8080/a?b=c&amp;copy=d", "no entity of HTML"},
		{"https://x/) [y](https://z", "https://x/%29%20%5By%5D%28https://z", "one link stays one link"},
		{"https://x/<a>\n`|", "https://x/%3Ca%3E%0A%60%7C", "nor more than a link"},
		{"javascript:alert(1)", "", "no script"},
		{"", "", "nothing"},
		{"https://" + strings.Repeat("支", 40), "", "too long once it is written"},
	} {
		if got := address(c.in); got != c.want {
			t.Errorf("address(%q) = %q, want %q: %s", c.in, got, c.want, c.why)
		}
	}
}

func TestFunctionLinks(t *testing.T) {
	root := "https://github.com/acme/shop/blob/" + shopCommit
	c := Check{Path: "example.com/shop/api", Dir: "api"}
	same := Check{Path: "api", Dir: "api"}
	for _, x := range []struct {
		c    Check
		f    Function
		want string
		why  string
	}{
		{c, Function{Path: "api/a.go", First: 3, Last: 9}, root + "/api/a.go#L4-L10", "its lines, as the commit has them"},
		{c, Function{Path: "api/a.go", First: 3, Last: 3}, root + "/api/a.go#L4", "a single line"},
		{c, Function{Path: "api/sizer.go", First: 3, Last: 9}, root + "/api/sizer.go", "lines that nobody knows are not linked"},
		{c, Function{Path: "example.com/shop/api/a.go"}, "", "a name of a profile is no path"},
		{same, Function{Path: "api/a.go", First: 1, Last: 1}, root + "/api/a.go#L2", "unless the folder is called as the package"},
		{Check{Path: "example.com/shop/api"}, Function{Path: "api/a.go"}, "", "a package whose folder nobody knows"},
		{c, Function{Path: "../a.go"}, "", "a file outside"},
	} {
		if got := shopPage().function(x.c, x.f); got != x.want {
			t.Errorf("%s in %s: %s, want %s: %s", x.f.Path, x.c.Path, got, x.want, x.why)
		}
	}
}

func TestCheckLinks(t *testing.T) {
	root := "https://github.com/acme/shop"
	for _, x := range []struct{ dir, want, why string }{
		{"api", root + "/tree/" + shopCommit + "/api", "a folder"},
		{"api/a.go", root + "/blob/" + shopCommit + "/api/a.go", "a file"},
		{"", "", "unknown"},
		{"..", "", "outside"},
	} {
		if got := shopPage().check(Check{Dir: x.dir}); got != x.want {
			t.Errorf("%q: %s, want %s: %s", x.dir, got, x.want, x.why)
		}
	}
}

func TestCommitLink(t *testing.T) {
	for _, x := range []struct{ id, want, why string }{
		{shopCommit, "[`4f1c2aa`](https://github.com/acme/shop/commit/" + shopCommit + ")", "the short name"},
		{"abc", "[`abc`](https://github.com/acme/shop/commit/abc)", "shorter than that"},
		{"](x)", "[`](x)`](https://github.com/acme/shop/commit/%5D%28x%29)", "no commit at all"},
	} {
		if got := shopPage().commit(x.id); got != x.want {
			t.Errorf("%q: %s, want %s: %s", x.id, got, x.want, x.why)
		}
	}
}
