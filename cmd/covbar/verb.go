package main

import (
	"context"
	"slices"

	"github.com/urfave/cli/v2"
)

// A verb is one command of covbar.
type verb struct {
	name  string
	args  string // what it takes after its name, for help
	short string // one line for the list of commands
	long  string // the rest of its help: what is worth knowing, and examples
	// flags of its own. -C and --help come by themselves; so do the flags for judging and posting for a verb that judges.
	flags  []cli.Flag
	judges bool
	passes bool // what follows "--" is handed on in call.after; else these are arguments as they stand
	alone  bool // takes no arguments
	do     func(ctx context.Context, e env, c call) error
}

// A call is a command line that has been read and found right.
type call struct {
	*cli.Context          // the flags
	args         []string // the arguments
	after        []string // what follows "--", where the verb passes it on
	settings     settings // of a verb that judges
}

// verbs are all commands, in the order of the help.
func verbs() []verb {
	return []verb{
		runVerb(), checkVerb(), postVerb(), mergeVerb(), explainVerb(), initVerb(), hookVerb(), schemaVerb(), versionVerb(),
	}
}

// allFlags are the flags of the verb as its command line may have them.
func (v verb) allFlags() []cli.Flag {
	flags := append([]cli.Flag{}, v.flags...)
	if v.judges {
		flags = slices.Concat(flags, judgingFlags(), postingFlags())
	}
	return append(flags, &cli.StringFlag{Name: "C", Usage: "work in `DIR`"})
}
