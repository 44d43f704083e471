package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	gh "github.com/google/go-github/v57/github"
)

func edit(ctx context.Context, c *Client) error {
	body := "hello"
	_, err := got(c.api.Issues.EditComment(ctx, repo.Owner, repo.Name, 7, &gh.IssueComment{Body: &body}))
	return err
}

func remove(ctx context.Context, c *Client) error {
	return plain(c.api.Issues.DeleteComment(ctx, repo.Owner, repo.Name, 7))
}

// How often a request is sent that always fails, and how long was waited between.
func TestTries(t *testing.T) {
	date := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	with := func(status int, message string, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", date.Format(http.TimeFormat))
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			refuse(w, status, message)
		}
	}
	broken := func(http.ResponseWriter, *http.Request) { reset() }
	const slow = "You have exceeded a secondary rate limit"
	in := func(d time.Duration) string { return date.Add(d).Format(http.TimeFormat) }
	seconds := func(n ...int) (waits []time.Duration) {
		for _, n := range n {
			waits = append(waits, time.Duration(n)*time.Second)
		}
		return waits
	}
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		do      func(context.Context, *Client) error
		waits   []time.Duration // one fewer than tries
		want    string          // end of the error
	}{
		{"a GET", with(500, "x"), read, seconds(1, 2), `500 "x"`},
		{"a PATCH", with(502, "x"), edit, seconds(1, 2), `502 "x"`},
		{"a DELETE", with(503, "x"), remove, seconds(1, 2), `503 "x"`},
		{"a POST may have arrived", with(500, "x"), say, nil, `500 "x"`},
		{"a broken POST, too", broken, say, nil, `EOF`},
		{"a broken GET", broken, read, seconds(1, 2), `EOF`},
		{"denied", with(403, "Resource not accessible by integration"), read, nil, `403 "Resource not accessible by integration"`},
		{"not there", with(404, "Not Found"), remove, nil, `404 "Not Found"`},
		{"a refused POST did not arrive", with(429, "x"), say, seconds(15, 30), `429 "x"`},
		{"a rate limit without a time", with(403, slow), say, seconds(15, 30), `403 "` + slow + `"`},
		{"a rate limit with a time", with(403, slow, "Retry-After", "7"), say, seconds(7, 7), `403 "` + slow + `", to be tried again in 7s`},
		{"no reason, but a time", with(403, "x", "Retry-After", "7"), say, seconds(7, 7), `403 "x", to be tried again in 7s`},
		{"at once", with(429, "x", "Retry-After", "0"), say, seconds(0, 0), `429 "x"`},
		{"a date by the server's clock", with(429, "x", "Retry-After", in(9*time.Second)), read, seconds(9, 9), `429 "x", to be tried again in 9s`},
		{"a date that is over", with(429, "x", "Retry-After", in(-time.Hour)), read, seconds(0, 0), `429 "x"`},
		{"not a time", with(503, "x", "Retry-After", "soon"), read, seconds(1, 2), `503 "x"`},
		{"a time that is no wait", with(503, "x", "Retry-After", "-5"), read, seconds(1, 2), `503 "x"`},
		{"down for a while", with(503, "x", "Retry-After", "20"), read, seconds(20, 20), `503 "x", to be tried again in 20s`},
		{"a minute is too much the second time", with(429, "x", "Retry-After", "60"), say, seconds(60), `429 "x", to be tried again in 1m0s`},
		{"an hour is too much", with(429, "x", "Retry-After", "3600"), say, nil, `429 "x", to be tried again in 1h0m0s`},
		{"an eternity", with(429, "x", "Retry-After", "99999999999999999999"), say, seconds(15, 30), `429 "x"`},
		{
			"an allowance that is used up", with(403, "x", "X-Ratelimit-Remaining", "0", "X-Ratelimit-Reset", fmt.Sprint(date.Unix()+11)),
			say, seconds(11, 11), `403 "x", to be tried again in 11s`,
		},
		{
			"an allowance that is not", with(403, "x", "X-Ratelimit-Remaining", "1", "X-Ratelimit-Reset", fmt.Sprint(date.Unix()+11)),
			say, nil, `403 "x"`,
		},
		{"an allowance without a time", with(403, "x", "X-Ratelimit-Remaining", "0"), say, nil, `403 "x"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, test.handler)
			err := test.do(context.Background(), s.client(t))
			s.rest()
			if want := s.asked[0] + ": " + test.want; message(err) != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
			if !slices.Equal(s.waits, test.waits) {
				t.Errorf("it waited %v, want %v", s.waits, test.waits)
			}
			if got, want := len(s.asked), len(test.waits)+1; got != want {
				t.Errorf("it was sent %d times, want %d", got, want)
			}
		})
	}
}

// A minute is for all requests of a Client, not for each.
func TestWaitsInAll(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "25")
		refuse(w, http.StatusTooManyRequests, "x")
	})
	c := s.client(t)
	for range 3 {
		if err := read(context.Background(), c); err == nil {
			t.Fatal("no error")
		}
	}
	if want := []time.Duration{25 * time.Second, 25 * time.Second}; !slices.Equal(s.waits, want) {
		t.Errorf("it waited %v, want %v", s.waits, want)
	}
	if n := len(s.asked); n != 3+2 {
		t.Errorf("it asked %d times", n)
	}
}

// go-github would refuse to send anything more after an answer that says that this was the last one.
func TestUsedUpAllowanceIsNoRefusal(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Ratelimit-Remaining", "0")
		w.Header().Set("X-Ratelimit-Reset", fmt.Sprint(time.Now().Add(time.Hour).Unix()))
		answer(w, http.StatusOK, map[string]any{"number": 7})
	})
	c := s.client(t)
	for range 2 {
		if err := read(context.Background(), c); err != nil {
			t.Error(err)
		}
	}
}

// Who cancels does not wait for the waiting to end.
func TestCancelWhileWaiting(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "59")
		refuse(w, http.StatusTooManyRequests, "x")
		time.AfterFunc(10*time.Millisecond, cancel)
	})
	c, err := NewClient(Options{API: s.URL, Token: canary}) // with the waiting of life
	if err != nil {
		t.Fatal(err)
	}
	before := time.Now()
	if err := read(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if d := time.Since(before); d > 30*time.Second {
		t.Errorf("it waited %s", d)
	}
	ctx, cancel = context.WithCancel(context.Background())
	cancel()
	if err := c.retry.untilKnown(ctx, func(context.Context, bool) error { return &failure{unclear: true} }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSleep(t *testing.T) {
	if err := sleep(context.Background(), time.Millisecond); err != nil {
		t.Error(err)
	}
}

func TestUntilKnown(t *testing.T) {
	clear, dark := &failure{did: "clear"}, &failure{did: "dark", unclear: true}
	other := errors.New("other")
	for _, test := range []struct {
		name  string
		errs  []error
		looks []bool
		want  error
	}{
		{"done", []error{nil}, []bool{false}, nil},
		{"refused", []error{clear}, []bool{false}, clear},
		{"something else", []error{other}, []bool{false}, other},
		{"it had arrived", []error{dark, nil}, []bool{false, true}, nil},
		{"refused the second time", []error{dark, clear}, []bool{false, true}, clear},
		{"never known", []error{dark, dark, dark}, []bool{false, true, true}, dark},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, nil)
			var looks []bool
			err := s.client(t).retry.untilKnown(context.Background(), func(_ context.Context, look bool) error {
				looks = append(looks, look)
				return test.errs[len(looks)-1]
			})
			if err != test.want || !slices.Equal(looks, test.looks) {
				t.Errorf("got %v, %v, want %v, %v", looks, err, test.looks, test.want)
			}
			if len(s.waits) != len(test.looks)-1 {
				t.Errorf("it waited %v", s.waits)
			}
		})
	}
}

// Endless lists end.
func TestPages(t *testing.T) {
	next := func(f func(page int) int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			page, _ := strconv.Atoi(r.URL.Query().Get("page"))
			if to := f(page); to != 0 {
				w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?page=%d>; rel="next"`, r.Host, r.URL.Path, to))
			}
			answer(w, http.StatusOK, []any{map[string]any{"id": page}})
		}
	}
	for _, test := range []struct {
		name string
		next func(int) int
		want string
		n    int
	}{
		{"three", func(page int) int { return (page + 1) % 4 }, "", 3},
		{"always one more", func(page int) int { return page + 1 }, "there are more than 100 pages of a list", 100},
		{"itself", func(page int) int { return page }, "GET /repos/covbar/shop/issues/7/comments: page 1 is said to be followed by page 1", 1},
		{"a circle", func(page int) int { return 3 - page }, "GET /repos/covbar/shop/issues/7/comments: page 2 is said to be followed by page 1", 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, next(test.next))
			c := s.client(t)
			kept := 0
			all, err := pages(func(k *gh.IssueComment) bool { kept++; return k.GetID() != 2 }, func(page gh.ListOptions) ([]*gh.IssueComment, *gh.Response, error) {
				return c.api.Issues.ListComments(context.Background(), repo.Owner, repo.Name, 7, &gh.IssueListCommentsOptions{ListOptions: page})
			})
			if message(err) != test.want || err == nil && (kept != test.n || len(all) != test.n-1) {
				t.Errorf("got %d, %v, want %s", len(all), err, test.want)
			}
			if len(s.asked) != test.n {
				t.Errorf("it asked %d times, want %d", len(s.asked), test.n)
			}
		})
	}
}
