package workspace

import (
	"go/build"
	"os"
	"os/exec"
)

// goContext is the build context of the go command, as far as the environment sets it: that of go/build, but without cgo
// where nobody has asked for it and the C compiler is not there.
func goContext() build.Context {
	context := build.Default
	if os.Getenv("CGO_ENABLED") != "" || os.Getenv("CC") != "" {
		return context
	}
	compiler := "gcc"
	switch context.GOOS {
	case "darwin", "ios", "freebsd", "openbsd":
		compiler = "clang"
	}
	if _, err := exec.LookPath(compiler); err != nil {
		context.CgoEnabled = false
	}
	return context
}
