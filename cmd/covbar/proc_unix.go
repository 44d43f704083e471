//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// ownTree gives cmd a process group of its own: a signal to the group reaches its children, and a Ctrl-C at the
// terminal reaches none of them before covbar has taken note.
func ownTree(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func interruptTree(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) }

// killTree may find nobody left: then all is well.
func killTree(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }
