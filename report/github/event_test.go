package github

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

const (
	headSHA  = "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c"
	mergeSHA = "9e1f0a2b3c4d5e6f708192a3b4c5d6e7f8091a2b" // the trial merge of a pull request, too
	zeros    = "0000000000000000000000000000000000000000"
)

var acme, dana = Repo{"acme", "shop"}, Repo{"dana", "shop"}

// The payloads in testdata have all that GitHub's have.
func TestReadEventFull(t *testing.T) {
	for _, c := range []struct {
		file, name string
		want       Event
		reason     string
	}{
		{"pull_request", "pull_request", Event{
			Repo: acme, SHA: headSHA, Pull: 42, FromPullRequest: true, HeadRepo: dana, HeadBranch: "empty-carts", Fork: true,
		}, "the head, not the trial merge of GITHUB_SHA"},
		{"pull_request", "pull_request_target", Event{
			Repo: acme, SHA: headSHA, Pull: 42, FromPullRequest: true, HeadRepo: dana, HeadBranch: "empty-carts", Fork: true,
		}, "the head, not the base of GITHUB_SHA"},
		{"merge_group", "merge_group", Event{Repo: acme, SHA: mergeSHA}, "the merge that the queue made"},
		{"push", "push", Event{Repo: acme, SHA: headSHA}, "of an annotated tag, the commit and not the tag"},
		{"workflow_run", "workflow_run", Event{
			Repo: acme, SHA: headSHA, FromPullRequest: true, HeadRepo: dana, HeadBranch: "empty-carts", Fork: true,
			Of: "pull_request", Conclusion: "failure", RunURL: "https://github.com/acme/shop/actions/runs/555001",
		}, "the head of the run that ended"},
		{"push", "workflow_dispatch", Event{Repo: Repo{"a", "b"}, SHA: zeros}, "the environment alone"},
	} {
		file, err := os.Open(filepath.Join("testdata", "events", c.file+".json"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		c.want.Name = c.name
		got, err := ReadEvent(c.name, file, "a/b", zeros)
		if diff := cmp.Diff(&c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %s: error %v (-want +got)\n%s", c.name, c.reason, err, diff)
		}
	}
}

// payloadOf replaces the short names that the tables here have for long texts.
func payloadOf(s string) string {
	return strings.NewReplacer("HEAD", headSHA, "ZEROS", zeros, "LONG", strings.Repeat("0123456789abcdef", 4),
		"BASE", `"repository":{"full_name":"acme/shop"}`).Replace(s)
}

func TestReadEvent(t *testing.T) {
	for _, c := range []struct {
		name, payload string
		want          Event
		reason        string
	}{
		{
			"pull_request", `{"pull_request":{"number":1,"head":{"sha":"HEAD","ref":"x","repo":{"full_name":"acme/shop"}}},BASE}`,
			Event{Repo: acme, SHA: headSHA, Pull: 1, FromPullRequest: true, HeadRepo: acme, HeadBranch: "x"},
			"no fork",
		},
		{
			"pull_request", `{"pull_request":{"number":1,"head":{"sha":"HEAD","repo":{"full_name":"Acme/Shop"}}},BASE}`,
			Event{Repo: acme, SHA: headSHA, Pull: 1, FromPullRequest: true, HeadRepo: Repo{"Acme", "Shop"}},
			"GitHub takes both for one name",
		},
		{
			"pull_request", `{"pull_request":{"number":1,"head":{"sha":"HEAD","repo":null}},BASE}`,
			Event{Repo: acme, SHA: headSHA, Pull: 1, FromPullRequest: true, Fork: true},
			"the fork was deleted",
		},
		{
			"pull_request_review", `{"pull_request":{"number":1,"head":{"sha":"HEAD","repo":{"full_name":"dana/shop"}}},BASE}`,
			Event{Repo: acme, SHA: headSHA, Pull: 1, FromPullRequest: true, HeadRepo: dana, Fork: true},
			"it runs on the trial merge, too",
		},
		{
			"pull_request", `{"pull_request":{"number":1,"head":{"sha":"LONG"}}}`,
			Event{Repo: Repo{"a", "b"}, SHA: payloadOf("LONG"), Pull: 1, FromPullRequest: true, Fork: true},
			"SHA-256, and GITHUB_REPOSITORY where the payload names none",
		},
		{"push", `{"after":"HEAD",BASE}`, Event{Repo: acme, SHA: headSHA}, "older servers say no more"},
		{"push", `{"after":"ZEROS","deleted":true,"head_commit":null,BASE}`, Event{Repo: acme}, "a deleted branch has no commit"},
		{
			"workflow_run", `{"workflow_run":{"head_sha":"HEAD","head_branch":"x","event":"push","head_repository":{"full_name":"acme/shop"},"conclusion":null},BASE}`,
			Event{Repo: acme, SHA: headSHA, HeadRepo: acme, HeadBranch: "x", Of: "push"},
			"a run of a push, requested and not ended",
		},
		{
			"workflow_run", `{"workflow_run":{"head_sha":"HEAD","head_branch":null,"event":"pull_request_target","head_repository":null},BASE}`,
			Event{Repo: acme, SHA: headSHA, Of: "pull_request_target", FromPullRequest: true, Fork: true},
			"the fork was deleted",
		},
		{"schedule", ``, Event{Repo: Repo{"a", "b"}, SHA: payloadOf("LONG")}, "the payload is not read"},
		{"an event of tomorrow", `[]`, Event{Repo: Repo{"a", "b"}, SHA: payloadOf("LONG")}, "nor is one that is not known"},
	} {
		c.want.Name = c.name
		got, err := ReadEvent(c.name, strings.NewReader(payloadOf(c.payload)), "a/b", payloadOf("LONG"))
		if diff := cmp.Diff(&c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %s: error %v (-want +got)\n%s", c.name, c.reason, err, diff)
		}
	}
}

func TestReadEventErrors(t *testing.T) {
	const pull = `{"pull_request":{"number":1,"head":{"sha":`
	for _, c := range []struct{ name, payload, repo, sha, want, reason string }{
		{"", `{}`, "a/b", headSHA, `it has no name`, "GITHUB_SHA may be a trial merge"},
		{"pull_request", `{}`, "a/b", headSHA, `its payload has no pull_request`, "GITHUB_SHA is no substitute"},
		{"pull_request", pull + `""}}}`, "a/b", headSHA, `pull_request.head.sha is "", and no ID of a commit`, "nor is it here"},
		{"pull_request", `{"pull_request":{"number":1}}`, "a/b", headSHA, `pull_request.head.sha is "", and no ID of a commit`, "nor here"},
		{"pull_request", `{"pull_request":{"head":{"sha":"HEAD"}}}`, "a/b", headSHA, `its payload has pull_request.number 0`, "which one to comment on"},
		{"pull_request", `{"pull_request":{"number":-1}}`, "a/b", headSHA, `its payload has pull_request.number -1`, "no number"},
		{"pull_request", pull + `"HEAD/../../x"}}}`, "a/b", "", `pull_request.head.sha is "` + headSHA + `/../../x", and no ID of a commit`, "it becomes part of a URL"},
		{"pull_request", pull + `"HEAD\n"}}}`, "a/b", "", `pull_request.head.sha is "` + headSHA + `\n", and no ID of a commit`, "a line of its own"},
		{"pull_request", pull + `1}}}`, "a/b", "", `its payload: json: cannot unmarshal number into Go struct field .pull_request.head.sha of type string`, "another type"},
		{"pull_request", pull + `"HEAD","repo":{"full_name":"x"}}}}`, "a/b", "", `pull_request.head.repo.full_name is "x", and no OWNER/NAME of a repository`, "the fork's name"},
		{"pull_request", pull + `"HEAD"}},"repository":{"full_name":"a/../b"}}`, "a/b", "", `repository.full_name is "a/../b", and no OWNER/NAME of a repository`, "it becomes part of a URL"},
		{"pull_request", pull + `"HEAD"}}}`, "a b", "", `GITHUB_REPOSITORY is "a b", and no OWNER/NAME of a repository`, "neither says it"},
		{"pull_request", ``, "a/b", "", `its payload: unexpected end of JSON input`, "an empty file"},
		{"pull_request", pull + `"HEAD"}}}{}`, "a/b", "", `its payload: invalid character '{' after top-level value`, "two payloads"},
		{"merge_group", `{}`, "a/b", headSHA, `its payload has no merge_group`, "the payload of another event"},
		{"merge_group", `{"merge_group":{}}`, "a/b", headSHA, `merge_group.head_sha is "", and no ID of a commit`, "nothing to post to"},
		{"push", `{}`, "a/b", headSHA, `after is "", and no ID of a commit`, "zeros are not the same as nothing"},
		{"push", `{"after":"HEAD","head_commit":{}}`, "a/b", headSHA, `head_commit.id is "", and no ID of a commit`, "after may be a tag"},
		{"workflow_run", `{}`, "a/b", headSHA, `its payload has no workflow_run`, "the payload of another event"},
		{"workflow_run", `{"workflow_run":{"head_sha":"HEAD"}}`, "a/b", headSHA, `its payload has no workflow_run.event`, "is it of a pull request?"},
		{"workflow_run", `{"workflow_run":{"event":"push"}}`, "a/b", headSHA, `workflow_run.head_sha is "", and no ID of a commit`, "GITHUB_SHA is the default branch's"},
		{"workflow_run", `{"workflow_run":{"event":"push","head_sha":"HEAD","head_repository":{}}}`, "a/b", "", `workflow_run.head_repository.full_name is "", and no OWNER/NAME of a repository`, "null is a deleted fork; this is nothing"},
		{"schedule", ``, "", headSHA, `GITHUB_REPOSITORY is "", and no OWNER/NAME of a repository`, "the environment is all there is"},
		{"schedule", ``, "a/b", "main", `GITHUB_SHA is "main", and no ID of a commit`, "a branch may move"},
		{"schedule", ``, "a/b", strings.Repeat("a", 41), `GITHUB_SHA is "` + strings.Repeat("a", 41) + `", and no ID of a commit`, "neither SHA-1 nor SHA-256"},
	} {
		want := fmt.Sprintf("event %q: %s\nhint: GitHub Actions sets GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_REPOSITORY "+
			"and GITHUB_SHA; no step may change them", c.name, c.want)
		event, err := ReadEvent(c.name, strings.NewReader(payloadOf(c.payload)), c.repo, c.sha)
		if event != nil || err == nil || err.Error() != want {
			t.Errorf("%s: got %+v, error\n%v\nwant\n%s", c.reason, event, err, want)
		}
	}
}

func TestReadEventBounds(t *testing.T) {
	head := payloadOf(`{"after":"HEAD",BASE`)
	full := io.MultiReader(strings.NewReader(head), bytes.NewReader(bytes.Repeat([]byte(" "), maxPayload-len(head)-1)), strings.NewReader("}"))
	if _, err := ReadEvent("push", full, "", ""); err != nil {
		t.Errorf("the largest payload there can be: %v", err)
	}
	endless := iotest.DataErrReader(io.MultiReader(strings.NewReader(head), spaces{}))
	if _, err := ReadEvent("push", endless, "", ""); err == nil || !strings.HasPrefix(err.Error(), "event \"push\": its payload is larger than 25 MiB\n") {
		t.Errorf("an endless payload: %v", err)
	}
	broken := errors.New("disk on fire")
	if _, err := ReadEvent("push", iotest.ErrReader(broken), "", ""); !errors.Is(err, broken) {
		t.Errorf("a file that cannot be read: %v", err)
	}
}

// spaces never end.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func FuzzReadEvent(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "events", "*.json"))
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		payload, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(strings.TrimSuffix(filepath.Base(file), ".json"), payload, "acme/shop", mergeSHA)
	}
	f.Add("pull_request", []byte(payloadOf(`{"pull_request":{"number":1,"head":{"sha":"HEAD","repo":null}},BASE}`)), "", "")
	f.Add("push", []byte(payloadOf(`{"after":"ZEROS",BASE}`)), "", "")
	f.Add("schedule", []byte(nil), "acme/shop", mergeSHA)
	f.Fuzz(func(t *testing.T, name string, payload []byte, repo, commit string) {
		event, err := ReadEvent(name, bytes.NewReader(payload), repo, commit)
		if err != nil {
			if event != nil {
				t.Errorf("an event beside the error %v", err)
			}
			return
		}
		if _, err := ParseRepo(event.Repo.String()); err != nil {
			t.Error(err)
		}
		if event.HeadRepo != (Repo{}) {
			if _, err := ParseRepo(event.HeadRepo.String()); err != nil {
				t.Error(err)
			}
		}
		if deleted := name == "push" && event.SHA == ""; !deleted && !IsCommit(event.SHA) {
			t.Errorf("%q is no ID of a commit", event.SHA)
		}
		if inPull := tellers[name] != nil && strings.HasPrefix(name, "pull_request"); inPull != (event.Pull > 0) {
			t.Errorf("%s has pull request %d", name, event.Pull)
		}
	})
}
