package main

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A push is one line of what git tells a pre-push hook (githooks(5)): a ref here and there, with the object that each names.
type push struct{ localRef, local, remoteRef, remote string }

// run is the hook: it checks each commit that is pushed, and ends as the worst of them.
func (h hook) run(ctx context.Context) error {
	pushes, err := h.readPushes()
	if err != nil {
		return err
	}
	tips, err := h.tips(ctx, pushes)
	if err != nil {
		return err
	}
	end := h.env.now().Add(h.budget)
	var wrong error
	for _, tip := range tips {
		wrong = worst(wrong, h.checkTip(ctx, tip, end))
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if wrong != nil {
		h.env.say("not pushed; git push --no-verify pushes all the same")
	}
	return wrong
}

// readPushes reads the lines that git writes to the hook.
func (h hook) readPushes() ([]push, error) {
	var pushes []push
	lines := bufio.NewScanner(h.env.stdin)
	for lines.Scan() {
		if lines.Text() == "" {
			continue
		}
		words := strings.Split(lines.Text(), " ")
		n := len(words)
		if n < 4 || !isObject(words[n-3]) || !isObject(words[n-1]) {
			return nil, usagef("%s: is not what git tells a pre-push hook\nhint: git push runs covbar hook run; "+
				"to check by hand: covbar run --changed", quoted(lines.Text()))
		}
		// The first name is as it was given to git push, and may hold blanks: HEAD@{1 hour ago}.
		pushes = append(pushes, push{strings.Join(words[:n-3], " "), words[n-3], words[n-2], words[n-1]})
	}
	if err := lines.Err(); err != nil {
		return nil, dataf("what git tells the hook cannot be read: %w", plain(err))
	}
	return pushes, nil
}

// isObject reports whether a word is the name of an object, in full.
func isObject(word string) bool {
	return (len(word) == 40 || len(word) == 64) && strings.Trim(word, "0123456789abcdef") == ""
}

// isNone reports whether a name of an object says that there is none.
func isNone(object string) bool { return strings.Trim(object, "0") == "" }

// A tip is a commit that is pushed, and the refs by which it is.
type tip struct {
	commit string
	refs   []string
}

// tips are the commits to check, each once. A ref that is deleted has none, nor has a tag of something else.
func (h hook) tips(ctx context.Context, pushes []push) ([]tip, error) {
	var tips []tip
	for _, p := range pushes {
		if isNone(p.local) {
			continue
		}
		kind, err := h.repo.Git(ctx, "cat-file", "-t", p.local+"^{}")
		if err != nil {
			return nil, dataf("%s: %w", quoted(p.localRef), err)
		}
		if strings.TrimSpace(kind) != "commit" {
			h.env.say("note: %s is no commit, and is not checked", quoted(p.localRef))
			continue
		}
		commit, err := h.repo.Git(ctx, "rev-parse", "--verify", p.local+"^{commit}")
		if err != nil {
			return nil, dataf("%s: %w", quoted(p.localRef), err)
		}
		commit = strings.TrimSpace(commit)
		i := slices.IndexFunc(tips, func(t tip) bool { return t.commit == commit })
		if i < 0 {
			i, tips = len(tips), append(tips, tip{commit: commit})
		}
		tips[i].refs = append(tips[i].refs, strings.TrimPrefix(p.localRef, "refs/heads/"))
	}
	return tips, nil
}

// checkTip checks one commit: where it is checked out, or else in the work tree for it.
func (h hook) checkTip(ctx context.Context, t tip, end time.Time) error {
	name := fmt.Sprintf("%s (%.10s)", strings.Join(t.refs, ", "), t.commit)
	listed, err := h.repo.Git(ctx, "ls-tree", "-r", "--name-only", "-z", t.commit)
	if err != nil {
		return dataf("%w", err)
	}
	files := strings.Split(listed, "\x00")
	if !slices.ContainsFunc(files, isModuleFile) {
		h.env.say("%s holds no Go module, and is not checked", quoted(name))
		return nil
	}
	check := func(top string) error {
		left := end.Sub(h.env.now()).Truncate(time.Millisecond)
		if left <= 0 {
			h.env.say("%s was not checked: the budget of %s is used up", quoted(name), lasting(h.budget))
			return nil
		}
		h.env.say("checking %s", quoted(name))
		return h.checkIn(ctx, top, left)
	}
	inPlace, err := h.isHere(ctx, t.commit)
	switch {
	case err != nil:
		return err
	case inPlace:
		return check(h.repo.Top)
	case slices.Contains(files, ".gitmodules"):
		h.env.say("note: submodules are not checked out in the work tree for what is pushed")
	}
	return h.inWorktree(ctx, t.commit, end, check)
}

func isModuleFile(name string) bool { return name == "go.mod" || strings.HasSuffix(name, "/go.mod") }

// isHere reports whether the work tree is exactly a commit.
func (h hook) isHere(ctx context.Context, commit string) (bool, error) {
	head, err := h.repo.Git(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil {
		return false, ctx.Err() // a branch without a commit
	}
	if strings.TrimSpace(head) != commit {
		return false, nil
	}
	changed, err := h.repo.Git(ctx, "status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=none")
	if err != nil {
		return false, dataf("%w", err)
	}
	return changed == "", nil
}
