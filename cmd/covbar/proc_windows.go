package main

import (
	"os/exec"
	"strconv"
)

// ownTree has nothing to do: taskkill finds the children by their parents.
func ownTree(*exec.Cmd) {}

// interruptTree ends the whole tree at once. Windows has no interrupt that a process without a console would see.
func interruptTree(pid int) error {
	return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(pid)).Run()
}

// killTree may find nobody left: then all is well.
func killTree(pid int) { _ = interruptTree(pid) }
