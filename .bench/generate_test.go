package main

import (
	"bytes"
	"crypto/sha256"
	"hash"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/tools/cover"
)

// The goals name these sizes, so the generated profiles must have them. For the first, an eighth tells.
func TestFullSizes(t *testing.T) {
	for _, c := range []struct {
		why   string
		shape shape
		bytes float64
	}{
		{"as large as what golang.org/x/tools gives", coverpkg.smaller(1, 8), 306e6 / 8},
		{"2 million distinct blocks are 167 MB", distinct, 167e6},
	} {
		var w counter
		if err := c.shape.write(&w); err != nil {
			t.Fatal(err)
		}
		if math.Abs(float64(w.bytes)-c.bytes) > 0.02*c.bytes {
			t.Errorf("%s: %d bytes", c.why, w.bytes)
		}
		if w.lines != c.shape.lines+1 {
			t.Errorf("%s: %d lines", c.why, w.lines)
		}
	}
}

type counter struct{ bytes, lines int }

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += len(p)
	c.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

func TestDistinctBlocks(t *testing.T) {
	for _, c := range []struct {
		why   string
		shape shape
	}{
		{"repeated, with a last pass that stops early", coverpkg.smaller(16, 64)},
		{"each once", distinct.smaller(64, 64)},
	} {
		profiles, err := cover.ParseProfilesFromReader(bytes.NewReader(written(t, c.shape)))
		if err != nil {
			t.Fatalf("%s: %v", c.why, err)
		}
		if len(profiles) != c.shape.files {
			t.Errorf("%s: %d source files, not %d", c.why, len(profiles), c.shape.files)
		}
		got := tallyOf(profiles)
		if got.Blocks != int64(c.shape.blocks) {
			t.Errorf("%s: %d distinct blocks, not %d", c.why, got.Blocks, c.shape.blocks)
		}
		if share := float64(got.Covered) / float64(got.Statements); share < 0.6 || share > 0.9 {
			t.Errorf("%s: %v statements ran, and real profiles have about three of four", c.why, got)
		}
		for _, p := range profiles {
			checkApart(t, p)
		}
	}
}

// checkApart fails where two blocks share a position, which no compiler writes, and covbar refuses.
func checkApart(t *testing.T, p *cover.Profile) {
	t.Helper()
	for i := 1; i < len(p.Blocks); i++ {
		a, b := p.Blocks[i-1], p.Blocks[i]
		if a.EndLine > b.StartLine || a.EndLine == b.StartLine && a.EndCol > b.StartCol {
			t.Fatalf("%s: %v and %v overlap", p.FileName, a, b)
		}
	}
}

func TestSameBytes(t *testing.T) {
	s := coverpkg.smaller(16, 64)
	if !bytes.Equal(written(t, s), written(t, s)) {
		t.Error("the same shape gives other bytes, so kept profiles cannot be compared")
	}
}

func TestPartsAreTheWhole(t *testing.T) {
	s := distinct.smaller(64, 64)
	whole, parts := sha256.New(), sha256.New()
	addBlocks(t, whole, s)
	for i := range 20 {
		addBlocks(t, parts, s.part(i, 20))
	}
	if !bytes.Equal(whole.Sum(nil), parts.Sum(nil)) {
		t.Error("20 parts are not what one file is, so their times cannot be compared")
	}
}

func addBlocks(t *testing.T, h hash.Hash, s shape) {
	t.Helper()
	h.Write(bytes.TrimPrefix(written(t, s), []byte("mode: atomic\n")))
}

func written(t *testing.T, s shape) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := s.write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// The module's profile is made up; cmd/cover must find as much in its sources.
func TestModuleIsReal(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go test")
	}
	dir := t.TempDir()
	made, err := writeModule(dir, 2, 3, 8)
	if err != nil {
		t.Fatal(err)
	}
	real := filepath.Join(dir, "real.out")
	cmd := exec.Command("go", "test", "-coverpkg=./...", "-coverprofile="+real, "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want, got := parsed(t, real), parsed(t, made)
	if got.Statements != want.Statements || got.Blocks != want.Blocks {
		t.Errorf("the profile has %d statements in %d blocks, the sources %d in %d", got.Statements, got.Blocks, want.Statements, want.Blocks)
	}
}

func parsed(t *testing.T, file string) tally {
	t.Helper()
	profiles, err := cover.ParseProfiles(file)
	if err != nil {
		t.Fatal(err)
	}
	return tallyOf(profiles)
}
