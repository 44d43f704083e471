package github

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// meanwhile lets something happen just before the n-th request of a kind is answered.
func meanwhile(what string, n int, happen func()) func(http.ResponseWriter, *http.Request, func()) bool {
	return func(_ http.ResponseWriter, r *http.Request, _ func()) bool {
		if r.Method+" "+r.URL.Path == what {
			if n--; n == 0 {
				happen()
			}
		}
		return false
	}
}

// What other jobs and people do between two requests of ours.
func TestCommentRaces(t *testing.T) {
	for _, test := range []struct {
		name   string
		there  []*comment
		what   string
		n      int
		happen func(*pull)
		done   Done
		want   string
	}{
		{
			"an older one appears: the text moves to it", nil, listGET, 2,
			func(p *pull) { p.comments = append([]*comment{by(50, job, marker+"theirs")}, p.comments...) },
			Sent, "50 github-actions[bot]: new",
		},
		{
			"a younger one appears: it goes", nil, listGET, 2,
			func(p *pull) { p.comments = append(p.comments, by(200, job, marker+"theirs")) },
			Sent, "100 github-actions[bot]: new",
		},
		{
			"ours was removed as the younger", nil, listGET, 2,
			func(p *pull) { p.comments = []*comment{by(50, job, marker+"theirs")} },
			Sent, "50 github-actions[bot]: new",
		},
		{
			"it is edited after us: who wrote last has the newest",
			[]*comment{by(5, job, marker+"old")},
			listGET, 2,
			func(p *pull) { p.comments[0].Body = marker + "theirs" },
			Sent, "5 github-actions[bot]: theirs",
		},
		{
			"it is removed before we edit it",
			[]*comment{by(5, job, marker+"old")},
			editPATCH, 1,
			func(p *pull) { p.comments = nil },
			Sent, "100 github-actions[bot]: new",
		},
		{
			"somebody removes what we wrote",
			[]*comment{by(5, job, marker+"old")},
			listGET, 2,
			func(p *pull) { p.comments = nil },
			Sent, "",
		},
		{
			"a push after we created, and an older comment: ours goes", nil, listGET, 2,
			func(p *pull) {
				p.head = "f" + commit[1:]
				p.comments = append([]*comment{by(50, job, marker+"newer")}, p.comments...)
			},
			Superseded, "50 github-actions[bot]: newer",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := &pull{head: commit, comments: test.there}
			p.before = meanwhile(test.what, test.n, func() { test.happen(p) })
			s := serve(t, p.ServeHTTP)
			if got := s.send(t, post("new")).Comment; got.Done != test.done || got.Err != nil {
				t.Errorf("got %+v, want %s", got, test.done)
			}
			if got := p.show(); got != test.want {
				t.Errorf("there is\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// A push while a write waits: what waited is not sent any more.
func TestSupersededWhileWaiting(t *testing.T) {
	for _, there := range [][]*comment{nil, {by(5, job, marker+"old")}} {
		p := &pull{head: commit, comments: there}
		p.before = func(w http.ResponseWriter, r *http.Request, _ func()) bool {
			if r.Method == http.MethodGet {
				return false
			}
			p.head = "f" + commit[1:]
			w.Header().Set("Retry-After", "30")
			refuse(w, http.StatusForbidden, "You have exceeded a secondary rate limit")
			return true
		}
		before := p.show()
		s := serve(t, p.ServeHTTP)
		if got := s.send(t, post("new")).Comment; got.Done != Superseded {
			t.Errorf("got %+v", got)
		}
		if got := p.show(); got != before {
			t.Errorf("there is\n%s\nwant\n%s", got, before)
		}
		if writes := s.requests("POST", "PATCH"); len(writes) != 1 || !slices.Equal(s.waits, []time.Duration{30 * time.Second}) {
			t.Errorf("it wrote %v, and waited %v", writes, s.waits)
		}
	}
}

// The text is there, and then nothing can be read any more.
func TestCommentSentAndNotSeen(t *testing.T) {
	p := &pull{head: commit}
	lists := 0
	p.before = func(w http.ResponseWriter, r *http.Request, _ func()) bool {
		if r.Method+" "+r.URL.Path != listGET {
			return false
		}
		if lists++; lists > 1 {
			refuse(w, http.StatusBadGateway, "x")
		}
		return lists > 1
	}
	s := serve(t, p.ServeHTTP)
	if got := s.send(t, post("new")).Comment; got.Done != Sent || got.URL != "https://github.example/c/100" {
		t.Errorf("got %+v", got)
	}
}

// Others are at it without an end: we are not.
func TestCommentEnds(t *testing.T) {
	p := &pull{head: commit}
	p.before = func(_ http.ResponseWriter, r *http.Request, _ func()) bool {
		if r.Method+" "+r.URL.Path == listGET {
			p.last++
			p.comments = append(p.comments, by(1000+p.last, job, marker+"theirs"))
		}
		return false
	}
	s := serve(t, p.ServeHTTP)
	if got := s.send(t, post("new")).Comment; got.Done != Sent {
		t.Errorf("got %+v", got)
	}
	if n := len(s.requests(http.MethodDelete)); n > maxRounds {
		t.Errorf("it removed %d", n)
	}
}
