// Command bench measures covbar beside its peers, in one run on one machine: golang.org/x/tools/cover, gocovmerge,
// go-test-coverage, and `wc -l` as the floor of what reading a file costs.
//
// Every measurement is a process of its own, so that time, CPU time and memory are of this one alone. The contenders take
// turns, so that a machine that gets busy or warm is as bad for all of them. What they found is compared with a slow count
// that is plainly right; only a wrong result makes the command fail, never the clock.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"time"
)

const usage = `usage: go run . [flags] [FILE…]

Measures covbar beside its peers on generated profiles and sources, and on each FILE (also .gz and .zst), which is held
to the goals of the -coverpkg profile. A name given to -only is coverpkg, distinct, linear, start, workspace or the FILE.

`

// options are the flags.
type options struct {
	quick     bool
	rounds    int
	only      *regexp.Regexp
	keep      string
	peerLimit time.Duration
	files     []string
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == stepWord {
		if err := runStep(os.Stdout, os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	opt, err := parseFlags(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		os.Exit(2) // the flag package has said why
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := measureAll(ctx, os.Stdout, opt); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parseFlags(args []string, stderr io.Writer) (options, error) {
	opt := options{only: regexp.MustCompile("")}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	flags.BoolVar(&opt.quick, "quick", false, "small inputs, for a look whether all still works: too small for the goals")
	flags.IntVar(&opt.rounds, "rounds", 5, "how often each contender has its turn")
	flags.Func("only", "measure only what matches this `regexp`", func(s string) (err error) {
		opt.only, err = regexp.Compile(s)
		return err
	})
	flags.StringVar(&opt.keep, "keep", "", "leave the generated profiles in this `folder`, and use those that are there")
	flags.DurationVar(&opt.peerLimit, "peer-limit", 2*time.Minute, "stop a peer that takes longer, and count that as its time")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	opt.files = flags.Args()
	if opt.rounds < 1 {
		err := fmt.Errorf("-rounds %d: at least one is needed", opt.rounds)
		fmt.Fprintln(stderr, err)
		return options{}, err
	}
	return opt, nil
}

var errWrong = errors.New("some results are wrong")

// measureAll prints a table for each scenario.
func measureAll(ctx context.Context, stdout io.Writer, opt options) (err error) {
	b, err := newBench(ctx, opt)
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.describe(ctx, stdout); err != nil {
		return err
	}
	wrong := false
	for _, s := range scenarios(opt.files, opt.quick) {
		if !opt.only.MatchString(s.name) {
			continue
		}
		inputs, err := s.inputs(ctx, b)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		found, err := b.measure(ctx, s, inputs)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		s.print(stdout, found)
		wrong = wrong || found.wrong()
		if err := b.clear(); err != nil {
			return err
		}
	}
	if wrong {
		return errWrong
	}
	return nil
}
