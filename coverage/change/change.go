// Package change knows what a change touches. It asks the git command, and leaves git's own state as it is.
package change

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A Repository is a work tree of git.
type Repository struct {
	Top string // absolute, without symbolic links

	gitcmd  string
	environ []string
}

// Open finds the work tree around a folder. gitcmd is the git command, which runs with environ.
func Open(ctx context.Context, gitcmd string, environ []string, dir string) (*Repository, error) {
	r := &Repository{Top: dir, gitcmd: gitcmd, environ: append(Environ(environ), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0")}
	top, err := r.Git(ctx, "rev-parse", "--show-toplevel")
	switch {
	case err == nil:
	case strings.Contains(err.Error(), "must be run in a work tree"):
		return nil, errors.New("this git repository has no work tree\nhint: -C names a folder with the sources checked out")
	case strings.Contains(err.Error(), "not a git repository"):
		return nil, errors.New("this is no git repository\nhint: what has changed is known to git alone; -C works in another folder")
	default:
		return nil, err
	}
	r.Top = strings.TrimSuffix(top, "\n")
	return r, nil
}

// At is another work tree of the same repository.
func (r *Repository) At(top string) *Repository {
	return &Repository{Top: top, gitcmd: r.gitcmd, environ: r.environ}
}

// DefaultBase returns the merge base of HEAD and the default branch of the remote, and the name of that branch. The
// remote is that of the current branch, or origin, or the only one there is.
func (r *Repository) DefaultBase(ctx context.Context) (commit, branch string, err error) {
	remote, err := r.remote(ctx)
	if err != nil {
		return "", "", err
	}
	head, err := r.Git(ctx, "symbolic-ref", "--quiet", "--short", "refs/remotes/"+remote+"/HEAD")
	if branch = strings.TrimSpace(head); err != nil {
		// A clone has this name, a remote that was added later has not. One of the usual names is as good where it is alone.
		var found []string
		for _, name := range []string{"main", "master", "trunk"} {
			if r.Has(ctx, "refs/remotes/"+remote+"/"+name) {
				found = append(found, remote+"/"+name)
			}
		}
		if len(found) != 1 {
			return "", "", fmt.Errorf("the default branch of the remote %s is not known\n"+
				"hint: --changed-since REF names what to compare with; git remote set-head %s --auto finds the branch", remote, remote)
		}
		branch = found[0]
	}
	commit, err = r.MergeBase(ctx, branch)
	return commit, branch, err
}

// remote returns the name of the remote whose default branch counts.
func (r *Repository) remote(ctx context.Context) (string, error) {
	out, err := r.Git(ctx, "remote")
	if err != nil {
		return "", err
	}
	remotes := strings.Fields(out)
	if current, err := r.Git(ctx, "symbolic-ref", "--quiet", "--short", "HEAD"); err == nil {
		if name, err := r.Git(ctx, "config", "branch."+strings.TrimSpace(current)+".remote"); err == nil {
			if name = strings.TrimSpace(name); slices.Contains(remotes, name) {
				return name, nil
			}
		}
	}
	switch {
	case slices.Contains(remotes, "origin"):
		return "origin", nil
	case len(remotes) == 1:
		return remotes[0], nil
	case len(remotes) == 0:
		return "", errors.New("this repository has no remote, so there is no default branch to compare with\n" +
			"hint: --changed-since REF names what to compare with")
	}
	return "", fmt.Errorf("which of the remotes %s counts is not known\nhint: --changed-since REF names what to compare with",
		strings.Join(remotes, ", "))
}

// MergeBase returns the commit at which the history of HEAD and that of a revision part.
func (r *Repository) MergeBase(ctx context.Context, revision string) (string, error) {
	for _, name := range []string{"HEAD", revision} {
		switch {
		case r.Has(ctx, name):
			continue
		case ctx.Err() != nil:
			return "", ctx.Err()
		case name == "HEAD":
			return "", errors.New("this repository has no commit yet\nhint: without --changed, everything is tested")
		}
		return "", fmt.Errorf("%q is no commit that this repository has\nhint: git fetch brings what others have pushed", revision)
	}
	base, err := r.Git(ctx, "merge-base", "--end-of-options", revision, "HEAD")
	if err == nil {
		return strings.TrimSpace(base), nil
	}
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if shallow, _ := r.Git(ctx, "rev-parse", "--is-shallow-repository"); strings.TrimSpace(shallow) == "true" {
		return "", fmt.Errorf("this clone is shallow, and does not reach back to where HEAD left %s\n"+
			"hint: git fetch --unshallow; in GitHub Actions, fetch-depth: 0 of actions/checkout", revision)
	}
	return "", fmt.Errorf("HEAD and %s have no common history\nhint: --changed-since REF names what to compare with", revision)
}

// Has reports whether a revision names a commit that is here.
func (r *Repository) Has(ctx context.Context, revision string) bool {
	_, err := r.Git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	return err == nil
}

// Files returns what differs between a commit and the work tree: paths below Top, with slashes, sorted. Of a rename both names
// are among them. A submodule that differs is there as its folder.
//
// Untracked files are among them. So are sources of which git cannot say whether they differ: Go files that it ignores, other
// than in the folders that hold no packages of the repository's own, and Go and module files that it was told to take for
// unchanged. Other ignored files are not.
func (r *Repository) Files(ctx context.Context, commit string) ([]string, error) {
	changed, err := r.names(ctx, "diff", "--name-only", "-z", "--no-renames", "--no-relative", "--no-ext-diff",
		"--ignore-submodules=none", "--end-of-options", commit, "--")
	if err != nil {
		return nil, err
	}
	untracked, err := r.names(ctx, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	hidden, err := r.hidden(ctx)
	if err != nil {
		return nil, err
	}
	files := slices.Concat(changed, untracked, hidden)
	for i := range files {
		files[i] = strings.TrimSuffix(files[i], "/") // of a repository in this one, of which git knows no more
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// names runs a git command that prints names, each with a zero byte behind it.
func (r *Repository) names(ctx context.Context, args ...string) ([]string, error) {
	out, err := r.Git(ctx, args...)
	return strings.FieldsFunc(out, func(r rune) bool { return r == 0 }), err
}

// Git runs one git command in the work tree, and returns what it prints. The error holds the first line of what git says is wrong.
func (r *Repository) Git(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, r.gitcmd, args...)
	cmd.Dir, cmd.Env = r.Top, r.environ
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Cancel = func() error { return stop(cmd.Process) }
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	if err == nil {
		return stdout.String(), nil
	}
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	said, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
	if said == "" {
		said = err.Error()
	}
	for len(args) > 2 && args[0] == "-c" { // a setting, before the command
		args = args[2:]
	}
	return "", fmt.Errorf("git %s: %s", args[0], said)
}

// stop asks git to end, where that can be asked: it then takes away its locks, and stops what it started itself.
func stop(git *os.Process) error {
	err := git.Signal(syscall.SIGTERM)
	if err == nil || errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return git.Kill()
}

// git sets these for its hooks, to say which repository runs them. They would hold for every other one, too.
var ofHooks = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_PREFIX", "GIT_NAMESPACE", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_QUARANTINE_PATH", "GIT_IMPLICIT_WORK_TREE",
}

// Environ returns environ without the variables by which git leads its hooks to one repository.
func Environ(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(ofHooks, name)
	})
}
