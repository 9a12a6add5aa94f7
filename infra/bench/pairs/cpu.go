package pairs

import (
	"syscall"
	"time"
)

// CPU is the processor time that this process has used, in its own code and in the system's for it. Unlike the time on
// the wall it stands still while others have the processor.
func CPU() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err) // it takes no argument that could be wrong
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
