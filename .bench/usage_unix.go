//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// maxResident is the peak of a process's memory, in bytes; 0 where that is not known.
func maxResident(p *os.ProcessState) int64 {
	used, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(used.Maxrss)
	}
	return int64(used.Maxrss) << 10
}
