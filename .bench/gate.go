package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"

	"golang.org/x/sync/errgroup"
)

// covbar holds a workspace against its policy, which fails. It finds neither a go command nor anything else that it could ask.
var covbarGate = contender{
	name:   "covbar check",
	ours:   true,
	args:   func(b *bench, in *input, _ string) []string { return append([]string{b.covbar, "check"}, in.files...) },
	env:    []string{"PATH=", "HOME="},
	status: 1,
	result: func(ctx context.Context, b *bench, in *input, _, _ string) (tally, error) {
		return b.verdict(ctx, in, "fail")
	},
}

// go-test-coverage knows one module, so it is run in each of them, on all CPUs: that is faster than one after the other.
var goTestCoverage = contender{
	name: "go-test-coverage",
	args: func(b *bench, in *input, _ string) []string {
		return append(b.step("each"), append([]string{b.goTestCoverage}, in.files...)...)
	},
	want: func(in *input) tally { return in.mentioned },
	result: func(_ context.Context, _ *bench, in *input, stdout, _ string) (tally, error) {
		text, err := os.ReadFile(stdout)
		if err != nil {
			return tally{}, err
		}
		return addTotals(text, in)
	},
}

var peerTotal = regexp.MustCompile(`(?m)^Total test coverage: .*\((\d+)/(\d+)\)$`)

// addTotals adds up what go-test-coverage says of each profile.
func addTotals(text []byte, in *input) (tally, error) {
	all := peerTotal.FindAllSubmatch(text, -1)
	if len(all) != len(in.files) {
		return tally{}, fmt.Errorf("%s for %s", counted(len(all), "total"), counted(len(in.files), "profile"))
	}
	sum := tally{Blocks: in.mentioned.Blocks} // it says nothing of them
	for _, total := range all {
		covered, err := strconv.ParseInt(string(total[1]), 10, 64)
		if err != nil {
			return tally{}, err
		}
		statements, err := strconv.ParseInt(string(total[2]), 10, 64)
		if err != nil {
			return tally{}, err
		}
		sum.Covered += covered
		sum.Statements += statements
	}
	return sum, nil
}

// stepEach runs go-test-coverage beside each of the profiles.
func stepEach(stdout io.Writer, args []string) error {
	reports := make([][]byte, len(args[1:]))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, profile := range args[1:] {
		group.Go(func() (err error) {
			cmd := exec.Command(args[0], "--config", peerConfigName)
			cmd.Dir = filepath.Dir(profile)
			reports[i], err = cmd.Output()
			if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 1 {
				return nil // below a bar; an error, too, but then there is no total
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	_, err := stdout.Write(bytes.Join(reports, nil))
	return err
}
