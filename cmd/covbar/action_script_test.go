package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// A script is one of action.yml, run by itself.
type script struct {
	t    *testing.T
	text string
	env  map[string]string
	temp string // RUNNER_TEMP
	dir  string
}

// newScript reads the script of a step of action.yml. Every input has its default.
func newScript(t *testing.T, name string) *script {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the folders of this system have other names in bash; .github/workflows/ci.yml uses the action there")
	}
	a, _ := readAction(t)
	s := &script{t: t, env: map[string]string{}, temp: t.TempDir(), dir: t.TempDir()}
	for _, step := range a.Runs.Steps {
		if step.Name != name {
			continue
		}
		s.text = step.Run
		for variable, value := range step.Env {
			if input, ok := strings.CutPrefix(value, "${{ inputs."); ok {
				value = a.Inputs[strings.TrimSuffix(input, " }}")].Default
			}
			s.env[variable] = value
		}
	}
	if s.text == "" {
		t.Fatalf("action.yml has no script of a step %q", name)
	}
	return s
}

// run runs it as GitHub does. It returns what was printed, the outputs and the exit status.
func (s *script) run() (printed, outputs string, status int) {
	s.t.Helper()
	file := filepath.Join(s.temp, "script.sh")
	wantNoError(s.t, os.WriteFile(file, []byte(s.text), 0o600))
	out := filepath.Join(s.temp, "outputs")
	wantNoError(s.t, os.WriteFile(out, nil, 0o600))
	cmd := exec.Command("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", file)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "RUNNER_TEMP="+s.temp, "RUNNER_OS=Linux", "GITHUB_OUTPUT="+out)
	for variable, value := range s.env {
		cmd.Env = append(cmd.Env, variable+"="+value)
	}
	text, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	written, err := os.ReadFile(out)
	wantNoError(s.t, err)
	return string(text), string(written), cmd.ProcessState.ExitCode()
}

// TestActionCallsCovbar: what the inputs make of the command line.
func TestActionCallsCovbar(t *testing.T) {
	const posting = "--key=default\n--comment=always\n-o=json=TEMP/covbar-report-default.json\n"
	cases := []struct {
		reason string
		with   map[string]string
		want   string // the arguments, one a line
	}{
		{"without inputs the policy's suites say what there is", nil, "check\n" + posting + "--\n"},
		{
			"profiles are separated by blanks and lines; globs are covbar's to expand",
			map[string]string{"PROFILES": "a.out  *.sh\n**/b.out\n"},
			"check\n" + posting + "--\na.out\n*.sh\n**/b.out\n",
		},
		{
			"nothing of a profile is run",
			map[string]string{"PROFILES": "$(touch x) `touch y` ;touch"},
			"check\n" + posting + "--\n$(touch\nx)\n`touch\ny`\n;touch\n",
		},
		{"a profile is no flag", map[string]string{"PROFILES": "--report-only"}, "check\n" + posting + "--\n--report-only\n"},
		{
			"all flags",
			map[string]string{"POLICY": "my policy.yml", "COMMENT": "never", "STATUS": "false", "CHECK_RUN": "true", "KEY": "orders"},
			"check\n--key=orders\n--comment=never\n-o=json=TEMP/covbar-report-orders.json\n--policy=my policy.yml\n--no-status\n--check-run\n--\n",
		},
		{"tests that failed are no secret", map[string]string{"TESTS": "failure"}, "check\n" + posting + "--tests-failed\n--\n"},
		{"nor are those of which nothing is known", map[string]string{"TESTS": ""}, "check\n" + posting + "--tests-failed\n--\n"},
		{
			"args are one a line, whatever is in it",
			map[string]string{"ARGS": "--map=/a b=.\r\n\n-o=markdown=$HOME/*.md"},
			"check\n--map=/a b=.\n-o=markdown=$HOME/*.md\n" + posting + "--\n",
		},
		{
			"a report is posted",
			map[string]string{"POST": "a report.json", "ARGS": "--report-only"},
			"post\n--report-only\n" + posting + "--\na report.json\n",
		},
		{
			"profiles are merged",
			map[string]string{"MERGE": "shard one/unit.out", "PROFILES": "**/unit.out", "ARGS": "--suite=unit"},
			"merge\n-o=shard one/unit.out\n--suite=unit\n--\n**/unit.out\n",
		},
	}
	for _, c := range cases {
		s := newScript(t, "covbar")
		s.env["COVBAR"] = filepath.Join(s.temp, "covbar")
		wantNoError(t, os.WriteFile(s.env["COVBAR"], []byte("#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 4\n"), 0o755))
		for name, value := range c.with {
			s.env["WITH_"+name] = value
		}
		printed, _, status := s.run()
		if got := strings.ReplaceAll(printed, s.temp, "TEMP"); got != c.want || status != 4 {
			t.Errorf("%s: status %d, covbar was called with\n%swant status 4 and\n%s", c.reason, status, got, c.want)
		}
	}
}

// TestActionRefuses: an input that can only be a mistake.
func TestActionRefuses(t *testing.T) {
	cases := []struct {
		reason, step, with, value, want string
	}{
		{"a misspelt truth", "covbar", "STATUS", "yes", "status is neither true nor false%0Ahint: status: false"},
		{"neither is an empty one", "covbar", "CHECK_RUN", "", "check-run is neither true nor false%0Ahint: check-run: true"},
		{"a sum of nothing", "Look for Go", "SHA256", "00", "there is a sha256, and no binary that it is of%0Ahint: give both or none"},
	}
	for _, c := range cases {
		s := newScript(t, c.step)
		s.env["COVBAR"], s.env["WITH_"+c.with] = "false", c.value
		printed, _, status := s.run()
		if want := "::error title=covbar::" + c.want + "\n"; printed != want || status != 2 {
			t.Errorf("%s: status %d, %q; want status 2, %q", c.reason, status, printed, want)
		}
	}
	s := newScript(t, "covbar")
	s.env["WITH_MERGE"], s.env["WITH_POST"] = "a.out", "b.json"
	if printed, _, status := s.run(); status != 2 || !strings.Contains(printed, "merge and post are two things") {
		t.Errorf("both merge and post: status %d, %q", status, printed)
	}
	s = newScript(t, "covbar")
	s.env["WITH_PROFILES"], s.env["WITH_POST"] = "a.out", "b.json"
	if printed, _, status := s.run(); status != 2 || !strings.Contains(printed, "a report is posted without profiles") {
		t.Errorf("both profiles and post: status %d, %q", status, printed)
	}
}

func TestActionWithoutGo(t *testing.T) {
	s := newScript(t, "Look for Go")
	bash, err := exec.LookPath("bash")
	wantNoError(t, err)
	s.env["PATH"] = t.TempDir()
	wantNoError(t, os.Symlink(bash, filepath.Join(s.env["PATH"], "bash")))
	want := "::error title=covbar::there is no Go to build covbar with%0A" +
		"hint: use actions/setup-go before, or name a released binary and its sha256\n"
	if printed, _, status := s.run(); printed != want || status != 2 {
		t.Errorf("status %d, %q; want status 2, %q", status, printed, want)
	}
}

// TestActionWithOldGo: what go says about it is to be seen.
func TestActionWithOldGo(t *testing.T) {
	s := newScript(t, "Look for Go")
	s.env["GITHUB_ACTION_PATH"] = t.TempDir()
	s.env["GOTOOLCHAIN"] = "local"
	wantNoError(t, os.WriteFile(filepath.Join(s.env["GITHUB_ACTION_PATH"], "go.mod"), []byte("module x\n\ngo 1.999\n"), 0o600))
	printed, _, status := s.run()
	if status != 2 || !strings.Contains(printed, "go >= 1.999") || !strings.Contains(printed, "have actions/setup-go install a newer one") {
		t.Errorf("status %d, %q", status, printed)
	}
}

// TestActionKey: another source is another program, and so is another Go.
func TestActionKey(t *testing.T) {
	s := newScript(t, "Look for Go")
	folder := t.TempDir()
	s.env["GITHUB_ACTION_PATH"], s.env["RUNNER_ARCH"] = folder, "X64"
	wantNoError(t, os.WriteFile(filepath.Join(folder, "go.mod"), []byte("module x\n\ngo 1.26\n"), 0o600))
	outputs := func(name, text string) string {
		wantNoError(t, os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o755))
		wantNoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
		printed, outputs, status := s.run()
		if status != 0 || !strings.Contains(outputs, "\nkey=covbar-Linux-X64-go1.") {
			t.Errorf("status %d, %q, outputs %q", status, printed, outputs)
		}
		return outputs
	}
	first := outputs("main.go", "package main\n")
	if again := outputs("a b/testdata/x.go", "package x\n"); again != first {
		t.Errorf("what is not built changes the key:\n%s%s", first, again)
	}
	if other := outputs("a b/other.json", "{}"); other == first {
		t.Errorf("another source has the same key:\n%s", first)
	}
}

// TestActionBinary: what is not the binary that was meant is not run.
func TestActionBinary(t *testing.T) {
	const program = "#!/bin/sh\necho covbar\n"
	sum := sha256.Sum256([]byte(program))
	right := hex.EncodeToString(sum[:])
	wrong := strings.Repeat("0", 64)
	none := "the binary has no sha256 of 64 hexadecimal digits, so it is not run%0Ahint: it stands beside the binary, on the page of the release"
	cases := []struct {
		reason, binary, sum, want string // want is the error; empty: it is accepted
	}{
		{"the right one", "the covbar", right, ""},
		{"a sum in capitals, with a line end", "the covbar", strings.ToUpper(right) + "\r\n", ""},
		{"no sum", "the covbar", "", none},
		{"half a sum", "the covbar", right[:32], none},
		{"two sums", "the covbar", right + right, none},
		{
			"another sum", "the covbar", wrong,
			"the binary has the sha256 " + right + " and not " + wrong + ", so it is not run%0Ahint: is it of the release that the sha256 is of?",
		},
		{
			"a download that anybody on the way can change", "http://127.0.0.1/covbar", right,
			"the binary is to be downloaded over a protocol that is not https%0Ahint: name an https URL or a path",
		},
		{"there is none", "-rf", right, "the binary could not be had; the lines above say why%0Ahint: name an https URL, or a path from the top of the checkout"},
	}
	for _, c := range cases {
		s := newScript(t, "Verify the binary")
		wantNoError(t, os.WriteFile(filepath.Join(s.dir, "the covbar"), []byte(program), 0o600))
		s.env["WITH_BINARY"], s.env["WITH_SHA256"] = c.binary, c.sum
		printed, outputs, status := s.run()
		copied := filepath.Join(s.temp, "covbar-"+cmp.Or(strings.ToLower(strings.TrimSpace(c.sum)), "x"), "covbar")
		if c.want != "" {
			if !strings.HasSuffix(printed, "::error title=covbar::"+c.want+"\n") || status != 2 || outputs != "" {
				t.Errorf("%s: status %d, %q, outputs %q; want status 2, %q", c.reason, status, printed, outputs, c.want)
			}
			if _, err := os.Stat(copied); err == nil {
				t.Errorf("%s: it is left where the action would look for it", c.reason)
			}
			continue
		}
		if out, err := exec.Command(copied).Output(); string(out) != "covbar\n" || err != nil || outputs != "binary="+copied+"\n" || status != 0 {
			t.Errorf("%s: status %d, %q, outputs %q; it says %q, %v", c.reason, status, printed, outputs, out, err)
		}
	}
}

// TestActionKeyOfFiles: what was built of other files, or of the same ones by other names, is another build.
func TestActionKeyOfFiles(t *testing.T) {
	keys := map[string]string{}
	for _, files := range []string{"a.go=package x|b.go=//go:build y", "b.go=package x|a.go=//go:build y", "a.go=package x//go:build y|b.go="} {
		s := newScript(t, "Look for Go")
		s.env["GITHUB_ACTION_PATH"] = s.dir
		for _, file := range strings.Split("go.mod=module example.com/x|"+files, "|") {
			name, text, _ := strings.Cut(file, "=")
			wantNoError(t, os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o644))
		}
		printed, outputs, status := s.run()
		_, key, ok := strings.Cut(outputs, "\nkey=")
		if status != 0 || !ok {
			t.Fatalf("status %d\n%s%s", status, printed, outputs)
		}
		if other, ok := keys[key]; ok {
			t.Errorf("%s and %s have one key, %s", other, files, key)
		}
		keys[key] = files
	}
}
