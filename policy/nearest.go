package policy

import (
	"maps"
	"slices"
	"strings"
)

// home says to what a key belongs, for the hint where it stands elsewhere.
var home = map[string]string{
	"threshold": "rules, waivers and the top of the policy",
	"packages":  "rules, waivers, services and exclude",
	"files":     "rules, waivers and exclude",
	"services":  "rules, waivers and the top of the policy",
	"labels":    "rules, waivers and services",
	"suite":     "rules and waivers",
	"per":       "rules and waivers",
	"owner":     "rules and waivers",
	"reason":    "rules and waivers",
	"ramp":      "rules",
	"level":     "rules",
	"until":     "waivers and floors",
	"file":      "floors",
	"path":      "services",
	"name":      "services",
	"profiles":  "suites",
	"shards":    "suites",
	"generated": "exclude",
	"version":   "the top of the policy", "total": "the top of the policy", "min-statements": "the top of the policy",
	"missing": "the top of the policy", "floors": "the top of the policy", "suites": "the top of the policy",
	"rules": "the top of the policy", "exclude": "the top of the policy", "waivers": "the top of the policy",
}

// hintForKey says what may be meant by a key that is not known in its place: near, if it is misspelt.
func hintForKey(key string, fields []field) (near, hint string) {
	words := make([]string, len(fields))
	for i, f := range fields {
		words[i] = f.key
	}
	if near := Nearest(key, words); near != "" {
		return near, "did you mean " + near + "?"
	}
	if places, ok := home[key]; ok {
		return "", key + " belongs to " + places
	}
	return "", "known here: " + known(fields)
}

// known lists the keys of fields.
func known(fields []field) string {
	var list []string
	for _, f := range fields {
		list = append(list, f.key)
	}
	return strings.Join(list, ", ")
}

// Nearest returns the word that may be meant by s: the one that differs least, or nothing where all differ by more than
// slips of the keyboard.
func Nearest(s string, words []string) string {
	if len(s) > 256 {
		return ""
	}
	s = strings.ToLower(strings.ReplaceAll(s, "_", "-"))
	best, least := "", 1+(len(s)+1)/3
	for _, word := range words {
		if d := distance(s, word); d < least {
			best, least = word, d
		}
	}
	return best
}

// nearestOf returns the one of some names that may be meant by s, whatever its case.
func nearestOf(s string, names map[string]bool) string {
	lower := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		lower[strings.ToLower(strings.ReplaceAll(name, "_", "-"))] = name
	}
	return lower[Nearest(s, slices.Sorted(maps.Keys(lower)))]
}

// distance counts the slips that make b of a: a character too many, too few or wrong, and two that changed places.
func distance(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			wrong := row[j]
			if a[i] != b[j] {
				wrong++
			}
			next[j+1] = min(wrong, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
