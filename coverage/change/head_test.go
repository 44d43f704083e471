package change

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// gitWith runs one git command in a folder, with an input.
func (p place) gitWith(input, dir string, args ...string) string {
	p.t.Helper()
	cmd := exec.Command(p.gitcmd, args...)
	cmd.Dir, cmd.Env, cmd.Stdin = filepath.Join(p.dir, dir), p.environ, strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// pull makes a bare repository shop.git with a pull request, and a clone of its trial merge as actions/checkout makes it,
// called work. It returns the commits: base and head are the parents of merge.
func (p place) pull() (base, head, merge string) {
	p.t.Helper()
	p.git(".", "init -q --bare -b main shop.git", "init -q -b main author", "init -q work")
	p.commit("author", "a.go")
	p.git("author", "checkout -q -b topic")
	p.commit("author", "head.go")
	head = p.git("author", "rev-parse HEAD")
	p.git("author", "checkout -q main")
	p.commit("author", "base.go")
	base = p.git("author", "rev-parse HEAD")
	p.git("author", "checkout -q --detach", "merge -q --no-ff -m trial topic")
	merge = p.git("author", "rev-parse HEAD")
	p.git("author", "push -q ../shop.git main topic HEAD:refs/pull/1/merge")
	p.git("work", "remote add origin "+p.url("shop.git"), "fetch -q --depth=1 origin refs/pull/1/merge", "checkout -q FETCH_HEAD")
	return base, head, merge
}

// url is that of a repository on this machine. A plain path would not do: git ignores depth there.
func (p place) url(dir string) string {
	return "file://" + filepath.ToSlash(filepath.Join(p.dir, dir))
}

func TestHead(t *testing.T) {
	p := newPlace(t)
	base, head, merge := p.pull()
	root := p.git("author", "rev-list --max-parents=0 HEAD")
	tree := p.git("author", "write-tree")
	// Lines of a commit's message, and those of a tag that was merged, are not its own.
	odd := p.gitWith("tree "+tree+"\nparent "+head+"\nauthor a <a@example.com> 1 +0000\ncommitter a <a@example.com> 1 +0000\n"+
		"mergetag object "+base+"\n type commit\n tag v1\n tagger a <a@example.com> 1 +0000\n \n parent "+base+"\n\nsubject\n\nparent "+base+"\n",
		"author", "hash-object", "-t", "commit", "-w", "--stdin")
	for _, test := range []struct {
		dir, checkout string
		want          Commit
		reason        string
	}{
		{"author", root, Commit{ID: root}, "the first commit"},
		{"author", base, Commit{base, []string{root}}, "a plain one"},
		{"author", merge, Commit{merge, []string{base, head}}, "a merge"},
		{"author", odd, Commit{odd, []string{head}}, "a header alone has parents"},
		{"author", "topic", Commit{head, []string{root}}, "on a branch"},
		{"work", "HEAD", Commit{merge, []string{base, head}}, "a shallow clone knows the names of what it does not have"},
	} {
		p.git(test.dir, "checkout -q "+test.checkout)
		got, err := p.open(test.dir).Head(context.Background())
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
			t.Errorf("%s: error %v (-want +got)\n%s", test.reason, err, diff)
		}
	}
	p.git("author", "worktree add -q --detach ../tree "+base)
	if got, err := p.open("author").At(filepath.Join(p.dir, "tree")).Head(context.Background()); err != nil || got.ID != base {
		t.Errorf("each work tree has a HEAD of its own, and this is %v, %v", got, err)
	}
	p.git(".", "init -q empty")
	want := "this repository has no commit yet\nhint: in GitHub Actions, actions/checkout comes first"
	if _, err := p.open("empty").Head(context.Background()); err == nil || err.Error() != want {
		t.Errorf("got error\n%v\nwant\n%s", err, want)
	}
}

func TestHas(t *testing.T) {
	p := newPlace(t)
	base, head, merge := p.pull()
	work := p.open("work")
	for commit, want := range map[string]bool{merge: true, base: false, head: false, "--all": false, "": false} {
		if got := work.Has(context.Background(), commit); got != want {
			t.Errorf("has %q: %v", commit, got)
		}
	}
}

// tree makes a tree of files, and returns a commit of it. The texts of the files are their numbers.
func (p place) tree(dir string, files map[string]string) string {
	p.t.Helper()
	var entries strings.Builder
	for name, text := range files {
		switch {
		case strings.HasPrefix(text, "160000 "):
			entries.WriteString(text + "\t" + name + "\x00")
		default:
			entries.WriteString("100644 blob " + p.gitWith(text, dir, "hash-object", "-w", "--stdin") + "\t" + name + "\x00")
		}
	}
	sub := p.gitWith(entries.String(), dir, "mktree", "-z", "--missing")
	top := p.gitWith("040000 tree "+sub+"\tsub\x00", dir, "mktree", "-z")
	return p.git(dir, "commit-tree -m x "+top)
}

func TestDiffering(t *testing.T) {
	p := newPlace(t)
	p.git(".", "init -q work")
	const one, two = "160000 commit 1111111111111111111111111111111111111111", "160000 commit 2222222222222222222222222222222222222222"
	long := "the same text\nand more of it\n"
	a := p.tree("work", map[string]string{
		"same.go": "", "b c.go": "1", "üx.go": "1", `"quoted".go`: "1", "line\nfeed.go": "1", "gone.go": "1", "-n.go": "1",
		"old.go": long, "module": one, "kept": one, " .go": "1",
	})
	b := p.tree("work", map[string]string{
		"same.go": "", "b c.go": "2", "üx.go": "2", `"quoted".go`: "2", "line\nfeed.go": "2", "new.go": "1", "-n.go": "2",
		"moved.go": long, "module": two, "kept": one, " .go": "2",
	})
	for _, set := range []string{ // Nothing that a user may set changes the answer.
		"diff.noprefix true", "diff.renames copies", "diff.relative true", "core.quotePath true", "diff.external false",
		"color.ui always", "diff.ignoreSubmodules all", "diff.orderFile none",
	} {
		p.git("work", "config "+set)
	}
	want := map[string]bool{
		"sub/b c.go": true, "sub/üx.go": true, `sub/"quoted".go`: true, "sub/line\nfeed.go": true, "sub/gone.go": true,
		"sub/new.go": true, "sub/-n.go": true, "sub/old.go": true, "sub/moved.go": true, "sub/module": true, "sub/ .go": true,
	}
	r := p.open("work")
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		got, err := r.Differing(context.Background(), pair[0], pair[1])
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("error %v (-want +got)\n%s", err, diff)
		}
	}
	if got, err := r.Differing(context.Background(), a, a); err != nil || len(got) > 0 {
		t.Errorf("a commit differs from itself by %v, %v", got, err)
	}
	for _, missing := range []string{strings.Repeat("1", 40), "--output=x"} {
		want := "this clone has no commit \"" + missing + "\"\nhint: in GitHub Actions, fetch-depth: 0 of actions/checkout brings it"
		if _, err := r.Differing(context.Background(), a, missing); err == nil || err.Error() != want {
			t.Errorf("got error\n%v\nwant\n%s", err, want)
		}
	}
}

func TestHeadCanceled(t *testing.T) {
	p := newPlace(t)
	p.pushed()
	r := p.open("work")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Head(ctx); err != context.Canceled {
		t.Errorf("Ctrl-C: %v", err)
	}
	if _, err := r.Differing(ctx, "HEAD", "HEAD"); err != context.Canceled {
		t.Errorf("Ctrl-C: %v", err)
	}
	if err := r.Fetch(ctx, p.url("origin.git"), strings.Repeat("1", 40), "", ""); err != context.Canceled {
		t.Errorf("Ctrl-C: %v", err)
	}
}
