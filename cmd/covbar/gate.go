package main

import (
	"os"
	"path/filepath"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/coverage/workspace"
	"github.com/covbar/covbar/policy"
)

// policyName is the name of a policy file that is found, and not given.
const policyName = ".covbar.yml"

// misnamedPolicies are what a policy file is easily named by mistake. One that is not read is a gate left open.
var misnamedPolicies = []string{".covbar.yaml", "covbar.yml", "covbar.yaml"}

// A gate is what is known before anything is measured: the policy, and what there is to hold against it.
type gate struct {
	root       string // absolute; "./" in the policy
	policy     *policy.Policy
	policyFile string          // as shown; empty for the built-in policy
	tree       *workspace.Tree // without Modules where there are no sources
	problem    string          // why the tree is not known, so that there is no verdict; empty where it is
}

// openGate finds and reads the policy, its floors file, and the modules below its root.
func (e env) openGate(s settings) (*gate, error) {
	g, err := e.openPolicy(s)
	if err != nil {
		return nil, err
	}
	if g.tree, err = workspace.Load(g.root); err != nil {
		g.tree, g.problem = &workspace.Tree{Root: g.root}, err.Error()
	}
	g.tree.Build.BuildTags = e.buildTags(nil)
	return g, nil
}

// openPolicy is a gate without its tree. The nearest .covbar.yml from the working folder upwards is the policy, and its folder
// is the root; --policy names another. With that, and where there is none, the root is the repository's top, or else the
// working folder.
func (e env) openPolicy(s settings) (*gate, error) {
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
		if err := e.readPolicy(g, file, s.outputs); err != nil {
			return nil, err
		}
	}
	for _, o := range s.outputs {
		if o.suite != "" {
			if err := g.knowsSuite("-o profile:"+o.suite+"="+o.file, o.suite); err != nil {
				return nil, err
			}
		}
	}
	return g, nil
}

// evaluatePolicy holds what was measured in the gate's tree against p, which need not be the gate's own policy.
func (g *gate) evaluatePolicy(p *policy.Policy, in policy.Input) (*policy.Verdict, error) {
	verdict, err := p.Evaluate(g.rooted(in))
	if err != nil {
		return nil, usagef("%w", err)
	}
	return verdict, nil
}

// rooted is an input with what the gate's tree says.
func (g *gate) rooted(in policy.Input) policy.Input {
	in.Root = filepath.Base(g.root)
	in.Rooted = len(g.tree.Modules) > 0
	in.Modules = nil
	for _, m := range g.tree.Modules {
		in.Modules = append(in.Modules, coverage.Module{Path: m.Path, Dir: m.Dir})
	}
	return in
}

// findPolicy looks for the policy from the working folder up to the top, or up to the last folder where top is empty.
func (e env) findPolicy(top string) (dir string, found bool, err error) {
	dir, found = findUp(e.dir, top, policyName)
	for _, name := range misnamedPolicies {
		other, misnamed := findUp(e.dir, top, name)
		if misnamed && (!found || len(other) >= len(dir)) {
			return "", false, usagef("%s: is not read\nhint: a policy is named %s; --policy names another",
				quoted(e.shown(filepath.Join(other, name))), policyName)
		}
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
