package github

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	gh "github.com/google/go-github/v57/github"
)

// say posts a comment, as it is.
func say(ctx context.Context, c *Client) error {
	body := "hello"
	_, err := got(c.api.Issues.CreateComment(ctx, repo.Owner, repo.Name, 7, &gh.IssueComment{Body: &body}))
	return err
}

// read reads a pull request.
func read(ctx context.Context, c *Client) error {
	_, err := got(c.api.PullRequests.Get(ctx, repo.Owner, repo.Name, 7))
	return err
}

const (
	saying7  = "POST /repos/covbar/shop/issues/7/comments"
	reading7 = "GET /repos/covbar/shop/pulls/7"
)

// What an answer becomes. All of this is where go-github or net/http would do something else.
func TestAnswers(t *testing.T) {
	redirect := func(status int, to string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if to != "" {
				w.Header().Set("Location", to)
			}
			w.WriteHeader(status)
		}
	}
	body := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); fmt.Fprint(w, text) }
	}
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		do      func(context.Context, *Client) error
		want    string
		tries   int
	}{
		{"an empty answer is no success", body(201, ""), say, saying7 + ": 201 the answer is not JSON", 1},
		{"a maintenance page", body(200, "<html>"), read, reading7 + ": 200 the answer is not JSON", 3},
		{"two answers in one", body(200, "{}{}"), read, reading7 + ": 200 the answer is not JSON", 3},
		{"another thing", body(200, `[1]`), read, reading7 + ": the answer is not in the form that the API describes", 1},
		{"queued", body(202, `{}`), say, saying7 + `: 202 "Accepted"`, 1},
		{"not changed since nothing", body(304, ``), read, reading7 + `: 304 an answer that was not asked for`, 3},
		{"a proxy's page", body(502, "<html>Bad\r\nGateway"), say, saying7 + `: 502 "Bad Gateway"`, 1},
		{"a status that nobody knows", body(599, ""), say, saying7 + `: 599 ""`, 1},
		{
			"details", body(422, `{"message":"Validation Failed","errors":[{"message":"Body is too long"},{"resource":"IssueComment","code":"custom","field":"body"}]}`),
			say, saying7 + `: 422 "Validation Failed: Body is too long: IssueComment body custom"`, 1,
		},
		{"details in words", body(422, `{"message":"Validation Failed","errors":["no"]}`), say, saying7 + `: 422 "Validation Failed: no"`, 1},
		{
			"a message for the log", body(422, `{"message":"a\r\n::error::b\u001b[31m\u202e\u0000"}`), say,
			saying7 + `: 422 "a��::error::b�[31m��"`, 1,
		},
		{"an echo of the token", body(401, `{"message":"Bearer `+canary+` is bad"}`), say, saying7 + `: 401 "Bearer *** is bad"`, 1},
		{"a long message", body(403, `{"message":"`+strings.Repeat("é", 5000)+`"}`), say, saying7 + `: 403 "` + strings.Repeat("é", 299) + `…"`, 1},
		{
			"another host", redirect(301, "https://evil.example/x"), say,
			saying7 + `: it leads to another host, "https://evil.example", which never gets the token`, 1,
		},
		{
			"another host with our name before it", redirect(307, "https://api.github.com@evil.example/x"), read,
			reading7 + `: it leads to another host, "https://evil.example", which never gets the token`, 1,
		},
		{
			"another port", redirect(302, "http://127.0.0.1:1/x"), read,
			reading7 + `: it leads to another host, "http://127.0.0.1:1", which never gets the token`, 1,
		},
		{
			"a host for the log", redirect(301, "https://evil\u202e.example/x"), read,
			reading7 + `: it leads to another host, "https://evil\u202e.example", which never gets the token`, 1,
		},
		{"a POST that would become a GET", redirect(303, "/x"), say, saying7 + `: 303 a redirect that would turn it into a GET`, 1},
		{"the same of old", redirect(302, "/x"), say, saying7 + `: 302 a redirect that would turn it into a GET`, 1},
		{"nowhere", redirect(301, ""), read, reading7 + `: 301 a redirect that does not say where to`, 3},
		{"nonsense", redirect(301, "http://[::1"), read, reading7 + `: 301 a redirect that does not say where to`, 3},
		{"a circle", redirect(308, "/y"), read, reading7 + `: more than 5 redirects`, 6},
		{
			"an answer that says how long it is", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "99999999") },
			say, saying7 + ": 200 the answer has 99999999 bytes, more than 33554432", 1,
		},
		{
			"an answer without an end", func(w http.ResponseWriter, r *http.Request) {
				part := []byte(strings.Repeat(" ", 1<<20))
				for r.Context().Err() == nil {
					if _, err := w.Write(part); err != nil {
						return
					}
				}
			}, say, saying7 + ": 200 the answer has more than 33554432 bytes", 1,
		},
		{
			"a cut answer", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "100")
				fmt.Fprint(w, `{"id":1}`)
			}, say, saying7 + ": unexpected EOF", 1,
		},
		{"a broken connection", func(http.ResponseWriter, *http.Request) { reset() }, say, saying7 + ": EOF", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, test.handler)
			err := test.do(context.Background(), s.client(t))
			if got := message(err); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if got := len(s.requests()); got != test.tries {
				t.Errorf("it was sent %d times, want %d", got, test.tries)
			}
		})
	}
}

// A renamed repository answers 301. The POST must arrive as one, with its body.
func TestRedirectKeepsMethodAndBody(t *testing.T) {
	for _, status := range []int{301, 307, 308} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/repositories/1/issues/7/comments" {
				http.Redirect(w, r, "/repositories/1/issues/7/comments", status)
				return
			}
			answer(w, http.StatusCreated, map[string]any{"id": 1})
		})
		if err := say(context.Background(), s.client(t)); err != nil {
			t.Errorf("%d: %v", status, err)
		}
		if want := []string{saying7, "POST /repositories/1/issues/7/comments"}; !slices.Equal(s.asked, want) {
			t.Errorf("%d: asked %q, want %q", status, s.asked, want)
		}
		if want := "{\"body\":\"hello\"}\n"; s.sent[0] != want || s.sent[1] != want {
			t.Errorf("%d: sent %q, want %q twice", status, s.sent, want)
		}
	}
}

// Another host gets nothing at all, no matter how one is led there.
func TestOtherHostGetsNothing(t *testing.T) {
	evil := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the other host was asked for %s, with %v", r.URL, r.Header)
	}))
	defer evil.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Link", `<`+evil.URL+`/x?page=2>; rel="next"`)
			http.Redirect(w, r, evil.URL+"/x", status)
		})
		for _, do := range []func(context.Context, *Client) error{read, say} {
			if err := do(context.Background(), s.client(t)); err == nil || strings.Contains(err.Error(), canary) {
				t.Errorf("%d: got %v", status, err)
			}
		}
	}
	// Even if a request for it were made.
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	req, _ := http.NewRequest(http.MethodGet, evil.URL+"/y", nil)
	if resp, err := s.client(t).retry.RoundTrip(req); err == nil {
		resp.Body.Close()
		t.Error("a request for another host was sent")
	}
}

func TestSameServer(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"https://api.github.com", "https://API.github.com:443/x", true},
		{"http://localhost", "http://localhost:80", true},
		{"https://api.github.com", "http://api.github.com", false},
		{"https://api.github.com", "https://api.github.com:8443", false},
		{"https://api.github.com", "https://api.github.com.evil.example", false},
		{"https://api.github.com", "https://github.com", false},
	} {
		a, _ := url.Parse(test.a)
		b, _ := url.Parse(test.b)
		if got := sameServer(a, b); got != test.want {
			t.Errorf("%s and %s: got %v", test.a, test.b, got)
		}
	}
}

func TestNoAnswerInTime(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	c := s.client(t)
	c.retry.gate.timeout = 20 * time.Millisecond
	if got, want := message(say(context.Background(), c)), saying7+": no answer within 20ms"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Cancelled is not failed: it must not be tried again.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	if err := read(ctx, s.client(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := len(s.requests()); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
}

func TestCertificates(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{"number": 7})
	}))
	defer s.Close()
	s.Config.ErrorLog = nil
	c, err := NewClient(Options{API: s.URL, Token: canary, Wait: func(context.Context, time.Duration) error {
		t.Error("a certificate does not get better by waiting")
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := reading7 + ": tls: failed to verify certificate: x509: certificate signed by unknown authority\n" +
		"hint: --ca-file names a file with the certificates of your own authority"
	if got := message(read(context.Background(), c)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	roots, err := ReadRoots(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}))
	if err != nil {
		t.Fatal(err)
	}
	if c, err = NewClient(Options{API: s.URL, Token: canary, Roots: roots}); err != nil {
		t.Fatal(err)
	}
	if err := read(context.Background(), c); err != nil {
		t.Error(err)
	}
	if _, err := ReadRoots([]byte("no")); message(err) != "no certificate in PEM form is in it" {
		t.Errorf("got %v", err)
	}
}

func TestProxyFrom(t *testing.T) {
	for _, test := range []struct {
		env       map[string]string
		url, want string
		reason    string
	}{
		{nil, "https://api.github.com/x", "", "none"},
		{map[string]string{"HTTPS_PROXY": "http://proxy:3128"}, "https://api.github.com/x", "http://proxy:3128", "as it is"},
		{map[string]string{"https_proxy": "proxy:3128"}, "https://api.github.com/x", "http://proxy:3128", "small, and without a scheme"},
		{map[string]string{"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": ".github.com"}, "https://api.github.com/x", "", "an exception"},
		{map[string]string{"HTTPS_PROXY": "http://proxy:3128", "no_proxy": "*"}, "https://api.github.com/x", "", "exceptions only"},
		{map[string]string{"HTTP_PROXY": "http://proxy:3128"}, "https://api.github.com/x", "", "it is of another scheme"},
		{map[string]string{"HTTP_PROXY": "http://proxy:3128"}, "http://127.0.0.1/x", "", "nobody between us and ourselves"},
	} {
		req, _ := http.NewRequest(http.MethodGet, test.url, nil)
		u, err := ProxyFrom(func(name string) string { return test.env[name] })(req)
		got := ""
		if u != nil {
			got = u.String()
		}
		if got != test.want || err != nil {
			t.Errorf("%v: got %q, %v, want %q: %s", test.env, got, err, test.want, test.reason)
		}
	}
}

func TestProxy(t *testing.T) {
	proxied := false
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxied = r.Method == http.MethodConnect && r.Host == "api.github.com:443" && r.Header.Get("Authorization") == ""
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	getenv := func(name string) string { return map[string]string{"HTTPS_PROXY": proxy.URL}[name] }
	c, err := NewClient(Options{API: "https://api.github.com", Token: canary, Proxy: ProxyFrom(getenv), Wait: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := message(say(context.Background(), c)), saying7+": Proxy Authentication Required"; got != want || !proxied {
		t.Errorf("got %s, want %s; asked as it must be: %v", got, want, proxied)
	}
}
