package covdata

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Health is what a folder is known to hold before its counters are read.
type Health struct {
	Binaries int      // builds that wrote their meta data
	Silent   int      // those of them without counters: no data, where it is all
	Warnings []string // may end with a line "hint: ..."
}

// Examine looks at the names of the files in a folder. name is for messages. Counters that nobody can read, since the meta
// data of their binary are not there, are an error. So is data of a name alone, such as a named pipe: reading it may take
// forever.
func (t *Tool) Examine(ctx context.Context, path, name string) (Health, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return Health{}, fmt.Errorf("%s: cannot be read: %w", name, reason(err))
	}
	var builds, partial []string
	counters := make(map[string]string) // by the build's hash: a file
	for _, entry := range entries {
		file := entry.Name()
		if entry.IsDir() {
			continue
		}
		if (metaName.MatchString(file) || countersName.MatchString(file)) && !mayRead(filepath.Join(path, file), entry) {
			return Health{}, fmt.Errorf("%s: %s is no regular file\nhint: take it away, and run what wrote into the folder again", name, file)
		}
		if match := metaName.FindStringSubmatch(file); match != nil {
			builds = append(builds, match[1])
		} else if match := countersName.FindStringSubmatch(file); match != nil {
			counters[match[1]] = file
		} else if partialName.MatchString(file) {
			partial = append(partial, file)
		}
	}
	health := Health{Binaries: len(builds)}
	for _, build := range builds {
		if counters[build] == "" {
			health.Silent++
			health.warn("%s: %s left no counters: was it stopped before it could write its counters?\n"+
				"hint: stop it with SIGTERM, which it has to handle, not with SIGKILL; or let it call runtime/coverage.WriteCountersDir",
				name, t.describe(ctx, filepath.Join(path, "covmeta."+build)))
		}
		delete(counters, build)
	}
	if orphans := slices.Sorted(maps.Keys(counters)); len(orphans) > 0 {
		build := orphans[0]
		return Health{}, fmt.Errorf("%s: %s cannot be read without covmeta.%s, which is not there\n"+
			"hint: copy the folder as a whole: a binary writes its meta data once, when it is first started", name, counters[build], build)
	}
	switch n := len(partial); n {
	case 0:
	case 1:
		health.warn("%s: %s is not whole, and is not read: was a binary killed while it wrote it?", name, partial[0])
	default:
		health.warn("%s: %d files such as %s are not whole, and are not read: were binaries killed while they wrote them?",
			name, n, partial[0])
	}
	return health, ctx.Err()
}

// mayRead reports whether a file can be read to its end. Of one that is gone, the tool will say so.
func mayRead(path string, entry fs.DirEntry) bool {
	if entry.Type() != fs.ModeSymlink {
		return entry.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err != nil || info.Mode().IsRegular()
}

func (h *Health) warn(format string, args ...any) {
	h.Warnings = append(h.Warnings, fmt.Sprintf(format, args...))
}

// describe says in words which binary wrote a file of meta data.
func (t *Tool) describe(ctx context.Context, meta string) string {
	const most = 3
	command, packages := t.packages(ctx, meta)
	switch n := len(packages); {
	case command != "":
		return "binary " + command
	case n > most:
		return fmt.Sprintf("a binary of %s and %d more packages", strings.Join(packages[:most], ", "), n-most)
	case n > 0:
		return "a binary of " + strings.Join(packages, ", ")
	}
	return "the binary of " + filepath.Base(meta)
}

// packages returns the import paths of the packages that a file of meta data knows, and of them that of package main. They
// only serve a message: where they cannot be told there are none.
func (t *Tool) packages(ctx context.Context, meta string) (command string, all []string) {
	tool, err := t.find(ctx)
	if err != nil {
		return "", nil
	}
	temp, err := t.tempDir()
	if err != nil {
		return "", nil
	}
	defer os.RemoveAll(temp)
	data, err := os.ReadFile(meta)
	if err != nil || os.WriteFile(filepath.Join(temp, filepath.Base(meta)), data, 0o600) != nil {
		return "", nil
	}
	cmd := t.command(ctx, temp, tool, "debugdump", "-i=.") // pkglist does not say which of them is the main one
	out, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil {
		return "", nil
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if path, ok := strings.CutPrefix(lines.Text(), "Package path: "); ok {
			all = append(all, path)
		} else if lines.Text() == "Package name: main" && len(all) > 0 {
			command = all[len(all)-1]
		}
	}
	if cmd.Wait() != nil {
		return "", nil
	}
	return command, all
}
