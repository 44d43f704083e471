package github

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The token is seen nowhere but in a header to its own server, even where that server says it back in all it answers.
func TestCanary(t *testing.T) {
	evil := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("another host was asked: %s %s %v", r.Method, r.URL, r.Header)
	}))
	defer evil.Close()
	echo := `{"message":"` + canary + `","login":"` + canary + `","id":1,"html_url":"https://x/` + canary + `","state":"` + canary + `"}`
	for _, status := range []int{200, 201, 202, 204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 410, 422, 429, 500, 502, 503} {
		for _, location := range []string{evil.URL, "/" + canary, "https://" + canary + "/", "http://" + canary + "@" + strings.TrimPrefix(evil.URL, "http://"), canary + "://x"} {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", location)
				w.Header().Set("Retry-After", canary)
				w.Header().Set("Link", `<`+evil.URL+`?page=2>; rel="next"`)
				w.WriteHeader(status)
				if status != http.StatusNoContent && status != http.StatusNotModified {
					fmt.Fprint(w, echo)
				}
			})
			p := post("x")
			p.Status = &Status{Context: "covbar", State: Success}
			p.CheckRun = runPost(Success, 1).CheckRun
			c := s.client(t)
			r := c.Send(context.Background(), p)
			_, err := c.FindPull(context.Background(), repo, "fork", "b", commit)
			shown := fmt.Sprintf("%+v %v %v %v %v %v", r, r.Comment.Err, r.Status.Err, r.CheckRun.Err, r.Err(), err)
			if strings.Contains(shown, canary) {
				t.Fatalf("%d %s: the token is shown: %s", status, location, shown)
			}
			s.mu.Lock()
			for i, asked := range s.asked {
				if location[0] != '/' && strings.Contains(asked+s.sent[i], canary) {
					t.Errorf("%d: the token is in %s", status, asked)
				}
			}
			s.mu.Unlock()
		}
	}
}

func TestLink(t *testing.T) {
	c, err := NewClient(Options{API: "https://api.github.com", Token: canary})
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"https://github.com/a/b/pull/1#issuecomment-2": "https://github.com/a/b/pull/1#issuecomment-2",
		"javascript:alert(1)":                          "",
		"https://x/\u202e":                             "",
		"https://x/" + canary:                          "",
		"::error::x":                                   "",
		"":                                             "",
	} {
		if got := c.link(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}
