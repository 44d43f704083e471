package change

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A place is a folder with real repositories, in which git sees no configuration of the machine.
type place struct {
	t       *testing.T
	dir     string
	gitcmd  string
	environ []string
}

func newPlace(t *testing.T) place {
	gitcmd, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return place{t, dir, gitcmd, append(Environ(os.Environ()),
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir),
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")}
}

// git runs git in a folder, command by command.
func (p place) git(dir string, commands ...string) string {
	p.t.Helper()
	var out []byte
	for _, command := range commands {
		cmd := exec.Command(p.gitcmd, strings.Fields(command)...)
		cmd.Dir, cmd.Env = filepath.Join(p.dir, dir), p.environ
		var err error
		if out, err = cmd.CombinedOutput(); err != nil {
			p.t.Fatalf("git %s: %v\n%s", command, err, out)
		}
	}
	return strings.TrimSpace(string(out))
}

func (p place) write(name, text string) {
	p.t.Helper()
	name = filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		p.t.Fatal(err)
	}
}

// commit makes a file in the work tree at dir, and commits all that there is.
func (p place) commit(dir, name string) {
	p.t.Helper()
	p.write(dir+"/"+name, name)
	p.git(dir, "add -A", "commit -q -m change")
}

func (p place) open(dir string) *Repository {
	p.t.Helper()
	r, err := Open(context.Background(), p.gitcmd, p.environ, filepath.Join(p.dir, dir))
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// pushed makes a bare repository with a branch main, and a clone of it called work.
func (p place) pushed() {
	p.t.Helper()
	p.git(".", "init -q --bare -b main origin.git", "clone -q origin.git work")
	p.git("work", "checkout -q -b main")
	p.commit("work", "a.go")
	p.git("work", "push -q -u origin main", "remote set-head origin main")
}

func TestFiles(t *testing.T) {
	p := newPlace(t)
	p.pushed()
	base := p.git("work", "rev-parse HEAD")
	p.write("work/sub/moved.go", "the same text\nand more of it\n")
	p.commit("work", "b c.go")
	middle := p.git("work", "rev-parse HEAD")
	p.git("work", "mv sub/moved.go sub/here.go")
	p.commit("work", "üx.go")
	p.git("work", "rm -q a.go")
	p.write("work/.gitignore", "*.log\n")
	p.write("work/x.log", "")
	p.write("work/new/new.go", "")
	p.write("work/b c.go", "changed, not added")
	p.git("work", "init -q inner")
	p.commit("work/inner", "i.go")
	// Nothing that a user may set changes the answer.
	for _, set := range []string{
		"diff.noprefix true", "diff.renames copies", "diff.relative true", "core.quotePath true",
		"diff.external false", "status.showUntrackedFiles no", "color.ui always", "diff.ignoreSubmodules all",
	} {
		p.git("work", "config "+set)
	}
	for _, test := range []struct {
		commit, reason string
		want           []string
	}{
		{base, "committed, staged, changed and untracked files, but not ignored ones", []string{
			".gitignore", "a.go", "b c.go", "inner", "new/new.go", "sub/here.go", "üx.go",
		}},
		{middle, "both names of a rename", []string{
			".gitignore", "a.go", "b c.go", "inner", "new/new.go", "sub/here.go", "sub/moved.go", "üx.go",
		}},
	} {
		got, err := p.open("work/new").Files(context.Background(), test.commit)
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
			t.Errorf("%s: error %v (-want +got)\n%s", test.reason, err, diff)
		}
	}
	if _, err := p.open("work").Files(context.Background(), "--output=x"); err == nil {
		t.Error("an option passed for a commit")
	}
}

// Of some files git cannot say whether they changed: where go compiles them, they did.
func TestFilesHidden(t *testing.T) {
	p := newPlace(t)
	p.pushed()
	for _, name := range []string{
		"go.mod", "api/go.sum", "api/assumed.go", "api/skipped.go", "api/both.go", "api/left.go", "api/notes.md", "api/watched.go",
	} {
		p.write("work/"+name, name)
	}
	p.write("work/.gitignore", "gen_*\n/build/\nvendor/\n")
	p.git("work", "add -A", "commit -q -m all")
	head := p.git("work", "rev-parse HEAD")
	p.git("work", "update-index --assume-unchanged go.mod api/go.sum api/assumed.go api/both.go api/notes.md",
		"update-index --skip-worktree api/skipped.go api/both.go api/left.go")
	for _, name := range []string{
		"gen_root.go", "api/gen_x.go", "build/deep/b.go", "api/gen_data.json", "api/vendor/v/v.go", "api/testdata/gen_t.go",
		"web/node_modules/n/gen_n.go", ".cache/gen_c.go", "api/_old/gen_o.go", "api/skipped.go", "api/assumed.go",
	} {
		p.write("work/"+name, "changed")
	}
	for _, name := range []string{"api/both.go", "api/left.go"} {
		if err := os.Remove(filepath.Join(p.dir, "work", filepath.FromSlash(name))); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"api/assumed.go", "api/gen_x.go", "api/go.sum", "api/skipped.go", "build/deep/b.go", "gen_root.go", "go.mod"}
	for _, dir := range []string{"work", "work/api"} {
		got, err := p.open(dir).Files(context.Background(), head)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("from %s: error %v (-want +got)\n%s", dir, err, diff)
		}
	}
}

func TestBase(t *testing.T) {
	p := newPlace(t)
	p.pushed()
	fork := p.git("work", "rev-parse HEAD")
	p.git("work", "checkout -q -b topic")
	p.commit("work", "b.go")
	p.git("work", "checkout -q main")
	p.commit("work", "c.go")
	p.git("work", "push -q", "checkout -q topic")
	for _, test := range []struct {
		reason string
		before []string // git commands
		branch string
	}{
		{"the remote says what its default branch is", nil, "origin/main"},
		{"a remote that was added by hand does not, but has one of the usual names", []string{"remote set-head origin --delete"}, "origin/main"},
		{"the remote of the current branch comes first", []string{"remote add other ../origin.git", "fetch -q other", "config branch.topic.remote other"}, "other/main"},
		{"a branch of its own repository has the remote called .", []string{"config branch.topic.remote ."}, "origin/main"},
		{"HEAD may be on no branch", []string{"checkout -q --detach"}, "origin/main"},
		{"the only remote may have any name", []string{"remote remove other", "remote rename origin up"}, "up/main"},
	} {
		p.git("work", test.before...)
		commit, branch, err := p.open("work").DefaultBase(context.Background())
		if err != nil || commit != fork || branch != test.branch {
			t.Errorf("%s: %s of %s, %v; want %s of %s", test.reason, commit, branch, err, fork, test.branch)
		}
	}
}

func TestErrors(t *testing.T) {
	p := newPlace(t)
	p.pushed()
	base := func(r *Repository) error {
		_, _, err := r.DefaultBase(context.Background())
		return err
	}
	since := func(revision string) func(r *Repository) error {
		return func(r *Repository) error {
			_, err := r.MergeBase(context.Background(), revision)
			return err
		}
	}
	shallow := func() {
		p.commit("work", "s.go")
		p.commit("work", "t.go")
		p.git("work", "push -q", "checkout -q -b old HEAD~2")
		p.commit("work", "o.go")
		p.git("work", "push -q -u origin old", "checkout -q main")
		p.git(".", "clone -q --depth 1 --no-single-branch file://"+filepath.ToSlash(p.dir)+"/origin.git shallow")
		p.git("shallow", "checkout -q old")
	}
	for _, test := range []struct {
		name, reason string
		before       func()
		dir          string
		ask          func(*Repository) error
		want         string
	}{
		{
			"no repository", "nothing is known of what changed", nil, ".", nil,
			"this is no git repository\nhint: what has changed is known to git alone; -C works in another folder",
		},
		{
			"bare", "there are no sources", nil, "origin.git", nil,
			"this git repository has no work tree\nhint: -C names a folder with the sources checked out",
		},
		{
			"no commit", "there is nothing to compare", func() { p.git(".", "init -q empty") }, "empty", since("main"),
			"this repository has no commit yet\nhint: without --changed, everything is tested",
		},
		{
			"no remote", "a local repository", func() { p.git(".", "init -q local"); p.commit("local", "a.go") }, "local", base,
			"this repository has no remote, so there is no default branch to compare with\nhint: --changed-since REF names what to compare with",
		},
		{
			"unknown", "a misspelt branch", nil, "work", since("mian"),
			"\"mian\" is no commit that this repository has\nhint: git fetch brings what others have pushed",
		},
		{
			"option", "a revision is no flag", nil, "work", since("--all"),
			"\"--all\" is no commit that this repository has\nhint: git fetch brings what others have pushed",
		},
		{
			"two remotes", "neither is origin", func() {
				p.git(".", "clone -q origin.git two")
				p.git("two", "remote rename origin one", "remote add other ../origin.git", "checkout -q --detach")
			}, "two", base,
			"which of the remotes one, other counts is not known\nhint: --changed-since REF names what to compare with",
		},
		{
			"no default", "neither set nor to be guessed", func() {
				p.git(".", "clone -q origin.git three")
				p.git("three", "push -q origin main:master", "remote set-head origin --delete")
			}, "three", base,
			"the default branch of the remote origin is not known\nhint: --changed-since REF names what to compare with; git remote set-head origin --auto finds the branch",
		},
		{
			"shallow", "actions/checkout fetches one commit", shallow, "shallow", since("origin/main"),
			"this clone is shallow, and does not reach back to where HEAD left origin/main\nhint: git fetch --unshallow; in GitHub Actions, fetch-depth: 0 of actions/checkout",
		},
		{
			"unrelated", "an orphan branch", func() { p.git("work", "checkout -q --orphan alone", "commit -q -m alone") }, "work", since("main"),
			"HEAD and main have no common history\nhint: --changed-since REF names what to compare with",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.before != nil {
				test.before()
			}
			r, err := Open(context.Background(), p.gitcmd, p.environ, filepath.Join(p.dir, test.dir))
			if err == nil {
				if test.ask == nil {
					t.Fatalf("%s: no error", test.reason)
				}
				err = test.ask(r)
			}
			if err == nil || err.Error() != test.want {
				t.Errorf("%s: got error\n%v\nwant\n%s", test.reason, err, test.want)
			}
		})
	}
}

// A hook runs with variables that lead git to the repository that pushes, wherever it is asked.
func TestInHook(t *testing.T) {
	p := newPlace(t)
	p.pushed()
	p.git(".", "init -q other")
	p.environ = append(p.environ, "GIT_DIR="+filepath.Join(p.dir, "other", ".git"), "GIT_WORK_TREE="+filepath.Join(p.dir, "other"))
	if r := p.open("work"); filepath.Base(r.Top) != "work" {
		t.Errorf("git went to %s", r.Top)
	}
}

func TestNoGit(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(context.Background(), filepath.Join(dir, "git"), nil, dir); err == nil || !strings.HasPrefix(err.Error(), "git rev-parse: ") {
		t.Errorf("there is no git, and the error is %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := newPlace(t)
	p.pushed()
	r := p.open("work")
	if _, err := Open(ctx, p.gitcmd, p.environ, r.Top); err != context.Canceled {
		t.Errorf("Ctrl-C: %v", err)
	}
	if _, err := r.Files(ctx, "HEAD"); err != context.Canceled {
		t.Errorf("Ctrl-C: %v", err)
	}
	if _, err := r.MergeBase(ctx, "HEAD"); err != context.Canceled {
		t.Errorf("Ctrl-C: %v", err)
	}
	if _, _, err := r.DefaultBase(ctx); err != context.Canceled {
		t.Errorf("Ctrl-C: %v", err)
	}
}
