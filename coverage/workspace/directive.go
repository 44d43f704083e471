package workspace

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// directive begins a comment that leaves code out. As other directives of Go have it, it begins the comment.
const directive = "//covbar:ignore"

// mayIgnore reports whether there may be such a comment in a source, or one that somebody takes for it.
func mayIgnore(source []byte) bool { return bytes.Contains(source, []byte("covbar:")) }

// readDirective reports whether a comment is a directive and gives a reason. Of what is a directive without a reason, and
// of what was meant for one, it says what is wrong.
func readDirective(comment string) (ok bool, fault string) {
	if meant := strings.TrimLeft(comment[len("//"):], " \t\r\n"); !strings.HasPrefix(meant, "covbar:") {
		return false, ""
	}
	reason, ok := strings.CutPrefix(comment, directive)
	if !ok || reason != "" && reason[0] != ' ' && reason[0] != '\t' {
		return false, fmt.Sprintf("%.40q leaves nothing out\nhint: write %s REASON, without a space before it", comment, directive)
	}
	if !strings.ContainsFunc(reason, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return false, fmt.Sprintf("%s has no reason\nhint: say why no test can get there: %[1]s REASON", directive)
	}
	return true, ""
}
