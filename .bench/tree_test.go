package main

import (
	"encoding/json"
	"go/format"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/cover"
)

// The sources and profiles are made up; cmd/cover must find the same blocks in them.
func TestTreeIsReal(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go test")
	}
	dir := t.TempDir()
	if _, err := (tree{modules: 2, packages: 8, files: 5}).write(dir); err != nil {
		t.Fatal(err)
	}
	for name, text := range readTree(t, dir, ".go") {
		if formatted, err := format.Source([]byte(text)); err != nil || string(formatted) != text {
			t.Errorf("%s is not as gofmt has it: %v", name, err)
		}
	}
	for _, module := range modulesIn(t, dir) {
		real := filepath.Join(dir, "real.out")
		cmd := exec.Command("go", "test", "-covermode=atomic", "-coverprofile="+real, "./...")
		cmd.Dir = module
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		want := blocksIn(t, real)
		for file, got := range blocksIn(t, filepath.Join(module, profileName)) {
			if !slices.Equal(got, want[file]) {
				t.Errorf("%s: the profile has\n%v\ncmd/cover\n%v", file, got, want[file])
			}
		}
	}
}

func modulesIn(t *testing.T, dir string) []string {
	t.Helper()
	modules, err := filepath.Glob(filepath.Join(dir, "services", "*"))
	if err != nil || len(modules) == 0 {
		t.Fatalf("%d modules, %v", len(modules), err)
	}
	return modules
}

// blocksIn returns the blocks of each source in a profile, without counts.
func blocksIn(t *testing.T, file string) map[string][]cover.ProfileBlock {
	t.Helper()
	profiles, err := cover.ParseProfiles(file)
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string][]cover.ProfileBlock{}
	for _, p := range profiles {
		for _, b := range p.Blocks {
			b.Count = 0
			blocks[p.FileName] = append(blocks[p.FileName], b)
		}
	}
	return blocks
}

// The goals name this size, of which one module in 20 tells.
func TestFullTree(t *testing.T) {
	if n := workspace.modules * workspace.packages * workspace.files; n != 20_000 {
		t.Errorf("%d files, not 20000", n)
	}
	some := workspace
	some.modules /= 20
	dir := t.TempDir()
	found, err := some.write(dir)
	if err != nil {
		t.Fatal(err)
	}
	if lines := found.Lines * 20; lines < 2_000_000 || lines > 2_100_000 {
		t.Errorf("%d lines, not 2 million", lines)
	}
	var mentioned tally
	for _, module := range modulesIn(t, dir) {
		mentioned.addAll(t, filepath.Join(module, profileName))
	}
	if mentioned != found.Mentioned {
		t.Errorf("%v statements are mentioned, not %v", mentioned, found.Mentioned)
	}
	if share := float64(found.Want.Covered) / float64(found.Want.Statements); share < 0.8 || share > 0.9 {
		t.Errorf("%v statements ran: some packages must be below their bars, and most not", found.Want)
	}
	files, kinds := lookInto(t, dir)
	for _, c := range []struct {
		kind        string
		least, most float64
	}{
		{"\n", 1, 1},
		{"\nfunc ", 0.93, 0.97},
		{"// Code generated ", 0.02, 0.06},
		{"//covbar:ignore ", 0.01, 0.03},
	} {
		if share := float64(kinds[c.kind]) / float64(files); share < c.least || share > c.most {
			t.Errorf("%d of %d sources have %q", kinds[c.kind], files, c.kind)
		}
	}
}

// addAll adds the blocks of a profile, without those of generated sources.
func (t *tally) addAll(test *testing.T, file string) {
	test.Helper()
	profiles, err := cover.ParseProfiles(file)
	if err != nil {
		test.Fatal(err)
	}
	of := tallyOf(slices.DeleteFunc(profiles, func(p *cover.Profile) bool { return strings.HasSuffix(p.FileName, ".pb.go") }))
	t.Covered += of.Covered
	t.Statements += of.Statements
	t.Blocks += of.Blocks
}

// lookInto counts the sources below a folder, and those that hold what makes them special.
func lookInto(t *testing.T, dir string) (files int, kinds map[string]int) {
	t.Helper()
	kinds = map[string]int{}
	for _, text := range readTree(t, dir, ".go") {
		files++
		for _, kind := range []string{"\n", "\nfunc ", "// Code generated ", "//covbar:ignore "} {
			if strings.Contains(text, kind) {
				kinds[kind]++
			}
		}
	}
	return files, kinds
}

// readTree returns what is in the files below a folder, by their names from there.
func readTree(t *testing.T, dir, suffix string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, suffix) {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		texts[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestSameTree(t *testing.T) {
	some := tree{modules: 3, packages: 4, files: 5}
	first, second := t.TempDir(), t.TempDir()
	found, err := some.write(first)
	if err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	if err := runStep(&printed, []string{"tree", second, "3", "4", "5"}); err != nil {
		t.Fatal(err)
	}
	var again treeTally
	if err := json.Unmarshal([]byte(printed.String()), &again); err != nil || again != found {
		t.Errorf("found %+v, then %+v, %v", found, again, err)
	}
	if !maps.Equal(readTree(t, first, ""), readTree(t, second, "")) {
		t.Error("the same tree has other bytes, so that numbers of two runs cannot be compared")
	}
}

// All profiles must be as young as the youngest source: covbar looks longer at one that is older.
func TestProfilesAreYoung(t *testing.T) {
	dir := t.TempDir()
	if _, err := (tree{modules: 2, packages: 1, files: 1}).write(dir); err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob(filepath.Join(dir, "services/*/*/*/*/*.go"))
	if err != nil || len(sources) != 2 {
		t.Fatalf("%d sources, %v", len(sources), err)
	}
	for _, module := range modulesIn(t, dir) {
		for _, source := range sources {
			if profile := filepath.Join(module, profileName); changed(t, profile).Before(changed(t, source)) {
				t.Errorf("%s is older than %s", profile, source)
			}
		}
	}
}

func changed(t *testing.T, file string) time.Time {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime()
}

func TestFill(t *testing.T) {
	const template = `
func NewThing_N() *Thing ⟦1{
	if ready ⟧⟦2{
		wait()
		return nil
	}⟧
	⟦1return &Thing{}⟧
}
`
	got := fill(template, "Cart2", 7)
	if want := "\nfunc NewCart27() *Cart2 {\n\tif ready {\n\t\twait()\n\t\treturn nil\n\t}\n\treturn &Cart2{}\n}\n"; got.text != want {
		t.Errorf("got %q, not %q", got.text, want)
	}
	want := []cover.ProfileBlock{
		{StartLine: 2, StartCol: 25, EndLine: 3, EndCol: 11, NumStmt: 1},
		{StartLine: 3, StartCol: 11, EndLine: 6, EndCol: 3, NumStmt: 2},
		{StartLine: 7, StartCol: 2, EndLine: 7, EndCol: 17, NumStmt: 1},
	}
	if !slices.Equal(got.blocks, want) || got.lines != 8 {
		t.Errorf("got %v in %d lines, not %v in 8", got.blocks, got.lines, want)
	}
}
