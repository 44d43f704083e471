package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/covbar/covbar/policy"
)

// The README's examples are run, so that they cannot rot.

func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	wantNoError(t, err)
	return string(data)
}

// blocks returns the fenced blocks of one language.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	var found []string
	for _, match := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(readme(t), -1) {
		found = append(found, match[1])
	}
	if len(found) == 0 {
		t.Fatalf("the README has no %s", language)
	}
	return found
}

func TestReadmePolicy(t *testing.T) {
	for _, text := range blocks(t, "yaml") {
		if _, err := policy.Parse([]byte(text), "README.md"); err != nil {
			t.Error(err)
		}
	}
}

func TestReadmeCommands(t *testing.T) {
	known := 0
	for _, block := range blocks(t, "sh") {
		for text := range strings.Lines(block) {
			text, _, _ = strings.Cut(text, " #")
			text, _, _ = strings.Cut(text, " > ")
			words := strings.Fields(strings.ReplaceAll(text, "'", ""))
			if words[0] != "covbar" {
				continue
			}
			known++
			l, err := readLine(words[1:], verbs())
			if err == nil {
				err = l.check()
			}
			if err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
	if known < 8 {
		t.Errorf("only %d commands were found", known)
	}
}

func TestReadmeWrongPolicy(t *testing.T) {
	e, _, stderr := testEnv(t)
	wantNoError(t, os.WriteFile(e.path(policyName), []byte("version: 1\ntreshold: 90%\n"), 0o644))
	e.args = []string{"check", "cover.out"}
	if got := run(t.Context(), e); got != statusUsage {
		t.Errorf("status %d, want 2", got)
	}
	if want := blocks(t, "console")[1]; "$ covbar check cover.out\n"+stderr.String() != want {
		t.Errorf("the README shows\n%sand it is\n%s", want, stderr)
	}
}

// TestShop is the README's first command, and what the README shows when a test is gone.
func TestShop(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: runs the tests of four modules, twice")
	}
	shop := t.TempDir()
	wantNoError(t, os.CopyFS(shop, os.DirFS(filepath.Join("..", "..", "examples", "shop"))))
	covbar := func() (status int, stdout, stderr string) {
		var out, errors bytes.Buffer
		e, _, _ := testEnv(t)
		e.environ = slices.DeleteFunc(os.Environ(), func(variable string) bool {
			name, _, _ := strings.Cut(variable, "=")
			return slices.Contains([]string{"CI", "COLUMNS", "GITHUB_ACTIONS"}, name)
		})
		e.args, e.dir, e.stdout, e.stderr = []string{"run"}, shop, &out, &errors
		return run(t.Context(), e), out.String(), errors.String()
	}

	status, stdout, stderr := covbar()
	if status != statusPass || !strings.Contains(stdout, "19 of 19 packages meet their bar, 1 by a waiver") {
		t.Fatalf("status %d\n%s%s", status, stdout, stderr)
	}
	for _, module := range []string{"events", "mailer", "orders", "pricing"} {
		if !regexp.MustCompile(`(?m)^ok +\./` + module + ` `).MatchString(stderr) {
			t.Errorf("the tests of %s were not run:\n%s", module, stderr)
		}
	}

	wantNoError(t, os.Remove(filepath.Join(shop, "orders", "internal", "app", "relay_test.go")))
	status, stdout, stderr = covbar()
	if status != statusFail {
		t.Errorf("status %d, want 1\n%s", status, stderr)
	}
	if want := blocks(t, "console")[0]; "$ covbar run\n"+stdout != want {
		t.Errorf("the README shows\n%sand it is\n%s", want, stdout)
	}
}
