package coverage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync"
)

// maxWorkers bounds the tallies that may exist of one block. Reading gets no faster with more: memory is the limit.
const maxWorkers = 8

// Read reads and merges all inputs, on all cores, in one pass: memory grows with the distinct blocks, not with the inputs.
// The result does not depend on the order of the inputs. No block at all is an error (EmptyError), as is all that is damaged
// (SyntaxError), or contradicts itself (ConflictError).
func Read(ctx context.Context, inputs ...Input) (p *Profile, remarks Remarks, err error) {
	r := &reading{inputs: inputs}
	defer r.close()
	lists, mode, remarks, err := r.all(ctx)
	if err != nil {
		return nil, Remarks{}, err
	}
	p, err = join(mode, lists, inputs)
	if err != nil {
		return nil, Remarks{}, err
	}
	return p, remarks, nil
}

// Parse reads one profile. name is for messages only.
func Parse(r io.Reader, name string) (*Profile, error) {
	open := func() (io.ReadCloser, error) { return io.NopCloser(r), nil }
	p, _, err := Read(context.Background(), Once(name, open))
	return p, err
}

// Once is an input that can be opened only once, such as standard input.
func Once(name string, open func() (io.ReadCloser, error)) Input {
	opened := false
	return Input{name, func() (io.ReadCloser, error) {
		if opened {
			return nil, errors.New("it can be read only once")
		}
		opened = true
		return open()
	}}
}

// An EmptyError says that none of the inputs holds a block.
type EmptyError struct {
	Names []string // of the inputs
}

func (e *EmptyError) Error() string {
	return fmt.Sprintf("no coverage data in %s: a run that measured nothing has no verdict", SomeOf(e.Names))
}

// A reading hands out the inputs to workers: each opens one of its own as long as there are any, and then helps with
// those that others have open.
type reading struct {
	inputs []Input
	spans  bool // of files

	mu      sync.Mutex
	streams []*stream // as far as opened, in the order of the inputs
}

// all reads all inputs, and returns what each worker has seen, the mode of all together, and what is odd about them.
func (r *reading) all(ctx context.Context) (lists [][]*tally, mode Mode, remarks Remarks, err error) {
	lists = r.run(ctx, min(runtime.GOMAXPROCS(0), maxWorkers))
	problems := r.problems()
	if err := cmp.Or(ctx.Err(), problems); err != nil {
		return nil, "", Remarks{}, err
	}
	mode, remarks, err = r.summary()
	return lists, mode, remarks, err
}

// run reads all inputs with n workers, and returns what each has seen, sorted by name.
func (r *reading) run(ctx context.Context, n int) [][]*tally {
	lists := make([][]*tally, n)
	var group sync.WaitGroup
	for i := range lists {
		group.Go(func() {
			w := &worker{files: make(map[string]*tally)}
			buf := make([]byte, chunkSize)
			for s := r.take(); s != nil && ctx.Err() == nil; s = r.take() {
				w.work(ctx, s, buf)
			}
			w.leave()
			lists[i] = slices.Collect(maps.Values(w.files))
			sortTallies(lists[i])
		})
	}
	group.Wait()
	return lists
}

// take returns the next input, opened, or else one that is not at its end.
func (r *reading) take() *stream {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := len(r.streams); i < len(r.inputs) {
		r.streams = append(r.streams, openStream(i, r.inputs[i], r.spans && i < maxHeld))
		return r.streams[i]
	}
	for _, s := range r.streams {
		if !s.atEnd() {
			return s
		}
	}
	return nil
}

// problems returns what is wrong with the inputs, in their order.
func (r *reading) problems() error {
	var all []error
	for _, s := range r.streams {
		all = append(all, s.problem())
	}
	return errors.Join(all...)
}

func (r *reading) close() {
	for _, s := range r.streams {
		s.close()
	}
}

// summary returns the mode of all inputs together, and what is odd about them.
func (r *reading) summary() (mode Mode, remarks Remarks, err error) {
	var names, empty []string
	first := make(map[Mode]string) // the first input of each mode
	for _, s := range r.streams {
		names = append(names, s.name)
		mode = mode.join(s.mode)
		if s.blocks == 0 {
			empty = append(empty, s.name)
		} else if first[s.mode] == "" {
			first[s.mode] = s.name
		}
	}
	if len(empty) == len(names) {
		return "", Remarks{}, &EmptyError{names}
	}
	return mode, Remarks{empty, ModesDiffer(first, mode)}, nil
}
