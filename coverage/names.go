package coverage

import (
	"fmt"
	"strings"
)

// SomeOf lists names for a message, but not too many of them.
func SomeOf(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
