package workspace

import "bytes"

// isGenerated reports what go/ast.IsGenerated says of the parsed file, without parsing it: whether a comment before the
// package clause has a line of the form that https://go.dev/s/generatedcode asks for.
func isGenerated(source []byte) bool {
	rest := bytes.TrimPrefix(source, []byte("\xef\xbb\xbf"))
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		var comment []byte
		switch {
		case bytes.HasPrefix(rest, []byte("//")):
			comment, rest, _ = bytes.Cut(rest, []byte("\n"))
		case bytes.HasPrefix(rest, []byte("/*")):
			var closed bool
			if comment, rest, closed = bytes.Cut(rest[len("/*"):], []byte("*/")); !closed {
				return false
			}
			comment = comment[:max(0, bytes.LastIndexByte(comment, '\n'))] // what stands before the closing is no such line
			_, comment, _ = bytes.Cut(comment, []byte("\n"))               // nor is what stands behind the opening
		default:
			return false
		}
		if saysGenerated(comment) {
			return true
		}
	}
}

// saysGenerated reports whether one of the lines of a comment is the one that generators write. As in Go's scanner,
// carriage returns are no part of a comment, wherever they stand in it.
func saysGenerated(comment []byte) bool {
	const begin, end = "// Code generated ", " DO NOT EDIT."
	if bytes.IndexByte(comment, '\r') >= 0 {
		comment = bytes.ReplaceAll(comment, []byte("\r"), nil)
	}
	if !bytes.Contains(comment, []byte(begin)) {
		return false
	}
	for line := range bytes.SplitSeq(comment, []byte("\n")) {
		what, ok := bytes.CutPrefix(line, []byte(begin))
		if ok && bytes.HasSuffix(what, []byte(end)) {
			return true
		}
	}
	return false
}
