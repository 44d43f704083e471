package policy

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/covbar/covbar/coverage"
)

// maxFloors is how large a floors file may be. It grows with the packages of a repository.
const maxFloors = 16 << 20

// A Floor is one line of a floors file: a lower bar for one package.
type Floor struct {
	Selector string // `./dir`, `.` or an import path: one package, no pattern
	Bar      coverage.Percent
}

// A floor is a Floor that was read.
type floor struct {
	clause Clause
	column int
}

// FormatFloors writes a floors file that SetFloors reads. Of several floors of one package the lowest counts.
func FormatFloors(floors []Floor) []byte {
	floors = slices.Clone(floors)
	slices.SortFunc(floors, func(a, b Floor) int {
		if a.Selector != b.Selector {
			return strings.Compare(a.Selector, b.Selector)
		}
		return int(a.Bar) - int(b.Bar)
	})
	floors = slices.CompactFunc(floors, func(a, b Floor) bool { return a.Selector == b.Selector })
	var b bytes.Buffer
	b.WriteString("# Written by covbar. Each line is the bar of a package that was below the one it owes.\n")
	for _, f := range floors {
		selector := f.Selector
		if strings.ContainsAny(selector, " #\"") || strconv.Quote(selector) != `"`+selector+`"` {
			selector = strconv.Quote(selector)
		}
		fmt.Fprintf(&b, "%s %s\n", selector, f.Bar)
	}
	return b.Bytes()
}

// SetFloors reads the lines of the floors file into p. name is for messages. All that is wrong is reported at once, as
// Errors.
func (p *Policy) SetFloors(data []byte, name string) error {
	if p.floorsFrom == nil {
		return errors.New("the policy names no floors file")
	}
	src, _, err := newSource(data, name, maxFloors)
	if err != nil {
		return err
	}
	var (
		errs   Errors
		floors []*floor
		last   Floor
	)
	for i, line := range src.lines {
		f, column, err := parseFloor(line)
		switch {
		case err != nil:
			msg, hint, _ := strings.Cut(err.Error(), "\n")
			errs = append(errs, src.errorAt(i+1, column, msg, hint))
			continue
		case f.Selector == "":
			continue
		case f.Selector == last.Selector:
			errs = append(errs, src.errorAt(i+1, column, quote(f.Selector)+" has a floor already", "keep one of the lines"))
		case f.Selector < last.Selector:
			msg := quote(f.Selector) + " stands after " + quote(last.Selector)
			errs = append(errs, src.errorAt(i+1, column, msg, "sort the lines by bytes, as `LC_ALL=C sort` does"))
		}
		last = f
		floors = append(floors, &floor{
			clause: Clause{
				Kind: KindFloor, File: name, Line: i + 1,
				Selector: f.Selector, Bar: f.Bar, Until: p.floorsFrom.until,
			},
			column: column,
		})
	}
	if err := errs.err(); err != nil {
		return err
	}
	p.floorsSource, p.floors = src, floors
	return nil
}

// parseFloor reads one line; a comment or an empty line is no floor. column is where the floor begins, or where the
// line is wrong. The error may hold a hint after a newline.
func parseFloor(line string) (f Floor, column int, err error) {
	rest := strings.TrimLeft(line, " \t")
	at := func(rest string) int { return 1 + utf8.RuneCountInString(line[:len(line)-len(rest)]) }
	column = at(rest)
	if rest == "" || rest[0] == '#' {
		return Floor{}, column, nil
	}
	if rest[0] == '"' {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return Floor{}, column, errors.New("quotes that have no end")
		}
		f.Selector, _ = strconv.Unquote(quoted)
		rest = rest[len(quoted):]
	} else {
		end := strings.IndexAny(rest+" ", " \t")
		f.Selector, rest = rest[:end], rest[end:]
	}
	if err := checkFloor(f.Selector); err != nil {
		return Floor{}, column, err
	}
	bar := strings.TrimLeft(rest, " \t")
	start := at(bar)
	bar, _, _ = strings.Cut(bar, " #")
	bar = strings.TrimSpace(bar)
	if len(bar) == len(rest) || !strings.HasSuffix(bar, "%") {
		return Floor{}, start, errors.New("no percentage stands after the package\nwrite ./dir 41.37%")
	}
	if f.Bar, err = coverage.ParsePercent(bar); err != nil {
		return Floor{}, start, fmt.Errorf("%w\nwrite ./dir 41.37%%", err)
	}
	return f, column, nil
}

// checkFloor refuses what names no single package.
func checkFloor(selector string) error {
	if selector == "." {
		return nil
	}
	if strings.Contains(selector, "...") || strings.Contains(selector, "*") {
		return fmt.Errorf("%q is a pattern\na floor is of one package; write a rule or a waiver for several", selector)
	}
	if err := plain(strings.TrimPrefix(selector, "./")); err != nil {
		return fmt.Errorf("%q is no package\nwrite ./dir or an import path", selector)
	}
	return nil
}
