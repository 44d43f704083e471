package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what scripts compare with")

// today is the day on which all scripts run.
var today = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// TestScripts runs the command as people do: each script in testdata/script is input, call and output in one.
//
//	covbar ARG...            must exit 0
//	status N covbar ARG...   must exit N
//	covbar ARG... <FILE      reads standard input from FILE
//	chop FILE                drops the last byte: a file in a script always ends with a newline
//	touch TIME FILE...       says that they were changed at a time such as 2026-11-20T10:00:00Z
func TestScripts(t *testing.T) {
	goCache := goCacheDir()
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		RequireUniqueNames: true,
		UpdateScripts:      *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GOCACHE", goCache)
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOTOOLCHAIN", "local")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"covbar": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg {
					ts.Fatalf("say which status is expected: status 1 covbar ...")
				}
				expectStatus(ts, 0, args)
			},
			"status": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) < 2 || args[1] != "covbar" {
					ts.Fatalf("usage: status N covbar ARG...")
				}
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				expectStatus(ts, want, args[2:])
			},
			"chop": func(ts *testscript.TestScript, _ bool, args []string) {
				data := ts.ReadFile(args[0])
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(data[:len(data)-1]), 0o644))
			},
			"touch": func(ts *testscript.TestScript, _ bool, args []string) {
				at, err := time.Parse(time.RFC3339, args[0])
				ts.Check(err)
				for _, file := range args[1:] {
					ts.Check(os.Chtimes(ts.MkAbs(file), at, at))
				}
			},
		},
	})
}

func expectStatus(ts *testscript.TestScript, want int, args []string) {
	e := scriptEnv(ts)
	if n := len(args) - 1; n >= 0 && strings.HasPrefix(args[n], "<") {
		e.stdin = strings.NewReader(ts.ReadFile(args[n][1:]))
		args = args[:n]
	}
	e.args = args
	if got := run(context.Background(), e); got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// scriptEnv is the script's own world: its folder, its variables, its streams.
func scriptEnv(ts *testscript.TestScript) env {
	var environ []string
	for _, name := range []string{
		"CI", "COLUMNS", "NO_COLOR", "TERM", "PATH", "HOME", "TMPDIR",
		"GOCACHE", "GOFLAGS", "GOPROXY", "GOTOOLCHAIN", "GOWORK", "SystemRoot",
	} {
		if value := ts.Getenv(name); value != "" {
			environ = append(environ, name+"="+value)
		}
	}
	return env{
		environ:  environ,
		dir:      ts.MkAbs("."),
		stdin:    strings.NewReader(""),
		stdout:   ts.Stdout(),
		stderr:   ts.Stderr(),
		now:      func() time.Time { return today },
		terminal: func(any) (int, bool) { return 0, false },
	}
}

// goCacheDir is the build cache of this machine: scripts that build would fill a new one each.
func goCacheDir() string {
	if dir := os.Getenv("GOCACHE"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return filepath.Join(os.TempDir(), "covbar-go-build")
	}
	return filepath.Join(dir, "go-build")
}
