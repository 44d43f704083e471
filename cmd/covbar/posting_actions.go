package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/covbar/covbar/report"
	"github.com/covbar/covbar/report/github"
)

// maxSummary is how much GitHub takes of the summary of a step, in bytes: of a longer one it shows nothing.
const maxSummary = 1 << 20

// tellJob tells the job of GitHub Actions: its summary, its outputs and one annotation. What fails is a warning: a verdict
// does not hang on it.
func (e env) tellJob(r *report.Report, s settings, page report.Page) {
	if r.Verdict == report.None || r.Verdict == report.Fail && !r.ReportOnly {
		e.annotate("error", report.Title(r))
	}
	for _, part := range []struct {
		variable string
		write    func(path string) error
	}{
		{"GITHUB_STEP_SUMMARY", func(path string) error { return addSummary(path, r, page) }},
		{"GITHUB_OUTPUT", func(path string) error { return addOutputs(path, e.outputsOf(r, s)) }},
	} {
		path := e.getenv(part.variable)
		if path == "" {
			continue
		}
		if err := part.write(e.path(path)); err != nil {
			e.say("warning: %s: %v", part.variable, plain(err))
		}
	}
}

// annotate tells a job of GitHub Actions something that is shown beside its log, and others the same in words. It goes to
// standard error, which a runner reads as well: on standard output there may be JSON.
func (e env) annotate(kind, message string) {
	if e.inActions() {
		fmt.Fprint(e.stderr, github.Command(kind, "covbar", message))
		return
	}
	e.say("%s: %s", kind, message)
}

// addSummary adds the report to the summary, as long as there is room for it; or else what the comment says.
func addSummary(path string, r *report.Report, page report.Page) error {
	room := int64(maxSummary)
	if info, err := os.Stat(path); err == nil {
		room -= info.Size()
	}
	for _, write := range []func(io.Writer, *report.Report, report.Page) error{report.Summary, report.Comment} {
		var text strings.Builder
		if err := write(&text, r, page); err != nil {
			return err
		}
		if int64(text.Len())+1 < room {
			return appendTo(path, text.String()+"\n")
		}
	}
	return fmt.Errorf("there is no room left: GitHub takes %d bytes of a step", maxSummary)
}

// outputsOf are the outputs of the step. Without a verdict there are no numbers, which a badge or a script would believe.
func (e env) outputsOf(r *report.Report, s settings) map[string]string {
	outputs := map[string]string{"verdict": string(r.Verdict), "coverage": "", "covered": "", "statements": "", "failing": ""}
	if r.Verdict != report.None {
		outputs["coverage"] = r.Total.Percent
		outputs["covered"] = strconv.FormatInt(r.Total.Covered, 10)
		outputs["statements"] = strconv.FormatInt(r.Total.Statements, 10)
		outputs["failing"] = strconv.Itoa(failingChecks(r))
	}
	i := slices.IndexFunc(s.outputs, func(o output) bool { return o.format == "json" })
	if i >= 0 {
		if path := e.path(s.outputs[i].file); isFile(path) {
			outputs["report"] = filepath.ToSlash(path)
		}
	}
	return outputs
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func addOutputs(path string, outputs map[string]string) error {
	text, err := github.Outputs(outputs)
	if err != nil {
		return err
	}
	if before, err := os.ReadFile(path); err == nil && len(before) > 0 && before[len(before)-1] != '\n' {
		text = "\n" + text // the step left its last line open: ours would be part of it
	}
	return appendTo(path, text)
}

// appendTo adds text to a file in one go, so that what others add stands before or behind it.
func appendTo(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	return err
}
