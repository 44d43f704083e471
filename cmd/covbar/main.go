// Command covbar says whether a system of Go services is tested well enough: it merges coverage profiles, holds every
// package to its bar, and ends with one table and one exit status.
package main

import (
	"context"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // it costs no time, since what takes memory has no pointers, and a quarter less of it
	}
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	// The first Ctrl-C asks for an orderly end. From then on signals do what they do by themselves: the second one kills.
	// Of a terminal that closes, both the shell and the system tell, so that two of SIGHUP mean no more than one.
	context.AfterFunc(ctx, func() {
		signal.Ignore(syscall.SIGHUP)
		stop()
	})
	os.Exit(run(ctx, env{
		program:  program(),
		args:     os.Args[1:],
		environ:  os.Environ(),
		dir:      dir,
		stdin:    os.Stdin,
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		now:      time.Now,
		terminal: terminalWidth,
	}))
}

// program is the path by which this program was found: a link may lead to the next version, too, where the file that it
// leads to is gone.
func program() string {
	path, err := exec.LookPath(os.Args[0])
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return ""
	}
	return path
}

// endings are the signals that ask for an orderly end. What was ignored from the start, as nohup does, stays ignored.
func endings() []os.Signal {
	signals := []os.Signal{syscall.SIGTERM}
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signals = append(signals, s)
		}
	}
	return signals
}
