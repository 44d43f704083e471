package github

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	gh "github.com/google/go-github/v57/github"
)

// A failure is a request that came to nothing: it was refused, or no usable answer came.
type failure struct {
	did     string        // "POST /repos/o/r/statuses/…"
	status  int           // 0: no answer
	message string        // the server's, or why there is no answer; one line without control characters or the token
	cause   error         // what the network said; nil where the server answered
	unclear bool          // whether the server did it is not known, and it is worth a look
	limited bool          // refused because there were too many requests
	asked   bool          // the server said how long to wait
	wait    time.Duration // that long
}

func (f *failure) Error() string {
	var b strings.Builder
	b.WriteString(f.did)
	b.WriteString(": ")
	if f.status != 0 {
		fmt.Fprintf(&b, "%d ", f.status)
	}
	b.WriteString(f.message)
	if f.asked && f.wait > 0 {
		fmt.Fprintf(&b, ", to be tried again in %s", f.wait)
	}
	return b.String()
}

func (f *failure) Unwrap() error { return f.cause }

func did(r *http.Request) string { return r.Method + " " + r.URL.EscapedPath() }

// refused is an answer that is no success.
func (g *gate) refused(req *http.Request, resp *http.Response, body []byte) *failure {
	f := &failure{did: did(req), status: resp.StatusCode, unclear: resp.StatusCode < 400 || resp.StatusCode >= 500}
	said := saying(body)
	if said == "" {
		said = http.StatusText(f.status)
	}
	f.message = strconv.Quote(g.line(said))
	f.wait, f.asked = askedToWait(resp.Header)
	switch f.status {
	case http.StatusTooManyRequests:
		f.limited = true
	case http.StatusForbidden:
		f.limited = f.asked || strings.Contains(strings.ToLower(said), "rate limit")
	}
	return f
}

// broken is a request without a usable answer: nobody knows what became of it.
func (g *gate) broken(req *http.Request, status int, cause error, format string, args ...any) *failure {
	return &failure{did: did(req), status: status, message: g.line(fmt.Sprintf(format, args...)), cause: cause, unclear: true}
}

// saying is what GitHub's error body says. It is empty where the body is no such thing, such as a proxy's page.
func saying(body []byte) string {
	var said gh.ErrorResponse
	if json.Unmarshal(body, &said) != nil {
		return ""
	}
	parts := []string{said.Message}
	for _, e := range said.Errors {
		if detail := e.Message; detail != "" {
			parts = append(parts, detail)
		} else if e.Code != "" {
			parts = append(parts, strings.TrimSpace(e.Resource+" "+e.Field+" "+e.Code))
		}
	}
	return strings.Trim(strings.Join(parts, ": "), ": ")
}

// maxLine bounds what of the server's words stands in an error, in characters.
const maxLine = 300

// line makes text of others fit for an error: without the token, which a server may echo, in one line, and short.
func (g *gate) line(s string) string {
	s = strings.ReplaceAll(s, g.token, "***")
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
	return cut(s, maxLine)
}

// cut returns at most n characters of s.
func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return s
}

// got takes what go-github returns, and makes its error ours.
func got[T any](v T, resp *gh.Response, err error) (T, error) {
	return v, plain(resp, err)
}

// plain takes our own error out of what net/http and go-github wrapped around it. What is left of theirs is an answer that
// is JSON, and not what was asked for.
func plain(resp *gh.Response, err error) error {
	var f *failure
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errSuperseded):
		return errSuperseded
	case errors.As(err, &f):
		return f
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), resp == nil || resp.Response == nil:
		return err
	}
	return unfit(resp.Request)
}

// unfit is an answer that is JSON, and not what was asked for.
func unfit(req *http.Request) error {
	return &failure{did: did(req), message: "the answer is not in the form that the API describes", unclear: true}
}

// hasStatus says whether the server answered so.
func hasStatus(err error, status int) bool {
	var f *failure
	return errors.As(err, &f) && f.status == status
}

// outcome says how a part of a Post ended that err ended. permission is what it needs, such as "statuses: write".
func outcome(err error, permission string) Outcome {
	var f *failure
	switch {
	case errors.Is(err, errSuperseded):
		return Outcome{Done: Superseded}
	case errors.As(err, &f) && f.readOnly():
		return Outcome{Done: ReadOnly, Err: fmt.Errorf("the token lacks the permission %q: %w", permission, err)}
	}
	return Outcome{Done: Failed, Err: err}
}

// readOnly says whether f is how GitHub answers a token that may not write: it denies it, or claims that there is nothing.
// What a 404 to a reading request means cannot be told from a number that is wrong, and what is changed was listed before.
func (f *failure) readOnly() bool {
	return f.status == http.StatusForbidden && strings.Contains(f.message, "Resource not accessible by") ||
		f.status == http.StatusNotFound && strings.HasPrefix(f.did, http.MethodPost)
}
