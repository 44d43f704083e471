package report

import (
	"strings"

	"github.com/covbar/covbar/policy"
)

// common is the folder that all packages are in, with its last slash, so that names can be shown without it.
// It is empty where there is none, and where there is only one package.
func common(r *Report) string {
	if len(r.Packages) < 2 {
		return ""
	}
	prefix := parent(r.Packages[0].Path)
	for _, rows := range [][]Check{r.Packages, r.Files} {
		for _, c := range rows {
			for prefix != "" && (c.Path == prefix || !strings.HasPrefix(c.Path, prefix)) {
				prefix = parent(strings.TrimSuffix(prefix, "/"))
			}
		}
	}
	return prefix
}

// parent is the folder of path, with its slash.
func parent(path string) string {
	return path[:strings.LastIndexByte(path, '/')+1]
}

// shortName is path without the folder that all are in.
func shortName(path, below string) string {
	return strings.TrimPrefix(path, below)
}

// checkName is how a check is called, for there may be several of one thing: "orders/domain", "orders/domain, integration",
// "service orders, integration".
func checkName(c Check, below string) string {
	name := shortName(c.Path, below)
	if c.Per == policy.PerService {
		name = "service " + c.Path
	}
	if c.Suite != "" {
		name += ", " + c.Suite
	}
	return name
}
