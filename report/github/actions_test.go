package github

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCommand(t *testing.T) {
	for _, c := range []struct{ kind, title, message, want, reason string }{
		{"notice", "", "Coverage is 84.95%", "::notice::Coverage is 84.95%25\n", "a percent sign starts an escape"},
		{"error", "cart: 1,5%", "too low", "::error title=cart%3A 1%2C5%25::too low\n", "a title ends at a comma or at two colons"},
		{"warning", "a\r\nb", "c\r\nd\r", "::warning title=a%0D%0Ab::c%0D%0Ad%0D\n", "a command is one line; lines end at a lone \\r, too"},
		{"notice", "", "::error::x", "::notice::::error::x\n", "only what stands first in a line is a command"},
		{"notice", "", "x\n::error::x", "::notice::x%0A::error::x\n", "and this does not come to stand there"},
		{"notice", "::error::", "x", "::notice title=%3A%3Aerror%3A%3A::x\n", "the title cannot end the properties"},
		{"notice", "##[error]x", "###[error]x", "::notice title=\\x23#[error]x::#\\x23#[error]x\n", "old commands stand anywhere"},
		{"notice", "", "", "::notice::\n", "nothing to say"},
	} {
		if got := Command(c.kind, c.title, c.message); got != c.want {
			t.Errorf("%s: got %q, want %q", c.reason, got, c.want)
		}
	}
}

// A command is what a runner makes of a line of its log.
type command struct{ kind, title, message string }

// readLog reads commands as a runner does: the new ones where a line starts, else the old ones anywhere in it.
func readLog(log string) (commands []command) {
	for line := range strings.SplitSeq(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(log), "\n") {
		line = strings.TrimSpace(line)
		info, message, ok := strings.Cut(strings.TrimPrefix(line, "::"), "::")
		if !strings.HasPrefix(line, "::") || !ok {
			if _, old, ok := strings.Cut(line, "##["); ok {
				commands = append(commands, command{kind: "old: " + old})
			}
			continue
		}
		kind, properties, _ := strings.Cut(info, " ")
		c := command{kind: kind, message: unescape(message)}
		for property := range strings.SplitSeq(properties, ",") {
			if title, ok := strings.CutPrefix(strings.TrimSpace(property), "title="); ok {
				c.title = unescape(strings.NewReplacer("%3A", ":", "%2C", ",").Replace(title))
			}
		}
		commands = append(commands, c)
	}
	return commands
}

func unescape(s string) string {
	return strings.ReplaceAll(strings.NewReplacer("%0D", "\r", "%0A", "\n").Replace(s), "%25", "%")
}

// hostile draws texts of the pieces that mean something to a runner.
var hostile = rapid.Custom(func(t *rapid.T) string {
	return strings.Join(rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"::", ":", ",", "#", "##[", "]", "%", "%0A", "%250D", "%3A", "\r", "\n", "\r\n", "=", "title=", "<<", "_", "covbar_",
		"covbar", "error", "::error::", "##[error]", "\nverdict=pass\n", "verdict<<covbar_\n", "\xff", "\x00", "\u2028",
	}))).Draw(t, "pieces"), "")
})

func TestCommandLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title, message := hostile.Draw(t, "title"), hostile.Draw(t, "message")
		line := Command("notice", title, message)
		visible := strings.NewReplacer("##[", `\x23#[`)
		want := []command{{"notice", strings.TrimSpace(visible.Replace(title)), strings.TrimSpace(visible.Replace(message))}}
		got := readLog(line)
		for i := range got { // what stands at the ends of a line is not of interest
			got[i].title, got[i].message = strings.TrimSpace(got[i].title), strings.TrimSpace(got[i].message)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(command{})); diff != "" {
			t.Fatalf("%q is read as another command (-want +got)\n%s", line, diff)
		}
		if strings.Contains(line, "##[") {
			t.Fatalf("%q holds an old command", line)
		}
	})
}

func TestOutputs(t *testing.T) {
	for _, c := range []struct {
		values       map[string]string
		want, reason string
	}{
		{nil, "", "nothing to tell"},
		{
			map[string]string{"verdict": "pass", "coverage": "96.49"},
			"coverage<<covbar_\n96.49\ncovbar_\nverdict<<covbar_\npass\ncovbar_\n", "in sorted order",
		},
		{
			map[string]string{"report": "a\ncovbar_\nverdict=pass", "failing": ""},
			"failing<<covbar__\n\ncovbar__\nreport<<covbar__\na\ncovbar_\nverdict=pass\ncovbar__\n",
			"a value cannot end itself, and another",
		},
		{map[string]string{"a": "__x___y_"}, "a<<covbar____\n__x___y_\ncovbar____\n", "the longest row of underscores counts"},
	} {
		if got, err := Outputs(c.values); err != nil || got != c.want {
			t.Errorf("%s: error %v, got %q, want %q", c.reason, err, got, c.want)
		}
	}
	for _, name := range []string{"", "a b", "a=b", "a<<b", "a\nb", "1a", "ä"} {
		want := fmt.Sprintf("%q cannot be the name of an output\nhint: letters, digits, _ and - can, from a letter or _ on", name)
		if _, err := Outputs(map[string]string{name: "x"}); err == nil || err.Error() != want {
			t.Errorf("name %q: got error\n%v\nwant\n%s", name, err, want)
		}
	}
}

// readOutputs reads the file as a runner does. On Windows it takes a \r off the end of each line.
func readOutputs(file, newline string) (map[string]string, error) {
	outputs := map[string]string{}
	lines := strings.Split(strings.ReplaceAll(file, newline, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		equals, arrows := strings.Index(lines[i], "="), strings.Index(lines[i], "<<")
		switch {
		case lines[i] == "":
		case equals >= 0 && (arrows < 0 || equals < arrows):
			outputs[lines[i][:equals]] = lines[i][equals+1:]
		case arrows > 0 && arrows+2 < len(lines[i]):
			name, delimiter := lines[i][:arrows], lines[i][arrows+2:]
			start := i + 1
			for i++; i < len(lines) && lines[i] != delimiter; i++ {
			}
			if i == len(lines) {
				return nil, fmt.Errorf("no delimiter %q", delimiter)
			}
			outputs[name] = strings.Join(lines[start:i], "\n")
		default:
			return nil, fmt.Errorf("invalid line %q", lines[i])
		}
	}
	return outputs, nil
}

func TestOutputsLaws(t *testing.T) {
	name := rapid.SampledFrom([]string{"verdict", "coverage", "failing", "report", "_x-1"})
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.MapOf(name, hostile).Draw(t, "values")
		file, err := Outputs(values)
		if err != nil {
			t.Fatal(err)
		}
		got, err := readOutputs(file, "\n")
		if err != nil || !maps.Equal(got, values) {
			t.Fatalf("error %v (-want +got)\n%s", err, cmp.Diff(values, got))
		}
		onWindows, err := readOutputs(file, "\r\n")
		if err != nil || len(onWindows) != len(values) {
			t.Fatalf("on Windows: error %v, %d outputs of %d", err, len(onWindows), len(values))
		}
	})
}
