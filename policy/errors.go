package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An Error says where a policy or a floors file is wrong, what is wrong there, and what to do.
type Error struct {
	Name         string // of the file, as it was given
	Line, Column int    // from 1; columns count characters, not bytes
	Msg          string
	Hint         string // what to do; may be empty
	Source       string // the line; empty where none can be shown
}

// Error prints `name:line:column: message`, the line with a caret below the column, and the hint.
// Nothing in it can move the cursor of a terminal or be read as a command by a CI runner.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: %s", e.Name, e.Line, e.Column, e.Msg)
	if e.Source != "" {
		line, caret := excerpt(e.Source, e.Column)
		gutter := strconv.Itoa(e.Line)
		fmt.Fprintf(&b, "\n%s | %s\n%*s | %s^", gutter, line, len(gutter), "", caret)
	}
	if e.Hint != "" {
		b.WriteString("\nhint: " + e.Hint)
	}
	return harmless(b.String())
}

// Errors are all that is wrong with one file, in the order of the file.
type Errors []*Error

// maxShown bounds how many errors are printed: with more, it is the wrong file.
const maxShown = 20

func (errs Errors) Error() string {
	shown := make([]string, 0, maxShown+1)
	for i, err := range errs {
		if i == maxShown {
			shown = append(shown, fmt.Sprintf("%s: and %d more errors", harmless(err.Name), len(errs)-maxShown))
			break
		}
		shown = append(shown, err.Error())
	}
	return strings.Join(shown, "\n")
}

// Unwrap returns each of the errors.
func (errs Errors) Unwrap() []error {
	all := make([]error, len(errs))
	for i, err := range errs {
		all[i] = err
	}
	return all
}

// err returns errs in the order of the file, or nil where there are none.
func (errs Errors) err() error {
	if len(errs) == 0 {
		return nil
	}
	errs.sort()
	return errs
}

func (errs Errors) sort() {
	slices.SortStableFunc(errs, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// maxExcerpt is how much of a long line is shown, in characters.
const maxExcerpt = 100

// excerpt returns the part of a line around a column, and the blanks that bring a caret below that column.
func excerpt(line string, column int) (shown, blanks string) {
	runes := []rune(line)
	at := min(max(column-1, 0), len(runes))
	if first := at - maxExcerpt*3/4; first > 0 && len(runes) > maxExcerpt {
		runes = append([]rune{'…'}, runes[first:]...)
		at -= first - 1
	}
	if len(runes) > maxExcerpt {
		runes = append(runes[:maxExcerpt:maxExcerpt], '…')
	}
	var b strings.Builder
	for _, r := range runes[:at] {
		if r == '\t' {
			b.WriteRune('\t') // as wide above as below
		} else {
			b.WriteRune(' ')
		}
	}
	return string(runes), b.String()
}

// harmless replaces, character by character, what is no text: control characters and those that change the direction
// of a line. It breaks `##[`, which a CI runner takes for a command wherever it stands in a line.
func harmless(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || strconv.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, s)
	return strings.ReplaceAll(s, "##[", "#\uFFFD[")
}

// quote puts text of a policy between quotes, so that it ends where it ends and shows what it holds.
func quote(s string) string { return strconv.Quote(s) }
