package githubtest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// A Fault answers a request in the place of the server. It calls reply where the server does what it was asked before it
// goes wrong.
type Fault func(w http.ResponseWriter, r *http.Request, reply func() *Reply)

// Fail answers with a status and does nothing: 500, 502.
func Fail(status int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ func() *Reply) {
		page(status).Write(w)
	}
}

// FailAfter does what was asked, and answers with a status as if it had not.
func FailAfter(status int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, reply func() *Reply) {
		reply()
		page(status).Write(w)
	}
}

// page is what stands before GitHub's API saying something that is no JSON.
func page(status int) *Reply {
	const html = "<!DOCTYPE html>\n<html><head><title>Oh no</title></head><body><p>It does not answer. Is it gone for good?</p></body></html>\n"
	return &Reply{status, http.Header{"Content-Type": {"text/html; charset=utf-8"}}, []byte(html)}
}

// ResetBefore closes the connection before anything is done.
func ResetBefore(http.ResponseWriter, *http.Request, func() *Reply) { panic(http.ErrAbortHandler) }

// ResetAfter does what was asked, and closes the connection without an answer.
func ResetAfter(_ http.ResponseWriter, _ *http.Request, reply func() *Reply) {
	reply()
	panic(http.ErrAbortHandler)
}

// Truncate does what was asked, and closes the connection in the middle of the answer.
func Truncate(w http.ResponseWriter, _ *http.Request, reply func() *Reply) {
	whole := reply()
	if len(whole.Body) == 0 {
		panic(http.ErrAbortHandler)
	}
	whole.Header.Set("Content-Length", strconv.Itoa(len(whole.Body)+1))
	whole.Body = whole.Body[:len(whole.Body)/2]
	whole.Write(w)
	if flush, ok := w.(http.Flusher); ok {
		flush.Flush()
	}
	panic(http.ErrAbortHandler)
}

// HTML is a proxy that answers 200 with a page of its own.
func HTML(w http.ResponseWriter, _ *http.Request, _ func() *Reply) { page(http.StatusOK).Write(w) }

// SecondaryLimit refuses who writes too much at once, and says how many seconds to wait.
func SecondaryLimit(seconds int) Fault {
	return refused(http.StatusForbidden, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", seconds)
}

// TooMany is the same with the status that says so.
func TooMany(seconds int) Fault {
	return refused(http.StatusTooManyRequests, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", seconds)
}

func refused(status int, message string, seconds int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ func() *Reply) {
		answer := refuse(status, message).reply()
		answer.Header.Set("Retry-After", strconv.Itoa(seconds))
		answer.Write(w)
	}
}

// Forbid refuses a write as it refuses that of a fork's token, and lets reads pass.
func Forbid(w http.ResponseWriter, r *http.Request, reply func() *Reply) {
	if r.Method == http.MethodGet {
		reply().Write(w)
		return
	}
	refuse(http.StatusForbidden, "Resource not accessible by integration").reply().Write(w)
}

// Renamed leads to where the repository is by now: status is 301, 307 or 308.
func Renamed(status int) Fault {
	return func(w http.ResponseWriter, r *http.Request, reply func() *Reply) {
		before, rest, ok := strings.Cut(r.URL.RequestURI(), "/repos/")
		words := strings.SplitN(rest, "/", 3)
		if !ok || len(words) < 3 {
			reply().Write(w)
			return
		}
		redirect(w, status, fmt.Sprintf("%s%s/repositories/%d/%s", origin(r), before, repositoryID, words[2]))
	}
}

// Away leads to the same path of another server: status is 301, 302, 307 or 308.
func Away(status int, server string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ func() *Reply) {
		redirect(w, status, server+r.URL.RequestURI())
	}
}

func redirect(w http.ResponseWriter, status int, to string) {
	answer := refuse(status, "Moved Permanently")
	answer.body.(map[string]any)["url"] = to
	moved := answer.reply()
	moved.Header.Set("Location", to)
	moved.Write(w)
}

// Endless says of every list that there is one more page.
func Endless(w http.ResponseWriter, r *http.Request, reply func() *Reply) {
	answer := reply()
	if r.Method == http.MethodGet {
		page, err := strconv.Atoi(r.URL.Query().Get("page"))
		if err != nil {
			page = 1
		}
		answer.Header.Set("Link", fmt.Sprintf(`<%s>; rel="next"`, (&call{Request: r}).at(page+1)))
	}
	answer.Write(w)
}
