package main

import (
	"errors"
	"os/exec"
	"time"
)

// runTree runs cmd, which was made with a context, so that it can be stopped with all its children. Where the context
// ends, they are interrupted, and what is left of them when cmd has ended, or after the grace, is killed.
func runTree(cmd *exec.Cmd, grace time.Duration) error {
	ownTree(cmd)
	stopped := false
	cmd.Cancel = func() error {
		stopped = true
		return interruptTree(cmd.Process.Pid)
	}
	// This is also how long a process that a test left behind may hold the pipes after cmd has ended.
	cmd.WaitDelay = grace
	err := cmd.Run()
	if stopped {
		killTree(cmd.Process.Pid)
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil // cmd itself ended well
	}
	return err
}
