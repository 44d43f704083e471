package github

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

const (
	marker = "<!-- covbar: key=default "
	job    = "github-actions[bot]"
)

// post is to say text.
func post(text string) Post {
	return Post{Repo: repo, SHA: commit, Pull: 7, Comment: &Comment{Marker: marker, Create: true, Write: func(string) string { return marker + text }}}
}

func TestComment(t *testing.T) {
	many := func(n int, then ...*comment) (all []*comment) {
		for i := range n {
			all = append(all, by(int64(i+1), "alice", "hi"))
		}
		return append(all, then...)
	}
	author := func(p *Post) { p.Comment.Author = "covbar-app[bot]" }
	for _, test := range []struct {
		name   string
		pull   *pull
		change func(*Post)
		want   string
		done   Done
		url    string
		writes []string // methods
	}{
		{"the first", &pull{}, nil, "100 github-actions[bot]: new", Sent, "https://github.example/c/100", []string{"POST"}},
		{"the next", &pull{comments: []*comment{by(5, job, marker+"old")}}, nil, "5 github-actions[bot]: new", Sent, "https://github.example/c/5", []string{"PATCH"}},
		{"the same", &pull{comments: []*comment{by(5, job, marker+"new\r\n")}}, nil, "5 github-actions[bot]: new\r\n", Unchanged, "https://github.example/c/5", nil},
		{"a person's", &pull{login: "Bob", comments: []*comment{by(5, "bob", marker+"old")}}, nil, "5 bob: new", Sent, "https://github.example/c/5", []string{"PATCH"}},
		{
			"somebody else's marker", &pull{comments: []*comment{by(5, "mallory", marker+"x")}}, nil,
			"5 mallory: x\n100 github-actions[bot]: new", Sent, "https://github.example/c/100",
			[]string{"POST"},
		},
		{
			"a quoted marker", &pull{comments: []*comment{by(5, job, "> "+marker)}}, nil,
			"5 github-actions[bot]: > " + marker + "\n100 github-actions[bot]: new", Sent, "https://github.example/c/100",
			[]string{"POST"},
		},
		{
			"another key", &pull{comments: []*comment{by(5, job, "<!-- covbar: key=default2 ")}}, nil,
			"5 github-actions[bot]: <!-- covbar: key=default2 \n100 github-actions[bot]: new", Sent, "https://github.example/c/100",
			[]string{"POST"},
		},
		{"a page that is not the first", &pull{comments: many(230, by(500, job, marker+"old"))}, nil, "500 github-actions[bot]: new", Sent, "https://github.example/c/500", []string{"PATCH"}},
		{
			"twins of a job that was killed", &pull{comments: []*comment{by(5, job, marker+"a"), by(6, job, marker+"b"), by(7, "x", marker)}}, nil,
			"5 github-actions[bot]: new\n7 x: ", Sent, "https://github.example/c/5",
			[]string{"PATCH", "DELETE"},
		},
		{
			"twins, and the older is right", &pull{comments: []*comment{by(5, job, marker+"new"), by(6, job, marker+"b")}}, nil,
			"5 github-actions[bot]: new", Sent, "https://github.example/c/5",
			[]string{"DELETE"},
		},
		{
			"an app that was named", &pull{login: "covbar-app[bot]", comments: []*comment{by(5, "covbar-app[bot]", marker+"old")}}, author,
			"5 covbar-app[bot]: new", Sent, "https://github.example/c/5",
			[]string{"PATCH"},
		},
		{
			"none, and none is wanted", &pull{}, func(p *Post) { p.Comment.Create = false }, "", Unchanged, "", nil,
		},
		{
			"one, and no other is wanted", &pull{comments: []*comment{by(5, job, marker+"old")}}, func(p *Post) { p.Comment.Create = false },
			"5 github-actions[bot]: new", Sent, "https://github.example/c/5",
			[]string{"PATCH"},
		},
		{
			"nothing to say", &pull{comments: []*comment{by(5, job, marker+"old")}}, func(p *Post) { p.Comment.Write = func(string) string { return "" } },
			"5 github-actions[bot]: old", Unchanged, "https://github.example/c/5", nil,
		},
		{
			"what was there before", &pull{comments: []*comment{by(5, job, marker+"old")}},
			func(p *Post) { p.Comment.Write = func(before string) string { return before + ", new" } },
			"5 github-actions[bot]: old, new", Sent, "https://github.example/c/5",
			[]string{"PATCH"},
		},
		{"a newer commit", &pull{head: "f" + commit[1:], comments: []*comment{by(5, job, marker+"newer")}}, nil, "5 github-actions[bot]: newer", Superseded, "https://github.example/c/5", nil},
		{"a newer commit, and no comment yet", &pull{head: "f" + commit[1:]}, nil, "", Superseded, "", nil},
		{
			"a newer commit, and a twin that is not ours alone", &pull{head: "f" + commit[1:], comments: []*comment{by(5, job, marker+"a"), by(6, job, marker+"newer"), by(7, job, marker+"new")}}, nil,
			"5 github-actions[bot]: a\n6 github-actions[bot]: newer", Superseded, "https://github.example/c/5",
			[]string{"DELETE"},
		},
		{"as long as can be", &pull{}, func(p *Post) {
			p.Comment.Write = func(string) string { return marker + strings.Repeat("é", 65_536-len(marker)) }
		}, "100 github-actions[bot]: " + strings.Repeat("é", 65_536-len(marker)), Sent, "https://github.example/c/100", []string{"POST"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.pull.head == "" {
				test.pull.head = strings.ToUpper(commit)
			}
			s := serve(t, test.pull.ServeHTTP)
			p := post("new")
			if test.change != nil {
				test.change(&p)
			}
			r := s.send(t, p)
			if got := r.Comment; got.Done != test.done || got.Err != nil || got.URL != test.url || r.Err() != nil {
				t.Errorf("got %+v, want %s, %s", got, test.done, test.url)
			}
			if got := test.pull.show(); !strings.HasSuffix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("there is\n%s\nwant\n%s", got, test.want)
			}
			var writes []string
			for _, asked := range s.requests("POST", "PATCH", "DELETE") {
				method, _, _ := strings.Cut(asked, " ")
				writes = append(writes, method)
			}
			if !slices.Equal(writes, test.writes) {
				t.Errorf("it wrote by %v, want %v", writes, test.writes)
			}
		})
	}
}

// An app's token that may not say who it is: its comments are found by what the first one says.
func TestCommentOfAnUnknownApp(t *testing.T) {
	p := &pull{head: commit, login: "app[bot]", comments: []*comment{by(5, "app[bot]", marker+"old")}}
	p.before = func(w http.ResponseWriter, r *http.Request, _ func()) bool {
		if r.URL.Path == "/user" {
			refuse(w, http.StatusForbidden, "Resource not accessible by integration")
		}
		return r.URL.Path == "/user"
	}
	s := serve(t, p.ServeHTTP)
	if r := s.send(t, post("new")); r.Comment.Done != Sent || r.Comment.URL != "https://github.example/c/5" {
		t.Errorf("got %+v", r.Comment)
	}
	if got, want := p.show(), "5 app[bot]: new"; got != want {
		t.Errorf("there is\n%s\nwant\n%s", got, want)
	}
}

// Where no comment is to be made, nothing tells such a token which one is its own. To leave one that says otherwise is no
// success.
func TestCommentThatMayBeOurs(t *testing.T) {
	const found = "a comment of app[bot] begins with our marker, and the token does not say whose comments are its own\n" +
		"hint: --comment-author=app[bot] if it is ours, and otherwise --comment-author=github-actions[bot]"
	newer := "f" + commit[1:]
	left := by(5, "app[bot]", marker+"old")
	for _, test := range []struct {
		reason string
		pull   *pull
		author string
		done   Done
		err    string
	}{
		{"an app's, and the token may be of that", &pull{comments: []*comment{left}}, "", Failed, found},
		{"whose our comments are was said", &pull{comments: []*comment{left}}, job, Unchanged, ""},
		{"the token says who it is of", &pull{login: "bob", comments: []*comment{left}}, "", Unchanged, ""},
		{"a person cannot be an app", &pull{comments: []*comment{by(5, "mallory", marker+"old")}}, "", Unchanged, ""},
		{"of another key", &pull{comments: []*comment{by(5, "app[bot]", "<!-- covbar: key=other ")}}, "", Unchanged, ""},
		{"the job's own is there", &pull{comments: []*comment{left, by(6, job, marker+"new")}}, "", Unchanged, ""},
		{"a newer commit has its own say", &pull{head: newer, comments: []*comment{left}}, "", Superseded, ""},
	} {
		p := test.pull
		if p.head == "" {
			p.head = commit
		}
		s := serve(t, p.ServeHTTP)
		k := post("new")
		k.Comment.Create, k.Comment.Author = false, test.author
		if got := s.send(t, k).Comment; got.Done != test.done || message(got.Err) != test.err {
			t.Errorf("%s: got %s, %v\nwant %s, %s", test.reason, got.Done, got.Err, test.done, test.err)
		}
		if n := len(s.requests("POST", "PATCH", "DELETE")); n > 0 {
			t.Errorf("%s: it wrote %d times", test.reason, n)
		}
	}
}

const (
	userGET    = "GET /user"
	pullGET    = "GET /repos/covbar/shop/pulls/7"
	listGET    = "GET /repos/covbar/shop/issues/7/comments"
	createPOST = "POST /repos/covbar/shop/issues/7/comments"
	editPATCH  = "PATCH /repos/covbar/shop/issues/comments/5"
	twinDELETE = "DELETE /repos/covbar/shop/issues/comments/6"
)

// How a comment ends when one kind of request always ends so.
func TestCommentFails(t *testing.T) {
	const lacks = `the token lacks the permission "pull-requests: write": `
	const denied = "Resource not accessible by integration"
	old := func() []*comment { return []*comment{by(5, job, marker+"old")} }
	twins := func() []*comment { return append(old(), by(6, job, marker+"twin")) }
	type reply = func(w http.ResponseWriter, done func())
	says := func(status int, message string) reply {
		return func(w http.ResponseWriter, _ func()) { refuse(w, status, message) }
	}
	sends := func(v any) reply { return func(w http.ResponseWriter, _ func()) { answer(w, http.StatusOK, v) } }
	for _, test := range []struct {
		name  string
		there []*comment
		what  string // the request
		reply reply
		done  Done
		err   string
		want  string
	}{
		{"a wrong token", nil, userGET, says(401, "Bad credentials"), Failed, userGET + `: 401 "Bad credentials"`, ""},
		{"a job's token of another kind", nil, userGET, says(401, denied), Sent, "", "100 github-actions[bot]: new"},
		{"a server that does not know the question", nil, userGET, says(404, "Not Found"), Sent, "", "100 github-actions[bot]: new"},
		{"nobody knows who we are", nil, userGET, says(500, "x"), Failed, userGET + `: 500 "x"`, ""},
		{"too often asked who we are", nil, userGET, says(403, "API rate limit exceeded"), Failed, userGET + `: 403 "API rate limit exceeded"`, ""},
		{"we are nobody", nil, userGET, sends(map[string]any{}), Failed, userGET + `: the answer names nobody`, ""},
		{"the list cannot be read", nil, listGET, says(500, "x"), Failed, listGET + `: 500 "x"`, ""},
		{"the list may not be read", nil, listGET, says(403, denied), ReadOnly, lacks + listGET + `: 403 "` + denied + `"`, ""},
		{"no such pull request", nil, pullGET, says(404, "Not Found"), Failed, pullGET + `: 404 "Not Found"`, ""},
		{"no head", old(), pullGET, sends(map[string]any{}), Failed, pullGET + `: the answer is not in the form that the API describes`, "5 github-actions[bot]: old"},
		{"read-only", nil, createPOST, says(403, denied), ReadOnly, lacks + createPOST + `: 403 "` + denied + `"`, ""},
		{"read-only, in other words", nil, createPOST, says(404, "Not Found"), ReadOnly, lacks + createPOST + `: 404 "Not Found"`, ""},
		{"locked", nil, createPOST, says(403, "Unable to create comment because issue is locked."), Failed, createPOST + `: 403 "Unable to create comment because issue is locked."`, ""},
		{"it never arrives", nil, createPOST, says(502, "x"), Failed, createPOST + `: 502 "x"`, ""},
		{
			"it always arrives, and nobody says so", nil, createPOST, func(w http.ResponseWriter, done func()) { done(); reset() },
			Sent, "", "100 github-actions[bot]: new",
		},
		{
			"it arrives, and something else is said", nil, createPOST, func(w http.ResponseWriter, done func()) { done(); answer(w, 201, map[string]any{}) },
			Sent, "", "100 github-actions[bot]: new",
		},
		{"an edit that is denied", old(), editPATCH, says(403, denied), ReadOnly, lacks + editPATCH + `: 403 "` + denied + `"`, "5 github-actions[bot]: old"},
		{"an edit of what is not there, and is", old(), editPATCH, says(404, "Not Found"), Failed, editPATCH + `: 404 "Not Found"`, "5 github-actions[bot]: old"},
		{"an edit that fails", old(), editPATCH, says(500, "x"), Failed, editPATCH + `: 500 "x"`, "5 github-actions[bot]: old"},
		{"a twin that stays", twins(), twinDELETE, says(500, "x"), Failed, twinDELETE + `: 500 "x"`, "5 github-actions[bot]: new\n6 github-actions[bot]: twin"},
		{
			"a twin that another job removed", twins(), twinDELETE, func(w http.ResponseWriter, done func()) { done(); refuse(w, 404, "Not Found") },
			Sent, "", "5 github-actions[bot]: new",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := &pull{head: commit, comments: test.there}
			p.before = func(w http.ResponseWriter, r *http.Request, done func()) bool {
				if r.Method+" "+r.URL.Path != test.what {
					return false
				}
				test.reply(w, done)
				return true
			}
			s := serve(t, p.ServeHTTP)
			got := s.send(t, post("new")).Comment
			if got.Done != test.done || message(got.Err) != test.err {
				t.Errorf("got  %s, %v\nwant %s, %s", got.Done, got.Err, test.done, test.err)
			}
			if show := p.show(); show != test.want {
				t.Errorf("there is\n%s\nwant\n%s", show, test.want)
			}
			times := map[string]int{}
			for _, asked := range s.asked {
				times[asked]++
			}
			if n := times[createPOST]; n > maxTries {
				t.Errorf("it was created %d times", n)
			}
		})
	}
}

func TestCommentTexts(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"hello", "the text does not begin with its marker: it would never be found again"},
		{marker + strings.Repeat("x", 65_536), "the text has 65561 characters, and GitHub takes 65536"},
	} {
		p := &pull{head: commit}
		s := serve(t, p.ServeHTTP)
		k := post("")
		k.Comment.Write = func(string) string { return test.text }
		if got := s.send(t, k).Comment; got.Done != Failed || message(got.Err) != test.want {
			t.Errorf("got %+v, want %s", got, test.want)
		}
		if n := len(s.requests("POST")); n != 0 {
			t.Errorf("it was sent %d times", n)
		}
	}
}
