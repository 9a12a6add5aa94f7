// Package function runs the functions of the template as AWS Lambda would: each as processes of its own that ask a
// Runtime API (version 2018-06-01) for work and give their answers to it.
//
// It answers one question: "what does function F say to event E?" A process that dies is started again, and the
// invocation that it worked on fails; one that works longer than its timeout is killed. It does not know what an
// event means, nor who sends it: the gateway, the queues and the schedules do.
package function

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// payloadLimit is Lambda's limit for a synchronous invocation.
const payloadLimit = 6 << 20

const (
	defaultTimeout   = 3 * time.Second // Lambda's own default
	defaultProcesses = 2
	startLimit       = 20 * time.Second // for a process to ask for its first invocation
	stopGrace        = 2 * time.Second
)

// Spec is one function as the template describes it.
type Spec struct {
	Name      string
	Binary    string            // the executable that speaks to the Runtime API
	Env       map[string]string // the whole environment; nothing is taken from this process
	Timeout   time.Duration     // of one invocation; zero: Lambda's default of 3 s
	MemoryMB  int               // told to the function, not enforced
	Processes int               // how many invocations may run at once; zero: 2
	Log       io.Writer         // takes what the function prints; nil: nowhere
	Trouble   io.Writer         // takes one line when a process ends; nil: nowhere
}

// Host runs any number of functions. Its methods may be called from any goroutine.
type Host struct {
	server  *http.Server
	address string

	mu        sync.Mutex
	functions map[string]*function
	stopped   bool
}

// NewHost opens the Runtime API on a free port of the loopback interface.
func NewHost() (*Host, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open the Runtime API: %w", err)
	}
	h := &Host{address: listener.Addr().String(), functions: map[string]*function{}}
	h.server = &http.Server{Handler: h.api(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = h.server.Serve(listener) }() // ends with Stop
	return h, nil
}

// Run starts the function's first process and returns when it has asked for work. Further processes are started
// when they are needed. Errors: ErrInit with the last thing that the process printed.
func (h *Host) Run(ctx context.Context, spec Spec) error {
	if spec.Timeout <= 0 {
		spec.Timeout = defaultTimeout
	}
	if spec.Processes <= 0 {
		spec.Processes = defaultProcesses
	}
	for _, to := range []*io.Writer{&spec.Log, &spec.Trouble} {
		if *to == nil {
			*to = io.Discard
		}
	}
	f := newFunction(spec, h.address)
	h.mu.Lock()
	if h.stopped {
		h.mu.Unlock()
		return ErrStopped
	}
	if _, taken := h.functions[spec.Name]; taken {
		h.mu.Unlock()
		return fmt.Errorf("run %s: a function of that name runs already", spec.Name)
	}
	h.functions[spec.Name] = f
	h.mu.Unlock()

	f.grow()
	limit := time.NewTimer(startLimit)
	defer limit.Stop()
	select {
	case err := <-f.ready:
		if err != nil {
			return fmt.Errorf("run %s: %w", spec.Name, err)
		}
		return nil
	case <-limit.C:
		return fmt.Errorf("run %s: %w: it has not asked for work within %s", spec.Name, ErrInit, startLimit)
	case <-ctx.Done():
		return fmt.Errorf("run %s: %w", spec.Name, context.Cause(ctx))
	}
}

// Invoke gives the event to a process of the function and waits for the answer. When ctx ends first, the caller
// stops waiting and the function works on, as with API Gateway. Errors: ErrUnknown, ErrTooLarge, ErrKilled,
// ErrTimeout, ErrInit, ErrStopped, *Error.
func (h *Host) Invoke(ctx context.Context, name string, event []byte) ([]byte, error) {
	f, err := h.find(name)
	if err != nil {
		return nil, err
	}
	if len(event) > payloadLimit {
		return nil, fmt.Errorf("invoke %s: %w", name, ErrTooLarge)
	}
	answer, err := f.invoke(ctx, event)
	if err == nil {
		return answer, nil
	}
	if own := (*Error)(nil); errors.As(err, &own) {
		return nil, err // names the function already
	}
	return nil, fmt.Errorf("invoke %s: %w", name, err)
}

// Kill ends every process of the function by SIGKILL and tells how many there were.
func (h *Host) Kill(name string) (int, error) {
	f, err := h.find(name)
	if err != nil {
		return 0, err
	}
	return f.kill(), nil
}

// Busy tells how many invocations wait or run, over all functions.
func (h *Host) Busy() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	busy := 0
	for _, f := range h.functions {
		busy += int(f.busy.Load())
	}
	return busy
}

// Stop ends all processes and fails what they worked on. It returns when none is left.
func (h *Host) Stop() {
	h.mu.Lock()
	h.stopped = true
	functions := h.functions
	h.functions = map[string]*function{}
	h.mu.Unlock()

	var all sync.WaitGroup
	for _, f := range functions {
		all.Go(f.stop)
	}
	all.Wait()
	_ = h.server.Close()
}

func (h *Host) find(name string) (*function, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped {
		return nil, ErrStopped
	}
	f, ok := h.functions[name]
	if !ok {
		return nil, fmt.Errorf("invoke %s: %w", name, ErrUnknown)
	}
	return f, nil
}
