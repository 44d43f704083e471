package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/covbar/covbar/policy"
)

// An env is the world as the command sees it. Below main nothing else is asked for the folder, the environment,
// the streams or the clock, so that tests run in one process, side by side.
type env struct {
	program        string   // covbar itself, as it was called, absolute; empty where that is not known
	args           []string // the command line without the program's name
	environ        []string // as os.Environ gives it
	dir            string   // the working folder, absolute; relative names are below it
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	terminal       func(stream any) (columns int, is bool) // whether a stream is a terminal, and how wide
	// wait waits before GitHub is asked again; nil: as long as it says.
	wait func(ctx context.Context, d time.Duration) error
}

// getenv returns an environment variable; empty where it is not set.
func (e env) getenv(name string) string { return lookUp(e.environ, name, runtime.GOOS == "windows") }

// lookUp returns the last value of a variable. With fold, "Path" is PATH, as Windows has it.
func lookUp(environ []string, name string, fold bool) string {
	for _, variable := range slices.Backward(environ) {
		key, value, _ := strings.Cut(variable, "=")
		if key == name || fold && strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

// path makes a name from the command line absolute.
func (e env) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(e.dir, name)
}

// shown is the short way to say an absolute path: from the working folder, unless that is the longer way.
func (e env) shown(path string) string {
	short, err := filepath.Rel(e.dir, path)
	if err != nil || len(short) > len(path) {
		return path
	}
	return filepath.ToSlash(short)
}

// today is the day in UTC.
func (e env) today() policy.Day { return policy.DayOf(e.now()) }

// inCI reports whether this is a run of a continuous integration service, which set CI.
func (e env) inCI() bool { return e.getenv("CI") != "" }

// say tells the person at the terminal something that belongs to no report.
func (e env) say(format string, args ...any) {
	fmt.Fprintln(e.stderr, harmless("covbar: "+fmt.Sprintf(format, args...)))
}
