package github

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Runners know their commands by "::" where a line starts and, from older days, by "##[" anywhere. What they read as
// property or message has these escapes, and no others.
var (
	inMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", "##[", `\x23#[`)
	inProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C", "##[", `\x23#[`)
)

// Command is a workflow command of one line, with its end: ::notice title=TITLE::MESSAGE. kind is "notice", "warning" or
// "error". Title and message may be any text: all of them is shown, a ##[ with its first # as a Go escape, and none is a
// command. A title may be empty.
func Command(kind, title, message string) string {
	if title != "" {
		kind += " title=" + inProperty.Replace(title)
	}
	return "::" + kind + "::" + inMessage.Replace(message) + "\n"
}

// outputName is what an expression of a workflow can ask for.
var outputName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// Outputs are the lines for the file that GITHUB_OUTPUT names, sorted by name. A value may be any text: it is read back
// as it is, and holds no other output. A name that no workflow could use is an error.
func Outputs(values map[string]string) (string, error) {
	// A value ends at a line that is the delimiter. This one has more underscores in a row than there are in any value.
	underscores := 0
	for _, value := range values {
		underscores = max(underscores, longestRun(value, '_'))
	}
	delimiter := "covbar" + strings.Repeat("_", underscores+1)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !outputName.MatchString(name) {
			return "", fmt.Errorf("%q cannot be the name of an output\nhint: letters, digits, _ and - can, from a letter or _ on", name)
		}
		fmt.Fprintf(&b, "%s<<%s\n%s\n%s\n", name, delimiter, values[name], delimiter)
	}
	return b.String(), nil
}

// longestRun returns how often c stands in s in a row, at most.
func longestRun(s string, c byte) (longest int) {
	run := 0
	for i := range len(s) {
		if run++; s[i] != c {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
