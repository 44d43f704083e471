package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
)

// writeModule makes a Go module with packages of the same size, a policy that it meets, and its profile, as go1.26 cuts
// blocks. It returns the profile's path.
func writeModule(dir string, packages, files, functions int) (profile string, err error) {
	all := map[string]string{
		"go.mod":      "module example.com/small\n\ngo 1.21\n",
		".covbar.yml": "version: 1\nthreshold: 70%\n",
	}
	blocks := bytes.NewBufferString("mode: atomic\n")
	for p := range packages {
		for f := range files {
			name := fmt.Sprintf("part%02d/file%d.go", p, f)
			source := &strings.Builder{}
			fmt.Fprintf(source, "package part%02d\n", p)
			for i := range functions {
				fmt.Fprintf(source, function, f, i)
				top := 3 + 7*i // the line of the function's signature
				fmt.Fprintf(blocks, "example.com/small/%s:%d.22,%d.11 1 3\n", name, top, top+1)
				fmt.Fprintf(blocks, "example.com/small/%s:%d.11,%d.3 1 %d\n", name, top+1, top+3, i%4)
				fmt.Fprintf(blocks, "example.com/small/%s:%d.2,%d.10 1 1\n", name, top+4, top+4)
			}
			all[name] = source.String()
		}
	}
	profile = filepath.Join(dir, "cover.out")
	all["cover.out"] = blocks.String()
	for name, text := range all {
		if err := writeText(filepath.Join(dir, filepath.FromSlash(name)), text); err != nil {
			return "", err
		}
	}
	return profile, nil
}

// function has three blocks of one statement each, in seven lines. Its names have one digit each, for the columns.
const function = `
func F%d_%d(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
`
