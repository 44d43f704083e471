package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// A bench is what all measurements need.
type bench struct {
	options
	self, covbar, gocovmerge string // commands
	goTestCoverage           string // a command that is built when it is needed, since that takes long
	dir                      string // holds the commands, until the end
	profiles                 string // holds the generated profiles
	scratch                  string // holds what one scenario needs
}

// newBench builds the commands. It is run in the folder of this module.
func newBench(ctx context.Context, opt options) (_ *bench, err error) {
	b := &bench{options: opt}
	if b.self, err = os.Executable(); err != nil {
		return nil, err
	}
	if b.dir, err = os.MkdirTemp("", "covbar-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	b.scratch = filepath.Join(b.dir, "scratch")
	b.profiles = cmp.Or(opt.keep, b.scratch)
	for _, dir := range []string{b.scratch, b.profiles} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return nil, err
		}
	}
	b.covbar = filepath.Join(b.dir, "covbar.exe")
	b.gocovmerge = filepath.Join(b.dir, "gocovmerge.exe")
	root, err := b.goCommand(ctx, "list", "-m", "-f", "{{.Dir}}", "github.com/covbar/covbar")
	if err != nil {
		return nil, err
	}
	if _, err := b.goCommand(ctx, "build", "-C", root, "-o", b.covbar, "./cmd/covbar"); err != nil {
		return nil, err
	}
	_, err = b.goCommand(ctx, "build", "-o", b.gocovmerge, "github.com/wadey/gocovmerge")
	return b, err
}

func (b *bench) close() { os.RemoveAll(b.dir) }

// clear removes what a scenario left, so that no two of them fill the disk.
func (b *bench) clear() error {
	if err := os.RemoveAll(b.scratch); err != nil {
		return err
	}
	return os.Mkdir(b.scratch, 0o777)
}

func (b *bench) goCommand(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return strings.TrimSpace(string(out)), nil
}

// describe prints what the numbers hold for.
func (b *bench) describe(ctx context.Context, w io.Writer) error {
	peers, err := b.goCommand(ctx, "list", "-m", "golang.org/x/tools", "github.com/wadey/gocovmerge", goTestCoverageModule)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s %s/%s, %d CPUs, %s\n%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(),
		counted(b.rounds, "round"), peers)
	fmt.Fprintln(w, "resident: the peak of one process, but never less than this program's own few MiB")
	if b.quick {
		fmt.Fprintln(w, "quick: the inputs are too small to tell whether a goal is met")
	}
	return nil
}

// generate writes the profile of a shape, unless it is there.
func (b *bench) generate(s shape) (string, error) {
	path := filepath.Join(b.profiles, s.fileName())
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	f, err := os.Create(path + ".part")
	if err != nil {
		return "", err
	}
	// What is not on the disk yet would be written while contenders run.
	err = cmp.Or(s.write(f), f.Sync(), f.Close())
	if err != nil {
		return "", err
	}
	return path, os.Rename(f.Name(), path)
}

// unpack returns the absolute path of a file, or of what it holds if it is compressed.
func (b *bench) unpack(ctx context.Context, file string) (string, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	ext := filepath.Ext(path)
	if ext != ".gz" && ext != ".zst" {
		return path, nil
	}
	plain := filepath.Join(b.scratch, strings.TrimSuffix(filepath.Base(path), ext))
	_, err = b.run(ctx, command{args: append(b.step("unpack"), path)}, plain)
	return plain, err
}

// look finds out what contenders must find in an input. The files are in the system's cache afterwards, for all of them.
func (b *bench) look(ctx context.Context, in *input) (err error) {
	if err := in.weigh(); err != nil {
		return err
	}
	in.want, err = b.count(ctx, in.files...)
	return err
}

// weigh adds up the sizes of the files.
func (in *input) weigh() error {
	for _, file := range in.files {
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		in.size += info.Size()
	}
	return nil
}

func (b *bench) step(name string) []string { return []string{b.self, stepWord, name} }

// count does step count.
func (b *bench) count(ctx context.Context, files ...string) (tally, error) {
	out := filepath.Join(b.scratch, "count.json")
	if _, err := b.run(ctx, command{args: append(b.step("count"), files...)}, out); err != nil {
		return tally{}, err
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return tally{}, err
	}
	return parseTally(text)
}
