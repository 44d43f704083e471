package main

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// checkOutput says what is wrong with the name of a file to write, as far as it can be known before.
func (e env) checkOutput(name string) error {
	path := e.path(name)
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return usagef("%s: is a folder\nhint: name a file in it", quoted(name))
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return usagef("%s: there is no folder %s\nhint: make it first", quoted(name), quoted(e.shown(filepath.Dir(path))))
	}
	return nil
}

// save writes a file so that whoever looks sees the old one or the new one, whole: through a temporary file beside it,
// which takes its name when all is on the disk. Links are followed. What is no regular file (a device, a pipe) is
// written to as it is; a rename would put a file in its place.
func (e env) save(ctx context.Context, name string, write func(io.Writer) error) error {
	if err := worst(ctx.Err(), e.checkOutput(name)); err != nil {
		return err
	}
	var err error
	switch path := e.path(name); path {
	case "/dev/stdout":
		return e.print(write)
	case "/dev/stderr":
		err = buffered(e.stderr, write)
	default:
		if path, err = followLinks(path); err != nil {
			break
		}
		if isStream(path) {
			err = writeStream(ctx, path, write)
			break
		}
		err = replace(ctx, path, write)
	}
	if err != nil {
		return dataf("%s: cannot be written: %w\nhint: is there room, and may files be made in its folder?", quoted(name), plain(err))
	}
	return nil
}

// saveCompressed is save, compressed where the name ends in .gz or .zst. Equal text gives equal bytes.
func (e env) saveCompressed(ctx context.Context, name string, write func(io.Writer) error) error {
	return e.save(ctx, name, func(w io.Writer) error {
		switch filepath.Ext(name) {
		case ".gz":
			return closing(gzip.NewWriter(w), write) // the zero header has no time
		case ".zst":
			z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
			if err != nil {
				return err
			}
			return closing(z, write)
		}
		return write(w)
	})
}

func closing(w io.WriteCloser, write func(io.Writer) error) error {
	return errors.Join(write(w), w.Close())
}

// print writes to standard output.
func (e env) print(write func(io.Writer) error) error {
	if err := buffered(e.stdout, write); err != nil {
		return dataf("standard output: cannot be written: %w", plain(err))
	}
	return nil
}

// followLinks returns the file that path leads to, which need not be there. Links are followed as the system does it: ".."
// in one is the folder above the real one.
func followLinks(path string) (string, error) {
	for range 40 {
		if isStream(path) {
			return path, nil
		}
		folder, name := filepath.Split(path)
		folder, err := filepath.EvalSymlinks(folder)
		if err != nil {
			return path, nil // what is wrong shows when it is opened
		}
		path = filepath.Join(folder, name)
		target, err := os.Readlink(path)
		if err != nil {
			return path, nil // no link
		}
		path = target
		if !filepath.IsAbs(target) {
			path = folder + string(filepath.Separator) + target // not joined, which would take ".." by the name
		}
	}
	return "", errors.New("too many links")
}

// sameFile reports whether two outputs go to one file, which need not be there. Streams may take several.
func (e env) sameFile(a, b string) bool {
	pathA, errA := followLinks(e.path(a))
	pathB, errB := followLinks(e.path(b))
	if errA != nil || errB != nil || isStream(pathA) {
		return false
	}
	infoA, errA := os.Stat(pathA)
	infoB, errB := os.Stat(pathB)
	return pathA == pathB || errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// replace writes the regular file at path, which need not be there.
func replace(ctx context.Context, path string, write func(io.Writer) error) (err error) {
	mode := fs.FileMode(0o644)
	old, err := os.OpenFile(path, os.O_WRONLY, 0)
	switch {
	case err == nil:
		info, statErr := old.Stat()
		if err := errors.Join(statErr, old.Close()); err != nil {
			return err
		}
		mode = info.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return err // a file that may not be written is not replaced behind its owner's back
	}
	// Made with the mode of the old file, or with what the umask leaves of 0644.
	name := filepath.Join(filepath.Dir(path), ".covbar-"+rand.Text())
	temp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(name)
		}
	}()
	if old != nil {
		err = temp.Chmod(mode)
	}
	if err == nil {
		disk := newBehind(temp)
		err = disk.finish(buffered(interruptible{ctx, disk}, write))
	}
	if err = errors.Join(err, temp.Close(), ctx.Err()); err != nil {
		return err
	}
	if err = os.Rename(name, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// A behind is a file that goes to the disk while more is written to it: at the end there is little left to wait for.
type behind struct {
	file   *os.File
	ahead  int        // bytes written since the last sync began
	synced chan error // how the last sync ended; empty while it goes on
}

const mostAhead = 16 << 20

func newBehind(file *os.File) *behind {
	b := &behind{file: file, synced: make(chan error, 1)}
	b.synced <- nil
	return b
}

func (b *behind) Write(p []byte) (int, error) {
	n, err := b.file.Write(p)
	if b.ahead += n; b.ahead < mostAhead || err != nil {
		return n, err
	}
	select {
	case err = <-b.synced:
		b.ahead = 0
		if err == nil {
			go func() { b.synced <- b.file.Sync() }()
		} else {
			b.synced <- err
		}
	default:
	}
	return n, err
}

// finish returns when all is on the disk; or, after an error of a write, when nothing holds the file any more.
func (b *behind) finish(err error) error {
	if err = cmp.Or(err, <-b.synced); err != nil {
		return err
	}
	return b.file.Sync()
}

// syncFolder makes a rename last. Windows has no such thing to ask for.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	// Some file systems know no sync of a folder. The file's own bytes are on the disk by now.
	_ = folder.Sync()
	return folder.Close()
}

func buffered(w io.Writer, write func(io.Writer) error) error {
	buffer := bufio.NewWriterSize(w, 64<<10)
	if err := write(buffer); err != nil {
		return err
	}
	return buffer.Flush()
}

// interruptible ends a write when its context ends.
type interruptible struct {
	ctx context.Context
	w   io.Writer
}

func (i interruptible) Write(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.w.Write(p)
}

// plain drops the name of a temporary file from an error, and the name that the message gives already.
func plain(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
