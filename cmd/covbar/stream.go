package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/covbar/covbar/coverage"
)

// A stream is what is no regular file: standard input, a pipe, a terminal, a device. There may be nobody at its other end,
// and a system call that waits there cannot be called back. So it waits in a goroutine of its own, and one Ctrl-C is enough
// to get out.

// isStdin reports whether an argument names standard input.
func isStdin(arg string) bool { return arg == "-" || arg == "/dev/stdin" || arg == "/dev/fd/0" }

// isStream reports whether path is something other than a file that is there or may be made there. What this or another
// process holds open is never replaced, files neither.
func isStream(path string) bool {
	if strings.HasPrefix(path, "/dev/fd/") || strings.HasPrefix(path, "/proc/") {
		return true
	}
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular()
}

// once is an input that gives its bytes once, up to the end of ctx: opening it again would wait for ever.
func once(ctx context.Context, name string, open func() (io.ReadCloser, error)) coverage.Input {
	return coverage.Once(name, func() (io.ReadCloser, error) {
		r, w := io.Pipe()
		go func() { w.CloseWithError(forward(w, open)) }()
		context.AfterFunc(ctx, func() { w.CloseWithError(ctx.Err()) })
		return r, nil
	})
}

func forward(w io.Writer, open func() (io.ReadCloser, error)) error {
	source, err := open()
	if err != nil {
		return plain(err)
	}
	defer source.Close()
	_, err = io.CopyBuffer(w, source, make([]byte, 1<<20))
	return err
}

// writeStream writes to a stream, up to the end of ctx.
func writeStream(ctx context.Context, path string, write func(io.Writer) error) error {
	file, err := openStream(ctx, path)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { file.Close() }) // ends a write that waits
	defer stop()
	err = errors.Join(buffered(file, write), file.Close())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// openStream opens a stream to write to. A pipe lets that wait until somebody reads.
func openStream(ctx context.Context, path string) (*os.File, error) {
	type result struct {
		file *os.File
		err  error
	}
	opened := make(chan result)
	go func() {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		select {
		case opened <- result{file, err}:
		case <-ctx.Done():
			file.Close() // of nil, where it could not be opened, this does nothing
		}
	}()
	select {
	case r := <-opened:
		return r.file, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
