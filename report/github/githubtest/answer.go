package githubtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// An answer is what an operation says.
type answer struct {
	status int
	body   any // nil: none
	link   string
}

// A Reply is an answer as it goes over the wire.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Write sends it.
func (r *Reply) Write(w http.ResponseWriter) {
	for name, values := range r.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(r.Status)
	_, _ = w.Write(r.Body)
}

func (a answer) reply() *Reply {
	r := &Reply{Status: a.status, Header: http.Header{}}
	r.Header.Set("X-GitHub-Request-Id", "C0DE:2:1A2B3C:4D5E6F:65E2F1A0")
	if a.link != "" {
		r.Header.Set("Link", a.link)
	}
	if a.body == nil {
		return r
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	body, err := json.Marshal(a.body)
	if err != nil {
		panic(err) // of maps, slices, text and numbers
	}
	r.Body = body
	return r
}

// refuse is an answer with GitHub's words.
func refuse(status int, message string) answer {
	return answer{status: status, body: map[string]any{
		"message": message, "documentation_url": "https://docs.github.com/rest", "status": strconv.Itoa(status),
	}}
}

// invalid is how GitHub refuses one field.
func invalid(resource, code, field, message string) answer {
	problem := map[string]any{"resource": resource, "code": code, "field": field}
	if message != "" {
		problem["message"] = message
	}
	a := refuse(http.StatusUnprocessableEntity, "Validation Failed")
	a.body.(map[string]any)["errors"] = []any{problem}
	return a
}

// paged cuts the items that a request asks for out of all of them, 30 where it does not say, and never more than 100.
func paged(c *call, items []any) ([]any, string) {
	size, err := strconv.Atoi(c.URL.Query().Get("per_page"))
	if err != nil || size < 1 {
		size = 30
	}
	size = min(size, 100)
	page, err := strconv.Atoi(c.URL.Query().Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	last := max(1, (len(items)+size-1)/size)
	var links []string
	link := func(rel string, page int) {
		links = append(links, fmt.Sprintf(`<%s>; rel="%s"`, c.at(page), rel))
	}
	if page > 1 {
		link("prev", min(page-1, last))
	}
	if page < last {
		link("next", page+1)
		link("last", last)
	}
	if page > 1 {
		link("first", 1)
	}
	from := min((page-1)*size, len(items))
	some := items[from:min(from+size, len(items))]
	return append([]any{}, some...), strings.Join(links, ", ") // an empty list is no null
}

// at is the URL of another page of the same list.
func (c *call) at(page int) string {
	query := c.URL.Query()
	query.Set("page", strconv.Itoa(page))
	return origin(c.Request) + c.URL.EscapedPath() + "?" + query.Encode()
}
