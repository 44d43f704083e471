package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covbar/covbar/policy"
)

// The command line is read in two steps. What stands here brings it into the one order in which package cli reads
// everything (flags first, then "--", then arguments), and refuses what cli would let pass: a flag after an argument is
// an argument to cli, a flag without a value takes the next flag for one, of a repeated flag the last wins, and an
// unknown command is an argument of the program.

// A line is a command line in cli's order.
type line struct {
	verb  *verb    // nil where none is named
	flags []string // each flag and its value: "--policy=x"
	args  []string
	after []string // what follows the first "--"
	help  bool     // help is asked for: of the verb, or of covbar where there is none
}

// readLine cuts the command line of one of vs.
func readLine(args []string, vs []verb) (line, error) {
	var l line
	if dashes := slices.Index(args, "--"); dashes >= 0 {
		args, l.after = args[:dashes], args[dashes+1:]
	}
	name, args, err := l.readFront(args)
	if err != nil || name == "" {
		return l, err
	}
	i := slices.IndexFunc(vs, func(v verb) bool { return v.name == name })
	if i < 0 {
		hint := nearestHint(name, verbNames(vs), "covbar %s", "covbar --help lists the commands")
		return l, usagef("unknown command %q%s", name, hint)
	}
	l.verb = &vs[i]
	if err := l.read(args, l.verb.flagTable()); err != nil {
		return l, err
	}
	if !l.verb.passes {
		l.args, l.after = append(l.args, l.after...), nil
	}
	return l, nil
}

// readFront reads up to the name of the command, before which -C may stand, too. It returns that name and what follows
// it. "help X" and "--version" are other ways to say "X --help" and "version".
func (l *line) readFront(args []string) (name string, rest []string, err error) {
	n := 0
	for n < len(args) && isFlag(args[n]) {
		switch args[n] {
		case "--version", "-version", "-v":
			return "version", args[n+1:], nil
		case "-C", "--C":
			n++
		}
		n++
	}
	n = min(n, len(args))
	front := flagTable{
		rows:      []flagRow{{names: []string{"C"}, value: true}},
		otherwise: "other flags than -C stand after the command: covbar check --strict",
		values:    "name the folder to work in: covbar -C DIR check",
	}
	if err := l.read(args[:n], front); err != nil {
		return "", nil, err
	}
	args = args[n:]
	if len(args) > 0 && args[0] == "help" {
		l.help = true
		args = args[1:]
	}
	if len(args) == 0 {
		return "", nil, nil
	}
	return args[0], args[1:], nil
}

// read sorts flags and arguments.
func (l *line) read(args []string, table flagTable) error {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if !isFlag(arg) {
			l.args = append(l.args, arg)
			continue
		}
		if arg == "-h" || arg == "-help" || arg == "--help" {
			l.help = true
			continue
		}
		name, value, given := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		flag, ok := table.find(name)
		switch {
		case !ok:
			return usagef("unknown flag %s%s", quoted(dashed(arg, name)), table.hint(name))
		case !flag.value && given:
			return usagef("flag %s takes no value", dashed(arg, name))
		case !flag.value:
			l.flags = append(l.flags, dashed(arg, name))
			continue
		case !given && (i+1 == len(args) || isFlag(args[i+1])):
			return usagef("flag %s needs a value\nhint: %s", dashed(arg, name), table.valueHint(args[i+1:], dashed(arg, name)))
		case !given:
			i++
			value = args[i]
		}
		if value == "" {
			return usagef("the value of flag %s is empty\nhint: is a variable not set?", dashed(arg, name))
		}
		l.flags = append(l.flags, dashed(arg, name)+"="+value)
	}
	return nil
}

// check refuses what is wrong however it is ordered: single flags that are repeated, and empty arguments.
func (l *line) check() error {
	table := l.verb.flagTable()
	seen := map[string]bool{}
	for _, arg := range l.flags {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		row, _ := table.find(name)
		if seen[row.names[0]] && !row.many {
			return usagef("flag %s is given twice", dashed(arg, name))
		}
		seen[row.names[0]] = true
	}
	if slices.Contains(l.args, "") {
		return usagef("an argument is empty\nhint: is a variable not set?")
	}
	if l.verb.alone && len(l.args) > 0 {
		return usagef("covbar %s takes no arguments, not %q", l.verb.name, l.args[0])
	}
	return nil
}

// forCLI is the line as package cli is to read it.
func (l *line) forCLI() []string {
	return slices.Concat([]string{"covbar", l.verb.name}, l.flags, []string{"--"}, l.args)
}

// isFlag reports whether arg is a flag: "-" alone is standard input.
func isFlag(arg string) bool { return len(arg) > 1 && arg[0] == '-' }

// flagName is a flag as the help writes it: one dash before a letter, two before a word.
func flagName(name string) string { return strings.Repeat("-", min(len(name), 2)) + name }

// dashed is a flag's name with as many dashes as it was written with.
func dashed(arg, name string) string {
	return arg[:len(arg)-len(strings.TrimLeft(arg, "-"))] + name
}

// A flagTable is what has to be known of a verb's flags to sort its command line.
type flagTable struct {
	rows      []flagRow
	otherwise string // the hint on an unknown flag that is like none of these
	values    string // the hint on a flag without its value
}

type flagRow struct {
	names []string
	value bool // takes a value
	many  bool // may be given many times
}

func (v *verb) flagTable() flagTable {
	table := flagTable{
		otherwise: "covbar " + v.name + " --help lists the flags; a file of that name is given after \"--\"",
		values:    "covbar " + v.name + " --help says which",
	}
	if v.passes {
		table.otherwise = "flags of go test stand after \"--\": covbar " + v.name + " -- -race"
	}
	for _, flag := range v.allFlags() {
		_, isBool := flag.(*cli.BoolFlag)
		_, many := flag.(*cli.StringSliceFlag)
		table.rows = append(table.rows, flagRow{flag.Names(), !isBool, many})
	}
	return table
}

func (t flagTable) find(name string) (flagRow, bool) {
	for _, row := range t.rows {
		if slices.Contains(row.names, name) {
			return row, true
		}
	}
	return flagRow{}, false
}

// valueHint says how to give a flag the value that it lacks; rest is what follows it.
func (t flagTable) valueHint(rest []string, flag string) string {
	if len(rest) == 0 {
		return t.values
	}
	return "if " + quoted(rest[0]) + " is the value, write " + quoted(flag+"="+rest[0])
}

// hint says which flag may have been meant.
func (t flagTable) hint(name string) string {
	var names []string
	for _, row := range t.rows {
		names = append(names, row.names...)
	}
	if near := policy.Nearest(name, names); near != "" {
		return "\nhint: did you mean " + flagName(near) + "?"
	}
	return "\nhint: " + t.otherwise
}
