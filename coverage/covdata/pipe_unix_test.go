//go:build unix

package covdata

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A named pipe that nobody writes to would be read for ever.
func TestExaminePipes(t *testing.T) {
	t.Parallel()
	hash := strings.Repeat("ab", 16)
	meta, counters := "covmeta."+hash, "covcounters."+hash+".1.2"
	tests := []struct {
		pipe, link, want, reason string
	}{
		{meta, "", meta, "in place of meta data"},
		{counters, "", counters, "in place of counters"},
		{"pipe", meta, meta, "behind a link"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := syscall.Mkfifo(filepath.Join(dir, test.pipe), 0o600); err != nil {
				t.Skip("no named pipes here:", err)
			}
			if test.link != "" {
				wantNoError(t, os.Symlink(test.pipe, filepath.Join(dir, test.link)))
			}
			_, err := newTool(t, false).Examine(t.Context(), dir, "data")
			want := "data: " + test.want + " is no regular file\nhint: take it away, and run what wrote into the folder again"
			if err == nil || err.Error() != want {
				t.Errorf("got error %v, want %s", err, want)
			}
		})
	}
}
