package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// The exit statuses. Of several the order is: usage before none before fail before posting.
const (
	statusPass    = 0 // every check passed
	statusFail    = 1 // the policy is not met, or tests failed
	statusUsage   = 2 // the command line or the policy is wrong
	statusNone    = 3 // no verdict: data is missing, damaged or contradicting; or an output could not be written
	statusPosting = 4 // every check passed, and that could not be posted
)

// A failure is an error that knows its exit status.
type failure struct {
	status int
	msg    string // may have lines "hint: ..." of its own; empty where all has been said already
	cause  error
	parts  []error // instead of a message: failures that happened together
}

func (f *failure) Error() string {
	if f.parts == nil {
		return f.msg
	}
	var msgs []string
	for _, part := range f.parts {
		if msg := part.Error(); msg != "" {
			msgs = append(msgs, msg)
		}
	}
	return strings.Join(msgs, "\n")
}

func (f *failure) Unwrap() error { return f.cause }

// usagef is a failure of the command line or the policy. A hint is a second line: "…\nhint: …".
func usagef(format string, args ...any) error { return failuref(statusUsage, format, args...) }

// dataf is a failure of the data: there is no verdict.
func dataf(format string, args ...any) error { return failuref(statusNone, format, args...) }

func failuref(status int, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &failure{status: status, msg: err.Error(), cause: errors.Unwrap(err)}
}

// errNotMet ends a command whose report has said all: the verdict is "fail".
var errNotMet error = &failure{status: statusFail}

// errNoVerdict ends a command whose report has said all: the verdict is "none".
var errNoVerdict error = &failure{status: statusNone}

// errWrongPolicy ends a command whose report has said all: what is wrong is the policy.
var errWrongPolicy error = &failure{status: statusUsage}

// worst returns an error with the worst exit status of all, and all their messages. It is nil where all are.
func worst(errs ...error) error {
	all := &failure{status: statusPass}
	for _, err := range errs {
		if err == nil {
			continue
		}
		if status := statusOf(err); rank(status) > rank(all.status) {
			all.status, all.cause = status, err
		}
		all.parts = append(all.parts, partsOf(err)...)
	}
	if all.parts == nil {
		return nil
	}
	return all
}

// partsOf returns the errors that err was joined from, or err itself.
func partsOf(err error) []error {
	switch err := err.(type) {
	case *failure:
		if err.parts != nil {
			return err.parts
		}
	case interface{ Unwrap() []error }: // of errors.Join
		return err.Unwrap()
	}
	return []error{err}
}

// rank orders exit statuses: a command that is wrong says nothing of the data, and data that is wrong nothing of the
// bar. Whatever becomes of posting it, a verdict stands.
func rank(status int) int {
	return slices.Index([]int{statusPass, statusPosting, statusFail, statusNone, statusUsage}, status)
}

// statusOf returns the exit status of a command that ended with err. What nobody foresaw is no verdict.
func statusOf(err error) int {
	var f *failure
	switch {
	case err == nil:
		return statusPass
	case errors.As(err, &f):
		return f.status
	default:
		return statusNone
	}
}

// complain prints err for people, each of its parts by itself.
func (e env) complain(err error) {
	for _, part := range partsOf(err) {
		if msg := part.Error(); msg != "" {
			e.say("%s", msg)
		}
	}
}

// harmless makes text that others wrote fit for a terminal and for the log of a CI runner: control characters are
// quoted, and there is no workflow command in it (`::name::` at the start of a line, `##[name]` anywhere).
func harmless(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		if trimmed := strings.TrimLeft(line, " \t"); strings.HasPrefix(trimmed, "::") {
			line = strings.Replace(line, "::", ": :", 1)
		}
		for _, r := range strings.ReplaceAll(line, "##[", "## [") {
			if r != '\t' && !unicode.IsPrint(r) {
				b.WriteString(strings.Trim(fmt.Sprintf("%q", r), "'"))
				continue
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}
