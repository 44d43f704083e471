package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"
)

// run runs one command line and returns its exit status.
func run(ctx context.Context, e env) int {
	err := e.dispatch(ctx)
	if err == nil {
		return statusPass
	}
	if ctx.Err() != nil {
		err = &failure{status: statusNone, msg: "interrupted", cause: ctx.Err()}
	}
	e.complain(err)
	return statusOf(err)
}

// dispatch reads the command line and hands it to its verb.
func (e env) dispatch(ctx context.Context) error {
	vs := verbs()
	l, err := readLine(e.args, vs)
	switch {
	case err != nil:
		return err
	case l.verb == nil && l.help:
		return e.print(func(w io.Writer) error { return writeHelp(w, vs) })
	case l.verb == nil:
		return errors.Join(writeHelp(e.stderr, vs), usagef("no command is given"))
	case l.help:
		return e.print(l.verb.writeHelp)
	}
	if err := l.check(); err != nil {
		return err
	}
	return e.call(ctx, l)
}

// call lets package cli read the flags of a line that is in order, and does what the verb does.
func (e env) call(ctx context.Context, l line) error {
	v := l.verb
	app := &cli.App{
		Name:      "covbar",
		Reader:    e.stdin,
		Writer:    io.Discard, // what cli would say goes with usage errors only, and these are told by run
		ErrWriter: io.Discard,
		HideHelp:  true, // cli's help flag is a global, and would be shared by tests that run side by side
		// A folder may have a comma in its name.
		DisableSliceFlagSeparator: true,
		ExitErrHandler:            func(*cli.Context, error) {}, // the default one ends the process
		Commands: []*cli.Command{{
			Name:     v.name,
			Flags:    v.allFlags(),
			HideHelp: true,
			OnUsageError: func(_ *cli.Context, err error, _ bool) error {
				return usagef("%w\nhint: see covbar %s --help", err, v.name)
			},
			Action: func(c *cli.Context) error { return e.act(l, c) },
		}},
	}
	return app.RunContext(ctx, l.forCLI())
}

// act does what the verb does, in the folder that -C names.
func (e env) act(l line, c *cli.Context) error {
	dir, err := e.folder(c.String("C"))
	if err == nil {
		e.dir = dir
	}
	next := call{Context: c, args: c.Args().Slice(), after: l.after}
	if l.verb.judges {
		var wrong error
		next.settings, wrong = e.readSettings(c)
		err = cmp.Or(err, wrong)
	}
	if err == nil {
		err = l.verb.do(c.Context, e, next)
	}
	if !l.verb.judges || err == nil {
		return err
	}
	return worst(err, e.postFailure(c.Context, err, next.settings))
}

// folder is the one that -C names, absolute.
func (e env) folder(name string) (string, error) {
	if name == "" {
		return e.dir, nil
	}
	dir := e.path(name)
	switch info, err := os.Stat(dir); {
	case err != nil:
		return "", usagef("-C %s: there is no such folder\nhint: -C takes the folder to work in", quoted(name))
	case !info.IsDir():
		return "", usagef("-C %s: it is a file\nhint: -C takes the folder to work in; profiles are given without a flag", quoted(name))
	}
	return dir, nil
}

func verbNames(vs []verb) []string {
	names := []string{"help"}
	for _, v := range vs {
		names = append(names, v.name)
	}
	return names
}

// quoted is a name for a message: as it is, or in quotes where it holds what cannot be seen.
func quoted(name string) string {
	if plain := fmt.Sprintf("%q", name); name == "" || len(plain) != len(name)+2 {
		return plain
	}
	return name
}
