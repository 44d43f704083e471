package githubtest

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed operations.txt
var list string

// An operation is one of GitHub's API, by the name that its description gives it.
type operation struct {
	id, method, path string
	answer           func(*Server, *call) answer
}

// answers holds what the fake does for each line of operations.txt.
var answers = map[string]func(*Server, *call) answer{
	"users/get-authenticated":            (*Server).getUser,
	"pulls/list":                         (*Server).listPulls,
	"pulls/get":                          (*Server).getPull,
	"issues/list-comments":               (*Server).listComments,
	"issues/create-comment":              (*Server).createComment,
	"issues/update-comment":              (*Server).updateComment,
	"issues/delete-comment":              (*Server).deleteComment,
	"repos/list-commit-statuses-for-ref": (*Server).listStatuses,
	"repos/create-commit-status":         (*Server).createStatus,
	"checks/list-for-ref":                (*Server).listCheckRuns,
	"checks/create":                      (*Server).createCheckRun,
	"checks/update":                      (*Server).updateCheckRun,
	"checks/list-annotations":            (*Server).listAnnotations,
}

func operations() ([]operation, error) {
	var all []operation
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		if len(words) != 3 || answers[words[0]] == nil {
			return nil, fmt.Errorf("operations.txt: no operation that the fake has: %q", line)
		}
		all = append(all, operation{words[0], words[1], words[2], answers[words[0]]})
	}
	return all, nil
}

// match returns the variables of a path such as /repos/{owner}/{repo}/pulls.
func (o operation) match(method, path string) (map[string]string, bool) {
	names, values := strings.Split(o.path, "/"), strings.Split(path, "/")
	if method != o.method || len(names) != len(values) {
		return nil, false
	}
	vars := map[string]string{}
	for i, name := range names {
		if strings.HasPrefix(name, "{") {
			vars[strings.Trim(name, "{}")] = values[i]
		} else if name != values[i] {
			return nil, false
		}
	}
	return vars, true
}
