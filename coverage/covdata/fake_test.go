package covdata

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// asFake is the variable that makes a go command and its covdata tool of the test binary. It says how they behave.
const asFake = "COVDATA_TEST_FAKE"

func TestMain(m *testing.M) {
	if behaviour := os.Getenv(asFake); behaviour != "" {
		os.Exit(fake(behaviour, os.Args[1:]))
	}
	var err error
	if binaries, err = os.MkdirTemp("", "covdata-test-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	status := m.Run()
	os.RemoveAll(binaries)
	os.Exit(status)
}

// newFake returns a tool that behaves in a strange way, and the folder of its temporary files.
func newFake(t *testing.T, behaviour string) (tool *Tool, temp string) {
	t.Helper()
	temp = t.TempDir()
	// With -race, a process else waits for a second before it ends.
	return NewTool(os.Args[0], append(os.Environ(), "TMPDIR="+temp, asFake+"="+behaviour, "GORACE=atexit_sleep_ms=0")), temp
}

const fakeProfile = "mode: set\na.go:1.2,3.4 5 1\n"

func fake(behaviour string, args []string) (status int) {
	say := func(text string) { fmt.Fprintln(os.Stderr, text) }
	defer os.Stderr.Close() // with -cover, the test binary would complain at its exit that it has no GOCOVERDIR
	if args[0] == "tool" {
		switch behaviour {
		case "has no tool":
			say(`go: no such tool "covdata"`)
			return 2
		case "cannot build":
			say("build cache is required, but could not be located")
			return 1
		case "shows its environment":
			for _, name := range []string{"GOCOVERDIR", "GOFLAGS", "GOWORK"} {
				say(name + "=" + os.Getenv(name))
			}
			return 1
		case "names what is not there":
			fmt.Println(filepath.Join(filepath.Dir(os.Args[0]), "no-such-tool"))
			return 0
		case "hangs in go":
			time.Sleep(time.Minute)
		}
		fmt.Println(os.Args[0])
		return 0
	}

	if packages, ok := strings.CutPrefix(behaviour, "dumps"); ok {
		for name := range strings.FieldsSeq(packages) {
			if name != "main" {
				fmt.Println("Package path:", name)
			}
			fmt.Println("Package name:", name)
		}
		return 0
	}
	out, err := os.Create(strings.TrimPrefix(args[len(args)-1], "-o="))
	if err != nil {
		say(err.Error())
		return 2
	}
	fmt.Fprint(out, fakeProfile)
	switch behaviour {
	case "warns":
		say("warning: func payload inconsistency: id [p=1,f=0] nf=0 len(ctrs)=1 in VisitFuncCounterData, ignored")
	case "is at the limit":
		for range 1000 {
			say("warning: uint32 overflow during counter merge")
		}
	case "is at the limit and warns":
		for range 1000 {
			say("warning: uint32 overflow during counter merge")
		}
		say("warning: func payload inconsistency, ignored")
	case "says much":
		for i := range 1000 {
			say(fmt.Sprintf("error: %d", i))
		}
		return 1
	case "says nothing":
		return 3
	case "panics":
		say("panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\nmain.main()")
		return 2
	case "hangs":
		time.Sleep(time.Minute)
	}
	return 0
}
