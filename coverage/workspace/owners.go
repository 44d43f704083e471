package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
)

// Owners is a CODEOWNERS file. The nil one owns nothing.
type Owners struct {
	File     string   // as GitHub found it, from the repository's top: ".github/CODEOWNERS"
	Names    []string // all owners that it names, sorted
	Warnings []string // wrong lines, each with file and line; or why it could not be read

	rules []ownerRule
}

// maxOwners is from where on GitHub does not load the file.
const maxOwners = 3 << 20

// ReadOwners reads the CODEOWNERS file of the repository at top, from where GitHub looks for it. It is nil where there is
// none. A line that GitHub would skip is skipped, with a warning, and so is a file: then nothing has owners. Only a top
// that cannot be opened is an error.
func ReadOwners(top string) (*Owners, error) {
	disk, err := os.OpenRoot(top)
	if err != nil {
		return nil, fmt.Errorf("%s: %w\nhint: is this the top folder of the repository?", top, reason(err))
	}
	defer disk.Close()
	for _, name := range []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"} {
		info, err := disk.Stat(name)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || err == nil && !info.Mode().IsRegular() {
			continue
		}
		o := &Owners{File: name}
		var data []byte
		if err == nil && info.Size() < maxOwners {
			data, err = disk.ReadFile(name)
		}
		switch {
		case err != nil:
			o.warn("%s: %v\nhint: GitHub reads it as a file in the repository; no link may lead out of that", name, reason(err))
		case info.Size() >= maxOwners:
			o.warn("%s: %d bytes are too many\nhint: GitHub loads no file of 3 MB or more", name, info.Size())
		default:
			o.parse(string(data))
		}
		return o, nil
	}
	return nil, nil
}

// parse reads the lines, each by itself: a wrong one costs no other.
func (o *Owners) parse(text string) {
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		rule, err := parseOwnerRule(line)
		if err != nil {
			o.warn("%s:%d: %v\nhint: GitHub skips such a line; mend it or take it out", o.File, number, err)
			continue
		}
		o.rules = append(o.rules, rule)
		o.Names = append(o.Names, rule.owners...)
	}
	slices.Sort(o.Names)
	o.Names = slices.Compact(o.Names)
}

func (o *Owners) warn(format string, args ...any) {
	o.Warnings = append(o.Warnings, fmt.Sprintf(format, args...))
}

// Of returns the owners of a file, by its path from the repository's top, with slashes. Of all rules for the file the
// last one counts, even if it names nobody. What is returned must not be changed.
func (o *Owners) Of(path string) []string {
	if o == nil {
		return nil
	}
	for i := range slices.Backward(o.rules) {
		if rule := &o.rules[i]; rule.matches(path) {
			return rule.owners
		}
	}
	return nil
}
