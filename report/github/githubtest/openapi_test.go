package githubtest

import (
	"net/http"
	"os"
	"strings"
	"testing"
)

// TestDescription sends what GitHub's description does not allow, and answers with what it does not say.
func TestDescription(t *testing.T) {
	if os.Getenv(Description) == "" {
		t.Skip(Description + " names no description of GitHub's API: .ci/openapi writes one")
	}
	for _, test := range []struct {
		reason, method, path, body string
		answer                     func(*Server, *call) answer
		want                       string
	}{
		{"a query that is no number", "GET", "/repos/acme/shop/issues/7/comments?page=two", "", nil, `parameter "page" in query has an error`},
		{"a body without what must be in it", "POST", "/repos/acme/shop/statuses/" + head, `{"context":"covbar"}`, nil, `property "state" is missing`},
		{"a state that a status cannot have", "POST", "/repos/acme/shop/statuses/" + head, `{"state":"passed"}`, nil, "value is not one of the allowed values"},
		{"a body where there is none", "GET", "/repos/acme/shop/pulls/7", `{}`, nil, "request body"},
		{"an answer that lacks a field", "GET", "/user", "", func(*Server, *call) answer {
			return answer{status: http.StatusOK, body: map[string]any{"login": "octocat", "user_view_type": "public"}}
		}, "response body"},
	} {
		seen := &strict{TB: t}
		s := start(seen)
		if test.answer != nil {
			s.operations[0].answer = test.answer
		}
		ask(t, s, test.method, test.path, test.body)
		if len(seen.complaints) != 1 || !strings.Contains(seen.complaints[0], test.want) || strings.Contains(seen.complaints[0], "Schema:") {
			t.Errorf("%s: complaints are %q, not one of %q", test.reason, seen.complaints, test.want)
		}
	}
}
