package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// Many services in one repository, with profiles of all of them.
var workspace = tree{modules: 200, packages: 20, files: 5}

func workspaceOf(t tree) func(context.Context, *bench) ([]*input, error) {
	return func(ctx context.Context, b *bench) ([]*input, error) {
		if err := b.buildGoTestCoverage(ctx); err != nil {
			return nil, err
		}
		dir := filepath.Join(b.scratch, "workspace")
		found, err := b.grow(ctx, t, dir)
		if err != nil {
			return nil, err
		}
		in := &input{
			name: fmt.Sprintf("%d modules, %d packages, %d files, %d lines", t.modules, t.modules*t.packages,
				t.modules*t.packages*t.files, found.Lines),
			dir: dir, generated: true, want: found.Want, mentioned: found.Mentioned,
		}
		if in.files, err = filepath.Glob(filepath.Join(dir, "services", "*", profileName)); err != nil {
			return nil, err
		}
		return []*input{in}, in.weigh()
	}
}

// grow makes a workspace in a folder, and says what there is to be found in it.
func (b *bench) grow(ctx context.Context, t tree, dir string) (found treeTally, err error) {
	step := append(b.step("tree"), dir, strconv.Itoa(t.modules), strconv.Itoa(t.packages), strconv.Itoa(t.files))
	list := filepath.Join(b.scratch, "tree.json")
	if _, err := b.run(ctx, command{args: step}, list); err != nil {
		return treeTally{}, err
	}
	// What is not on the disk yet would be written while contenders run. So it is where there is no such command.
	_, _ = b.run(ctx, command{args: []string{"sync"}}, filepath.Join(b.scratch, "sync"))
	text, err := os.ReadFile(list)
	if err != nil {
		return treeTally{}, err
	}
	return found, json.Unmarshal(text, &found)
}

const goTestCoverageModule = "github.com/vladopajic/go-test-coverage/v2"

// buildGoTestCoverage builds the peer of gates, once.
func (b *bench) buildGoTestCoverage(ctx context.Context) error {
	if b.goTestCoverage != "" {
		return nil
	}
	name := filepath.Join(b.dir, "go-test-coverage.exe")
	if _, err := b.goCommand(ctx, "build", "-o", name, goTestCoverageModule); err != nil {
		return err
	}
	b.goTestCoverage = name
	return nil
}
