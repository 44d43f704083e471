package main

import (
	"strconv"
	"strings"

	"golang.org/x/tools/cover"
)

// Sources are put together from templates. In these, Thing is a type of the file, and _N a number in it. ⟦ and a digit begin
// a block of so many statements, and ⟧ ends it, as cmd/cover of go1.26 cuts them: what it knows of a template is written in it.

// A part is one function of a file, and what a profile knows of it.
type part struct {
	text   string
	lines  int
	blocks []cover.ProfileBlock // counted from the first line of the part; without counts
}

// fill makes a part from a template.
func fill(template, thing string, number int) part {
	names := strings.NewReplacer("Thing", thing, "_N", strconv.Itoa(number))
	var p part
	var text strings.Builder
	var open cover.ProfileBlock
	line, col := 1, 1
	for rest := names.Replace(template); rest != ""; {
		i := strings.IndexAny(rest, "⟦⟧\n")
		if i < 0 {
			i = len(rest)
		}
		text.WriteString(rest[:i])
		col += i
		switch rest = rest[i:]; {
		case strings.HasPrefix(rest, "\n"):
			text.WriteByte('\n')
			line, col = line+1, 1
			rest = rest[1:]
		case strings.HasPrefix(rest, "⟦"):
			rest = rest[len("⟦"):]
			open = cover.ProfileBlock{StartLine: line, StartCol: col, NumStmt: int(rest[0] - '0')}
			rest = rest[1:]
		case strings.HasPrefix(rest, "⟧"):
			open.EndLine, open.EndCol = line, col
			p.blocks = append(p.blocks, open)
			rest = rest[len("⟧"):]
		}
	}
	p.text, p.lines = text.String(), line-1
	return p
}

// head begins every file but for the declarations. It uses all that is imported.
const head = `
import (
	"errors"
	"fmt"
	"strings"
)

// ErrThing is what a Thing ends with that nobody can use.
var ErrThing = errors.New("no such Thing")

// A Thing is what this file is about.
type Thing struct {
	Name  string
	Lines []int
	Notes map[string]string
	Next  *Thing
}

// String names a Thing with its lines.
func (t *Thing) String() string ⟦1{
	return fmt.Sprintf("%s with %s", t.Name, strings.Repeat(".", len(t.Lines)))
}⟧
`

// declarations is all of a file without statements, which no profile mentions.
const declarations = `
// ThingLimit is how many lines a Thing has.
const ThingLimit = 64

// A Thing is what others of this package share.
type Thing struct {
	Name  string
	Lines [ThingLimit]int
}

// A ThingReader gets what was written.
type ThingReader interface {
	// Read returns a Thing by its name.
	Read(name string) (*Thing, error)
	// List returns no more than limit of all.
	List(limit int) ([]Thing, error)
}
`

// untestable is a function that covbar leaves out. The peer does not know the comment.
const untestable = `
// MustThing_N is for variables of packages.
//
//covbar:ignore a wrong name stops the program
func MustThing_N(name string) *Thing ⟦1{
	if name == "" ⟧⟦1{
		panic(ErrThing)⟧
	}
	⟦1return &Thing{Name: name}⟧
}
`

// functions are what files are filled with, with branches of every kind.
var functions = []string{
	`
// Sum_N adds up what is in the lines, and no more than a limit.
func (t *Thing) Sum_N(limit int) (int, error) ⟦1{
	if t == nil ⟧⟦1{
		return 0, ErrThing
	}⟧
	⟦2sum := 0
	for _, line := range t.Lines ⟧⟦1{
		if line < 0 ⟧⟦1{
			continue⟧
		}
		⟦2sum += line
		if sum > limit ⟧⟦1{
			return limit, nil
		}⟧
	}
	⟦1return sum, nil⟧
}
`, `
// Kind_N tells small things from large ones.
func (t *Thing) Kind_N() string ⟦1{
	switch len(t.Lines) ⟧{
	case 0:⟦1
		return "empty"⟧
	case 1, 2, 3:⟦2
		few := strings.ToLower(t.Name)
		return "a small " + few⟧
	default:⟦1
		if t.Next != nil ⟧⟦1{
			return "large, with another one"
		}⟧
		⟦1return "large"⟧
	}
}
`, `
// Grade_N finds where a value belongs.
func (t *Thing) Grade_N(value int) (grade int) ⟦1{
	if value < 10 ⟧⟦1{
		grade = 1
	}⟧ else⟦1 if value < 100 ⟧⟦2{
		grade = 2
		t.Lines = append(t.Lines, value)
	}⟧ else⟦1 if strings.HasPrefix(t.Name, "x") ⟧⟦1{
		grade = 3
	}⟧ else⟦1 {
		grade = 4
	}⟧
	⟦1return grade * len(t.Lines)⟧
}
`, `
// Each_N does something with every line, and survives what goes wrong in it.
func (t *Thing) Each_N(do func(line int) error) (err error) ⟦1{
	defer func() ⟧⟦1{
		if problem := recover(); problem != nil ⟧⟦1{
			err = fmt.Errorf("%s: %v", t.Name, problem)
		}⟧
	}()
	⟦1for i, line := range t.Lines ⟧⟦1{
		if err := do(line); err != nil ⟧⟦1{
			return fmt.Errorf("%s: line %d: %w", t.Name, i, err)
		}⟧
	}
	⟦1return nil⟧
}
`, `
// FilterThing_N keeps what is wanted.
func FilterThing_N[T comparable](all []T, wanted func(T) bool, never ...T) []T ⟦2{
	var kept []T
	for _, one := range all ⟧⟦2{
		out := !wanted(one)
		for _, other := range never ⟧⟦1{
			out = out || one == other
		}⟧
		⟦1if !out ⟧⟦1{
			kept = append(kept, one)
		}⟧
	}
	⟦1return kept⟧
}
`, `
// Wait_N waits for the next line, or for the end.
func (t *Thing) Wait_N(lines <-chan int, done <-chan struct{}) error ⟦1{
	for tries := 0; ; tries++ ⟧⟦1{
		select ⟧{
		case line, ok := <-lines:⟦1
			if !ok ⟧⟦1{
				return ErrThing
			}⟧
			⟦1t.Lines = append(t.Lines, line)⟧
		case <-done:⟦1
			return fmt.Errorf("%s: stopped after %d", t.Name, tries)⟧
		}
	}
}
`, `
// DescribeThing_N says what some value is.
func DescribeThing_N(value any) (string, bool) ⟦1{
	switch value := value.(type) ⟧{
	case nil:⟦1
		return "nothing", false⟧
	case *Thing:⟦1
		return value.String(), true⟧
	case error:⟦2
		text := value.Error()
		return strings.TrimSpace(text), errors.Is(value, ErrThing)⟧
	}
	⟦1return fmt.Sprint(value), true⟧
}
`, `
// Note_N keeps a note, unless there is one already.
func (t *Thing) Note_N(key, text string) error ⟦3{
	key = strings.ToLower(strings.TrimSpace(key))
	const most = 1000
	if key == "" || len(text) > most ⟧⟦1{
		return fmt.Errorf("%q: %w", key, ErrThing)
	}⟧
	⟦1if t.Notes == nil ⟧⟦1{
		t.Notes = make(map[string]string)
	}⟧
	⟦1if old, ok := t.Notes[key]; ok && old != text ⟧⟦1{
		return fmt.Errorf("%q is noted already: %q", key, old)
	}⟧
	⟦2t.Notes[key] = text
	return nil⟧
}
`,
}
