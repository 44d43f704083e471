package main

import (
	"slices"
	"strings"
	"testing"
)

func TestCheckGoFlags(t *testing.T) {
	tests := []struct{ flags, want, reason string }{
		{"", "", "nothing is fine"},
		{"-race -short -run Foo -count=1 -tags a,b -timeout 5m", "", "everyday flags, with values as words of their own"},
		{"-covermode atomic -coverpkg ./... -p 1", "", "what says how to measure is the caller's, and its value may be a pattern"},
		{"-run -c", "", "-c is the value of -run here"},
		{"-update -golden x", "", "flags of the tests themselves"},
		{"-exec sudo -vet=off -v -x", "", "how tests are run is the caller's"},
		{"-c=false -n=0 -cover", "", "switched off they do nothing, and -cover is what covbar does"},
		{"-args -c -o x ./... y", "", "what follows -args belongs to the tests"},
		{"--args -c", "", "two dashes are the same"},
		{"-- -c", "", "so does what follows a second --"},

		{"-coverprofile x.out", "go test -coverprofile: covbar collects the profiles itself\n" +
			"hint: covbar run -o profile=FILE writes the merged one", "the profile would be somewhere else"},
		{"-race -coverprofile=x.out", "go test -coverprofile=x.out: covbar collects the profiles itself\n" +
			"hint: covbar run -o profile=FILE writes the merged one", "with a value in one word"},
		{"--coverprofile=x", "go test --coverprofile=x: covbar collects the profiles itself\n" +
			"hint: covbar run -o profile=FILE writes the merged one", "with two dashes"},
		{"-test.coverprofile x", "go test -test.coverprofile: covbar collects the profiles itself\n" +
			"hint: covbar run -o profile=FILE writes the merged one", "under its other name"},
		{"-json", "go test -json: covbar reads go test's JSON itself\n" +
			"hint: covbar run --format json, or -o json=FILE, is the report as JSON", "it would do nothing that can be seen"},
		{"-json=false", "go test -json=false: covbar reads go test's JSON itself\n" +
			"hint: covbar run --format json, or -o json=FILE, is the report as JSON", "no package's result would be known"},
		{"-o x.test", "go test -o: it names one test binary, and no profile\n" +
			"hint: -o FORMAT=FILE of covbar itself stands before --", "meant for covbar, perhaps"},
		{"-c", "go test -c: it compiles the tests and runs none\nhint: leave it out", "nothing would be measured"},
		{
			"-n", "go test -n: it prints commands and runs none\nhint: leave it out; -x prints them and runs them",
			"nothing would be measured",
		},
		{
			"-list .", "go test -list: it lists the tests and runs none\nhint: leave it out; -run runs some of them",
			"nothing would be measured",
		},
		{
			"-cover=false", "go test -cover=false: without it nothing is measured\nhint: leave it out; covbar always measures",
			"nothing would be measured",
		},
		{
			"-C x", "go test -C: each module's tests run in its own folder\nhint: covbar run -C DIR works in another folder",
			"it would lead out of the module",
		},
		{"-h", "go test -h: it runs no test\nhint: see go help testflag", "nothing would be measured"},
		{"-help", "go test -help: it runs no test\nhint: see go help testflag", "nothing would be measured"},

		{"./orders/...", "./orders/... after --: only flags of go test may stand there\n" +
			"hint: name folders before it: covbar run ./orders -- …", "go test would hand it to the tests"},
		{"-race ./orders", "./orders after --: only flags of go test may stand there\n" +
			"hint: name folders before it: covbar run ./orders -- …", "-race takes no value"},
		{"-run=X orders", "orders after --: only flags of go test may stand there\n" +
			"hint: name folders before it: covbar run orders -- …", "-run has its value already"},
		{"-run X orders", "orders after --: only flags of go test may stand there\n" +
			"hint: name folders before it: covbar run orders -- …", "-run has its value already"},
		{"-update ./...", "./... after --: only flags of go test may stand there\n" +
			"hint: name folders before it: covbar run . -- …", "no flag of a test takes a pattern"},
	}
	for _, test := range tests {
		err := checkGoFlags(strings.Fields(test.flags))
		if got := told(err); got != test.want {
			t.Errorf("%q (%s):\n%s\nwant\n%s", test.flags, test.reason, got, test.want)
		}
		if err != nil && statusOf(err) != statusUsage {
			t.Errorf("%q: status %d", test.flags, statusOf(err))
		}
	}
}

func TestCheckGOFLAGS(t *testing.T) {
	tests := []struct{ value, want, reason string }{
		{"", "", "the usual value"},
		{"-mod=mod '-ldflags=-w -s' -tags=x", "", "flags that change nothing here"},
		{"-json=false -coverprofile=x -cover=false", "", "covbar's own flags come later and win"},
		{"-c=false", "", "switched off"},
		{"-c", "GOFLAGS has -c: it compiles the tests and runs none\nhint: run covbar with another GOFLAGS", "no test would run"},
		{"-race '-n'", "GOFLAGS has -n: it prints commands and runs none\nhint: run covbar with another GOFLAGS", "in quotes"},
		{"-list=.", "GOFLAGS has -list: it lists the tests and runs none\nhint: run covbar with another GOFLAGS", "no test would run"},
	}
	for _, test := range tests {
		if got := told(checkGOFLAGS(test.value)); got != test.want {
			t.Errorf("%q (%s):\n%s\nwant\n%s", test.value, test.reason, got, test.want)
		}
	}
}

func TestBuildTags(t *testing.T) {
	tests := []struct{ environ, flags, want, reason string }{
		{"", "", "", "none"},
		{"", "-tags a,b", "a b", "as go test takes them"},
		{"-tags=a", "-short", "a", "from the environment"},
		{"-short '-tags=a b'\t\"-mod=mod\"", "", "a b", "a value with spaces, as it once was written, is in quotes"},
		{`"-tags=a`, "", "a", "a quote that does not end: the go command will complain"},
		{"-tags=a", "-tags=b", "b", "the last one counts, as for go test"},
		{"", "-race -msan=false", "race", "a sanitizer is a tag, too"},
		{"", "-args -tags x", "", "not go test's own"},
		{"", "-run -race", "", "a value of another flag"},
	}
	for _, test := range tests {
		e := env{environ: []string{"GOFLAGS=" + test.environ}}
		got := e.buildTags(strings.Fields(test.flags))
		if !slices.Equal(got, strings.Fields(test.want)) {
			t.Errorf("%q %q (%s): %q, want %q", test.environ, test.flags, test.reason, got, test.want)
		}
	}
}

func TestPlaces(t *testing.T) {
	tests := []struct {
		flags  string
		want   int64
		reason string
	}{
		{"-p 1", 1, "one package at a time means one module at a time"},
		{"-p=8", 8, "more are the caller's choice"},
		{"-p x", 0, "go test will complain"},
		{"-p 0", 0, "go test will complain"},
		{"", 0, "the cores decide"},
	}
	standard := newTester(env{}, "", "", "", task{}).places
	for _, test := range tests {
		got := newTester(env{}, "", "", "", task{goFlags: strings.Fields(test.flags)}).places
		if test.want == 0 {
			test.want = standard
		}
		if got != test.want {
			t.Errorf("%q (%s): %d places, want %d", test.flags, test.reason, got, test.want)
		}
	}
}

// told is what a person reads of an error.
func told(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
