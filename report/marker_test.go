package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/covbar/covbar/policy"
)

func TestMarker(t *testing.T) {
	for _, c := range []struct {
		m    Marker
		want string
		why  string
	}{
		{Marker{Key: "default", Head: "4f1c2aa", Verdict: Pass}, "<!-- covbar: key=default head=4f1c2aa verdict=pass failing= -->", "a pass"},
		{
			Marker{Verdict: Fail, Of: "62-1a2b3c4d", Failing: []string{"a"}},
			"<!-- covbar: key= head= verdict=fail of=62-1a2b3c4d failing=a -->", "there are more than have room",
		},
		{
			Marker{Key: "unit tests", Verdict: Fail, Failing: []string{"a/b_c-d", "service x, unit", "支"}},
			"<!-- covbar: key=unit%20tests head= verdict=fail failing=a/b_c-d,service%20x%2C%20unit,%E6%94%AF -->", "names are fields of a list",
		},
		{
			Marker{Key: "--> x", Verdict: Fail, Failing: []string{"a--b", "---", "-", "<!--"}},
			"<!-- covbar: key=-%2D%3E%20x head= verdict=fail failing=a-%2Db,-%2D%2D,%2D,%3C%21-%2D -->", "nothing ends the comment of HTML",
		},
	} {
		if got := c.m.line(); got != c.want {
			t.Errorf("%s\nwant\n%s\n%s", got, c.want, c.why)
		}
		if got, ok := ParseMarker(c.m.line() + "\n### text"); !ok || !cmp.Equal(got, c.m, cmpopts.EquateEmpty()) {
			t.Errorf("%s: read as %+v, %v", c.want, got, ok)
		}
		if !strings.HasPrefix(c.want, c.m.Prefix()) {
			t.Errorf("%s does not begin with %s", c.want, c.m.Prefix())
		}
	}
	if Marker.Prefix(Marker{Key: "a"}) == Marker.Prefix(Marker{Key: "a b"})[:len(Marker{Key: "a"}.Prefix())] {
		t.Error("the comment of another key is taken for ours")
	}
}

func TestParseMarker(t *testing.T) {
	for _, c := range []struct {
		body string
		ok   bool
		why  string
	}{
		{"<!-- covbar: key=a head= verdict=pass failing= -->", true, "nothing but the marker"},
		{"<!-- covbar: key=a head= verdict=pass failing= -->\r\ntext", true, "edited in a browser"},
		{"<!-- covbar: key=a head=4f1c2aa verdict=none since=4f1c2aa failing= -->", true, "of a later version"},
		{"<!-- covbar: key=a head= verdict=fail -->", true, "without a list"},
		{"", false, "empty"},
		{" <!-- covbar: key=a head= verdict=pass failing= -->", false, "not at the beginning"},
		{"<!-- covbar: key=a head= verdict=pass failing=", false, "without an end"},
		{"<!-- covbar: key=a head= verdict=pass\nfailing= -->", false, "two lines"},
		{"<!-- covbar: key=a head= verdict=pass <b> -->", false, "something else in it"},
		{"<!-- covbar: key=a head= verdict=great failing= -->", false, "no verdict of ours"},
		{"<!-- covbar: key=a head= failing= -->", false, "none at all"},
		{"<!-- covbar: key=a head=main verdict=pass failing= -->", false, "no commit"},
		{"<!-- covbar: key=a head= verdict=fail of=62 failing=a -->", false, "not written by us: of"},
		{"<!-- covbar: key=a head= verdict=fail of=62-xyz failing=a -->", false, "the same"},
		{"<!-- covbar: key=%zz head= verdict=pass failing= -->", false, "not written by us: key"},
		{"<!-- covbar: key=a head=% verdict=pass failing= -->", false, "not written by us: head"},
		{"<!-- covbar: key=a head= verdict=pass failing=a,%a -->", false, "not written by us: list"},
	} {
		if m, ok := ParseMarker(c.body); ok != c.ok || !ok && !cmp.Equal(m, Marker{}) {
			t.Errorf("%q: %+v, %v, want %v: %s", c.body, m, ok, c.ok, c.why)
		}
	}
}

// TestMarkerLaw holds that a marker is read as it was written, and is one line of HTML that nothing ends.
func TestMarkerLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Marker{
			Key:     rapid.String().Draw(t, "key"),
			Head:    rapid.StringMatching(`([0-9a-f]{40})?`).Draw(t, "head"),
			Verdict: rapid.SampledFrom([]Verdict{Pass, Fail, None}).Draw(t, "verdict"),
			Of:      rapid.StringMatching(`([0-9]{1,9}-[0-9a-f]{8})?`).Draw(t, "of"),
			Failing: rapid.SliceOf(rapid.StringN(1, -1, 300)).Draw(t, "failing"),
		}
		line := m.line()
		inside := strings.TrimSuffix(strings.TrimPrefix(line, "<!--"), "-->")
		if strings.ContainsAny(inside, "<>\r\n") || strings.Contains(inside, "--") || len(line) > len(m.Prefix())+markerNames+100 {
			t.Fatalf("%q", line)
		}
		got, ok := ParseMarker(line + "\ntext -->")
		if n := len(got.Failing); !ok || n > len(m.Failing) {
			t.Fatalf("%q is read as %+v, %v", line, got, ok)
		} else if m.Failing = m.Failing[:n]; !cmp.Equal(got, m, cmpopts.EquateEmpty()) {
			t.Fatal(cmp.Diff(m, got))
		}
	})
}

// TestMarkerIsBounded holds that as many names are in it as fit, from the first on.
func TestMarkerIsBounded(t *testing.T) {
	var m Marker
	for i := range 1000 {
		m.Failing = append(m.Failing, fmt.Sprintf("package-%04d", i))
	}
	m.Verdict = Fail
	got, ok := ParseMarker(m.line())
	if want := markerNames / len("package-0000,"); !ok || len(got.Failing) != want || got.Failing[want-1] != m.Failing[want-1] {
		t.Errorf("%v: %d names, want %d", ok, len(got.Failing), want)
	}
}

func TestMarkerOf(t *testing.T) {
	total := failed()
	total.Total.Outcome = "fail"
	for _, c := range []struct {
		r    *Report
		want []string
		why  string
	}{
		{passing(), nil, "nothing fails"},
		{none(1), nil, "nobody knows"},
		{failedSystem(), []string{shopPath + "payments/internal/queue", shopPath + "payments/internal/request", "service pricing, integration"}, "checks by their full names"},
		{total, []string{
			shopPath + "catalog/search", shopPath + "payments/internal/queue", shopPath + "payments/internal/request",
			shopPath + "payments/internal/retry", shopPath + "payments/internal/request/sizer.go", everything,
		}, "also tests that fail, files, and the total"},
	} {
		m := marker(c.r, shopPage())
		if m.Key != "default" || m.Head != shopCommit || m.Verdict != c.r.Verdict || !cmp.Equal(m.Failing, c.want) {
			t.Errorf("%+v, want %q to fail: %s", m, c.want, c.why)
		}
	}
}

// TestMarkerSameAs holds that what changes behind the names that have room is a change.
func TestMarkerSameAs(t *testing.T) {
	of := func(names int, last string, facts Facts) Marker {
		var rows []policy.Check
		for i := range names {
			rows = append(rows, check(fmt.Sprintf("package-%04d", i), 8, 10, everyPackage, policy.Fail))
		}
		rows = append(rows, check(last, 8, 10, everyPackage, policy.Fail))
		m, ok := ParseMarker(marker(New(verdict(policy.Clause{}, rows...), facts), Page{Key: "default"}).line())
		if !ok {
			t.Fatal("no marker")
		}
		return m
	}
	many := of(1000, "z", Facts{})
	if !strings.HasPrefix(many.Of, "1001-") {
		t.Errorf("%s does not count 1001", many.Of)
	}
	pass, without := Marker{Verdict: Pass}, many
	without.Of = ""
	for _, c := range []struct {
		a, b Marker
		want bool
		why  string
	}{
		{many, of(1000, "z", Facts{}), true, "nothing has changed"},
		{many, of(1000, "y", Facts{}), false, "the last name is another one"},
		{many, of(1001, "z", Facts{}), false, "one more"},
		{many, of(1000, "z", Facts{Also: []string{"the workflow failed"}}), false, "another reason"},
		{many, without, false, "nobody knows how many there were"},
		{of(1, "z", Facts{}), of(1, "y", Facts{}), false, "a name with room"},
		{pass, Marker{Verdict: Pass, Head: "4f1c2aa"}, true, "on another commit"},
		{pass, many, false, "another verdict"},
		{Marker{Verdict: None}, Marker{Verdict: None}, false, "for whatever reason"},
	} {
		if c.a.SameAs(c.b) != c.want || c.b.SameAs(c.a) != c.want {
			t.Errorf("%.200s and %.200s: want %v: %s", c.a.line(), c.b.line(), c.want, c.why)
		}
	}
}
