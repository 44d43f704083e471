package github_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/covbar/covbar/report/github"
	"github.com/covbar/covbar/report/github/githubtest"
)

// A trouble is one thing that goes wrong with a request.
type trouble struct {
	name   string
	fault  githubtest.Fault
	passes bool        // it costs nothing but a try when it is over by the next one
	always github.Done // how a part ends that meets it at every request
}

// troubles are all that there are. elsewhere is the URL of another host.
func troubles(elsewhere string) []trouble {
	return []trouble{
		{"500", githubtest.Fail(500), true, github.Failed},
		{"502", githubtest.Fail(502), true, github.Failed},
		{"502 after the write", githubtest.FailAfter(502), true, github.Failed},
		{"reset before the write", githubtest.ResetBefore, true, github.Failed},
		{"reset after the write", githubtest.ResetAfter, true, github.Failed},
		{"truncated", githubtest.Truncate, true, github.Failed},
		{"200 with HTML", githubtest.HTML, true, github.Failed},
		{"403 secondary", githubtest.SecondaryLimit(7), true, github.Failed},
		{"403 secondary for an hour", githubtest.SecondaryLimit(3600), false, github.Failed},
		{"429", githubtest.TooMany(5), true, github.Failed},
		{"403 read-only", githubtest.Forbid, false, github.ReadOnly},
		{"301", githubtest.Renamed(301), true, github.Sent},
		{"307", githubtest.Renamed(307), true, github.Sent},
		{"308", githubtest.Renamed(308), true, github.Sent},
		{"cross-host redirect", githubtest.Away(307, elsewhere), false, github.Failed},
		{"endless pagination", githubtest.Endless, false, github.Failed},
	}
}

// parts are what a Post can have.
var parts = []struct {
	name  string
	only  func(*github.Post)
	done  func(github.Result) github.Done
	lists bool // it reads a list before it writes
}{
	{"comment", func(p *github.Post) { p.Status, p.CheckRun = nil, nil }, func(r github.Result) github.Done { return r.Comment.Done }, true},
	{"status", func(p *github.Post) { p.Comment, p.CheckRun = nil, nil }, func(r github.Result) github.Done { return r.Status.Done }, false},
	{"check run", func(p *github.Post) { p.Comment, p.Status = nil, nil }, func(r github.Result) github.Done { return r.CheckRun.Done }, true},
}

// TestFaults lets each thing go wrong at each request of each part: once, and from then on.
func TestFaults(t *testing.T) {
	elsewhere := newHost(t)
	for _, part := range parts {
		for _, trouble := range troubles(elsewhere.URL) {
			for _, lasting := range []bool{false, true} {
				for at, last := 1, false; !last; at++ {
					t.Run(fmt.Sprintf("%s/%s/at %d, lasting %v", part.name, trouble.name, at, lasting), func(t *testing.T) {
						seen := 0
						b := &bout{elsewhere: elsewhere, post: wholePost("new", 60), choose: func(*http.Request) githubtest.Fault {
							if seen++; seen == at || lasting && seen > at {
								return trouble.fault
							}
							return nil
						}}
						part.only(&b.post)
						done := part.done(b.fight(t))
						last = seen < at // there is no such request any more
						if (trouble.passes && !lasting || last) && done != github.Sent {
							t.Errorf("once is too often: it is %q", done)
						}
						want := trouble.always
						if trouble.name == "endless pagination" && !part.lists {
							want = github.Sent
						}
						if at == 1 && lasting && done != want {
							t.Errorf("it is %q, not %q", done, want)
						}
					})
				}
			}
		}
	}
}

// TestThreeTries mixes what may be tried again at once with what must be looked at first: together they are three tries, not nine.
func TestThreeTries(t *testing.T) {
	limited, unclear := githubtest.TooMany(1), githubtest.Fail(500)
	for _, part := range parts {
		for name, faults := range map[string][]githubtest.Fault{
			"limited, limited, unclear": {limited, limited, unclear},
			"limited, unclear, limited": {limited, unclear, limited},
			"unclear, limited, limited": {unclear, limited, limited},
		} {
			t.Run(part.name+"/"+name, func(t *testing.T) {
				left := faults
				b := &bout{elsewhere: newHost(t), post: wholePost("new", 0), choose: func(r *http.Request) githubtest.Fault {
					if r.Method != http.MethodPost || len(left) == 0 {
						return nil
					}
					fault := left[0]
					left = left[1:]
					return fault
				}}
				part.only(&b.post)
				if done := part.done(b.fight(t)); done != github.Failed {
					t.Errorf("after three tries it is %q", done)
				}
			})
		}
	}
}

// TestRandomFaults lets anything go wrong at any request, with any comments there before.
func TestRandomFaults(t *testing.T) {
	elsewhere := newHost(t)
	all := troubles(elsewhere.URL)
	figures := map[string]int{}
	for range rounds(60, 1000) {
		seed := newSeed()
		t.Run(fmt.Sprintf("COVBAR_SEED=%d", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 0))
			often := random.Float64() / 2
			b := &bout{elsewhere: elsewhere, post: wholePost("new", random.IntN(130)), choose: func(*http.Request) githubtest.Fault {
				if random.Float64() > often {
					return nil
				}
				figures["faults"]++
				return all[random.IntN(len(all))].fault
			}}
			for range []int{0, 0, 3, 3, 101}[random.IntN(5)] { // 101 are on two pages
				b.before = append(b.before, theirs)
			}
			for range random.IntN(3) {
				b.before = slices.Insert(b.before, random.IntN(len(b.before)+1), ours)
			}
			r := b.fight(t)
			for _, part := range parts {
				figures[part.name+" "+string(part.done(r))]++
			}
		})
	}
	t.Log(figures)
}

// rounds is how often a test tries its luck. COVBAR_FULL=1 tries often, and COVBAR_SEED repeats one run.
func rounds(few, many int) int {
	switch {
	case os.Getenv("COVBAR_SEED") != "":
		return 1
	case os.Getenv("COVBAR_FULL") != "":
		return many
	}
	return few
}

func newSeed() uint64 {
	if seed, err := strconv.ParseUint(os.Getenv("COVBAR_SEED"), 10, 64); err == nil {
		return seed
	}
	return rand.Uint64()
}
