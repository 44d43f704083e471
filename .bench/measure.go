package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// A row is what one contender did with one input.
type row struct {
	input     *input
	contender contender
	samples   []sample
	late      bool  // it was stopped: the time of its only sample is a lower bound
	failed    error // nothing was measured
	checked   bool  // it gave a result
	got       tally // the last result
	different bool  // from what it must be
}

// rows are the rows of one input, or of all.
type rows []*row

// wrong reports whether a result speaks against covbar, or against this benchmark. A peer may be wrong on a given profile.
func (all rows) wrong() bool {
	return slices.ContainsFunc(all, func(r *row) bool {
		return r.different && r.input.generated || r.contender.ours && (r.different || r.failed != nil)
	})
}

// of returns the first row of a contender that has a measurement, or nil.
func (all rows) of(c contender) *row {
	for _, r := range all {
		if r.contender.name == c.name && len(r.samples) > 0 {
			return r
		}
	}
	return nil
}

// byInput returns the rows of each input.
func (all rows) byInput() []rows {
	var groups []rows
	for i, r := range all {
		if i == 0 || r.input != all[i-1].input {
			groups = append(groups, nil)
		}
		last := &groups[len(groups)-1]
		*last = append(*last, r)
	}
	return groups
}

// measure lets contenders take turns.
func (b *bench) measure(ctx context.Context, s scenario, inputs []*input) (rows, error) {
	var all rows
	for _, in := range inputs {
		for _, c := range s.contenders {
			all = append(all, &row{input: in, contender: c})
		}
	}
	for range b.rounds * max(s.turns, 1) {
		for _, r := range all {
			if r.late || r.failed != nil {
				continue
			}
			if err := b.turn(ctx, r); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// turn adds a sample to a row.
func (b *bench) turn(ctx context.Context, r *row) error {
	stdout, merged := filepath.Join(b.scratch, "stdout"), filepath.Join(b.scratch, "merged.out")
	limited, cancel := ctx, func() {}
	if !r.contender.ours {
		limited, cancel = context.WithTimeout(ctx, b.peerLimit)
	}
	defer cancel()
	s, err := b.run(limited, r.command(b, merged), stdout)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case limited.Err() != nil:
		r.late = true
		r.samples = []sample{s}
		return nil
	case err != nil:
		r.failed = err
		r.samples = nil
		return nil
	}
	r.samples = append(r.samples, s)
	if r.contender.result != nil && !r.checked {
		r.got, err = r.contender.result(ctx, b, r.input, stdout, merged)
		if err != nil {
			return fmt.Errorf("%s: %w", r.contender.name, err)
		}
		r.checked = true
		r.different = r.got != r.want()
	}
	// The next one must not pay for writing this to the disk.
	return cmp.Or(os.Remove(stdout), os.RemoveAll(merged))
}

func (r *row) command(b *bench, merged string) command {
	return command{r.contender.args(b, r.input, merged), r.input.dir, r.contender.env, r.contender.status}
}

// want is what must be found.
func (r *row) want() tally {
	if r.contender.want != nil {
		return r.contender.want(r.input)
	}
	return r.input.want
}

func (r *row) median() time.Duration { return middle(r.walls()) }

func (r *row) walls() []time.Duration {
	return r.sorted(func(s sample) time.Duration { return s.wall })
}

func (r *row) cpu() time.Duration {
	return middle(r.sorted(func(s sample) time.Duration { return s.cpu }))
}

// resident is the most of all samples, since a goal must hold for each.
func (r *row) resident() (most int64) {
	for _, s := range r.samples {
		most = max(most, s.resident)
	}
	return most
}

func (r *row) sorted(of func(sample) time.Duration) []time.Duration {
	var all []time.Duration
	for _, s := range r.samples {
		all = append(all, of(s))
	}
	slices.Sort(all)
	return all
}

// middle is the median of sorted times.
func middle(all []time.Duration) time.Duration {
	n := len(all)
	return (all[(n-1)/2] + all[n/2]) / 2
}
