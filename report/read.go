package report

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// maxDocument is how many bytes a document may have that Read takes.
const maxDocument = 16 << 20

// Read reads a report that this version wrote as JSON, unchanged. All else is an error, which says where in the document it is
// wrong: as a JSON pointer, or as line:column. What follows from a policy is held to its form, and need not be true, for
// Judge finds it anew.
func Read(r io.Reader) (*Report, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxDocument {
		return nil, fmt.Errorf("the report has more than %d MiB\nhint: %s", maxDocument>>20, unchanged)
	}
	if err := checkSyntax(data); err != nil {
		return nil, err
	}
	report := &Report{}
	err = checkForm(data, reflect.TypeFor[Report]())
	if err == nil {
		err = json.Unmarshal(data, report)
	}
	if err == nil {
		err = report.sound()
	}
	if err != nil {
		return nil, fmt.Errorf("%w\nhint: %s", err, unchanged)
	}
	return report, nil
}

const unchanged = "a report is what covbar check -o json=FILE writes, unchanged"

// A readError says where a document is wrong.
type readError struct {
	at  string // JSON pointer
	msg string
}

func (e *readError) Error() string { return cmp.Or(e.at, "/") + ": " + e.msg }

func misread(format string, args ...any) error { return &readError{msg: fmt.Sprintf(format, args...)} }

// inside says that an error is in what a key or the number of an item leads to.
func inside(err error, name string) error {
	if e, ok := err.(*readError); ok {
		e.at = "/" + name + e.at
	}
	return err
}

// checkSyntax checks that a document is JSON of this version.
func checkSyntax(data []byte) error {
	var head struct {
		Version *int   `json:"version"`
		Tool    string `json:"tool"`
	}
	err := json.Unmarshal(data, &head)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		before := string(data[:max(0, syntax.Offset-1)])
		line, column := 1+strings.Count(before, "\n"), len(before)-strings.LastIndexByte(before, '\n')
		return fmt.Errorf("%d:%d: %w\nhint: %s", line, column, syntax, unchanged)
	}
	if err == nil && head.Version != nil && *head.Version != Version {
		return fmt.Errorf("/version: %d is not %d, the version of the reports that this covbar reads\nhint: covbar %s wrote it: let one covbar measure and post",
			*head.Version, Version, excerpt(cmp.Or(head.Tool, "of an unknown version")))
	}
	return nil
}
