package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
)

func versionVerb() verb {
	return verb{
		name:  "version",
		short: "print covbar's version, and the Go version that it was built with",
		alone: true,
		do: func(_ context.Context, e env, _ call) error {
			return e.print(func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "covbar %s %s %s/%s\n", toolVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
				return err
			})
		},
	}
}

// toolVersion is covbar's own version, as the go command built it in; "devel" where it knows none.
func toolVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	return cmp.Or(strings.Trim(info.Main.Version, "()"), "devel")
}
