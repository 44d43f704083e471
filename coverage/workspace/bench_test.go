package workspace

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/cover"

	"github.com/covbar/covbar/coverage"
)

// 200 modules of 20 packages of 5 files of 100 lines each: 2 million lines.
func BenchmarkTree(b *testing.B) {
	root := b.TempDir()
	profile := &coverage.Profile{Mode: coverage.Set}
	body := strings.Repeat("func F() {\n\tif x := f(); x {\n\t\tg()\n\t}\n}\n\n", 16)
	for m := range 200 {
		dir := filepath.Join(root, "services", fmt.Sprintf("service%03d", m))
		for p := range 20 {
			folder := filepath.Join(dir, "internal", fmt.Sprintf("package%02d", p))
			if err := os.MkdirAll(folder, 0o777); err != nil {
				b.Fatal(err)
			}
			for f := range 5 {
				name := fmt.Sprintf("file%d.go", f)
				source := "package p\n\nimport \"fmt\"\n\n" + body
				if err := os.WriteFile(filepath.Join(folder, name), []byte(source), 0o666); err != nil {
					b.Fatal(err)
				}
				profile.Files = append(profile.Files, &cover.Profile{
					FileName: fmt.Sprintf("example.com/service%03d/internal/package%02d/%s", m, p, name),
					Blocks:   []cover.ProfileBlock{{StartLine: 1, EndLine: 2, NumStmt: 3, Count: 1}},
				})
			}
		}
		mod := fmt.Sprintf("module example.com/service%03d\n\ngo 1.26\n", m)
		if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	for _, bench := range []struct {
		name    string
		profile *coverage.Profile
	}{{"everything in the profile", profile}, {"nothing in the profile", nil}} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				tree, err := Load(root)
				if err != nil {
					b.Fatal(err)
				}
				listing, err := tree.List(context.Background(), bench.profile, nil)
				if err != nil || len(listing.Packages) != 4000 {
					b.Fatalf("%d packages, %v", len(listing.Packages), err)
				}
			}
		})
	}
}
