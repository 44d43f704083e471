package covdata

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const stopHint = "\nhint: stop it with SIGTERM, which it has to handle, not with SIGKILL; or let it call runtime/coverage.WriteCountersDir"

func TestExamine(t *testing.T) {
	t.Parallel()
	const silent = "data: binary example.com/shop/cmd/till left no counters: was it stopped before it could write its counters?" + stopHint
	hash := strings.Repeat("ab", 16)
	write := func(names ...string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			for _, name := range names {
				wantNoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
			}
		}
	}
	tests := []struct {
		fill   func(t *testing.T, dir string)
		want   Health
		reason string
	}{
		{write("README"), Health{}, "nobody wrote into it"},
		{func(t *testing.T, dir string) { till.stop(t, dir, syscall.SIGTERM) }, Health{Binaries: 1}, "a service that was asked to stop"},
		{
			func(t *testing.T, dir string) { till.stop(t, dir, syscall.SIGKILL) },
			Health{1, 1, []string{silent}},
			"a service that was killed",
		},
		{
			func(t *testing.T, dir string) {
				till.stop(t, dir, syscall.SIGKILL)
				tillEdited.run(t, dir)
			},
			Health{2, 1, []string{silent}},
			"another binary has counters",
		},
		{
			func(t *testing.T, dir string) {
				till.stop(t, dir, syscall.SIGKILL)
				till.run(t, dir)
			},
			Health{Binaries: 1},
			"another process of the binary has counters",
		},
		{
			write("covmeta." + hash),
			Health{1, 1, []string{"data: the binary of covmeta." + hash + " left no counters: was it stopped before it could write its counters?" + stopHint}},
			"meta data that cannot be read do not say which binary it was",
		},
		{
			write("tmp.covcounters." + hash + ".1.2"),
			Health{Warnings: []string{"data: tmp.covcounters." + hash + ".1.2 is not whole, and is not read: was a binary killed while it wrote it?"}},
			"killed while it wrote its counters",
		},
		{
			write("tmp.covcounters."+hash+".1.2", "tmp.covcounters."+hash+".2.2", "tmp.covmeta."+hash+"1"),
			Health{Warnings: []string{
				"data: 3 files such as tmp.covcounters." + hash + ".1.2 are not whole, and are not read: were binaries killed while they wrote them?",
			}},
			"one warning for all of them",
		},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			test.fill(t, dir)
			wantNoError(t, os.Mkdir(filepath.Join(dir, "covmeta."+strings.Repeat("cd", 16)), 0o700)) // a folder is no data
			got, err := newTool(t, false).Examine(t.Context(), dir, "data")
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestExamineErrors(t *testing.T) {
	t.Parallel()
	dir, hash := t.TempDir(), strings.Repeat("ab", 16)
	wantNoError(t, os.WriteFile(filepath.Join(dir, "covcounters."+hash+".1.2"), nil, 0o600))
	_, err := newTool(t, false).Examine(t.Context(), dir, "data")
	if want := "data: covcounters." + hash + ".1.2 cannot be read without covmeta." + hash + ", which is not there\n" +
		"hint: copy the folder as a whole: a binary writes its meta data once, when it is first started"; err == nil || err.Error() != want {
		t.Errorf("counters alone: got\n%v\nwant\n%s", err, want)
	}
	_, err = newTool(t, false).Examine(t.Context(), filepath.Join(dir, "gone"), "data")
	if err == nil || !strings.HasPrefix(err.Error(), "data: cannot be read: ") || strings.Contains(err.Error(), dir) {
		t.Errorf("no folder: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = newTool(t, false).Examine(ctx, t.TempDir(), "data"); err != context.Canceled {
		t.Errorf("interrupted: %v", err)
	}
}

// Which binary it was only serves a message, so it may remain unknown.
func TestDescribe(t *testing.T) {
	t.Parallel()
	tests := []struct{ behaviour, want, reason string }{
		{"dumps a b c", "a binary of a, b, c", "no package main: a test binary"},
		{"dumps a b c d e", "a binary of a, b, c and 2 more packages", "too many to name"},
		{"dumps a main b", "binary a", "package main is the command"},
		{"dumps", "the binary of covmeta.x", "a tool of another day shows it otherwise"},
		{"has no tool", "the binary of covmeta.x", "no tool"},
	}
	for _, test := range tests {
		tool, temp := newFake(t, test.behaviour)
		meta := filepath.Join(t.TempDir(), "covmeta.x")
		wantNoError(t, os.WriteFile(meta, nil, 0o600))
		if got := tool.describe(t.Context(), meta); got != test.want {
			t.Errorf("%s: got %q, want %q", test.reason, got, test.want)
		}
		wantEmpty(t, temp)
	}
	tool, _ := newFake(t, "is well")
	if got := tool.describe(t.Context(), filepath.Join(t.TempDir(), "covmeta.x")); got != "the binary of covmeta.x" {
		t.Errorf("a file that is gone: got %q", got)
	}
}
