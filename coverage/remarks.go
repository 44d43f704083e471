package coverage

import (
	"fmt"
	"strings"
)

// Remarks are what is odd about inputs that were read all the same.
type Remarks struct {
	Empty []string // names of the inputs without a block, where others have some
	Modes string   // what ModesDiffer says of those others
}

// Warnings are the remarks for people.
func (r Remarks) Warnings() []string {
	var all []string
	for _, name := range r.Empty {
		all = append(all, name+" holds no coverage data: did its tests run?")
	}
	if r.Modes != "" {
		all = append(all, r.Modes)
	}
	return all
}

// ModesDiffer warns that different modes became one, and names somebody for each of them. It is empty where there is one only.
func ModesDiffer(whose map[Mode]string, merged Mode) string {
	if len(whose) < 2 {
		return ""
	}
	var said []string
	for _, mode := range []Mode{Set, Count, Atomic} {
		if name := whose[mode]; name != "" {
			said = append(said, fmt.Sprintf("%s in %s", mode, name))
		}
	}
	return fmt.Sprintf("the modes differ (%s): merged as %s", strings.Join(said, ", "), merged)
}
