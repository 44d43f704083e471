package coverage

import (
	"bytes"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxUnpacked bounds what a compressed input may unpack to. It is far above any real profile: a repetitive one shrinks
// 500 times, and what it costs to read is time, not memory.
const maxUnpacked = 16 << 30

var (
	utf8BOM   = []byte("\xef\xbb\xbf")
	utf16LE   = []byte("\xff\xfe")
	utf16BE   = []byte("\xfe\xff")
	gzipMagic = []byte("\x1f\x8b")
	zstdMagic = []byte("\x28\xb5\x2f\xfd")
)

// plain returns the text of a profile that may be compressed (told by its first bytes, not by its name), and may
// be in UTF-16, as PowerShell's redirection writes it. The decoder it needs is released by closeFn.
func plain(r io.Reader, limit int64) (text io.Reader, closeFn func(), err error) {
	r, head, err := peek(r)
	closeFn = func() {}
	switch {
	case err != nil:
		return nil, closeFn, err
	case bytes.HasPrefix(head, gzipMagic):
		unpacked, err := gzip.NewReader(r)
		if err != nil {
			return nil, closeFn, damaged(err)
		}
		r, head, err = peek(&bounded{unpacked, limit, limit})
		if err != nil {
			return nil, closeFn, err
		}
	case bytes.HasPrefix(head, zstdMagic):
		unpacked, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return nil, closeFn, damaged(err)
		}
		closeFn = unpacked.Close
		r, head, err = peek(&bounded{unpacked, limit, limit})
		if err != nil {
			return nil, closeFn, err
		}
	}
	if isUTF16(head) {
		r = transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	return r, closeFn, nil
}

// needsDecoding reports whether plain would do anything to a text that begins so.
func needsDecoding(head []byte) bool {
	return bytes.HasPrefix(head, gzipMagic) || bytes.HasPrefix(head, zstdMagic) || isUTF16(head)
}

func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, utf16LE) || bytes.HasPrefix(head, utf16BE)
}

// peek returns the first bytes of r, and a reader that still has them.
func peek(r io.Reader) (io.Reader, []byte, error) {
	head := make([]byte, 4)
	n, err := fill(r, head)
	if err == io.EOF {
		err = nil
	}
	return io.MultiReader(bytes.NewReader(head[:n]), r), head[:n], err
}

// fill reads until buf is full. At the end of r it returns io.EOF, and that only: io.ReadFull would answer
// io.ErrUnexpectedEOF, which is what a decoder says of data that was cut off.
func fill(r io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var more int
		more, err = r.Read(buf[n:])
		n += more
	}
	if n == len(buf) {
		err = nil
	}
	return n, err
}

// bounded reads at most limit bytes; more is an error, not an end.
type bounded struct {
	io.Reader
	left, limit int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("unpacks to more than %d bytes", b.limit)
	}
	if err != nil && err != io.EOF {
		err = damaged(err)
	}
	return n, err
}

func damaged(err error) error {
	return fmt.Errorf("the compressed data is damaged or cut off: %w", err)
}

// Begins reports whether r begins as a profile does, compressed or not: with "mode:" as far as it goes, so that an empty r
// does; or, where the first line was lost, with a block. It is for files that nobody has named; Read says exactly what is
// wrong with one.
func Begins(r io.Reader) (bool, error) {
	text, closeFn, err := plain(r, maxUnpacked)
	if err != nil {
		return false, err
	}
	defer closeFn()
	head := make([]byte, 8<<10)
	n, err := fill(text, head)
	if err != nil && err != io.EOF {
		return false, err
	}
	const mode = "mode:"
	head = bytes.ReplaceAll(head[:n], []byte{0}, nil) // UTF-16 that lost its mark
	head = bytes.TrimLeft(bytes.TrimPrefix(head, utf8BOM), " \t\r\n")
	if bytes.HasPrefix([]byte(mode), head[:min(len(head), len(mode))]) {
		return true, nil
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	_, _, err = parseLine(bytes.TrimSuffix(line, []byte("\r")))
	return err == nil, nil
}
