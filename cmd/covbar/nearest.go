package main

import "fmt"

// nearestHint is a line "hint: did you mean ...?" with the name that is nearest to the one given, as format shows it.
// Where none is near, the line is otherwise.
func nearestHint(name string, known []string, format, otherwise string) string {
	if near := nearest(name, known); near != "" {
		return "\nhint: did you mean " + fmt.Sprintf(format, near) + "?"
	}
	if otherwise == "" {
		return ""
	}
	return "\nhint: " + otherwise
}

// nearest returns the known name with the fewest changes to name, up to a third of its letters; empty where none is
// near. Of several the first counts.
func nearest(name string, known []string) string {
	best, fewest := "", (len(name)+1)/3
	for _, candidate := range known {
		if d := distance(name, candidate); d <= fewest && (best == "" || d < fewest) {
			best, fewest = candidate, d
		}
	}
	return best
}

// distance counts the bytes to insert, delete or replace to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
