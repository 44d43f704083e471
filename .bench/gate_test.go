package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fakePeer stands for go-test-coverage: the folder that it is run in says how that ends.
func fakePeer() {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	fmt.Println(filepath.Base(dir), strings.Join(os.Args[1:], " "))
	switch filepath.Base(dir) {
	case "below":
		os.Exit(1)
	case "broken":
		os.Exit(2)
	}
}

func TestEach(t *testing.T) {
	dir := t.TempDir()
	profile := func(name string) string {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o777); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(dir, name, profileName)
	}
	for _, c := range []struct{ why, module, want, err string }{
		{"a module that is at its bars", "good", "good --config .testcoverage.yml\nlast --config .testcoverage.yml\n", ""},
		{"one below is no error", "below", "below --config .testcoverage.yml\nlast --config .testcoverage.yml\n", ""},
		{"a peer that crashes", "broken", "", "exit status 2"},
	} {
		var out strings.Builder
		said := ""
		if err := stepEach(&out, []string{os.Args[0], profile(c.module), profile("last")}); err != nil {
			said = err.Error()
		}
		if out.String() != c.want || said != c.err {
			t.Errorf("%s: got %q and error %q", c.why, &out, said)
		}
	}
}

func TestTotals(t *testing.T) {
	in := &input{files: []string{"a", "b"}, mentioned: tally{Blocks: 7}}
	const one = "Package coverage threshold (80%) satisfied:\tPASS\nTotal test coverage: 75.0% (3/4)\n\n"
	for _, c := range []struct {
		why, text string
		want      tally
		err       string
	}{
		{"all of it", one + "Total test coverage:  5.0% (1/20)\n", tally{4, 24, 7}, ""},
		{"no total where there was an error", one + "Running coverage check failed.\n", tally{}, "1 total for 2 profiles"},
		{
			"a number that is none", one + "Total test coverage: 1% (1/99999999999999999999)\n",
			tally{},
			`strconv.ParseInt: parsing "99999999999999999999": value out of range`,
		},
		{
			"the other number that is none", one + "Total test coverage: 1% (99999999999999999999/1)\n",
			tally{},
			`strconv.ParseInt: parsing "99999999999999999999": value out of range`,
		},
	} {
		said := ""
		got, err := addTotals([]byte(c.text), in)
		if err != nil {
			said = err.Error()
		}
		if got != c.want || said != c.err {
			t.Errorf("%s: got %v, error %q", c.why, got, said)
		}
	}
}

func TestCommandEnds(t *testing.T) {
	b := &bench{self: os.Args[0]}
	out := filepath.Join(t.TempDir(), "out")
	for _, c := range []struct {
		why string
		command
		err string
	}{
		{"well", command{args: b.step("count")}, ""},
		{"as it is meant to", command{args: b.step("sing"), status: 1}, ""},
		{"badly", command{args: b.step("sing")}, "^exit status 1: no such step$"},
		{"well, where it is not meant to", command{args: b.step("count"), status: 1}, "^exit status 0, and not 1$"},
		{"in another way", command{args: b.step("sing"), status: 2}, "^exit status 1: no such step$"},
		{"before it began", command{args: []string{filepath.Join(t.TempDir(), "none")}, status: 1}, "none: "},
		{"with an environment of its own", command{args: b.step("home"), env: []string{"HOME="}}, ""},
		{"with this one", command{args: b.step("home")}, "^exit status 1: HOME is set$"},
	} {
		t.Setenv("HOME", "here")
		said := ""
		if _, err := b.run(t.Context(), c.command, out); err != nil {
			said = err.Error()
		}
		if (said == "") != (c.err == "") || !regexp.MustCompile(c.err).MatchString(said) {
			t.Errorf("ends %s: %q", c.why, said)
		}
	}
}
