package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/report"
)

// realModules are modules of the Go module proxy, with what each has that is not ordinary. The first one is among those
// that covbar is built with, so that it is there without a network.
var realModules = []struct{ module, reason string }{
	{"github.com/google/go-cmp@v0.7.0", "several packages, some without tests"},
	{"golang.org/x/text@v0.30.0", "generated tables, internal packages, commands, tests that are left out by build tags"},
	{"github.com/klauspost/compress@v1.18.0", "assembly and generated code, many packages"},
	{"github.com/samber/lo@v1.51.0", "generics throughout"},
	{"golang.org/x/crypto@v0.43.0", "assembly, files for one platform, deep packages"},
	{"github.com/mattn/go-sqlite3@v1.14.32", "cgo"},
	{"google.golang.org/protobuf@v1.36.10", "generated code in most packages"},
}

// TestRealModules runs the tests of real modules, by go test and by covbar, and compares every package. COVBAR_FULL=1 takes
// them all, and needs a network.
func TestRealModules(t *testing.T) {
	modules := realModules[:1]
	if os.Getenv("COVBAR_FULL") != "" {
		modules = realModules
	}
	for _, m := range modules {
		t.Run(strings.ReplaceAll(m.module, "/", "_"), func(t *testing.T) { compareModule(t, m.module, m.reason) })
	}
}

func compareModule(t *testing.T, module, reason string) {
	dir := copyOfModule(t, module)
	wantNoError(t, os.WriteFile(filepath.Join(dir, policyName), []byte("version: 1\nthreshold: 0%\nexclude: {generated: false}\n"), 0o666))
	profile := filepath.Join(t.TempDir(), "all.out")
	printed := printedPercentages(goIn(dir, "test", "-short", "-coverprofile="+profile, "./..."))
	if len(printed) == 0 {
		t.Fatalf("go test printed no percentage")
	}
	measured := packagesOf(t, dir, "check", profile)
	compared := 0
	for path, percent := range printed {
		c, ok := measured[path]
		if !ok {
			t.Errorf("%s: go test says %s%%, and covbar does not know it", path, percent)
			continue
		}
		exact, err := strconv.ParseFloat(percent, 64)
		wantNoError(t, err)
		ours := 0.0
		if c.Statements > 0 {
			ours = 100 * float64(c.Covered) / float64(c.Statements)
		}
		if difference := ours - exact; difference > 0.1 || difference < -0.1 {
			t.Errorf("%s: go test says %s%%, covbar %d of %d", path, percent, c.Covered, c.Statements)
		}
		compared++
	}
	counted := compareUntested(t, dir, profile, measured)
	t.Logf("%s (%s): %d packages as go test has them, %d counted from their sources as cmd/cover does", module, reason, compared, counted)
}

// compareUntested takes half of the packages out of the profile, so that covbar has to count their statements in the
// sources, and compares these with what cmd/cover counted.
func compareUntested(t *testing.T, dir, profile string, measured map[string]report.Check) (counted int) {
	files, err := cover.ParseProfiles(profile)
	wantNoError(t, err)
	kept, left := &coverage.Profile{Mode: coverage.Set}, map[string]bool{}
	for _, file := range files {
		path := coverage.PackagePath(file.FileName)
		if len(path)%2 == 0 && !left[path] && len(kept.Files) > 0 {
			left[path] = true
		}
		if !left[path] {
			kept.Files = append(kept.Files, file)
		}
	}
	var text bytes.Buffer
	wantNoError(t, coverage.Write(&text, kept))
	half := filepath.Join(t.TempDir(), "half.out")
	wantNoError(t, os.WriteFile(half, text.Bytes(), 0o666))
	for path, c := range packagesOf(t, dir, "check", half) {
		if !c.NoData || measured[path].NoData {
			continue
		}
		counted++
		if want := measured[path].Statements; c.Statements != want {
			t.Errorf("%s: cmd/cover counts %d statements, covbar %d in the sources", path, want, c.Statements)
		}
	}
	return counted
}

// packagesOf runs covbar, and returns the packages of its report.
func packagesOf(t *testing.T, dir string, args ...string) map[string]report.Check {
	t.Helper()
	var out, said bytes.Buffer
	e := env{
		args: append(args, "--format", "json"), environ: os.Environ(), dir: dir,
		stdin: strings.NewReader(""), stdout: &out, stderr: &said,
		now: func() time.Time { return today }, terminal: func(any) (int, bool) { return 0, false },
	}
	if status := run(context.Background(), e); status != statusPass {
		t.Fatalf("covbar %s: exit status %d\n%s", strings.Join(args, " "), status, said.String())
	}
	var r report.Report
	wantNoError(t, json.Unmarshal(out.Bytes(), &r))
	packages := map[string]report.Check{}
	for _, c := range r.Packages {
		packages[c.Path] = c
	}
	return packages
}

// percentage matches what go test says of a package, with tests or without.
var percentage = regexp.MustCompile(`(?m)^(?:ok  |FAIL)?\s+(\S+)\s.*coverage: ([0-9.]+)% of statements`)

func printedPercentages(output string) map[string]string {
	printed := map[string]string{}
	for _, match := range percentage.FindAllStringSubmatch(output, -1) {
		printed[match[1]] = match[2]
	}
	return printed
}

// copyOfModule puts the sources of a module where its tests may write.
func copyOfModule(t *testing.T, module string) string {
	t.Helper()
	var found struct{ Dir, Error string }
	out := goIn(t.TempDir(), "mod", "download", "-json", module)
	if err := json.Unmarshal([]byte(out), &found); err != nil || found.Dir == "" {
		t.Fatalf("%s: %s %s", module, out, found.Error)
	}
	dir := filepath.Join(t.TempDir(), "module")
	wantNoError(t, os.CopyFS(dir, os.DirFS(found.Dir)))
	return dir
}

// goIn runs the go command in a folder. What it says is compared, or parsed, so its status says nothing more: tests of
// other people may fail here.
func goIn(dir string, args ...string) string {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil && len(out) == 0 {
		return fmt.Sprint(err)
	}
	return string(out)
}
