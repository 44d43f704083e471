package covdata

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	noGo = "there is no go command in PATH, and its tool reads such a folder\n" +
		"hint: where there is one, `go tool covdata textfmt -i=FOLDER -o=FILE` makes a profile of it"
	noTool = "this go command has no covdata tool, which reads such a folder\n" +
		"hint: take a whole Go installation, as from https://go.dev/dl, or one that is downloaded: GOTOOLCHAIN=go1.26.0"
)

// A Tool is the covdata tool of a Go toolchain. It is found when it is first needed.
type Tool struct {
	gocmd   string
	environ []string
	pipes   bool // the tool can write to a pipe: else to a temporary file

	mu   sync.Mutex
	path string // once it is found
}

// NewTool returns the tool of a go command, which runs with environ; where gocmd is empty, there is none.
func NewTool(gocmd string, environ []string) *Tool {
	// What is not for the go command is made harmless. GOFLAGS must not be empty: then that of `go env -w` would count.
	environ = append(slices.Clone(environ), "GOCOVERDIR=", "GOWORK=off", "GOFLAGS=-buildvcs=false")
	// The tool writes to a file of a name, which it opens for reading too. That an open pipe has a name, and may be opened so,
	// can be relied on with Linux only.
	return &Tool{gocmd: gocmd, environ: environ, pipes: runtime.GOOS == "linux"}
}

// find asks the go command where the tool is, so that the tool can run by itself: there is one process to be killed, and it
// may run in any folder. The go command builds the tool where it has not done so before.
func (t *Tool) find(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.path != "" {
		return t.path, nil
	}
	if t.gocmd == "" {
		return "", errors.New(noGo)
	}
	// Whatever go.mod is around, it must not choose the toolchain; and what an interrupted build leaves is to vanish.
	temp, err := t.tempDir()
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	var stdout bytes.Buffer
	var stderr excerpt
	cmd := t.command(ctx, temp, t.gocmd, "tool", "-n", "covdata")
	cmd.Env = append(cmd.Env, "GOTMPDIR="+temp)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // the compiler should end, too
	cmd.WaitDelay = 3 * time.Second
	if err := cmd.Run(); err != nil {
		if strings.Contains(stderr.text(), "no such tool") {
			return "", errors.New(noTool)
		}
		return "", failure(ctx, "go tool -n covdata", err, &stderr)
	}
	path := strings.TrimSpace(stdout.String())
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("go tool -n covdata: %w", err)
	}
	t.path = path
	return path, nil
}

// command is one that ctx kills.
func (t *Tool) command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(slices.Clone(t.environ), "PWD="+dir)
	return cmd
}

// tempDir makes a folder for temporary files.
func (t *Tool) tempDir() (string, error) {
	parent := ""
	for _, variable := range t.environ {
		if dir, ok := strings.CutPrefix(variable, "TMPDIR="); ok && filepath.IsAbs(dir) {
			parent = dir
		}
	}
	temp, err := os.MkdirTemp(parent, "covbar-")
	if err != nil {
		return "", fmt.Errorf("the covdata tool needs a temporary folder: %w", err)
	}
	return temp, nil
}
