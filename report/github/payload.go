package github

import (
	"encoding/json"
	"fmt"
	"io"
)

// A payload is what GitHub tells of an event, as far as it is of use here. A repository is null where a fork is gone.
type payload struct {
	Repository  *repository `json:"repository"`
	PullRequest *struct {
		Number int `json:"number"`
		Head   struct {
			SHA  string      `json:"sha"`
			Ref  string      `json:"ref"`
			Repo *repository `json:"repo"`
		} `json:"head"`
	} `json:"pull_request"`
	MergeGroup *struct {
		HeadSHA string `json:"head_sha"`
	} `json:"merge_group"`
	After      string `json:"after"`
	HeadCommit *struct {
		ID string `json:"id"`
	} `json:"head_commit"`
	WorkflowRun *struct {
		HeadSHA        string      `json:"head_sha"`
		HeadBranch     string      `json:"head_branch"`
		HeadRepository *repository `json:"head_repository"`
		Event          string      `json:"event"`
		Conclusion     string      `json:"conclusion"`
		HTMLURL        string      `json:"html_url"`
	} `json:"workflow_run"`
}

type repository struct {
	FullName string `json:"full_name"`
}

// maxPayload is in bytes. GitHub sends none that is larger.
const maxPayload = 25 << 20

func parsePayload(from io.Reader) (*payload, error) {
	text, err := io.ReadAll(io.LimitReader(from, maxPayload+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxPayload {
		return nil, fmt.Errorf("its payload is larger than %d MiB", maxPayload>>20)
	}
	var p payload
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, fmt.Errorf("its payload: %w", err)
	}
	return &p, nil
}
