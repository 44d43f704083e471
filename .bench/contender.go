package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

// A contender is a way to do the work.
type contender struct {
	name string
	ours bool
	// args is its command. What it writes to standard output goes to a file; merged is where else it may write.
	args   func(b *bench, in *input, merged string) []string
	env    []string // its whole environment; nil: that of this program
	status int      // with which it ends when all is well
	// result reads what it found, outside the time measured. It is nil where there is nothing to compare.
	result func(ctx context.Context, b *bench, in *input, stdout, merged string) (tally, error)
	want   func(*input) tally // what it must find; nil: what is to be found in the input
}

// The floor: reading the files and finding the line ends.
var countLines = contender{
	name: "wc -l",
	args: func(_ *bench, in *input, _ string) []string { return append([]string{"wc", "-l"}, in.files...) },
}

// golang.org/x/tools/cover: several files are parsed in turn, and all are kept.
var parseProfiles = contender{
	name:   "ParseProfiles",
	args:   func(b *bench, in *input, _ string) []string { return append(b.step("parse"), in.files...) },
	result: printedTally,
}

var gocovmerge = contender{
	name: "gocovmerge",
	args: func(b *bench, in *input, _ string) []string { return append([]string{b.gocovmerge}, in.files...) },
	result: func(ctx context.Context, b *bench, _ *input, stdout, _ string) (tally, error) {
		return b.count(ctx, stdout)
	},
}

// covbar's package, read and merged in memory.
var readInMemory = contender{
	name:   "coverage.Read",
	ours:   true,
	args:   func(b *bench, in *input, _ string) []string { return append(b.step("read"), in.files...) },
	result: printedTally,
}

var covbarMerge = contender{
	name: "covbar merge -o",
	ours: true,
	args: func(b *bench, in *input, merged string) []string {
		return append([]string{b.covbar, "merge", "-o", merged}, in.files...)
	},
	result: func(ctx context.Context, b *bench, _ *input, _, merged string) (tally, error) {
		return b.count(ctx, merged)
	},
}

// It runs `go list`, and so takes most of its time.
var coverFunc = contender{
	name: "go tool cover -func",
	args: func(_ *bench, in *input, _ string) []string {
		return []string{"go", "tool", "cover", "-func", in.files[0]}
	},
}

var covbarCheck = contender{
	name: "covbar check",
	ours: true,
	args: func(b *bench, in *input, _ string) []string { return []string{b.covbar, "check", in.files[0]} },
	result: func(ctx context.Context, b *bench, in *input, _, _ string) (tally, error) {
		return b.verdict(ctx, in, "pass")
	},
}

// verdict asks covbar for a report that can be read, which must have this verdict.
func (b *bench) verdict(ctx context.Context, in *input, want string) (tally, error) {
	cmd := exec.CommandContext(ctx, b.covbar, append([]string{"check", "--report-only", "--format", "json"}, in.files...)...)
	cmd.Dir = in.dir
	out, err := cmd.Output()
	if err != nil {
		return tally{}, err
	}
	var report struct {
		Verdict string
		Total   tally
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return tally{}, err
	}
	if report.Verdict != want {
		return tally{}, fmt.Errorf("the verdict is %q", report.Verdict)
	}
	report.Total.Blocks = in.want.Blocks // a report says nothing of them
	return report.Total, nil
}

func printedTally(_ context.Context, _ *bench, _ *input, stdout, _ string) (tally, error) {
	text, err := os.ReadFile(stdout)
	if err != nil {
		return tally{}, err
	}
	return parseTally(text)
}

func parseTally(text []byte) (t tally, err error) {
	err = json.Unmarshal(text, &t)
	return t, err
}
