package github

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	maxTries = 3                // of one request
	maxWait  = 60 * time.Second // in all of a Client's life
)

// A retrier sends a request again where that can do no harm: when it was refused because there were too many; and after any
// other failure that may pass, when doing it twice is the same as doing it once. A POST that failed may have arrived, so it
// is not for the retrier to send it again: see untilKnown.
type retrier struct {
	gate *gate
	wait func(ctx context.Context, d time.Duration) error

	mu   sync.Mutex
	left time.Duration // of maxWait
}

// RoundTrip sends req, up to maxTries times.
func (r *retrier) RoundTrip(req *http.Request) (*http.Response, error) {
	t := try{retrier: r, rules: rulesOf(req), what: did(req)}
	client := &retryablehttp.Client{
		HTTPClient: &http.Client{Transport: r.gate},
		RetryMax:   maxTries - 1,
		CheckRetry: t.check,
		// It is PrepareRetry that waits: it has a context, and tests do not wait.
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return 0 },
		PrepareRetry: t.pause,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	return (&retryablehttp.RoundTripper{Client: client}).RoundTrip(req)
}

// A try is what is known of one request while it is tried.
type try struct {
	*retrier
	rules rules
	what  string        // the request
	done  int           // how often it was tried
	next  time.Duration // the pause before the next one
}

func (t *try) check(ctx context.Context, _ *http.Response, err error) (bool, error) {
	t.done++
	if t.rules.once {
		t.done = t.rules.tried.count(t.what, err)
	}
	var f *failure
	if ctx.Err() != nil || !errors.As(err, &f) {
		return false, nil
	}
	again := f.limited || f.unclear && !t.rules.once
	t.next = f.pause(t.done)
	if again && t.done < maxTries && t.take(t.next) {
		return true, nil
	}
	if again || t.done >= maxTries {
		f.unclear = false // it was tried often enough
	}
	return false, nil
}

func (t *try) pause(req *http.Request) error {
	if err := t.wait(req.Context(), t.next); err != nil {
		return err
	}
	if t.rules.still == nil {
		return nil
	}
	return t.rules.still()
}

// take takes d from the waiting that is left, if there is so much.
func (r *retrier) take(d time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if d > r.left {
		return false
	}
	r.left -= d
	return true
}

// pause is how long to wait after the n-th try failed so.
func (f *failure) pause(n int) time.Duration {
	switch {
	case f.asked:
		return f.wait
	case f.limited:
		// GitHub wants a minute then. Both pauses have to fit into one.
		return 15 * time.Second << (n - 1)
	}
	return time.Second << (n - 1)
}

// askedToWait reads how long the server wants us to wait: Retry-After in seconds or as a date, or the time at which an
// allowance that is used up is filled again. Times are by the server's own clock, which need not agree with ours.
func askedToWait(h http.Header) (time.Duration, bool) {
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	after := h.Get("Retry-After")
	if n, err := strconv.ParseUint(after, 10, 31); err == nil {
		return time.Duration(n) * time.Second, true
	}
	if at, err := http.ParseTime(after); err == nil {
		return max(0, at.Sub(now)), true
	}
	if h.Get("X-Ratelimit-Remaining") == "0" {
		if n, err := strconv.ParseInt(h.Get("X-Ratelimit-Reset"), 10, 64); err == nil {
			return max(0, time.Unix(n, 0).Sub(now)), true
		}
	}
	return 0, false
}

// sleep waits until d is over or ctx is done.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// rules say what has to be known of a request before it is sent again.
type rules struct {
	once  bool         // sent twice it does more than sent once
	still func() error // asked before it is sent again, since time has passed; an error ends it
	tried tally        // by untilKnown, of what is sent once
}

type rulesKey struct{}

// under makes requests go by the rules of ctx, changed.
func under(ctx context.Context, change func(*rules)) context.Context {
	r, _ := ctx.Value(rulesKey{}).(rules)
	change(&r)
	return context.WithValue(ctx, rulesKey{}, r)
}

func rulesOf(req *http.Request) rules {
	r, _ := req.Context().Value(rulesKey{}).(rules)
	r.once = r.once || req.Method == http.MethodPost
	if r.tried == nil {
		r.tried = tally{}
	}
	return r
}

// A tally is how often each request was tried since it last succeeded.
type tally map[string]int

func (t tally) count(what string, err error) int {
	t[what]++
	n := t[what]
	if err == nil {
		delete(t, what)
	}
	return n
}

// untilKnown runs do until it is known what became of it, at most maxTries times, in which no request is tried more often
// than that. From the second time on, do has to look first whether what it sent has arrived.
func (r *retrier) untilKnown(ctx context.Context, do func(ctx context.Context, look bool) error) error {
	ctx = under(ctx, func(rules *rules) { rules.tried = tally{} })
	for n := 1; ; n++ {
		err := do(ctx, n > 1)
		var f *failure
		if !errors.As(err, &f) || !f.unclear || n == maxTries || !r.take(f.pause(n)) {
			return err
		}
		if err := r.wait(ctx, f.pause(n)); err != nil {
			return err
		}
	}
}
