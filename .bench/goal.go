package main

import (
	"fmt"
	"time"
)

// A goal says what is wanted of the rows of an input, or of all of them.
type goal struct {
	text string
	// check returns the number to show, and whether it will do; an empty string where something was not measured.
	check func(rows) (got string, met bool)
}

// asFastAs wants a contender to be so many times as fast as a peer.
func asFastAs(who, peer contender, times float64) goal {
	return goal{
		fmt.Sprintf("%s at least %g times as fast as %s", who.name, times, peer.name),
		func(all rows) (string, bool) {
			a, b := all.of(who), all.of(peer)
			if a == nil || b == nil {
				return "", false
			}
			got := ratio(b.median(), a.median())
			text := fmt.Sprintf("%.1f times", got)
			if b.late {
				text = "more than " + text
			}
			return text, got >= times
		},
	}
}

// timeOf wants a contender to take at most so many times what the floor takes.
func timeOf(who, floor contender, times float64) goal {
	return goal{
		fmt.Sprintf("%s at most %g times the time of %s", who.name, times, floor.name),
		func(all rows) (string, bool) {
			a, b := all.of(who), all.of(floor)
			if a == nil || b == nil || b.late {
				return "", false
			}
			got := ratio(a.median(), b.median())
			return fmt.Sprintf("%.2f times", got), got <= times
		},
	}
}

// under wants a contender to be done within some time.
func under(who contender, limit time.Duration) goal {
	return within(who, limit, "", (*row).median)
}

// cpuUnder wants a contender to be done within some CPU time, on all cores together.
func cpuUnder(who contender, limit time.Duration) goal {
	return within(who, limit, " of CPU time", (*row).cpu)
}

func within(who contender, limit time.Duration, what string, took func(*row) time.Duration) goal {
	return goal{
		fmt.Sprintf("%s within %v%s", who.name, limit, what),
		func(all rows) (string, bool) {
			a := all.of(who)
			if a == nil {
				return "", false
			}
			return showTime(took(a)), took(a) < limit
		},
	}
}

// residentUpTo wants a contender to keep within so many bytes.
func residentUpTo(who contender, limit int64) goal {
	return goal{
		fmt.Sprintf("%s in at most %s", who.name, showMemory(limit)),
		func(all rows) (string, bool) {
			a := all.of(who)
			if a == nil || a.resident() == 0 {
				return "", false
			}
			return showMemory(a.resident()), a.resident() <= limit
		},
	}
}

// residentLike wants a contender to need no more memory than a peer.
func residentLike(who, peer contender) goal {
	return goal{
		fmt.Sprintf("%s in no more memory than %s", who.name, peer.name),
		func(all rows) (string, bool) {
			a, b := all.of(who), all.of(peer)
			if a == nil || b == nil || b.late || a.resident() == 0 {
				return "", false
			}
			return fmt.Sprintf("%.2f times", float64(a.resident())/float64(b.resident())), a.resident() <= b.resident()
		},
	}
}

// linear wants the time for a byte of the last input to be at most so many times that of the first.
func linear(who contender, times float64) goal {
	return goal{
		fmt.Sprintf("%s takes at most %g times as long for a byte of the last input as of the first", who.name, times),
		func(all rows) (string, bool) {
			groups := all.byInput()
			first, last := groups[0].of(who), groups[len(groups)-1].of(who)
			if first == nil || last == nil {
				return "", false
			}
			got := ratio(last.median(), first.median()) / (float64(last.input.size) / float64(first.input.size))
			return fmt.Sprintf("%.2f times", got), got <= times
		},
	}
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }
