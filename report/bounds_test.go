package report

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// TestReadIsBounded holds that no list of a report, and no text in it, is longer than a run could make it.
func TestReadIsBounded(t *testing.T) {
	whole := string(written(t, run(t, parsed(t, shopPolicy), judgedFacts(shopInput()))))
	at := strings.Index(whole, `"measured"`)
	texts := func(n int) string { return strings.TrimSuffix(strings.Repeat(`"x",`, n), ",") }
	places := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(`{"path":"m%06d","dir":"m%06d"}`, i, i))
		}
		return strings.Join(all, ",")
	}
	suites := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(`{"name":"s%d","inputs":[],"not_run":false}`, i))
		}
		return strings.Join(all, ",")
	}
	said := `["` + strings.Repeat("x", 10_001) + `"]`
	much := `[` + strings.TrimSuffix(strings.Repeat(`"`+strings.Repeat("x", 1000)+`",`, 1049), ",") + `]`
	for _, c := range []struct{ key, value, want, why string }{
		{"problems", `[` + texts(10_001) + `]`, "/measured/problems: 10001 items are more than 10000", "each is a line of the log"},
		{"also", `[` + texts(10_001) + `]`, "/measured/also: 10001 items are more than 10000", "the same"},
		{"failed", `[` + texts(10_001) + `]`, "/measured/failed: 10001 items are more than 10000", "the same"},
		{"warnings", `[` + texts(10_001) + `]`, "/measured/warnings: 10001 items are more than 10000", "the same"},
		{"notes", `[` + texts(10_001) + `]`, "/measured/notes: 10001 items are more than 10000", "the same"},
		{"arguments", `[` + texts(10_001) + `]`, "/measured/arguments: 10001 items are more than 10000", "they are one line"},
		{"problems", said, "/measured/problems/0: a text has at most 10000 bytes, and this one 10001", "a line is read by people"},
		{"warnings", much, "/measured/warnings/1048: these are more than 1048576 bytes", "a log has an end"},
		{"owners", `[` + texts(10_001) + `]`, "/measured/owners: 10001 items are more than 10000", "no organisation has as many teams"},
		{"modules", `[` + places(10_001) + `]`, "/measured/modules: 10001 items are more than 10000", "each is asked of each package"},
		{"suites", `[` + suites(1001) + `]`, "/measured/suites: 1001 items are more than 1000", "each is a share of each file"},
		{"packages", `[` + wirePackages(100_001, "o") + `]`, "/measured/packages: 100001 items are more than 100000", "twenty times the largest system that is known"},
		{"packages", `[` + wirePackages(10_001, "o%d") + `]`, "/measured/packages/10000/owners: with those before, these are more than 10000 owners", "each has a row"},
		{"unasked", `[` + places(100_001) + `]`, "/measured/unasked: 100001 items are more than 100000", "the same"},
	} {
		doc := whole[:at] + replaced(t, whole[at:], c.key, c.value)
		_, err := Read(strings.NewReader(strings.Replace(doc, `"partial": false`, `"partial": true`, 1)))
		if want := c.want + "\nhint: " + unchanged; err == nil || err.Error() != want {
			t.Errorf("%s: got\n%.300v\nwant\n%s\n%s", c.key, err, want, c.why)
		}
	}
	for _, c := range []struct{ old, new, want, why string }{
		{
			`"owners":["@acme/cart"]`, `"owners":[` + texts(1001) + `]`, "/measured/packages/0/owners: 1001 items are more than 1000",
			"each is a row, if once for all packages",
		},
		{
			`"inputs":["it.out"]`, `"inputs":[` + texts(10_001) + `]`, "/measured/suites/1/inputs: 10001 items are more than 10000", "a suite has at most as many shards",
		},
	} {
		doc := whole[:at] + strings.Replace(whole[at:], c.old, c.new, 1)
		if _, err := Read(strings.NewReader(doc)); err == nil || err.Error() != c.want+"\nhint: "+unchanged {
			t.Errorf("got\n%.300v\nwant\n%s\n%s", err, c.want, c.why)
		}
	}
	inputs := strings.Replace(whole[:at], "\n    \"unit-1.out\",", "\n    "+texts(10_000)+",", 1) + whole[at:]
	if _, err := Read(strings.NewReader(inputs)); err == nil || !strings.HasPrefix(err.Error(), "/inputs: 10002 items are more than 10000\n") {
		t.Errorf("got\n%.300v: each is a line", err)
	}
	function := strings.Replace(whole, `"(*Server).Serve"`, `"`+strings.Repeat("x", 10_001)+`"`, 1)
	if _, err := Read(strings.NewReader(function)); err == nil || !strings.Contains(err.Error(), "/soonest/0/name: a text has at most 10000 bytes") {
		t.Errorf("got\n%.300v: a cell has an end", err)
	}
}

// wirePackages are n packages, each with an owner in which its number may stand.
func wirePackages(n int, owner string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,{"path":"p%06d","dir":"p%06d","owners":[%q],"no_data":true,"tests_failed":false,"broken":false,"files":[]}`,
			i, i, strings.Replace(owner, "%d", strconv.Itoa(i), 1))
	}
	return b.String()[1:]
}

// replaced is a document, or its end, with another list at a key.
func replaced(t *testing.T, doc, key, list string) string {
	t.Helper()
	head, tail, ok := strings.Cut(doc, "\n    \""+key+"\": [")
	end := strings.Index(tail, "]")
	if rest := strings.Index(tail, "\n    ]"); !strings.HasPrefix(tail, "]") && rest >= 0 {
		end = rest + len("\n    ")
	}
	if !ok || end < 0 {
		t.Fatalf("there is no list %s", key)
	}
	return head + "\n    \"" + key + "\": " + list + tail[end+1:]
}
