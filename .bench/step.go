package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// stepWord makes this program one of its own children: all that takes memory is done there. On Linux a child's peak begins
// with that of its parent.
const stepWord = "step"

// steps are what a child does with its arguments.
var steps = map[string]func(stdout io.Writer, args []string) error{
	"parse":  stepParse,
	"read":   stepRead,
	"count":  stepCount,
	"unpack": stepUnpack,
	"tree":   stepTree,
	"each":   stepEach,
}

func runStep(stdout io.Writer, args []string) error {
	if len(args) == 0 || steps[args[0]] == nil {
		return errors.New("no such step")
	}
	return steps[args[0]](stdout, args[1:])
}

// A tally is what was found in profiles.
type tally struct {
	Covered    int64 `json:"covered"`    // statements
	Statements int64 `json:"statements"` // of distinct blocks
	Blocks     int64 `json:"blocks"`     // distinct ones
}

func (t tally) String() string { return fmt.Sprintf("%d of %d", t.Covered, t.Statements) }

func (t tally) print(w io.Writer) error { return json.NewEncoder(w).Encode(t) }

func (t *tally) add(statements int64, ran bool) {
	t.Blocks++
	t.Statements += statements
	if ran {
		t.Covered += statements
	}
}

func tallyOf(profiles []*cover.Profile) (t tally) {
	for _, p := range profiles {
		for _, b := range p.Blocks {
			t.add(int64(b.NumStmt), b.Count > 0)
		}
	}
	return t
}

func stepParse(stdout io.Writer, files []string) error {
	var all []*cover.Profile
	for _, file := range files {
		profiles, err := cover.ParseProfiles(file)
		if err != nil {
			return err
		}
		all = append(all, profiles...)
	}
	return tallyOf(all).print(stdout)
}

func stepRead(stdout io.Writer, files []string) error {
	var inputs []coverage.Input
	for _, file := range files {
		inputs = append(inputs, coverage.Input{Name: file, Open: func() (io.ReadCloser, error) { return os.Open(file) }})
	}
	p, _, err := coverage.Read(context.Background(), inputs...)
	if err != nil {
		return err
	}
	return tallyOf(p.Files).print(stdout)
}

// stepCount is the slow count that the others are compared with: lines are the same block if they are the same text up to the
// count, and a block ran if one of its counts is not 0.
func stepCount(stdout io.Writer, files []string) error {
	ran := make(map[string]bool)
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			line := bytes.TrimSpace(lines.Bytes())
			if len(line) == 0 || bytes.HasPrefix(line, []byte("mode: ")) {
				continue
			}
			i := bytes.LastIndexByte(line, ' ')
			block, count := line[:max(i, 0)], line[i+1:]
			if counted := len(bytes.Trim(count, "0")) > 0; counted && !ran[string(block)] {
				ran[string(block)] = true
			} else if _, seen := ran[string(block)]; !seen {
				ran[string(block)] = false
			}
		}
		f.Close()
		if err := lines.Err(); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	var t tally
	for block, ran := range ran {
		var statements int64
		if _, err := fmt.Sscan(block[bytes.LastIndexByte([]byte(block), ' ')+1:], &statements); err != nil {
			return fmt.Errorf("%q is no block: %w", block, err)
		}
		t.add(statements, ran)
	}
	return t.print(stdout)
}

// stepUnpack writes what a compressed file holds.
func stepUnpack(stdout io.Writer, files []string) error {
	f, err := os.Open(files[0])
	if err != nil {
		return err
	}
	defer f.Close()
	var plain io.Reader
	switch filepath.Ext(f.Name()) {
	case ".gz":
		plain, err = gzip.NewReader(f)
	case ".zst":
		plain, err = zstd.NewReader(f)
	default:
		return fmt.Errorf("%s is not compressed", f.Name())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	_, err = io.Copy(stdout, plain)
	return err
}
