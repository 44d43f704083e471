package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"
)

const helpHead = `covbar merges Go coverage profiles, holds every package to its bar, and ends with one verdict.

  covbar run                    test all modules below this folder, and judge them
  covbar check cover.out        judge profiles that are there already

Commands:
`

const helpTail = `
Exit status: 0 every check passed, 1 the policy is not met, 2 the command line or the policy is wrong,
3 no verdict: no data, damaged or contradicting data, 4 every check passed, but it could not be posted to GitHub.

More of a command: covbar check --help
`

// writeHelp is the help of covbar itself.
func writeHelp(w io.Writer, vs []verb) error {
	table := new(strings.Builder)
	columns := tabwriter.NewWriter(table, 0, 0, 3, ' ', 0)
	for _, v := range vs {
		fmt.Fprintf(columns, "  %s\t%s\n", v.name, v.short)
	}
	columns.Flush()
	_, err := io.WriteString(w, helpHead+table.String()+helpTail)
	return err
}

// writeHelp is the help of one command: how to call it, what is worth knowing, its flags.
func (v verb) writeHelp(w io.Writer) error {
	text := new(strings.Builder)
	fmt.Fprintf(text, "covbar %s\n\n%s.\n%s\nFlags:\n", strings.TrimSpace(v.name+" "+v.args), v.short, v.long)
	columns := tabwriter.NewWriter(text, 0, 0, 3, ' ', 0)
	for _, flag := range v.allFlags() {
		name, usage := flagHelp(flag)
		fmt.Fprintf(columns, "  %s\t%s\n", name, usage)
	}
	columns.Flush()
	_, err := io.WriteString(w, text.String())
	return err
}

// flagHelp is a flag's name with its value, and what it does. The name of the value stands in backquotes in the usage.
func flagHelp(flag cli.Flag) (name, usage string) {
	for _, n := range flag.Names() {
		if name != "" {
			name += ", "
		}
		name += flagName(n)
	}
	if doc, ok := flag.(cli.DocGenerationFlag); ok {
		usage = doc.GetUsage()
	}
	if _, rest, ok := strings.Cut(usage, "`"); ok {
		value, _, _ := strings.Cut(rest, "`")
		name += " " + value
	}
	return name, strings.ReplaceAll(usage, "`", "")
}
