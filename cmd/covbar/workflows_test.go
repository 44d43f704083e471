package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// What actionlint and GitHub's language service do not ask of action.yml and the workflows is asked here. action_test.go runs them.

// An actionFile is what is asked of action.yml.
type actionFile struct {
	Inputs  map[string]struct{ Description, Default string }
	Outputs map[string]struct{ Description, Value string }
	Runs    struct{ Steps []step }
}

// A workflow is what is asked of one.
type workflow struct {
	Permissions map[string]string
	Jobs        map[string]struct {
		Name, If    string
		Needs       any
		Permissions map[string]string
		Steps       []step
	}
}

type step struct {
	Name, ID, If, Uses, Run string
	Env, With               map[string]string
}

// ours reports whether the step uses the action.
func (s step) ours() bool { return s.Uses == "./" || strings.HasPrefix(s.Uses, "covbar/covbar@") }

// posts reports whether the step uses the action with a token to post with, which it has unless it is given an empty one.
func (s step) posts() bool {
	token, given := s.With["token"]
	return s.ours() && s.With["merge"] == "" && (token != "" || !given)
}

// workflowTexts are action.yml, the examples and the workflows of this repository, by their paths below the root.
func workflowTexts(t *testing.T) map[string]string {
	t.Helper()
	root := os.DirFS(filepath.Join("..", ".."))
	texts := map[string]string{}
	for _, glob := range []string{"action.yml", "examples/workflows/*.yml", ".github/workflows/*.yml"} {
		names, err := fs.Glob(root, glob)
		wantNoError(t, err)
		for _, name := range names {
			data, err := fs.ReadFile(root, name)
			wantNoError(t, err)
			texts[name] = strings.ReplaceAll(string(data), "\r\n", "\n")
		}
	}
	if len(texts) < 6 {
		t.Fatalf("only %q were found", slices.Sorted(maps.Keys(texts)))
	}
	return texts
}

func readAction(t *testing.T) (a actionFile, text string) {
	t.Helper()
	text = workflowTexts(t)["action.yml"]
	wantNoError(t, yaml.Unmarshal([]byte(text), &a))
	return a, text
}

// readWorkflows reads the examples and the workflows of this repository.
func readWorkflows(t *testing.T) map[string]workflow {
	t.Helper()
	all := map[string]workflow{}
	for name, text := range workflowTexts(t) {
		if name == "action.yml" {
			continue
		}
		var w workflow
		if err := yaml.Unmarshal([]byte(text), &w); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = w
	}
	return all
}

// allSteps are those of action.yml and of all workflows.
func allSteps(t *testing.T) map[string][]step {
	t.Helper()
	a, _ := readAction(t)
	all := map[string][]step{"action.yml": a.Runs.Steps}
	for name, w := range readWorkflows(t) {
		for _, job := range w.Jobs {
			all[name] = append(all[name], job.Steps...)
		}
	}
	return all
}

// TestActionInputs: GitHub takes an input that is not declared for an empty one.
func TestActionInputs(t *testing.T) {
	a, text := readAction(t)
	_, steps, _ := strings.Cut(text, "\nruns:")
	used := map[string]bool{}
	for _, match := range regexp.MustCompile(`inputs\.([\w-]+)`).FindAllStringSubmatch(steps, -1) {
		used[match[1]] = true
		if _, ok := a.Inputs[match[1]]; !ok {
			t.Errorf("inputs.%s is used and not declared", match[1])
		}
	}
	for name := range a.Inputs {
		if !used[name] {
			t.Errorf("input %s is declared and not used", name)
		}
	}
	for file, steps := range allSteps(t) {
		for _, s := range steps {
			for name := range s.With {
				if _, ok := a.Inputs[name]; s.ours() && !ok {
					t.Errorf("%s: the action has no input %s", file, name)
				}
			}
		}
	}
}

// TestActionIsDocumented: the README names every input with its default, and every output.
func TestActionIsDocumented(t *testing.T) {
	a, _ := readAction(t)
	_, section, ok := strings.Cut(readme(t), "\n## On the pull request\n")
	if !ok {
		t.Fatal("the README has no section about it")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	for name, input := range a.Inputs {
		row := "\n| `" + name + "` |"
		if input.Default != "" {
			row += " `" + input.Default + "` |"
		}
		if !strings.Contains(section, row) {
			t.Errorf("the README has no row %q", row)
		}
	}
	for name := range a.Outputs {
		if !strings.Contains(section, "`"+name+"`") {
			t.Errorf("the README does not name output %s", name)
		}
	}
}

// TestActionOutputs: what covbar tells the step, the action hands on.
func TestActionOutputs(t *testing.T) {
	a, _ := readAction(t)
	want := []string{"coverage", "covered", "failing", "report", "statements", "verdict"}
	if got := slices.Sorted(maps.Keys(a.Outputs)); !slices.Equal(got, want) {
		t.Errorf("the outputs are %q, want %q", got, want)
	}
	for name, output := range a.Outputs {
		if !strings.Contains(output.Value, "steps.covbar.outputs."+name) {
			t.Errorf("output %s is %s", name, output.Value)
		}
	}
}

// TestScriptsHoldNoExpressions: what stands for one becomes code of the script. A title of a pull request is no code.
func TestScriptsHoldNoExpressions(t *testing.T) {
	for file, steps := range allSteps(t) {
		for _, s := range steps {
			if strings.Contains(s.Run, "${{") {
				t.Errorf("%s: an expression is in a script; hand it over in env:\n%s", file, s.Run)
			}
		}
	}
}

// TestActionsArePinned: a tag can be moved to other code, a commit cannot.
func TestActionsArePinned(t *testing.T) {
	pinned := regexp.MustCompile(`^actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	ours := regexp.MustCompile(`^(\./|covbar/covbar@v1)$`)
	commits := map[string]string{}
	for file, text := range workflowTexts(t) {
		found := regexp.MustCompile(`(?m)^ *(?:- )?uses: (.*)$`).FindAllStringSubmatch(text, -1)
		if len(found) == 0 {
			t.Errorf("%s uses nothing", file)
		}
		for _, match := range found {
			if uses := match[1]; !pinned.MatchString(uses) && !ours.MatchString(uses) {
				t.Errorf("%s: %s: write actions/NAME@COMMIT # vX.Y.Z", file, uses)
			}
		}
		for _, match := range regexp.MustCompile(`(actions/[a-z-]+)@([0-9a-f]{40}) # v(\d+)`).FindAllStringSubmatch(text, -1) {
			name := match[1] + " v" + match[3]
			if other, ok := commits[name]; ok && other != match[2] {
				t.Errorf("%s is pinned to %s and to %s", name, other, match[2])
			}
			commits[name] = match[2]
		}
	}
}

// TestPermissions: a job has what it needs to write, and says so. What a workflow does not mention would be as wide as the
// settings of the repository.
func TestPermissions(t *testing.T) {
	writes := map[string]bool{"pull-requests": true, "statuses": true}
	for file, w := range readWorkflows(t) {
		if w.Permissions == nil {
			t.Errorf("%s: the workflow has no permissions", file)
		}
		for id, job := range w.Jobs {
			posts := slices.ContainsFunc(job.Steps, step.posts)
			granted := maps.Clone(w.Permissions)
			if job.Permissions != nil {
				granted = job.Permissions
			}
			for scope, access := range granted {
				switch {
				case access == "read" && (scope == "contents" || scope == "actions"):
				case access == "write" && posts && writes[scope]:
				default:
					t.Errorf("%s: job %s has no need of %s: %s", file, id, scope, access)
				}
			}
			for scope := range writes {
				if posts && granted[scope] != "write" {
					t.Errorf("%s: job %s posts, and has no %s: write", file, id, scope)
				}
			}
		}
	}
}

// TestCheckoutsKeepNoToken: what a checkout leaves in git's configuration, the code of the change could read.
func TestCheckoutsKeepNoToken(t *testing.T) {
	for file, steps := range allSteps(t) {
		for _, s := range steps {
			if !strings.HasPrefix(s.Uses, "actions/checkout@") {
				continue
			}
			if s.With["persist-credentials"] != "false" {
				t.Errorf("%s: the checkout keeps its token", file)
			}
			if ref := s.With["ref"]; ref != "" {
				t.Errorf("%s: checks out %s, and not what the event is about", file, ref)
			}
		}
	}
}

// TestPrivilegedJobs: what runs with the rights of the default branch takes what a change has made as data, and out of the way
// of what it trusts.
func TestPrivilegedJobs(t *testing.T) {
	found := 0
	for file, text := range workflowTexts(t) {
		if strings.Contains(text, "pull_request_target") {
			t.Errorf("%s: pull_request_target has the rights and the code of the change in one job", file)
		}
		if !strings.Contains(text, "\n  workflow_run:") {
			continue
		}
		found++
		for _, s := range allSteps(t)[file] {
			if s.Run != "" {
				t.Errorf("%s: a privileged job runs a script:\n%s", file, s.Run)
			}
			if strings.HasPrefix(s.Uses, "actions/cache") || strings.HasPrefix(s.Uses, "actions/setup-go@") && s.With["cache"] != "false" {
				t.Errorf("%s: %s restores what others have left in the cache", file, s.Uses)
			}
			if s.ours() && s.With["post"] == "" {
				t.Errorf("%s: a privileged job reads profiles", file)
			}
			if strings.HasPrefix(s.Uses, "actions/download-artifact@") && !strings.HasPrefix(s.With["path"], "${{ runner.temp }}/") {
				t.Errorf("%s: an artifact is unpacked into %q, where the policy is", file, s.With["path"])
			}
		}
	}
	if found != 1 {
		t.Errorf("%d workflows are privileged, want 1", found)
	}
	a, _ := readAction(t)
	for _, s := range a.Runs.Steps {
		if strings.HasPrefix(s.Uses, "actions/cache") && s.If != "${{ inputs.binary == '' && inputs.post == '' }}" {
			t.Errorf("action.yml: where a report is posted, what runs comes out of the cache: if: %s", s.If)
		}
	}
}

// TestGatingJobs: a required job that is skipped counts as passed, and one status must not stand for two things.
func TestGatingJobs(t *testing.T) {
	gates := 0
	for file, w := range readWorkflows(t) {
		for id, job := range w.Jobs {
			if job.Name != "" {
				t.Errorf("%s: job %s is called %s: what is required goes by that name", file, id, job.Name)
			}
			if id == "covbar" || strings.HasPrefix(id, "covbar report") {
				t.Errorf("%s: job %s is called as the status or the check run", file, id)
			}
			for i, s := range job.Steps {
				if !strings.HasPrefix(s.Uses, "covbar/covbar@") || s.With["merge"] != "" {
					continue
				}
				gates++
				if i > 0 && s.If != "${{ !cancelled() }}" {
					t.Errorf("%s: job %s: where a step before it fails, no status comes: if: %q", file, id, s.If)
				}
				if !strings.HasPrefix(job.If, "${{ !cancelled()") {
					t.Errorf("%s: job %s gates, and is skipped where others fail: if: %q", file, id, job.If)
				}
				if id != "coverage" && s.With["post"] == "" {
					t.Errorf("%s: the job that gates is called %s and not coverage", file, id)
				}
			}
		}
	}
	if gates != 4 {
		t.Errorf("the examples have %d gates, want 4", gates)
	}
}
