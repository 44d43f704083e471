package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
)

// writeJSON writes the report as schema.json describes it, indented. What a terminal or a log would act on stands as an
// escape, so that nothing is lost.
func writeJSON(w io.Writer, r *Report, _ Options) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, c := range string(bytes.ReplaceAll(data, []byte("##["), []byte(`#\u0023[`))) {
		if c == '\n' || unicode.IsPrint(c) {
			b.WriteRune(c)
		} else if high, low := utf16.EncodeRune(c); high != unicode.ReplacementChar {
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		} else {
			fmt.Fprintf(&b, `\u%04x`, c)
		}
	}
	b.WriteByte('\n')
	_, err = w.Write(b.Bytes())
	return err
}
