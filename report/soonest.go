package report

import (
	"fmt"
	"strings"

	"github.com/covbar/covbar/policy"
)

// under is what stands before a line that belongs to the row above it.
const under = "    "

// soonestCell names the functions that bring a package to its bar in at most limit columns: "NewQueue 5, Push 3, +1".
func soonestCell(functions []Function, limit int) string {
	var parts []string
	for _, f := range functions {
		parts = append(parts, fmt.Sprintf("%s %d", visible(bare(f.Name)), f.NotRun))
	}
	return fitted(parts, limit, func(n int) string { return fmt.Sprintf(", +%d", n) })
}

// soonestLine says the same on a line of its own: "test NewQueue (5), (*Queue).Push (3) and 1 more".
func soonestLine(functions []Function, limit int) string {
	if len(functions) == 0 {
		return ""
	}
	var parts []string
	for _, f := range functions {
		parts = append(parts, fmt.Sprintf("%s (%d)", visible(f.Name), f.NotRun))
	}
	return "test " + fitted(parts, limit-len("test "), func(n int) string { return fmt.Sprintf(" and %d more", n) })
}

// soonestMarkdown names the first of the functions that bring a check to its bar. Those of a service are not known.
func soonestMarkdown(c Check, page Page) string {
	const most = 3
	switch {
	case len(c.Soonest) > 0:
	case c.Per != policy.PerService:
		return "–"
	case c.Suite == "":
		return "anything of " + code(c.Path)
	default:
		return fmt.Sprintf("anything of %s, in %s tests", code(c.Path), md(c.Suite))
	}
	var parts []string
	for _, f := range c.Soonest[:min(most, len(c.Soonest))] {
		parts = append(parts, fmt.Sprintf("%s %d", link(code(bare(f.Name)), page.function(c, f)), f.NotRun))
	}
	return andMore(parts, len(c.Soonest))
}

// bare is the name of a function without its receiver.
func bare(name string) string {
	if i := strings.LastIndex(name, "."); i >= 0 && i+1 < len(name) {
		return name[i+1:]
	}
	return name
}

// fitted joins as many parts as fit in limit columns, and says how many more there are. The first is there in any case.
func fitted(parts []string, limit int, more func(n int) string) string {
	var best, all string
	for i, part := range parts {
		rest := ""
		if n := len(parts) - i - 1; n > 0 {
			rest = more(n)
		}
		if i == 0 {
			if all = part; limit-width(rest) < 8 { // too little for a name
				rest = ""
			}
			best = shorten(part, limit-width(rest)) + rest
			continue
		}
		if all += ", " + part; width(all) > limit {
			break
		}
		if width(all+rest) <= limit {
			best = all + rest
		}
	}
	return best
}
