package report

import (
	"regexp"
	"strings"
)

// markup is all that means something in GitHub's Markdown, but for what loosened breaks.
var markup = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;", "`", "&#96;",
	`\`, `\\`, "*", `\*`, "_", `\_`, "~", `\~`, "[", `\[`, "]", `\]`, "$", `\$`,
	gap, "&#8203;",
)

// gap is a space that nobody sees. It comes from loosened alone: visible leaves none.
const gap = "\u200b"

// loose is where a gap keeps text from being more than text: from calling people, from naming issues, pull requests and commits,
// from being a link or a picture. What digits between colons mean is a line of a file, but for two pictures.
var loose = []struct {
	pattern *regexp.Regexp
	broken  string
}{
	{regexp.MustCompile(`[@#]`), "$0" + gap},
	{regexp.MustCompile(`(?i)(\bGH-)([0-9])`), "$1" + gap + "$2"},
	{regexp.MustCompile(`:(//)`), ":" + gap + "$1"},
	{regexp.MustCompile(`(?i)(www)\.`), "$1" + gap + "."},
	{picture, ":" + gap + "$1:"},
	{picture, ":" + gap + "$1:"}, // those that shared a colon
}

var picture = regexp.MustCompile(`:(100|1234|[0-9]*[A-Za-z_+-][A-Za-z0-9_+-]*):`)

// commit is what may be the name of one. No part of it may be left that is as long.
var commit = regexp.MustCompile(`(?i)\b[0-9a-f]{7,64}\b`)

var six = regexp.MustCompile(`.{6}`)

// loosened is s with gaps.
func loosened(s string) string {
	s = commit.ReplaceAllStringFunc(s, func(id string) string { return six.ReplaceAllString(id, "$0"+gap) })
	for _, l := range loose {
		s = l.pattern.ReplaceAllString(s, l.broken)
	}
	return s
}

// The most characters that a name and a message may have in Markdown: a comment has room for 60,000 bytes in all.
const (
	longestHead    = 40  // of a column
	longestTitled  = 300 // of the headline
	longestName    = 200
	longestMessage = 1000
)

// md is s as plain text of Markdown, in one line.
func md(s string) string { return text(s, longestName) }

// head is md for the head of a column, of which there may be several.
func head(s string) string { return text(s, longestHead) }

// title is md for the headline.
func title(s string) string { return text(s, longestTitled) }

// prose is md for messages, which may be longer.
func prose(s string) string { return text(s, longestMessage) }

// text is at most limit characters of s. Spaces at its beginning would make a block of code of it.
func text(s string, limit int) string {
	s = strings.TrimLeft(visible(s), " ")
	return opening.ReplaceAllString(markup.Replace(loosened(clip(s, limit))), `$1\$2$3`)
}

// opening is what would begin a list where a text begins a line, or an item of another list, and what would make a headline
// or a table of the line above it.
var opening = regexp.MustCompile(`^([0-9]+)([.)])|^([-+=]|:-)`)

// code is s as a code span, where nothing is a link and nobody is called. Where s has characters that would be more
// than text there, it is plain text instead.
func code(s string) string {
	if s == "" || strings.Trim(s, codeSafe) != "" || strings.Contains(s, "::") {
		return md(s)
	}
	return "`" + clip(s, longestName) + "`"
}

// advice is prose that has code spans for what is to be typed or looked for: flags, and patterns of files.
func advice(s string) string {
	var parts, words []string
	flush := func() {
		if len(words) > 0 {
			parts, words = append(parts, prose(strings.Join(words, " "))), nil
		}
	}
	all := strings.Split(clip(visible(s), longestMessage), " ")
	for i := 0; i < len(all); i++ {
		word := strings.TrimRight(strings.TrimLeft(all[i], "("), ",;:.)")
		before, after, _ := strings.Cut(all[i], word)
		switch {
		case strings.Trim(word, codeSafe) != "":
			words = append(words, all[i])
		case all[i] == "--allow-missing" && alone(all[i+1:]):
			flush()
			parts = append(parts, "`--allow-missing "+all[i+1]+"`")
			i++
		case option.MatchString(word), strings.Contains(word, "*"):
			flush()
			parts = append(parts, prose(before)+code(word)+prose(after))
		default:
			words = append(words, all[i])
		}
	}
	flush()
	return strings.Join(parts, " ")
}

var option = regexp.MustCompile(`^--[a-z][a-z-]*$`)

// alone reports whether the first of some words is all that may be missing: names may have spaces.
func alone(words []string) bool {
	return len(words) > 0 && words[0] != "" && strings.Trim(words[0], codeSafe) == "" && (len(words) == 1 || words[1] == "judges")
}

const codeSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@/._:,+*%=~{}()[]-"

// clip cuts s in the middle so that it has at most limit characters.
func clip(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	head := limit / 3
	return string(runes[:head]) + "…" + string(runes[len(runes)-limit+head+1:])
}
