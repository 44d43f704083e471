package covdata

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// An excerpt keeps the beginning of what a command says is wrong.
type excerpt struct {
	kept []byte
	line []byte // as far as it has come
}

func (e *excerpt) Write(p []byte) (int, error) {
	const most = 4 << 10
	for rest := p; len(rest) > 0; {
		part, after, ended := bytes.Cut(rest, []byte("\n"))
		e.line = append(e.line, part[:min(len(part), most-len(e.line))]...)
		if ended {
			if len(e.kept)+len(e.line) < most && !isHarmless(e.line) {
				e.kept = append(append(e.kept, e.line...), '\n')
			}
			e.line = e.line[:0]
		}
		rest = after
	}
	return len(p), nil
}

// isHarmless reports whether a warning of the tool is about nothing that is missing: a count that stays at the highest. There
// may be one for each function.
func isHarmless(warning []byte) bool { return bytes.Contains(warning, []byte("uint32 overflow")) }

func (e *excerpt) text() string { return string(e.kept) + string(e.line) }

// complaint is what the tool says is wrong, in one line; empty where all is well. It goes on after some warnings, but with
// less than it was given, so these are complaints too.
func (e *excerpt) complaint() string {
	const most = 3
	var lines []string
	for line := range strings.Lines(e.text()) {
		line = strings.TrimSpace(line)
		for _, label := range []string{"error: ", "error: ", "warning: "} { // some errors are labelled twice
			line = strings.TrimPrefix(line, label)
		}
		if strings.HasPrefix(line, "goroutine ") { // where it panicked is for its makers
			break
		}
		if line != "" && len(lines) < most {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}

// failure says why a command failed, if it did.
func failure(ctx context.Context, command string, err error, stderr *excerpt) error {
	complaint := stderr.complaint()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case complaint != "":
		return fmt.Errorf("%s: %s", command, complaint)
	case err != nil:
		return fmt.Errorf("%s: %w", command, err)
	}
	return nil
}

// dataHint is a line about what may have led to a complaint about the data.
func dataHint(complaint string) string {
	switch {
	case complaint == "":
		return ""
	case strings.Contains(complaint, "counter mode clash"):
		return "\nhint: binaries of different -covermode (-race makes it atomic) need a GOCOVERDIR folder each"
	}
	return "\nhint: was the disk full, or the folder copied in part, or while it was written to?"
}

// reason leaves out of an error the path, for messages that have said it.
func reason(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}
