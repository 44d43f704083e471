package covdata

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// Open starts to read the folder as a text profile, and does not wait for it. What is wrong with the data is the error at the
// end of the profile, which then is not whole. The reading stops where ctx ends, and with Close.
func (t *Tool) Open(ctx context.Context, path string) (io.ReadCloser, error) {
	tool, err := t.find(ctx)
	if err != nil {
		return nil, err
	}
	running, kill := context.WithCancel(ctx)
	r := &reader{ctx: ctx, kill: kill}
	// A list of folders is what -i takes: a comma in the name of this one would part it.
	r.cmd = t.command(running, path, tool, "textfmt", "-i=.")
	r.cmd.Stderr = &r.stderr
	if t.pipes {
		r.cmd.Args = append(r.cmd.Args, "-o=/dev/stdout")
		r.text, err = r.cmd.StdoutPipe()
	} else if r.temp, err = t.tempDir(); err == nil {
		r.cmd.Args = append(r.cmd.Args, "-o="+r.file())
	}
	if err == nil {
		err = r.cmd.Start()
	}
	if err != nil {
		_ = r.Close()
		return nil, fmt.Errorf("go tool covdata textfmt: %w", reason(err))
	}
	return r, nil
}

// A reader reads what a covdata tool writes.
type reader struct {
	ctx    context.Context
	kill   func()
	cmd    *exec.Cmd
	stderr excerpt
	temp   string        // the folder of the file that the tool writes; empty where it writes to a pipe
	text   io.ReadCloser // nil as long as the file is not whole
	ended  bool
	err    error // how the tool ended
}

func (r *reader) file() string { return filepath.Join(r.temp, "profile") }

func (r *reader) Read(p []byte) (n int, err error) {
	if r.text == nil {
		if err := r.wait(); err != nil {
			return 0, err
		}
		if r.text, err = os.Open(r.file()); err != nil {
			return 0, err
		}
	}
	n, err = r.text.Read(p)
	if err == io.EOF {
		if failed := r.wait(); failed != nil {
			err = failed
		}
	}
	return n, err
}

// wait returns how the tool ended, once it has.
func (r *reader) wait() error {
	if !r.ended {
		r.ended = true
		r.err = failure(r.ctx, "go tool covdata textfmt", r.cmd.Wait(), &r.stderr)
		if r.err != nil && r.ctx.Err() == nil {
			r.err = fmt.Errorf("%w%s", r.err, dataHint(r.stderr.complaint()))
		}
	}
	return r.err
}

// Close ends the tool, whether it is done or not.
func (r *reader) Close() error {
	r.kill()
	if r.cmd.Process != nil {
		_ = r.wait() // whoever read to the end knows it already, and nobody else asks
	}
	if r.text != nil {
		r.text.Close()
	}
	if r.temp != "" {
		return os.RemoveAll(r.temp)
	}
	return nil
}
