//go:build !unix

package main

import "os"

// maxResident is the peak of a process's memory, in bytes; 0 where that is not known.
func maxResident(*os.ProcessState) int64 { return 0 }
