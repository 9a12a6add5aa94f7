package function

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	queueLength  = 10_000 // invocations that wait for a process
	firstBackoff = 100 * time.Millisecond
	lastBackoff  = 5 * time.Second
	soundAge     = time.Second // a process that lived so long was no crash at start
)

// function keeps up to spec.Processes processes alive and hands invocations to them.
type function struct {
	spec    Spec
	api     string // host:port of the Runtime API
	pending chan *invocation
	ready   chan error // the fate of the first process
	busy    atomic.Int64
	stopped chan struct{}
	slots   sync.WaitGroup

	mu        sync.Mutex
	processes map[string]*process // by id
	running   int                 // slots
	waiting   int                 // processes that wait for work
	stopping  bool
}

func newFunction(spec Spec, api string) *function {
	return &function{
		spec: spec, api: api,
		pending:   make(chan *invocation, queueLength),
		ready:     make(chan error, 1),
		stopped:   make(chan struct{}),
		processes: map[string]*process{},
	}
}

func (f *function) invoke(ctx context.Context, event []byte) ([]byte, error) {
	f.busy.Add(1)
	defer f.busy.Add(-1)
	i := newInvocation(ctx, event)
	select {
	case f.pending <- i:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-f.stopped:
		return nil, ErrStopped
	}
	f.growIfShort()
	select {
	case <-i.done:
		return i.answer, i.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-f.stopped:
		return nil, ErrStopped
	}
}

// growIfShort adds a process when more invocations wait than processes are idle. It is asked whenever either number
// has moved: a process that has taken its work is idle by this count until it says otherwise, and the invocation that
// came in between would wait for it.
func (f *function) growIfShort() {
	f.mu.Lock()
	short := len(f.pending) > f.waiting
	f.mu.Unlock()
	if short {
		f.grow()
	}
}

// grow adds a slot, unless all that are allowed exist.
func (f *function) grow() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopping || f.running >= f.spec.Processes {
		return
	}
	f.running++
	f.slots.Go(f.keepAlive)
}

// keepAlive starts a process and starts the next when it has ended: at once, unless it died so early that it
// would only die again; then after a pause that doubles.
func (f *function) keepAlive() {
	pause := time.Duration(0)
	for {
		born := time.Now()
		p, err := f.start()
		if err == nil {
			<-p.child.Done()
			err = f.bury(p)
		}
		switch {
		case err != nil: // it never asked for work
			f.failOldest(err)
			f.tellReady(err)
			pause = longer(pause)
		case time.Since(born) < soundAge && p.served.Load() == 0:
			pause = longer(pause)
		default:
			pause = 0
		}
		select {
		case <-f.stopped:
			return
		default:
		}
		f.report(err, pause)
		select {
		case <-f.stopped:
			return
		case <-time.After(pause):
		}
	}
}

func (f *function) report(err error, pause time.Duration) {
	if err == nil {
		err = errors.New("its process ended")
	}
	again := "it is started again"
	if pause > 0 {
		again += fmt.Sprintf(" in %s", pause)
	}
	_, _ = fmt.Fprintf(f.spec.Trouble, "%s: %v; %s\n", f.spec.Name, err, again)
}

func longer(pause time.Duration) time.Duration {
	if pause == 0 {
		return firstBackoff
	}
	return min(2*pause, lastBackoff)
}

// bury takes the dead process off the list and fails its invocation. The error, an ErrInit, says that the process
// had not come as far as asking for work.
func (f *function) bury(p *process) error {
	f.mu.Lock()
	delete(f.processes, p.id)
	f.mu.Unlock()
	asked := p.end()
	if asked {
		return nil
	}
	if reason := p.reason(); reason != "" {
		return fmt.Errorf("%w: %s", ErrInit, reason)
	}
	return fmt.Errorf("%w: it ended with exit code %d", ErrInit, p.child.ExitCode())
}

// failOldest lets one caller know, as a failed start costs one invocation on Lambda.
func (f *function) failOldest(err error) {
	select {
	case i := <-f.pending:
		i.finish(nil, err)
	default:
	}
}

func (f *function) tellReady(err error) {
	select {
	case f.ready <- err:
	default: // only the first fate is asked for
	}
}

func (f *function) process(id string) *process {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.processes[id]
}

func (f *function) kill() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.processes {
		p.kill()
	}
	return len(f.processes)
}

func (f *function) stop() {
	f.mu.Lock()
	if !f.stopping {
		f.stopping = true
		close(f.stopped)
	}
	var all sync.WaitGroup
	for _, p := range f.processes {
		all.Go(func() { p.child.Stop(stopGrace) })
	}
	f.mu.Unlock()
	all.Wait()
	f.slots.Wait()
}
