package github_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/covbar/covbar/report/github"
	"github.com/covbar/covbar/report/github/githubtest"
)

const jobs = 20

// A lock holds back requests until each job that still runs waits at it, and then lets some of them through.
type lock struct {
	mu      sync.Mutex
	running int
	waiting []chan struct{}
	let     func(waiting int) (from, to int) // which of them go through
}

// pass is a fault in nothing but time.
func (l *lock) pass(w http.ResponseWriter, _ *http.Request, reply func() *githubtest.Reply) {
	gate := make(chan struct{})
	l.mu.Lock()
	l.waiting = append(l.waiting, gate)
	l.open()
	l.mu.Unlock()
	<-gate
	reply().Write(w)
}

// leave is called by a job that ends.
func (l *lock) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	l.open()
}

func (l *lock) open() {
	if len(l.waiting) < l.running || l.running == 0 {
		return
	}
	from, to := l.let(len(l.waiting))
	for _, gate := range l.waiting[from:to] {
		close(gate)
	}
	l.waiting = slices.Delete(l.waiting, from, to)
}

// TestRace ends with one comment, however the requests of 20 jobs fall between each other.
func TestRace(t *testing.T) {
	inStep := func(waiting int) (int, int) { return 0, waiting }
	for _, test := range []struct {
		name   string
		before []string // comments that are there
		let    func(int) (int, int)
		reason string
	}{
		{"as it comes", nil, nil, "no order is forced"},
		{"in step", nil, inStep, "all look, all see nothing, all create"},
		{"in step to one", []string{"old"}, inStep, "all edit the same comment"},
		{"in step to twins", []string{"old", "twin", "triplet"}, inStep, "all edit the same comment and remove the same twins"},
		{"one after the other", nil, func(waiting int) (int, int) { return waiting - 1, waiting }, "each finds what the one before it wrote"},
		{"by turns", nil, func(int) (int, int) { return 0, 1 }, "each makes one step"},
	} {
		t.Run(test.name, func(t *testing.T) { race(t, test.let, test.before, 0, test.reason) })
	}
}

// TestRaceOfRuns has jobs among them that measured an older commit: whatever they write is not there at the end.
func TestRaceOfRuns(t *testing.T) {
	race(t, func(waiting int) (int, int) { return 0, waiting }, []string{"old"}, jobs/2, "half of the jobs are of an older commit")
}

// TestShuffled lets chance choose the order of all requests.
func TestShuffled(t *testing.T) {
	for range rounds(5, 100) {
		seed := newSeed()
		random := rand.New(rand.NewPCG(seed, 0))
		one := func(waiting int) (int, int) {
			n := random.IntN(waiting)
			return n, n + 1
		}
		race(t, one, [][]string{nil, {"old"}, {"old", "twin"}}[random.IntN(3)], random.IntN(jobs), fmt.Sprint("COVBAR_SEED=", seed))
	}
}

// race lets all jobs post at once, each as a process of its own would. The first few, which are late, are of an older commit.
func race(t *testing.T, let func(int) (int, int), before []string, late int, reason string) {
	t.Helper()
	s := githubtest.New(t)
	s.OpenPull(githubtest.Pull{Number: pull, HeadSHA: head})
	for _, text := range before {
		s.AddComment(pull, githubtest.Bot, marker+"-->\n"+text)
	}
	order := &lock{running: jobs, let: let}
	s.Fault(func(*http.Request) githubtest.Fault {
		if let == nil {
			return nil
		}
		return order.pass
	})
	results := make([]github.Result, jobs)
	var all sync.WaitGroup
	for job := range jobs {
		client := newClient(t, s, nil)
		all.Go(func() {
			p := wholePost(fmt.Sprint(job), 0)
			p.Status, p.CheckRun = nil, nil
			if job < late {
				p.SHA = strings.Repeat("0d", 20)
			}
			results[job] = client.Send(t.Context(), p)
			if let != nil {
				order.leave()
			}
		})
	}
	all.Wait()

	for job, r := range results {
		want := github.Sent
		if job < late {
			want = github.Superseded
		}
		if r.Comment.Done != want {
			t.Errorf("job %d is not %q: %+v: %s", job, want, r.Comment, reason)
		}
	}
	comments := s.Comments(pull)
	if len(comments) != 1 {
		t.Fatalf("there are %d comments: %s", len(comments), reason)
	}
	run := strings.TrimPrefix(comments[0].Body, marker+"-->\nrun ")
	if job, err := strconv.Atoi(run); err != nil || job < late {
		t.Errorf("the comment is %q, and the first %d jobs are late: %s", comments[0].Body, late, reason)
	}
}
