package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// grace is how long an interrupted go test may take to end.
const grace = 3 * time.Second

// A tester runs `go test` over modules.
type tester struct {
	env      env
	root     string // the folder that the modules are below, without symbolic links
	gocmd    string
	temp     string // where profiles go
	coverDir string // where the binaries that tests start may write what they cover
	flags    []string
	budget   time.Duration // after which tests are stopped; 0: never
	verbose  bool
	keep     bool  // go's work folders, because the caller asks for them
	places   int64 // for packages that are tested at a time; see job.places
}

// A result is what `go test` made of one module.
type result struct {
	job     job
	profile string   // the file, whether it was written or not
	tested  int      // packages, also those that failed
	failed  []string // import paths, sorted
	stopped bool     // the tests had not ended, or not begun, when the budget was used up
	unended []string // import paths of the packages that this concerns
	output  string   // what is to be shown
	broken  bool     // go test did not get as far as to test a package
	elapsed time.Duration
}

func newTester(e env, root, gocmd, temp string, t task) *tester {
	// Twice the cores: a go test waits for its linker and its tests much of the time.
	places := 2 * runtime.GOMAXPROCS(0)
	all := e.goFlagsOf(t.goFlags)
	if p, ok := lastGoFlag(all, "p"); ok {
		if n, err := strconv.Atoi(p.value); err == nil && n > 0 {
			places = n
		}
	}
	flags := t.goFlags
	if t.coverpkg != "" {
		flags = append([]string{"-coverpkg=" + t.coverpkg}, flags...)
	}
	v, verbose := lastGoFlag(all, "v")
	work, keep := lastGoFlag(all, "work")
	return &tester{
		env: e, root: resolved(root), gocmd: gocmd, temp: temp, coverDir: filepath.Join(temp, coverDirName),
		flags: flags, budget: t.budget,
		verbose: verbose && !v.off(),
		keep:    keep && !work.off(),
		places:  int64(places),
	}
}

// errBudget ends the tests when their time is over.
var errBudget = errors.New("the budget is used up")

// testAll tests the modules, several at a time, and shows what fails and how far it is. The results are in the order of the
// jobs. After an interruption they are worth nothing.
func (t *tester) testAll(ctx context.Context, jobs []job) []result {
	if t.budget > 0 {
		var end context.CancelFunc
		ctx, end = context.WithTimeoutCause(ctx, t.budget, errBudget)
		defer end()
	}
	shown := newProgress(t.env, jobs)
	defer shown.close()
	places := semaphore.NewWeighted(t.places)
	results := make([]result, len(jobs))
	for i, j := range jobs {
		results[i] = result{job: j, stopped: true, unended: j.packages}
	}
	var all sync.WaitGroup
	for _, i := range t.order(jobs) {
		needed := jobs[i].places(t.places)
		if places.Acquire(ctx, needed) != nil {
			break
		}
		all.Go(func() {
			defer places.Release(needed)
			results[i] = t.test(ctx, jobs[i], filepath.Join(t.temp, strconv.Itoa(i)+".out"), shown)
			if !isInterrupted(ctx) {
				shown.finished(results[i])
			}
			results[i].output = "" // it may be long
		})
	}
	all.Wait()
	return results
}

// overBudget reports whether tests are being stopped because their time is over.
func overBudget(ctx context.Context) bool { return context.Cause(ctx) == errBudget }

// isInterrupted reports whether tests are being stopped because nobody waits for them any more.
func isInterrupted(ctx context.Context) bool { return ctx.Err() != nil && !overBudget(ctx) }

// order is the order in which the modules are begun: those with the most packages to test come first. A large one that
// came last would keep one core busy, and the others idle.
func (t *tester) order(jobs []job) []int {
	tested := make([]int, len(jobs))
	order := make([]int, len(jobs))
	for i, j := range jobs {
		order[i] = i
		for _, pkg := range j.packages {
			if t.hasTests(j.folder(pkg)) {
				tested[i]++
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(tested[b], tested[a]) })
	return order
}

// hasTests reports whether a folder below the root holds tests.
func (t *tester) hasTests(dir string) bool {
	files, _ := os.ReadDir(filepath.Join(t.root, filepath.FromSlash(dir))) // go test will say what is wrong with it
	return slices.ContainsFunc(files, func(f os.DirEntry) bool { return strings.HasSuffix(f.Name(), "_test.go") })
}

// places is how many of all places a module takes, and waits for: as many as it has packages to test, up to the number of
// cores, which is what one go test uses. So small modules run in a crowd, and large ones two at a time.
func (j job) places(all int64) int64 {
	return min(int64(max(1, len(j.packages))), int64(runtime.GOMAXPROCS(0)), all)
}

// test tests one module.
func (t *tester) test(ctx context.Context, j job, profile string, shown *progress) result {
	begun := t.env.now()
	stderr := goLog{keep: t.keep}
	defer stderr.removeWork()
	log := newEventLog(&stderr)
	log.verbose = t.verbose
	log.on = func(pkg string, done bool) { shown.note(j.folder(pkg), done) }
	log.stopped = func() bool { return overBudget(ctx) }
	log.show = func(text string) {
		if !isInterrupted(ctx) {
			shown.show(text)
		}
	}
	cmd := t.command(ctx, j, profile)
	cmd.Stdout, cmd.Stderr = log, &stderr
	err := runTree(cmd, grace)
	log.close()
	stderr.close()

	r := result{job: j, profile: profile, tested: len(log.ended), failed: log.failed, elapsed: t.env.now().Sub(begun)}
	if err != nil && overBudget(ctx) {
		r.stopped = true
		r.unended = slices.DeleteFunc(slices.Clone(j.packages), func(pkg string) bool { return slices.Contains(log.ended, pkg) })
	} else if err != nil {
		r.fail(err, &stderr)
	}
	slices.Sort(r.failed)
	r.failed = slices.Compact(r.failed)
	switch {
	case len(r.failed) > 0 || t.verbose:
		r.output = stderr.text.String() + log.shown.String()
	case !r.measured() && !stderr.saysNothingToTest():
		r.output = stderr.text.String() // such as that -coverpkg matches nothing
	}
	return r
}

// fail makes sure that a go test that ended badly has failed packages: those that did, or else all. The exceptions are
// modules in which there is nothing to test.
func (r *result) fail(err error, stderr *goLog) {
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !exit.Exited() {
		stderr.text.WriteString(fmt.Sprintf("go test: %v\n", err)) // else it has said itself what is wrong
	}
	if len(r.failed) == 0 && !stderr.saysNothingToTest() {
		r.broken, r.failed = true, slices.Clone(r.job.packages)
		if len(r.failed) == 0 {
			r.failed = []string{r.job.module.Path}
		}
	}
}

// command is the go test of one module. The flags come last: go test takes what follows a flag that it does not know
// for the tests' own, patterns too.
func (t *tester) command(ctx context.Context, j job, profile string) *exec.Cmd {
	// With -work, go says where it works and leaves it to us to remove that: interrupted while it builds, it would
	// leave it in any case. A GOTMPDIR of our own would do as well, but tests see it, and go could use no result again.
	args := append([]string{"test", "-json", "-work", "-coverprofile=" + profile}, j.patterns...)
	cmd := exec.CommandContext(ctx, t.gocmd, append(args, t.flags...)...)
	cmd.Dir = filepath.Join(t.root, filepath.FromSlash(j.module.Dir))
	work := "off"
	if j.module.Work != "" {
		dir, name := filepath.Split(j.module.Work)
		work = filepath.Join(resolved(dir), name)
	}
	cmd.Env = append(slices.Clone(t.env.environ), "GOWORK="+work, "PWD="+cmd.Dir, coverDirVariable+"="+t.coverDir)
	return cmd
}

// resolved is path without symbolic links: the go command finds the folder that it is in among those of a go.work by name.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// measured reports whether the profile has more than its first line.
func (r result) measured() bool {
	file, err := os.Open(r.profile)
	if err != nil {
		return false
	}
	defer file.Close()
	var start [32]byte // more than the longest mode line
	n, _ := io.ReadFull(file, start[:])
	_, rest, _ := bytes.Cut(start[:n], []byte("\n"))
	return len(rest) > 0
}

func (r result) open() (io.ReadCloser, error) { return os.Open(r.profile) }
