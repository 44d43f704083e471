package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A sample is one measurement.
type sample struct {
	wall, cpu time.Duration
	resident  int64 // bytes; 0: not known
}

// A command is a process to be.
type command struct {
	args   []string
	dir    string   // where it runs; empty: here
	env    []string // its whole environment; nil: that of this program
	status int      // with which it ends when all is well
}

// run runs a command; its standard output becomes a file.
func (b *bench) run(ctx context.Context, c command, stdout string) (sample, error) {
	out, err := os.Create(stdout)
	if err != nil {
		return sample{}, err
	}
	defer out.Close()
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	cmd.Dir = c.dir
	cmd.Env = c.env
	cmd.Stdout = out
	var stderr strings.Builder
	cmd.Stderr = &stderr
	begin := time.Now()
	err = cmd.Run()
	wall := time.Since(begin)
	state := cmd.ProcessState
	switch exit := (*exec.ExitError)(nil); {
	case err != nil && !errors.As(err, &exit), err != nil && exit.ExitCode() != c.status:
		return sample{wall: wall}, fmt.Errorf("%w: %.300s", err, strings.TrimSpace(stderr.String()))
	case err == nil && c.status != 0:
		return sample{wall: wall}, fmt.Errorf("exit status 0, and not %d", c.status)
	}
	return sample{wall, state.UserTime() + state.SystemTime(), maxResident(state)}, nil
}
