package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// events writes events as go test -json does, from lines "action package test output"; a dot is an empty field.
func events(lines ...string) string {
	var b strings.Builder
	for _, line := range lines {
		f := strings.SplitN(line, " ", 4)
		for i := range f {
			f[i] = strings.TrimPrefix(f[i], ".")
		}
		for len(f) < 4 {
			f = append(f, "")
		}
		fmt.Fprintf(&b, `{"Time":"2026-11-23T17:51:54Z","Action":%q,"Package":%q,"Test":%q,"Output":%q}`+"\n", f[0], f[1], f[2], f[3])
	}
	return b.String()
}

func TestEventLog(t *testing.T) {
	tests := []struct {
		name    string
		stream  string
		verbose bool
		failed  string
		shown   string
		reason  string
	}{
		{
			name: "pass",
			stream: events("start p", "run p T", "output p T === RUN   T\n", "output p T hello\n", "output p T --- PASS: T (0.00s)\n",
				"pass p T", "output p . PASS\n", "output p . ok  \tp\t0.1s\n", "pass p"),
			reason: "what passes is not shown",
		},
		{
			name:    "verbose",
			verbose: true,
			stream: events("start p", "run p T", "output p T === RUN   T\n", "output p T hello\n", "output p T --- PASS: T (0.00s)\n",
				"pass p T", "output p . ok  \tp\t0.1s\n", "pass p"),
			shown:  "=== RUN   T\nhello\n--- PASS: T (0.00s)\nok  \tp\t0.1s\n",
			reason: "with -v everything is shown, in its order",
		},
		{
			name: "fail",
			stream: events("start p", "output p Good === RUN   Good\n", "output p Good quiet\n", "pass p Good",
				"output p Bad === RUN   Bad\n",
				"output p Bad/sub === RUN   Bad/sub\n", "output p Bad/sub     a_test.go:5: want 1\n",
				"output p Bad/sub --- FAIL: Bad/sub (0.00s)\n", "fail p Bad/sub",
				"output p Bad/good === RUN   Bad/good\n", "output p Bad/good --- PASS: Bad/good (0.00s)\n", "pass p Bad/good",
				"output p Skipped     a_test.go:9: no network\n", "skip p Skipped",
				"output p Bad     a_test.go:7: mine\n", "output p Bad --- FAIL: Bad (0.00s)\n", "fail p Bad",
				"output p . FAIL\n", "output p . FAIL\tp\t0.1s\n", "fail p"),
			failed: "p",
			shown: "--- FAIL: Bad (0.00s)\n    --- FAIL: Bad/sub (0.00s)\n        a_test.go:5: want 1\n" +
				"    a_test.go:7: mine\nFAIL\nFAIL\tp\t0.1s\n",
			reason: "only the failing tests, subtests below them, as go test has it",
		},
		{
			name: "a slash in a name",
			stream: events("output p T/a/b --- FAIL: T/a/b (0.00s)\n", "fail p T/a/b",
				"output p T --- FAIL: T (0.00s)\n", "fail p T", "fail p"),
			failed: "p",
			shown:  "--- FAIL: T (0.00s)\n    --- FAIL: T/a/b (0.00s)\n",
			reason: "T/a is no test: T/a/b is one step below T",
		},
		{
			name: "two tests",
			stream: events("output p B === RUN   B\n", "output p B === PAUSE B\n", "output p A === RUN   A\n",
				"output p A --- FAIL: A (0.00s)\n", "fail p A", "output p B === CONT  B\n",
				"output p B --- FAIL: B (0.00s)\n", "fail p B", "fail p"),
			failed: "p",
			shown:  "--- FAIL: B (0.00s)\n--- FAIL: A (0.00s)\n",
			reason: "in the order in which they began",
		},
		{
			name: "exit",
			stream: events("output p T === RUN   T\n", "output p T bye", "output p . FAIL\tp\t0.1s\n",
				"fail p"),
			failed: "p",
			shown:  "bye\nFAIL\tp\t0.1s\n",
			reason: "a test that never ends is shown, and its last line is ended",
		},
		{
			name: "count=2",
			stream: events("output p T     first\n", "output p T --- FAIL: T (0.00s)\n", "fail p T",
				"output p T     second\n", "output p T --- PASS: T (0.00s)\n", "pass p T", "fail p"),
			failed: "p",
			shown:  "--- FAIL: T (0.00s)\n    first\n    second\n--- PASS: T (0.00s)\n",
			reason: "a failure is not forgotten when the same test passes later",
		},
		{
			name: "two packages at once",
			stream: events("start p", "start q", "output p T --- FAIL: T (0.00s)\n", "output q U --- FAIL: U (0.00s)\n",
				"output p T     of p\n", "output q U     of q\n", "fail q", "fail p"),
			failed: "q p",
			shown:  "--- FAIL: U (0.00s)\n    of q\n--- FAIL: T (0.00s)\n    of p\n",
			reason: "each package's output stays in one piece",
		},
		{
			name: "build",
			stream: `{"ImportPath":"d","Action":"build-output","Output":"# d\n"}` + "\n" +
				`{"ImportPath":"d","Action":"build-output","Output":"d.go:3:1: syntax error\n"}` + "\n" +
				`{"ImportPath":"d","Action":"build-fail"}` + "\n" +
				`{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}` + "\n" +
				`{"Action":"fail","Package":"p","FailedBuild":"d"}` + "\n" +
				`{"Action":"output","Package":"q","Output":"FAIL\tq [build failed]\n"}` + "\n" +
				`{"Action":"fail","Package":"q","FailedBuild":"d"}` + "\n",
			failed: "p q",
			shown:  "# d\nd.go:3:1: syntax error\nFAIL\tp [build failed]\nFAIL\tq [build failed]\n",
			reason: "what does not compile is told once, with the first package that it breaks",
		},
		{
			name:   "no test files",
			stream: events("start p", "output p . ?   \tp\t[no test files]\n", "skip p"),
			reason: "a package without tests has not failed",
		},
		{
			name:   "killed",
			stream: events("start q", "start p", "output p T half a line"),
			failed: "p q",
			shown:  "half a line\nFAIL\tp [did not end]\nFAIL\tq [did not end]\n",
			reason: "a package that never ended failed, whatever go test says",
		},
		{
			name: "no JSON",
			stream: "go: downloading go1.99\n" + events("start p", "pass p") +
				"{}\n{\"Action\":1}\n[]\n\nnull\n{\"Action\":\"fail\",\"Package\":\"p\"",
			shown:  "go: downloading go1.99\n{}\n{\"Action\":1}\n[]\n\nnull\n{\"Action\":\"fail\",\"Package\":\"p\"\n",
			reason: "what is no event is kept as it is; half an event is none",
		},
		{
			name:   "strange events",
			stream: events("fly p", "fail . T", "bench p B", "pass p U", "pass p"),
			reason: "actions of a later Go, and events of no package, do no harm",
		},
		{
			name:   "a line without end",
			stream: events("start p") + `{"Action":"fail","Package":"` + strings.Repeat("x", 2*maxEvent) + "\"}\n" + events("pass p"),
			shown:  `{"Action":"fail","Package":"` + strings.Repeat("x", maxEvent-len(`{"Action":"fail","Package":"`)) + "\n",
			reason: "no line fills the memory",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var rest strings.Builder
			log := newEventLog(&rest)
			log.verbose = test.verbose
			if _, err := log.Write([]byte(test.stream)); err != nil {
				t.Fatal(err)
			}
			log.close()
			if got := strings.Join(log.failed, " "); got != test.failed {
				t.Errorf("%s: failed: %q, want %q", test.reason, got, test.failed)
			}
			if got := rest.String() + log.shown.String(); got != test.shown {
				t.Errorf("%s: shown:\n%.2000s\nwant\n%.2000s", test.reason, got, test.shown)
			}
		})
	}
}

// A pipe cuts the stream anywhere.
func TestEventLogPieces(t *testing.T) {
	text := events("start p", "output p T --- FAIL: T (0.00s)\n", "fail p T", "fail p")
	var seen []string
	log := newEventLog(io.Discard)
	log.on = func(pkg string, done bool) { seen = append(seen, fmt.Sprint(pkg, " ", done)) }
	buf := make([]byte, 1)
	for r := iotest.OneByteReader(strings.NewReader(text)); ; {
		n, err := r.Read(buf)
		if _, e := log.Write(buf[:n]); e != nil || err != nil {
			break
		}
	}
	log.close()
	if got := log.shown.String(); got != "--- FAIL: T (0.00s)\n" || !slices.Equal(log.ended, []string{"p"}) {
		t.Errorf("shown %q, packages %q", got, log.ended)
	}
	if want := []string{"p false", "p true"}; !slices.Equal(seen, want) {
		t.Errorf("told %q, want %q", seen, want)
	}
}

// What ends because it is stopped has not failed, unless one of its tests had before.
func TestEventLogStopped(t *testing.T) {
	text := events(
		"start early", "fail early", "start stop",
		"start a", "output a T x\n", "output a FAIL\n", "fail a",
		"start b", "output b T --- FAIL: T (0.00s)\n", "fail b T", "fail b",
		"start c", "pass c", "start d", "output d T x\n", "start e", "output e T --- FAIL: T (0.00s)\n", "fail e T",
	)
	stopped := false
	log := newEventLog(io.Discard)
	log.stopped = func() bool { return stopped }
	log.on = func(pkg string, done bool) { stopped = stopped || pkg == "stop" }
	_, _ = log.Write([]byte(text))
	log.close()
	if want := []string{"early", "b", "c", "e"}; !slices.Equal(log.ended, want) {
		t.Errorf("ended: %q, want %q", log.ended, want)
	}
	if want := []string{"early", "b", "e"}; !slices.Equal(log.failed, want) {
		t.Errorf("failed: %q, want %q", log.failed, want)
	}
	want := "FAIL\tearly\n--- FAIL: T (0.00s)\n--- FAIL: T (0.00s)\nFAIL\te [did not end]\n"
	if got := log.shown.String(); !strings.HasSuffix(want, got) {
		t.Errorf("shown %q, want %q", got, want)
	}
}

// A module whose output is long is shown in pieces, and nothing of it is lost.
func TestEventLogLetsGo(t *testing.T) {
	log := newEventLog(io.Discard)
	log.verbose = true
	shown, most := 0, 0
	log.show = func(text string) { shown += len(text) }
	text := strings.Repeat("x", 999) + "\n"
	for i := range 3 * maxShown / len(text) {
		log.add(testEvent{Action: "output", Package: fmt.Sprint(i), Output: text})
		log.add(testEvent{Action: "pass", Package: fmt.Sprint(i)})
		most = max(most, log.shown.Len())
	}
	log.close()
	if most > maxShown {
		t.Errorf("%d bytes are kept", most)
	}
	if got, want := shown+log.shown.Len(), 3*maxShown/len(text)*len(text); got != want || shown == 0 {
		t.Errorf("%d bytes are shown, %d of them early, want %d", got, shown, want)
	}
}

// Whatever comes, nothing panics, every package that failed is known, and none twice in a row of events.
func FuzzEventLog(f *testing.F) {
	f.Add(events("start p", "output p T x\n", "fail p T", "fail p"), false)
	f.Add("{\"Action\":\"build-output\"}\n{}\nx", true)
	f.Fuzz(func(t *testing.T, text string, verbose bool) {
		log := newEventLog(io.Discard)
		log.verbose = verbose
		_, _ = log.Write([]byte(text))
		log.close()
		if len(log.running) > 0 || len(log.failed) > len(log.ended) {
			t.Errorf("%d running, %d failed of %d", len(log.running), len(log.failed), len(log.ended))
		}
	})
}
