// Command covbar says whether a system of Go services is tested well enough: it merges coverage profiles, holds every
// package to its bar, and ends with one table and one exit status.
package main

import (
	"context"
	"os"
	"os/signal"
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first Ctrl-C asks for an orderly end. From then on signals do what they do by themselves: the second one kills.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, env{
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
