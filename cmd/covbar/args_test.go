package main

import (
	"slices"
	"strings"
	"testing"
)

func TestReadLine(t *testing.T) {
	cases := []struct {
		reason string
		args   string // with blanks between them; "_" stands for an empty one
		want   string // as cli is to read it, then | and what is handed on
		err    string
	}{
		{"flags may stand after arguments", "check a.out --strict b.out", "check --strict -- a.out b.out", ""},
		{"the value stays with its flag", "check a.out --policy p.yml b.out", "check --policy=p.yml -- a.out b.out", ""},
		{"one dash is as good as two", "check -policy=p.yml a.out", "check -policy=p.yml -- a.out", ""},
		{"-C is asked before the command as after it", "-C sub check a.out", "check -C=sub -- a.out", ""},
		{"-C with its value in one", "-C=sub check a.out", "check -C=sub -- a.out", ""},
		{"only the first -- ends the flags", "check --strict -- --odd.out -- -", "check --strict -- --odd.out -- -", ""},
		{"what follows -- is for go test", "run --strict ./a -- -race -run X", "run --strict -- ./a | -race -run X", ""},
		{"- is standard input, not a flag", "check - --all", "check --all -- -", ""},
		{"- may be a value", "check --policy - a.out", "check --policy=- -- a.out", ""},
		{"a flag may come many times where it is a list", "check -o json=a -o text=b x", "check -o=json=a -o=text=b -- x", ""},
		{"--version is a command", "--version", "version --", ""},

		{"a single flag, twice", "check --policy a --policy b x", "", "flag --policy is given twice"},
		{"a switch, twice", "check --all x --all", "", "flag --all is given twice"},
		{"-C before and after", "-C a check -C b x", "", "flag -C is given twice"},
		{"a value flag at the end", "check x --policy", "", "flag --policy needs a value\nhint: covbar check --help says which"},
		{"a value flag before --", "check --policy -- x", "", "flag --policy needs a value\nhint: covbar check --help says which"},
		{
			"a value flag must not swallow a flag", "check --policy --strict x", "",
			"flag --policy needs a value\nhint: if --strict is the value, write --policy=--strict",
		},
		{"an unset variable", "check --policy= x", "", "the value of flag --policy is empty\nhint: is a variable not set?"},
		{"an unset variable as a value", "check --policy _ x", "", "the value of flag --policy is empty\nhint: is a variable not set?"},
		{"an unset variable as an argument", "check _", "", "an argument is empty\nhint: is a variable not set?"},
		{"a switch takes no value: --strict=false is off, and on", "check --strict=false x", "", "flag --strict takes no value"},
		{"a misspelt flag", "check --polcy x y", "", "unknown flag --polcy\nhint: did you mean --policy?"},
		{
			"a flag that is like none", "check x --min=90", "",
			"unknown flag --min\nhint: covbar check --help lists the flags; a file of that name is given after \"--\"",
		},
		{
			"a flag of go test: who reads it as a file is far off", "run -cpu 2", "",
			"unknown flag -cpu\nhint: flags of go test stand after \"--\": covbar run -- -race",
		},
		{
			"a flag that would be a line of its own", "check x --x\nPASS", "",
			"unknown flag \"--x\\nPASS\"\nhint: covbar check --help lists the flags; a file of that name is given after \"--\"",
		},
		{
			"a flag where a value belongs that would be a line of its own", "check --policy --x\nPASS", "",
			"flag --policy needs a value\nhint: if \"--x\\nPASS\" is the value, write \"--policy=--x\\nPASS\"",
		},
		{"a misspelt command", "chekc x", "", "unknown command \"chekc\"\nhint: did you mean covbar check?"},
		{"a command that is like none", "frobnicate", "", "unknown command \"frobnicate\"\nhint: covbar --help lists the commands"},
		{"a profile instead of a command", "cover.out", "", "unknown command \"cover.out\"\nhint: covbar --help lists the commands"},
		{
			"a flag before the command", "--strict check x", "",
			"unknown flag --strict\nhint: other flags than -C stand after the command: covbar check --strict",
		},
		{"-C without a folder", "-C", "", "flag -C needs a value\nhint: name the folder to work in: covbar -C DIR check"},
		{"a command without arguments", "schema x", "", `covbar schema takes no arguments, not "x"`},
	}
	for _, c := range cases {
		args := strings.Split(c.args, " ")
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "_", "")
		}
		l, err := readLine(args, verbs())
		if err == nil {
			err = l.check()
		}
		got := ""
		if err == nil {
			got = strings.Join(l.forCLI()[1:], " ")
			if len(l.after) > 0 {
				got += " | " + strings.Join(l.after, " ")
			}
		}
		if msg := errorText(err); got != c.want || msg != c.err {
			t.Errorf("%s: covbar %s\n got %q, error %q\nwant %q, error %q", c.reason, c.args, got, msg, c.want, c.err)
		}
		if err != nil && statusOf(err) != statusUsage {
			t.Errorf("%s: status %d, want 2", c.reason, statusOf(err))
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// FuzzReadLine: whatever the command line, cli gets flags that the table knows, and nothing is lost.
func FuzzReadLine(f *testing.F) {
	for _, seed := range []string{"check a --strict", "-C x check - -- -y", "run -- -race", "check -o", "help", "-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		l, err := readLine(strings.Split(typed, " "), verbs())
		if err != nil || l.verb == nil {
			return
		}
		table := l.verb.flagTable()
		for _, flag := range l.flags {
			name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
			if _, ok := table.find(name); !ok {
				t.Errorf("%q is handed on as a flag of %s", flag, l.verb.name)
			}
		}
		if dashes := slices.Index(l.forCLI(), "--"); dashes != 2+len(l.flags) {
			t.Errorf("-- stands at %d of %q", dashes, l.forCLI())
		}
	})
}
