package main

import (
	"context"
	"path/filepath"
	"time"
)

// A scenario is one table: contenders that take turns on the same inputs, and what is wanted of them.
type scenario struct {
	name       string // for -only
	title      string
	inputs     func(context.Context, *bench) ([]*input, error)
	contenders []contender
	turns      int    // how many measurements make a round, where one is too short to tell; 0 is 1
	goals      []goal // for each input by itself
	across     []goal // for all inputs together
}

// An input is what the contenders of a scenario read.
type input struct {
	name      string
	files     []string // profiles
	dir       string   // where commands run; empty: here
	generated bool     // peers are right on it, or this benchmark is wrong
	size      int64    // of all files, in bytes
	want      tally
	mentioned tally // what there is of it in the profiles, for a contender that does not know more
}

// The shape of what golang.org/x/tools gives with -coverpkg=./..., where 156 test binaries write every block.
var coverpkg = shape{
	files: 474, blocks: 29_887, lines: 4_665_745, binaries: 156, perPackage: 2,
	module: "example.com/app",
}

// Many services, each tested by itself: every block stands once.
var distinct = shape{
	files: 20_000, blocks: 2_000_000, lines: 2_000_000, binaries: 1, perPackage: 5,
	module: "example.com/platform/server/src",
}

// scenarios are all tables, in the order in which they are printed. A new one is a new element.
func scenarios(files []string, quick bool) []scenario {
	coverpkg, distinct, parts, turns, workspace := coverpkg, distinct, 200, 10, workspace
	if quick {
		coverpkg, distinct, parts, turns = coverpkg.smaller(16, 64), distinct.smaller(64, 64), 20, 1
		workspace.modules = 8
	}
	merges := []contender{countLines, parseProfiles, gocovmerge, readInMemory, covbarMerge}
	coverpkgGoals := []goal{
		asFastAs(covbarMerge, parseProfiles, 12),
		timeOf(covbarMerge, countLines, 2.5),
		residentUpTo(covbarMerge, 32<<20),
	}
	all := []scenario{
		{
			name:       "coverpkg",
			title:      "a -coverpkg profile: every test binary writes every block",
			inputs:     generated(section{"one file", coverpkg, 1}),
			contenders: merges,
			goals:      coverpkgGoals,
		},
		{
			name:       "distinct",
			title:      "distinct blocks: every block stands once",
			inputs:     generated(section{"one file", distinct, 1}, section{"many files", distinct, parts}),
			contenders: merges,
			goals: []goal{
				asFastAs(readInMemory, parseProfiles, 4),
				asFastAs(covbarMerge, parseProfiles, 3),
				asFastAs(covbarMerge, gocovmerge, 12),
				residentLike(readInMemory, parseProfiles),
				residentLike(covbarMerge, parseProfiles),
			},
		},
		{
			name:  "linear",
			title: "the same blocks in more and more lines: time grows with the bytes",
			inputs: generated(section{"1x", coverpkg.smaller(1, 16), 1}, section{"4x", coverpkg.smaller(1, 4), 1},
				section{"16x", coverpkg, 1}),
			contenders: []contender{countLines, parseProfiles, covbarMerge},
			across:     []goal{linear(covbarMerge, 1.2)},
		},
		{
			name:       "start",
			title:      "from start to verdict on a small module",
			inputs:     smallModule,
			contenders: []contender{coverFunc, covbarCheck},
			turns:      turns,
			goals:      []goal{under(covbarCheck, 20*time.Millisecond)},
		},
		{
			name:       "workspace",
			title:      "from start to verdict on all services of a company",
			inputs:     workspaceOf(workspace),
			contenders: []contender{goTestCoverage, covbarGate},
			goals: []goal{
				under(covbarGate, 3*time.Second),
				cpuUnder(covbarGate, 6*time.Second),
				residentUpTo(covbarGate, 1<<30),
				asFastAs(covbarGate, goTestCoverage, 5),
			},
		},
	}
	for _, file := range files {
		all = append(all, scenario{
			name:       file,
			title:      "a given profile",
			inputs:     given(file),
			contenders: merges,
			goals:      coverpkgGoals,
		})
	}
	return all
}

// A section is a generated profile, in one file or, cut between source files, in several.
type section struct {
	name  string
	shape shape
	parts int
}

func generated(sections ...section) func(context.Context, *bench) ([]*input, error) {
	return func(ctx context.Context, b *bench) ([]*input, error) {
		var all []*input
		for _, s := range sections {
			in := &input{name: s.name, generated: true}
			for i := range s.parts {
				path, err := b.generate(s.shape.part(i, s.parts))
				if err != nil {
					return nil, err
				}
				in.files = append(in.files, path)
			}
			if err := b.look(ctx, in); err != nil {
				return nil, err
			}
			all = append(all, in)
		}
		return all, nil
	}
}

func given(file string) func(context.Context, *bench) ([]*input, error) {
	return func(ctx context.Context, b *bench) ([]*input, error) {
		path, err := b.unpack(ctx, file)
		if err != nil {
			return nil, err
		}
		in := &input{name: filepath.Base(file), files: []string{path}}
		return []*input{in}, b.look(ctx, in)
	}
}

func smallModule(ctx context.Context, b *bench) ([]*input, error) {
	dir := filepath.Join(b.scratch, "module")
	profile, err := writeModule(dir, 12, 3, 8)
	if err != nil {
		return nil, err
	}
	in := &input{name: "36 source files", dir: dir, files: []string{profile}, generated: true}
	return []*input{in}, b.look(ctx, in)
}
