//go:build unix

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// asCommand makes the test binary be covbar itself, where a test needs a process of its own.
const asCommand = "COVBAR_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// ownProcess is covbar in a process that can be killed.
func ownProcess(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asCommand+"=1")
	return cmd
}

// TestKilled ends covbar with kill -9 at any moment: the file that it writes is the old one or the new one, whole.
// COVBAR_FULL=1 does so 500 times; COVBAR_SEED repeats a run.
func TestKilled(t *testing.T) {
	rounds := 10
	if os.Getenv("COVBAR_FULL") != "" {
		rounds = 500
	}
	seed, err := strconv.ParseUint(os.Getenv("COVBAR_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	var text strings.Builder
	text.WriteString("mode: set\n")
	for i := range 40_000 {
		fmt.Fprintf(&text, "example.com/shop/f%03d.go:%d.1,%d.9 1 1\n", i/400, 1+i%400, 1+i%400)
	}
	wantNoError(t, os.WriteFile(filepath.Join(dir, "in.out"), []byte(text.String()), 0o644))
	begin := time.Now()
	output, err := ownProcess(dir, "merge", "-o", "whole.out", "in.out").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	usual := time.Since(begin)
	whole, err := os.ReadFile(filepath.Join(dir, "whole.out"))
	wantNoError(t, err)

	old := []byte("mode: set\nold.go:1.1,1.2 1 1\n")
	killed := map[string]int{}
	for range rounds {
		name := filepath.Join(dir, "out")
		wantNoError(t, os.WriteFile(name, old, 0o644))
		cmd := ownProcess(dir, "merge", "-o", "out", "in.out")
		wantNoError(t, cmd.Start())
		time.Sleep(time.Duration(random.Int64N(int64(usual) * 3 / 2)))
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
		data, err := os.ReadFile(name)
		wantNoError(t, err)
		switch {
		case bytes.Equal(data, old):
			killed["before"]++
		case bytes.Equal(data, whole):
			killed["after"]++
		default:
			t.Fatalf("seed %d: the file has %d bytes, which is neither the old one nor the new one", seed, len(data))
		}
	}
	t.Logf("seed %d: %d times the old file was there, %d times the new one", seed, killed["before"], killed["after"])
}
