package report

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A Marker is what a comment knows of itself, in a line that nobody sees.
type Marker struct {
	Key     string
	Head    string // the commit
	Verdict Verdict
	Of      string   // how many fail, and a hash of their names and of all else that failed: "62-1a2b3c4d"; empty: not known, or none
	Failing []string // names of checks, as many as fit
}

// The ends of the marker, and how many bytes the names in it may take.
const (
	markerOpen  = "<!-- covbar: "
	markerShut  = " -->"
	markerNames = 2000
)

// Prefix is how the comments of this key begin, and no others.
func (m Marker) Prefix() string { return markerOpen + "key=" + markerValue(m.Key) + " " }

// line is the marker as it stands in the comment.
func (m Marker) line() string {
	names, room := make([]string, 0, len(m.Failing)), markerNames
	for _, name := range m.Failing {
		value := markerValue(name)
		if room -= len(value) + len(","); room < 0 {
			break
		}
		names = append(names, value)
	}
	line := m.Prefix() + "head=" + markerValue(m.Head) + " verdict=" + string(m.Verdict)
	if m.Of != "" {
		line += " of=" + m.Of
	}
	return line + " failing=" + strings.Join(names, ",") + markerShut
}

// markerValue is s without anything that could end a field, a name in a list or the comment of HTML: `--` may, and `-` at an
// end, next to the comment's own.
func markerValue(s string) string {
	s = strings.ReplaceAll(percent(s, markerSafe), "--", "-%2D")
	return strings.TrimSuffix(s, "-") + strings.Repeat("%2D", len(s)-len(strings.TrimSuffix(s, "-")))
}

const markerSafe = "/.:_-"

// isCommit is what a commit is called: in full, or the beginning of it.
var isCommit = regexp.MustCompile(`^[0-9a-f]{7,64}$`)

// isOf is what Marker.Of may be.
var isOf = regexp.MustCompile(`^[0-9]{1,9}-[0-9a-f]{8}$`)

// SameAs reports whether two comments tell of the same verdict, for the same reasons. Those of none are not known.
func (m Marker) SameAs(other Marker) bool {
	return m.Verdict != None && m.Verdict == other.Verdict && m.Of == other.Of && slices.Equal(m.Failing, other.Failing)
}

// ParseMarker reads the marker at the beginning of a comment. Fields that it does not know are of a later version.
func ParseMarker(body string) (m Marker, ok bool) {
	rest, begins := strings.CutPrefix(body, markerOpen)
	line, _, ends := strings.Cut(rest, markerShut)
	if !begins || !ends || strings.ContainsAny(line, "<>\r\n") {
		return Marker{}, false
	}
	for field := range strings.SplitSeq(line, " ") {
		name, value, _ := strings.Cut(field, "=")
		if err := m.set(name, value); err != nil {
			return Marker{}, false
		}
	}
	known := slices.Contains([]Verdict{Pass, Fail, None}, m.Verdict) && (m.Head == "" || isCommit.MatchString(m.Head)) &&
		(m.Of == "" || isOf.MatchString(m.Of))
	if !known {
		return Marker{}, false
	}
	return m, true
}

// set reads a field of the marker.
func (m *Marker) set(name, value string) (err error) {
	switch name {
	case "key":
		m.Key, err = url.PathUnescape(value)
	case "head":
		m.Head, err = url.PathUnescape(value)
	case "verdict":
		m.Verdict = Verdict(value)
	case "of":
		m.Of = value
	case "failing":
		for word := range strings.SplitSeq(value, ",") {
			if word, err = url.PathUnescape(word); err != nil {
				return err
			}
			if word != "" {
				m.Failing = append(m.Failing, word)
			}
		}
	}
	return err
}

// marker is what the comment on r knows of itself. Without a verdict, what fails is not known.
func marker(r *Report, page Page) Marker {
	m := Marker{Key: page.Key, Head: page.Commit, Verdict: r.Verdict}
	if r.Verdict != Fail {
		return m
	}
	for _, list := range r.all() {
		for _, c := range list {
			if alarming(c) {
				m.Failing = append(m.Failing, checkName(c, ""))
			}
		}
	}
	if r.Total.Outcome.Fails() {
		m.Failing = append(m.Failing, everything)
	}
	reasons := strings.Join(slices.Concat(m.Failing, []string{""}, r.Failed), "\x00")
	m.Of = fmt.Sprintf("%d-%.4x", len(m.Failing), sha256.Sum256([]byte(reasons)))
	return m
}
