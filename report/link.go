package report

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// The most bytes of the address of a page, and of a place in the repository. What is longer is not linked.
const (
	longestAddress = 300
	longestLink    = 1000
)

// link makes text, which is Markdown already, lead to an address. Where there is none, it leads nowhere.
func link(text, address string) string {
	if address == "" || text == "" {
		return text
	}
	return "[" + text + "](" + address + ")"
}

// address is the URL of a page that somebody named, as the destination of a link; empty where it is none.
func address(url string) string {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
		return ""
	}
	if url = strings.ReplaceAll(percent(url, addressSafe), "&", "&amp;"); len(url) > longestAddress {
		return ""
	}
	return url
}

const addressSafe = "-._~:/?#@&=%+,;"

// in is the address of a file or folder, in the commit that was measured.
func (p Page) in(kind, place string) string {
	place = path.Join(p.Folder, place)
	if p.Commit == "" || address(p.Repository) == "" || !fs.ValidPath(place) {
		return ""
	}
	to := fmt.Sprintf("%s/%s/%s", address(p.Repository), kind, percent(p.Commit, ""))
	if place != "." {
		to += "/" + percent(place, "-._~/")
	}
	if len(to) > longestLink {
		return ""
	}
	return to
}

// commit names a commit, and leads to it.
func (p Page) commit(id string) string {
	const short = 7
	to := ""
	if base := address(p.Repository); base != "" {
		to = base + "/commit/" + percent(id, "")
	}
	return link(code(id[:min(short, len(id))]), to)
}

// check is the address of what a check is about.
func (p Page) check(c Check) string {
	switch {
	case c.Dir == "" || !fs.ValidPath(c.Dir):
		return ""
	case strings.HasSuffix(c.Dir, ".go"):
		return p.in("blob", c.Dir)
	}
	return p.in("tree", c.Dir)
}

// function is the address of a function's lines, or else of its file. Where a file lies is not known of a package whose folder
// is not, nor where the file has the name that profiles give it.
func (p Page) function(c Check, f Function) string {
	if c.Dir == "" || c.Dir != c.Path && strings.HasPrefix(f.Path, c.Path+"/") || !fs.ValidPath(f.Path) {
		return ""
	}
	to := p.in("blob", f.Path)
	if to == "" || p.Lines == nil {
		return to
	}
	first, last, ok := p.Lines(f.Path, f.First, f.Last)
	switch {
	case !ok:
		return to
	case first == last:
		return fmt.Sprintf("%s#L%d", to, first)
	}
	return fmt.Sprintf("%s#L%d-L%d", to, first, last)
}

// percent writes all but letters, digits and what is safe as %XX.
func percent(s, safe string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte(safe, c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
