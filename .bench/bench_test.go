package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// TestMain lets this program be its own child, as main does.
func TestMain(m *testing.M) {
	steps["wait"] = func(io.Writer, []string) error { time.Sleep(time.Minute); return nil }
	steps["home"] = func(io.Writer, []string) error {
		if os.Getenv("HOME") != "" {
			return errors.New("HOME is set")
		}
		return nil
	}
	if len(os.Args) > 1 && os.Args[1] == "--config" {
		fakePeer()
		return
	}
	if len(os.Args) > 1 && os.Args[1] == stepWord {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestQuickRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the contenders")
	}
	file := filepath.Join(t.TempDir(), "given.out.gz")
	writePacked(t, file)
	opt := options{
		quick: true, rounds: 1, only: regexp.MustCompile("coverpkg|start|workspace|given"), keep: t.TempDir(),
		peerLimit: time.Minute, files: []string{file},
	}
	var out strings.Builder
	if err := measureAll(t.Context(), &out, opt); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{
		"1867 distinct blocks",
		"gocovmerge ",
		"covbar merge -o at least 12 times as fast as ParseProfiles: ",
		"covbar check within 20ms: ",
		"covbar check within 6s of CPU time: ",
		"covbar check at least 5 times as fast as go-test-coverage: ",
		"given.out.gz: a given profile",
		"2 of 3 statements ran",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q", want)
		}
	}
	if n := strings.Count(out.String(), " right\n"); n != 4+1+2+4 {
		t.Errorf("%d results are right, not 11", n)
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

const profileText = "mode: count\na.go:1.2,3.4 2 0\nb.go:1.2,3.4 1 0\na.go:1.2,3.4 2 10\n"

func writePacked(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	var w io.WriteCloser = gzip.NewWriter(f)
	if filepath.Ext(file) == ".zst" {
		if w, err = zstd.NewWriter(f); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(w, profileText); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestSteps(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "a.out")
	if err := os.WriteFile(plain, []byte(profileText), 0o666); err != nil {
		t.Fatal(err)
	}
	packed, gzipped := filepath.Join(dir, "a.out.zst"), filepath.Join(dir, "a.out.gz")
	writePacked(t, packed)
	writePacked(t, gzipped)
	const want = `{"covered":2,"statements":3,"blocks":2}` + "\n"
	for _, c := range []struct{ why, step, file, want string }{
		{"a block counts once, and ran if it ever did", "count", plain, want},
		{"the peer agrees", "parse", plain, want},
		{"covbar agrees", "read", plain, want},
		{"zstd", "unpack", packed, profileText},
		{"gzip", "unpack", gzipped, profileText},
	} {
		var out bytes.Buffer
		if err := runStep(&out, []string{c.step, c.file}); err != nil || out.String() != c.want {
			t.Errorf("%s: %s gives %q, %v", c.why, c.step, &out, err)
		}
	}
	for _, c := range []struct{ why, step, file, want string }{
		{"a step that is none", "sing", plain, "no such step"},
		{"not compressed", "unpack", plain, plain + " is not compressed"},
	} {
		if err := runStep(io.Discard, []string{c.step, c.file}); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v", c.why, err)
		}
	}
}

// took is a row with one sample for each time, in milliseconds.
func took(in *input, c contender, resident int64, times ...int) *row {
	r := &row{input: in, contender: c}
	for _, ms := range times {
		r.samples = append(r.samples, sample{wall: time.Duration(ms) * time.Millisecond, resident: resident})
	}
	return r
}

func TestGoals(t *testing.T) {
	small, large := &input{name: "small", size: 100}, &input{name: "large", size: 400}
	late := took(small, gocovmerge, 0, 1000)
	late.late = true
	busy := took(small, covbarGate, 0, 10)
	busy.samples[0].cpu = 15 * time.Millisecond
	all := rows{
		busy,
		took(small, covbarMerge, 30<<20, 30, 10, 20, 10), // the median is 15
		took(small, parseProfiles, 20<<20, 150),
		took(small, countLines, 0, 5),
		late,
		took(large, covbarMerge, 30<<20, 80),
	}
	for _, c := range []struct {
		why  string
		goal goal
		got  string
		met  bool
	}{
		{"equal is enough", asFastAs(covbarMerge, parseProfiles, 10), "10.0 times", true},
		{"too slow", asFastAs(covbarMerge, parseProfiles, 10.1), "10.0 times", false},
		{"a peer that was stopped gives a lower bound", asFastAs(covbarMerge, gocovmerge, 12), "more than 66.7 times", true},
		{"equal is enough", timeOf(covbarMerge, countLines, 3), "3.00 times", true},
		{"too slow", timeOf(covbarMerge, countLines, 2.5), "3.00 times", false},
		{"fast enough", under(covbarMerge, 20*time.Millisecond), "15.0 ms", true},
		{"equal is not under", under(covbarMerge, 15*time.Millisecond), "15.0 ms", false},
		{"little CPU time", cpuUnder(covbarGate, 20*time.Millisecond), "15.0 ms", true},
		{"too much of it, though it is over soon", cpuUnder(covbarGate, 12*time.Millisecond), "15.0 ms", false},
		{"no CPU time is known", cpuUnder(goTestCoverage, 12*time.Millisecond), "", false},
		{"enough memory", residentUpTo(covbarMerge, 32<<20), "30.0 MiB", true},
		{"too much memory", residentUpTo(covbarMerge, 29<<20), "30.0 MiB", false},
		{"more than the peer", residentLike(covbarMerge, parseProfiles), "1.50 times", false},
		{"80 ms for 4 times the bytes of 15 ms", linear(covbarMerge, 1.2), "1.33 times", false},
		{"the same, with more slack", linear(covbarMerge, 1.4), "1.33 times", true},
		{"not measured is not met", asFastAs(readInMemory, parseProfiles, 0), "", false},
		{"memory is not known everywhere", residentLike(countLines, parseProfiles), "", false},
	} {
		if got, met := c.goal.check(all); got != c.got || met != c.met {
			t.Errorf("%s: %s: got %q, %v", c.why, c.goal.text, got, met)
		}
	}
}

func TestWrong(t *testing.T) {
	made, given := &input{generated: true}, &input{}
	failed := errors.New("exit status 1")
	for _, c := range []struct {
		why string
		row row
		bad bool
	}{
		{"covbar is wrong", row{input: given, contender: covbarMerge, different: true}, true},
		{"covbar fails", row{input: given, contender: covbarMerge, failed: failed}, true},
		{"a peer may be wrong on what is given", row{input: given, contender: parseProfiles, different: true}, false},
		{"a peer is right on what is generated", row{input: made, contender: parseProfiles, different: true}, true},
		{"a peer may be missing", row{input: made, contender: countLines, failed: failed}, false},
		{"a peer may be slow", row{input: made, contender: gocovmerge, late: true}, false},
	} {
		if got := (rows{&c.row}).wrong(); got != c.bad {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}

func TestTable(t *testing.T) {
	in := &input{name: "one file", size: 3e6, want: tally{2, 3, 1}}
	late, wrong := took(in, gocovmerge, 0, 2000), took(in, covbarMerge, 12<<20, 20, 30, 40)
	late.late = true
	wrong.checked, wrong.different, wrong.got = true, true, tally{1, 3, 1}
	broken := &row{input: in, contender: readInMemory, failed: errors.New("exit status 1")}
	all := rows{took(in, countLines, 3<<20, 10), took(in, parseProfiles, 40<<20, 1500), late, broken, wrong}
	s := scenario{name: "x", title: "a title", goals: []goal{
		under(covbarMerge, time.Second), under(covbarMerge, time.Millisecond), under(readInMemory, time.Second),
	}}
	var out strings.Builder
	s.print(&out, all)
	const want = `
x: a title

  one file: 3.0 MB, 1 distinct block; 2 of 3 statements ran
                          median       shortest … longest       CPU   resident  MB/s  to ParseProfiles     to wc -l  result
  wc -l                  10.0 ms        10.0 ms … 10.0 ms    0.0 ms    3.0 MiB   300    150.0× as fast    1.0× time
  ParseProfiles           1.50 s          1.50 s … 1.50 s    0.0 ms   40.0 MiB     2      1.0× as fast  150.0× time
  gocovmerge              2.00 s              and stopped
  coverage.Read           failed
  covbar merge -o        30.0 ms        20.0 ms … 40.0 ms    0.0 ms   12.0 MiB   100     50.0× as fast    3.0× time  WRONG
  met     covbar merge -o within 1s: 30.0 ms
  missed  covbar merge -o within 1ms: 30.0 ms
  open    coverage.Read within 1s: not measured
  FAILED  coverage.Read, one file: exit status 1
  WRONG   covbar merge -o, one file: 1 of 3 statements in 1 block, not 2 of 3 in 1
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}

func TestSlowPeerIsStopped(t *testing.T) {
	b := &bench{options: options{rounds: 3, peerLimit: 10 * time.Millisecond}, self: os.Args[0], scratch: t.TempDir()}
	turns := 0
	slow := contender{name: "slow", args: func(b *bench, _ *input, _ string) []string {
		turns++
		return b.step("wait")
	}}
	all, err := b.measure(t.Context(), scenario{contenders: []contender{slow}}, []*input{{}})
	if err != nil || !all[0].late || turns != 1 {
		t.Errorf("late: %v after %d turns, %v", all[0].late, turns, err)
	}
}

func TestFlags(t *testing.T) {
	opt, err := parseFlags([]string{"-quick", "-rounds", "2", "-only", "^lin", "a.out"}, io.Discard)
	if err != nil || !opt.quick || opt.rounds != 2 || !opt.only.MatchString("linear") || len(opt.files) != 1 {
		t.Errorf("%+v, %v", opt, err)
	}
	for _, args := range [][]string{{"-rounds", "0"}, {"-only", "("}, {"-fast"}} {
		var said strings.Builder
		if _, err := parseFlags(args, &said); err == nil || said.Len() == 0 {
			t.Errorf("%q: %v, said %q", args, err, &said)
		}
	}
}
