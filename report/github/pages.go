package github

import (
	"fmt"

	gh "github.com/google/go-github/v57/github"
)

// maxPages bounds what a server can make us read: 10,000 of a kind.
const maxPages = 100

// pages reads all pages of a list, and returns what there is to keep. What others wrote can be long.
func pages[T any](keep func(T) bool, list func(gh.ListOptions) ([]T, *gh.Response, error)) ([]T, error) {
	var all []T
	page := 1
	for range maxPages {
		some, resp, err := list(gh.ListOptions{Page: page, PerPage: 100})
		if err != nil {
			return nil, plain(resp, err)
		}
		for _, item := range some {
			if keep(item) {
				all = append(all, item)
			}
		}
		switch {
		case resp.NextPage == 0:
			return all, nil
		case resp.NextPage <= page:
			return nil, fmt.Errorf("%s: page %d is said to be followed by page %d", did(resp.Request), page, resp.NextPage)
		}
		page = resp.NextPage
	}
	return nil, fmt.Errorf("there are more than %d pages of a list", maxPages)
}
