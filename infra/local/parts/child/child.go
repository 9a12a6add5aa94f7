// Package child starts other programs so that none of them outlives this one.
//
// It answers one question: "is it gone?" A child sits in a process group of its own, Stop ends the whole group,
// whatever the child itself leaves behind is ended with it, and on Linux the kernel kills the child when this
// process dies without a chance to stop anything (SIGKILL, a crash, a test that runs into its deadline).
// It does not know what the program is or when it is ready.
package child

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// outputGrace is how long output may go on coming from a grandchild that kept the pipe of a dead child.
const outputGrace = 2 * time.Second

// Process is a started child. Its methods may be called from any goroutine.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error // set before done is closed
	stop sync.Once
}

// Start starts cmd. The caller fills in everything but SysProcAttr and WaitDelay, which belong to Start.
// The child is not tied to a context: it runs until it ends or Stop is called.
func Start(cmd *exec.Cmd) (*Process, error) {
	p := &Process{cmd: cmd, done: make(chan struct{})}
	cmd.SysProcAttr = attributes()
	cmd.WaitDelay = outputGrace
	started := make(chan error)
	go p.watch(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	return p, nil
}

// watch starts the child and waits for it on one OS thread: the kernel's parent-death signal is sent when the
// *thread* that forked ends, and the Go runtime may end an unlocked thread at any time.
func (p *Process) watch(started chan<- error) {
	runtime.LockOSThread() // never unlocked: the thread ends with this goroutine, after the child
	if err := p.cmd.Start(); err != nil {
		started <- err
		return
	}
	started <- nil
	p.err = p.cmd.Wait()
	p.signalGroup(syscall.SIGKILL) // what the child started and left behind
	close(p.done)
}

// Done is closed when the child has ended, for whatever reason.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err tells how the child ended; it is nil while it runs and after a clean exit.
func (p *Process) Err() error {
	select {
	case <-p.done:
		return p.err
	default:
		return nil
	}
}

// Pid is the process id of the child and the id of its process group.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// ExitCode gives what a shell would report: the exit status, or 128 plus the number of the signal that ended
// the child. It waits for the end.
func (p *Process) ExitCode() int {
	<-p.done
	state := p.cmd.ProcessState
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

// Signal passes a signal on to the child and everything in its group. After the end it does nothing.
func (p *Process) Signal(s os.Signal) {
	select {
	case <-p.done:
		return
	default:
	}
	if number, ok := s.(syscall.Signal); ok {
		p.signalGroup(number)
	}
}

// Stop asks the child to end, kills its group when it has not ended within grace, and returns when it is gone.
// It may be called again, also at the same time and after the end.
func (p *Process) Stop(grace time.Duration) {
	p.stop.Do(func() {
		p.Signal(syscall.SIGTERM)
		select {
		case <-p.done:
		case <-time.After(grace):
			p.Signal(syscall.SIGKILL)
		}
	})
	<-p.done
}

// signalGroup ignores a group that has already gone.
func (p *Process) signalGroup(s syscall.Signal) {
	if err := syscall.Kill(-p.cmd.Process.Pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
		// Only a child that changed its user could refuse; then its own end is all that is left to ask for.
		_ = p.cmd.Process.Signal(s)
	}
}
