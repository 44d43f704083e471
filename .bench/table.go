package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// print shows what was measured, and which goals are met.
func (s scenario) print(w io.Writer, all rows) {
	fmt.Fprintf(w, "\n%s: %s\n", s.name, s.title)
	for _, group := range all.byInput() {
		in := group[0].input
		fmt.Fprintf(w, "\n  %s: %s, %s; %v statements ran\n", in.name, megabytes(in.size), counted(int(in.want.Blocks), "distinct block"), in.want)
		group.print(w)
		printGoals(w, s.goals, group)
	}
	if len(s.across) > 0 {
		fmt.Fprintln(w)
	}
	printGoals(w, s.across, all)
	for _, r := range all {
		switch {
		case r.failed != nil:
			fmt.Fprintf(w, "  FAILED  %s, %s: %v\n", r.contender.name, r.input.name, r.failed)
		case r.different:
			fmt.Fprintf(w, "  WRONG   %s, %s: %v statements in %s, not %v in %d\n", r.contender.name, r.input.name,
				r.got, counted(int(r.got.Blocks), "block"), r.want(), r.want().Blocks)
		}
	}
}

// layout is a line of a table.
const layout = "  %-21s%9s  %23s%10s%11s%6s%18s%13s  %s\n"

func (all rows) print(w io.Writer) {
	fmt.Fprintf(w, layout, "", "median", "shortest … longest", "CPU", "resident", "MB/s", "to ParseProfiles", "to wc -l", "result")
	parse, floor := all.of(parseProfiles), all.of(countLines)
	for _, r := range all {
		switch {
		case len(r.samples) == 0:
			fmt.Fprintf(w, "  %-21s%9s\n", r.contender.name, "failed")
		case r.late:
			fmt.Fprintf(w, "  %-21s%9s  %23s\n", r.contender.name, showTime(r.median()), "and stopped")
		default:
			r.print(w, parse, floor)
		}
	}
}

// print shows a row that was measured. Two columns compare it with others, which may be missing.
func (r *row) print(w io.Writer, parse, floor *row) {
	walls := r.walls()
	spread := showTime(walls[0]) + " … " + showTime(walls[len(walls)-1])
	speed := fmt.Sprintf("%.0f", float64(r.input.size)/1e6/r.median().Seconds())
	var resident, toParse, toFloor, result string
	if r.resident() > 0 {
		resident = showMemory(r.resident())
	}
	if parse != nil && !parse.late {
		toParse = fmt.Sprintf("%.1f× as fast", ratio(parse.median(), r.median()))
	}
	if floor != nil && !floor.late {
		toFloor = fmt.Sprintf("%.1f× time", ratio(r.median(), floor.median()))
	}
	switch {
	case r.different:
		result = "WRONG"
	case r.checked:
		result = "right"
	}
	line := fmt.Sprintf(layout, r.contender.name, showTime(r.median()), spread, showTime(r.cpu()), resident, speed, toParse, toFloor, result)
	fmt.Fprintln(w, strings.TrimRight(line, " \n"))
}

func printGoals(w io.Writer, goals []goal, all rows) {
	for _, g := range goals {
		switch got, met := g.check(all); {
		case got == "":
			fmt.Fprintf(w, "  open    %s: not measured\n", g.text)
		case met:
			fmt.Fprintf(w, "  met     %s: %s\n", g.text, got)
		default:
			fmt.Fprintf(w, "  missed  %s: %s\n", g.text, got)
		}
	}
}

func showTime(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

func showMemory(bytes int64) string { return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20)) }

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
