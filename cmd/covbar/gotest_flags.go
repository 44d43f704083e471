package main

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The flags of `go test` and `go build`: only with them it can be told whether a word is the value of the flag before it.
// A flag in neither list belongs to the tests; a word that follows one is taken for its value.
var (
	goBoolFlags = strings.Fields(`a artifacts asan benchmem buildvcs c cover failfast fullpath i json linkshared
		modcacherw msan n race short trimpath v work x`)
	goValueFlags = strings.Fields(`C asmflags bench benchtime blockprofile blockprofilerate buildmode compiler count
		covermode coverpkg coverprofile cpu cpuprofile exec fuzz fuzzminimizetime fuzztime gccgoflags gcflags
		installsuffix ldflags list memprofile memprofilerate mod modfile mutexprofile mutexprofilefraction o
		outputdir overlay p parallel pgo pkgdir run shuffle skip tags timeout toolexec trace vet`)
)

// refusedGoFlags are the flags that covbar needs for itself, or with which no test would run.
var refusedGoFlags = map[string]string{
	"coverprofile": "covbar collects the profiles itself\nhint: covbar run -o profile=FILE writes the merged one",
	"json":         "covbar reads go test's JSON itself\nhint: covbar run --format json, or -o json=FILE, is the report as JSON",
	"o":            "it names one test binary, and no profile\nhint: -o FORMAT=FILE of covbar itself stands before --",
	"c":            "it compiles the tests and runs none\nhint: leave it out",
	"n":            "it prints commands and runs none\nhint: leave it out; -x prints them and runs them",
	"list":         "it lists the tests and runs none\nhint: leave it out; -run runs some of them",
	"cover":        "without it nothing is measured\nhint: leave it out; covbar always measures",
	"C":            "each module's tests run in its own folder\nhint: covbar run -C DIR works in another folder",
	"h":            helpRefused,
	"help":         helpRefused,
}

const helpRefused = "it runs no test\nhint: see go help testflag"

// A goFlag is one flag of go test.
type goFlag struct {
	arg   string // as it was written, without a value that is a word of its own
	name  string // without dashes and without the prefix "test."
	value string
}

// parseGoFlags reads flags up to those that are the tests' own. stray is the first word that is no flag and no flag's
// value.
func parseGoFlags(args []string) (flags []goFlag, stray string) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "-args" || arg == "--args" || arg == "--" {
			return flags, ""
		}
		if !isFlag(arg) {
			return flags, arg
		}
		name, value, hasValue := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
		flag := goFlag{arg, strings.TrimPrefix(name, "test."), value}
		if !hasValue && i+1 < len(args) && flag.takes(args[i+1]) {
			i++
			flag.value = args[i]
		}
		flags = append(flags, flag)
	}
	return flags, ""
}

// takes reports whether the next word is the flag's value. After a flag that only the tests know, a word may be
// anything but a pattern of packages.
func (f goFlag) takes(next string) bool {
	switch {
	case slices.Contains(goBoolFlags, f.name):
		return false
	case slices.Contains(goValueFlags, f.name):
		return true
	}
	return !isFlag(next) && !strings.Contains(next, "...")
}

// off reports whether a boolean flag is given as "-flag=false".
func (f goFlag) off() bool {
	on, err := strconv.ParseBool(f.value)
	return err == nil && !on
}

// refusal says why the flag cannot be had; empty where it can.
func (f goFlag) refusal() string {
	off := f.off()
	if f.name == "cover" && !off || (f.name == "c" || f.name == "n") && off {
		return ""
	}
	return refusedGoFlags[f.name]
}

// checkGoFlags refuses what stands after "--" and cannot be handed on.
func checkGoFlags(args []string) error {
	flags, stray := parseGoFlags(args)
	for _, flag := range flags {
		if why := flag.refusal(); why != "" {
			return usagef("go test %s: %s", quoted(flag.arg), why)
		}
	}
	if stray != "" {
		return usagef("%s after --: only flags of go test may stand there\nhint: name folders before it: covbar run %s -- …",
			quoted(stray), quoted(strings.TrimSuffix(stray, "/...")))
	}
	return nil
}

// checkGOFLAGS refuses the few flags in that variable that would keep tests from running and that a flag on go test's
// command line does not undo.
func checkGOFLAGS(value string) error {
	for _, flag := range parseGOFLAGS(value) {
		switch flag.name {
		case "json", "coverprofile", "cover":
			continue // go test's own command line wins
		}
		if why, _, _ := strings.Cut(flag.refusal(), "\n"); why != "" {
			return usagef("GOFLAGS has -%s: %s\nhint: run covbar with another GOFLAGS", flag.name, why)
		}
	}
	return nil
}

// parseGOFLAGS reads flags as the go command reads them from that variable: separated by spaces, each with its value,
// in quotes where it holds a space.
func parseGOFLAGS(value string) []goFlag {
	var flags []goFlag
	for rest := strings.TrimSpace(value); rest != ""; rest = strings.TrimSpace(rest) {
		var field string
		if quote := rest[:1]; quote == "'" || quote == `"` {
			field, rest, _ = strings.Cut(rest[1:], quote)
		} else {
			end := strings.IndexFunc(rest+" ", unicode.IsSpace)
			field, rest = rest[:end], rest[end:]
		}
		more, _ := parseGoFlags([]string{field})
		flags = append(flags, more...)
	}
	return flags
}

// goFlagsOf are the flags that go test gets, the environment's first: the last one of a name counts.
func (e env) goFlagsOf(args []string) []goFlag {
	flags, _ := parseGoFlags(args)
	return append(parseGOFLAGS(e.getenv("GOFLAGS")), flags...)
}

// lastGoFlag returns the last flag of that name.
func lastGoFlag(flags []goFlag, name string) (flag goFlag, ok bool) {
	for _, f := range flags {
		if f.name == name {
			flag, ok = f, true
		}
	}
	return flag, ok
}

// buildTags are the build tags that tests run with, by GOFLAGS and by the flags of go test: the sources are to be read
// with them, too.
func (e env) buildTags(goFlags []string) []string {
	flags := e.goFlagsOf(goFlags)
	list, _ := lastGoFlag(flags, "tags")
	tags := strings.FieldsFunc(list.value, func(r rune) bool { return r == ',' || r == ' ' })
	for _, sanitizer := range []string{"race", "msan", "asan"} {
		if flag, ok := lastGoFlag(flags, sanitizer); ok && !flag.off() {
			tags = append(tags, sanitizer)
		}
	}
	return tags
}
