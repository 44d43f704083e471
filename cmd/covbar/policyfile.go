package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/covbar/covbar/policy"
)

// maxRead bounds what is read of a policy or floors file. It is more than package policy takes of either.
const maxRead = 32 << 20

// readPolicy reads the policy file, and the floors file that it names. Neither may be an output, too.
func (e env) readPolicy(g *gate, file string, outputs []output) error {
	dir := filepath.Dir(file)
	data, err := readSome(os.DirFS(dir), filepath.Base(file))
	switch hint := "a policy is a regular file; without --policy the nearest " + policyName + " is taken"; {
	case errors.Is(err, fs.ErrNotExist):
		return usagef("%s: the policy cannot be read: %w%s", quoted(g.policyFile), plain(err), e.besideHint(g.policyFile, hint))
	case err != nil:
		return usagef("%s: the policy cannot be read: %w\nhint: %s", quoted(g.policyFile), plain(err), hint)
	}
	if err := e.sparesPolicy(file, outputs); err != nil {
		return err
	}
	if g.policy, err = policy.Parse(data, g.policyFile); err != nil {
		return usagef("%w", err)
	}
	floors := g.policy.FloorsFile()
	if floors == "" {
		return nil
	}
	shown := filepath.ToSlash(filepath.Join(filepath.Dir(g.policyFile), filepath.FromSlash(floors)))
	data, err = readBelow(dir, floors)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usagef("%s: there is no such file, and %s names it under floors\n"+
			"hint: make it (it may be empty), or take floors out of the policy", quoted(shown), quoted(g.policyFile))
	case err != nil:
		return usagef("%s: the floors cannot be read: %w\nhint: they are a file below the policy's folder, and no link leads out of it",
			quoted(shown), plain(err))
	}
	if err := e.sparesPolicy(filepath.Join(dir, filepath.FromSlash(floors)), outputs); err != nil {
		return err
	}
	if err := g.policy.SetFloors(data, shown); err != nil {
		return usagef("%w", err)
	}
	return nil
}

// sparesPolicy refuses outputs in the place of a file that the policy is read from.
func (e env) sparesPolicy(file string, outputs []output) error {
	for _, o := range outputs {
		if e.sameFile(o.file, file) {
			return usagef("-o: %s belongs to the policy, and would be lost\nhint: write to another file", quoted(o.file))
		}
	}
	return nil
}

// readBelow is readSome for a file named by what others wrote. A message may show what it holds, so no link may lead out of
// the folder.
func readBelow(dir, name string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return readSome(root.FS(), name)
}

// readSome reads a regular file up to the size that no policy has. To open a pipe may wait for ever.
func readSome(disk fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(disk, name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("it is a folder")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is a pipe or a device, not a file")
	}
	file, err := disk.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxRead))
}
