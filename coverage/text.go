package coverage

import (
	"cmp"
	"context"
	"fmt"
	"io"
)

// maxHeld bounds how many files stay open for their lines.
const maxHeld = 256

// A Text is a merged profile that is there to be written, and for nothing else. It needs less time and memory than a Profile:
// what stands in a file just as it is to be written is copied from there.
type Text struct {
	mode     Mode
	sections []section
	reading  *reading
}

// An InputError says that an input could not be read, or not read again.
type InputError struct {
	Name string // of the input
	Err  error
}

func (e *InputError) Error() string { return fmt.Sprintf("%s: %s", e.Name, e.Err) }
func (e *InputError) Unwrap() error { return e.Err }

// ReadText is Read for a profile that is only written. Inputs that are files may stay open: whoever reads a Text closes it.
func ReadText(ctx context.Context, inputs ...Input) (t *Text, remarks Remarks, err error) {
	t = &Text{reading: &reading{inputs: inputs, spans: true}}
	remarks, err = t.read(ctx)
	if err != nil {
		t.Close()
		return nil, Remarks{}, err
	}
	return t, remarks, nil
}

func (t *Text) read(ctx context.Context) (Remarks, error) {
	lists, mode, remarks, err := t.reading.all(ctx)
	if err != nil {
		return Remarks{}, err
	}
	files := byName(lists)
	joined, err := joinFiles(mode, files, t.reading.inputs)
	// What changed since it was read contradicts itself, too.
	if err := cmp.Or(t.reading.problems(), t.changed(), err); err != nil {
		return Remarks{}, err
	}
	t.mode = mode
	t.sections = make([]section, 0, len(joined))
	for i, file := range joined {
		if file != nil {
			t.sections = append(t.sections, fileText{file})
		} else {
			t.copy(files[i][0].span.extent)
		}
	}
	return remarks, nil
}

// copy adds an extent. Short ones that follow each other in the file become one, and long ones several.
func (t *Text) copy(e extent) {
	if n := len(t.sections); n > 0 {
		last, ok := t.sections[n-1].(extent)
		if ok && last.source == e.source && last.end == e.begin && e.end-last.begin <= batchSize {
			t.sections[n-1] = extent{e.source, last.begin, e.end}
			return
		}
	}
	for ; e.size() > batchSize; e.begin += batchSize {
		t.sections = append(t.sections, extent{e.source, e.begin, e.begin + batchSize})
	}
	t.sections = append(t.sections, e)
}

// changed returns an error if a file is no longer what was read.
func (t *Text) changed() error {
	for _, s := range t.reading.streams {
		if !s.spans {
			continue
		}
		if err := s.file.changed(); err != nil {
			return &InputError{s.name, err}
		}
	}
	return nil
}

// Render writes the text, byte for byte what Write makes of the profile that Read returns, and closes it. It returns an
// InputError where an input changed since it was read; what was written is worth nothing then.
func (t *Text) Render(w io.Writer) error {
	defer t.Close()
	if err := writeSections(w, t.mode, t.sections); err != nil {
		return err
	}
	return t.changed()
}

// Close closes the inputs.
func (t *Text) Close() { t.reading.close() }
