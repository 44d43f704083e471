package workspace

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// goTest runs the tests of a tree, and returns the profile as others read it.
func goTest(t *testing.T, root string, args ...string) *coverage.Profile {
	t.Helper()
	name := filepath.Join(t.TempDir(), "all.out")
	cmd := exec.Command("go", append([]string{"test", "-count=1", "-coverprofile=" + name}, args...)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off", "GOTOOLCHAIN=local")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go test: %v\n%s", err, out)
	}
	files, err := cover.ParseProfiles(name)
	if err != nil {
		t.Fatal(err)
	}
	return &coverage.Profile{Mode: coverage.Set, Files: files}
}
