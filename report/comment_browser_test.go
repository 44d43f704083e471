package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCommentInBrowser looks at comments as a browser shows them on GitHub. With -update it paints the one of the README
// anew. With -artifacts it keeps pictures of all of them for people to look at, in light and dark, folded and not.
func TestCommentInBrowser(t *testing.T) {
	b := findBrowser(t)
	comments := map[string]string{}
	files, err := filepath.Glob(filepath.Join("testdata", "comment-*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no comments among the golden files: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		comments[filepath.Base(file)] = string(text)
	}
	for _, seen := range b.look(t, comments) {
		seen.check(t)
		checkCells(t, seen.Name, comments[seen.Name])
		for _, place := range slices.Concat(seen.Wide, seen.Scrolled) {
			t.Errorf("%s: %s is wider than the comment", seen.Name, place)
		}
		if *update && seen.Name == readmePicture {
			b.paint(t, filepath.Join("..", ".github", "comment.png"), comments[seen.Name], light, seen.Height)
		}
		if flag.Lookup("test.artifacts").Value.String() == "true" {
			b.paintAll(t, seen, comments[seen.Name])
		}
	}
}

// TestHostileNamesInBrowser holds that a browser takes no name for anything but text.
func TestHostileNamesInBrowser(t *testing.T) {
	b := findBrowser(t)
	comments := map[string]string{}
	for _, s := range append(nasty, "<img src=x onerror=alert(1)>", "</article><h1>Met</h1>", "<a href=//x.example>x</a>", "&#60;b&#62;") {
		r, page := hostile(s), shopPage()
		page.Folder, page.Notice = r.Policy, "Of "+r.Policy
		comments[fmt.Sprintf("%.40q", s)] = commentOf(t, r, page)
		comments[fmt.Sprintf("%.40q, no verdict", s)] = commentOf(t, without(r, s), page)
	}
	for _, seen := range b.look(t, comments) {
		seen.check(t)
		checkCells(t, seen.Name, comments[seen.Name])
		for _, place := range seen.Wide {
			t.Errorf("%s: %s is wider than the comment", seen.Name, place)
		}
	}
}

// A sight is a comment as a browser shows it.
type sight struct {
	Name     string
	Headline string   // the text of what is shown first, if that is a headline
	Elements []string // names, with those of their attributes: "a href"
	Links    []string // where they lead
	Open     int      // details that are open at first
	Nested   int      // lists and quotations within others
	Wide     []string // what is wider than the comment, or than the element around it, with all details open
	Scrolled []string // tables that do not fit, and can be scrolled
	Height   float64  // in pixels
	Unfolded float64  // the same with all details open
}

// lookAround is the script that fills sights, and leaves them in the page.
const lookAround = `<script nonce=ours>
const say = e => e.tagName.toLowerCase() + ' "' + e.textContent.trim().slice(0, 60) + '"';
const overflows = e => e.clientWidth > 0 && e.scrollWidth > e.clientWidth;
const sights = [...document.querySelectorAll("article")].map(article => {
	const all = [...article.querySelectorAll("*")], first = article.firstElementChild, box = first.getBoundingClientRect();
	const seen = {
		name: article.title, height: article.getBoundingClientRect().height,
		headline: first.tagName == "H3" && box.height > 0 ? first.textContent.trim() : "",
		elements: [...new Set(all.map(e => [e.tagName.toLowerCase(), ...e.getAttributeNames()].join(" ")))],
		links: [...article.querySelectorAll("a")].map(a => a.href),
		open: article.querySelectorAll("details[open]").length,
		nested: article.querySelectorAll("li ul, li ol, blockquote blockquote").length,
	};
	article.querySelectorAll("details").forEach(e => e.open = true);
	seen.unfolded = article.getBoundingClientRect().height;
	seen.scrolled = all.filter(e => e.tagName == "TABLE" && overflows(e)).map(say);
	seen.wide = [article, ...all].filter(e => e.tagName != "TABLE" && overflows(e)).map(say);
	return seen;
});
const strays = [...document.body.children].filter(e => !["ARTICLE", "SCRIPT"].includes(e.tagName)).map(say);
document.body.innerHTML = "";
document.body.append(JSON.stringify({sights, strays}));
</script>`

// look shows all comments, and returns what there is to see, by name.
func (b browser) look(t *testing.T, comments map[string]string) []sight {
	t.Helper()
	var articles strings.Builder
	for _, name := range slices.Sorted(maps.Keys(comments)) {
		articles.WriteString(b.article(t, name, comments[name]))
	}
	out := b.run(t, articles.String()+lookAround, "--dump-dom", "--virtual-time-budget=60000")
	_, found, _ := bytes.Cut(out, []byte("<body>"))
	found, _, ok := bytes.Cut(found, []byte("</body>"))
	var result struct {
		Sights []sight
		Strays []string
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(string(found))), &result); err != nil || !ok {
		t.Fatalf("the browser says nothing of the comments: %v\n%.2000s", err, out)
	}
	if len(result.Sights) != len(comments) || len(result.Strays) > 0 {
		t.Fatalf("%d comments became %d, and %q beside them", len(comments), len(result.Sights), result.Strays)
	}
	return result.Sights
}

// markupOfComments are the elements that a comment consists of, with their attributes. GitHub itself gives alerts their classes.
var markupOfComments = []string{
	"a href", "br", "code", "details", "div class", "em", "h3", "h4", "li", "p", "p class", "strong", "sub", "summary",
	"table", "tbody", "td", "td align", "th", "th align", "thead", "tr", "ul",
}

// check fails when a comment is not as every comment has to be.
func (s sight) check(t *testing.T) {
	t.Helper()
	if s.Headline == "" {
		t.Errorf("%s: it does not begin with its headline", s.Name)
	}
	for _, element := range s.Elements {
		if !slices.Contains(markupOfComments, element) {
			t.Errorf("%s: a comment has no element <%s>", s.Name, element)
		}
	}
	for _, link := range s.Links {
		if !strings.HasPrefix(link, shopPage().Repository+"/") {
			t.Errorf("%s: a link leads out of the repository: %s", s.Name, link)
		}
	}
	if s.Nested > 0 {
		t.Errorf("%s: there are lists within lists", s.Name)
	}
	if s.Open > 0 {
		t.Errorf("%s: %d details are open at first", s.Name, s.Open)
	}
}

// checkCells fails when a row of a table has other cells than its head: a browser would not show that some are missing or lost.
func checkCells(t *testing.T, name, markdown string) {
	t.Helper()
	head := 0
	for line := range strings.Lines(markdown) {
		cells := strings.Count(line, "|") - 1
		switch {
		case !strings.HasPrefix(line, "|"):
			head = 0
		case head == 0:
			head = cells
		case cells != head:
			t.Errorf("%s: %d cells below %d: %s", name, cells, head, line)
		}
	}
}
