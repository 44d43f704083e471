package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/coverage/workspace"
	"github.com/covbar/covbar/policy"
)

// policyName is the name of a policy file that is found, and not given.
const policyName = ".covbar.yml"

// misnamedPolicy is what a policy file is easily named by mistake. One that is not read is a gate left open.
const misnamedPolicy = ".covbar.yaml"

// maxRead bounds what is read of a policy or floors file. It is more than package policy takes of either.
const maxRead = 32 << 20

// A gate is what is known before anything is measured: the policy, and what there is to hold against it.
type gate struct {
	root       string // absolute; "./" in the policy
	policy     *policy.Policy
	policyFile string          // as shown; empty for the built-in policy
	tree       *workspace.Tree // without Modules where there are no sources
}

// openGate finds and reads the policy, its floors file, and the modules below its root. The nearest .covbar.yml from
// the working folder upwards is the policy, and its folder is the root; --policy names another. With that, and where
// there is none, the root is the repository's top, or else the working folder.
func (e env) openGate(s settings) (*gate, error) {
	top, inRepository := findUp(e.dir, "", ".git")
	g := &gate{root: e.dir, policy: policy.Default()}
	if inRepository {
		g.root = top
	}
	file := e.path(s.policy)
	if s.policy == "" {
		dir, found, err := e.findPolicy(top)
		if err != nil {
			return nil, err
		}
		if found {
			g.root = dir
			file = filepath.Join(dir, policyName)
		} else {
			file = ""
		}
	}
	if file != "" {
		g.policyFile = e.shown(file)
		if err := g.readPolicy(file); err != nil {
			return nil, err
		}
	}
	var err error
	if g.tree, err = workspace.Load(g.root); err != nil {
		return nil, dataf("%w", err)
	}
	return g, nil
}

// evaluatePolicy holds packages of the gate's tree against p, which need not be the gate's own policy. partial says that
// only some of them were asked for.
func (g *gate) evaluatePolicy(p *policy.Policy, packages []coverage.Package, day policy.Day, partial bool) (*policy.Verdict, error) {
	verdict, err := p.Evaluate(policy.Input{
		Packages: packages,
		Day:      day,
		Root:     filepath.Base(g.root),
		Rooted:   len(g.tree.Modules) > 0,
		Partial:  partial,
	})
	if err != nil {
		return nil, usagef("%w", err)
	}
	return verdict, nil
}

// findPolicy looks for the policy from the working folder up to the top, or up to the last folder where top is empty.
func (e env) findPolicy(top string) (dir string, found bool, err error) {
	dir, found = findUp(e.dir, top, policyName)
	other, misnamed := findUp(e.dir, top, misnamedPolicy)
	if misnamed && (!found || len(other) >= len(dir)) {
		return "", false, usagef("%s: is not read\nhint: a policy is named %s",
			quoted(e.shown(filepath.Join(other, misnamedPolicy))), policyName)
	}
	return dir, found, nil
}

// findUp returns the nearest folder from dir upwards, not past top, that holds name.
func findUp(dir, top, name string) (string, bool) {
	for {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if dir == top || parent == dir {
			return "", false
		}
		dir = parent
	}
}

// readPolicy reads the policy file, and the floors file that it names, relative to its own folder.
func (g *gate) readPolicy(file string) error {
	data, err := readSome(file)
	if err != nil {
		return usagef("%s: the policy cannot be read: %w", quoted(g.policyFile), plain(err))
	}
	if g.policy, err = policy.Parse(data, g.policyFile); err != nil {
		return usagef("%w", err)
	}
	floors := g.policy.FloorsFile()
	if floors == "" {
		return nil
	}
	shown := filepath.ToSlash(filepath.Join(filepath.Dir(g.policyFile), filepath.FromSlash(floors)))
	data, err = readSome(filepath.Join(filepath.Dir(file), filepath.FromSlash(floors)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usagef("%s: there is no such file, and %s names it under floors\nhint: covbar init writes one",
			quoted(shown), quoted(g.policyFile))
	case err != nil:
		return usagef("%s: the floors cannot be read: %w", quoted(shown), plain(err))
	}
	if err := g.policy.SetFloors(data, shown); err != nil {
		return usagef("%w", err)
	}
	return nil
}

// readSome reads a file up to the size that no policy has.
func readSome(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxRead))
}
