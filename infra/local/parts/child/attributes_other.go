//go:build unix && !linux

package child

import "syscall"

// attributes puts the child into a group of its own. These systems have no parent-death signal: here a child
// can outlive a parent that was killed by SIGKILL.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
