package parts

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"time"

	"flatsupport/infra/local/parts/child"
)

const (
	readyWithin = 60 * time.Second // some 2 s on an idle machine
	readyEvery  = 50 * time.Millisecond
	stopGrace   = 5 * time.Second
	portTries   = 3 // a free port can be taken by another between choosing and using it
)

// Process is a part that runs and answers.
type Process struct {
	child    *child.Process
	endpoint string
}

// Endpoint is the base URL for an SDK client, without a slash at its end.
func (p *Process) Endpoint() string { return p.endpoint }

// Pid is the process id of the part.
func (p *Process) Pid() int { return p.child.Pid() }

// Done is closed when the part has ended, by Stop or by itself.
func (p *Process) Done() <-chan struct{} { return p.child.Done() }

// Stop ends the part and returns when it is gone and its port is free. It may be called twice.
func (p *Process) Stop() { p.child.Stop(stopGrace) }

// launch is how one part is started on a port.
type launch struct {
	part
	arguments func(port int) ([]string, error) // of java, after the common ones
	ready     func(ctx context.Context, endpoint string) error
}

// start runs the part and waits until it answers. With Port 0 another port is tried when the chosen one was
// snatched away.
func (l launch) start(ctx context.Context, opts Options) (*Process, error) {
	java, err := findJava(ctx)
	if err != nil {
		return nil, err
	}
	wanted, err := l.pin()
	if err != nil {
		return nil, err
	}
	if !wanted.isWhole(opts.Dir) {
		return nil, fmt.Errorf("start %s %s: not in %s: %w", l.title, wanted.version, opts.Dir, ErrNotFetched)
	}
	lib := wanted.lib(opts.Dir)
	for try := 1; ; try++ {
		port := opts.Port
		if port == 0 {
			if port, err = freePort(); err != nil {
				return nil, fmt.Errorf("start %s: find a free port: %w", l.title, err)
			}
		}
		p, err := l.startOn(ctx, java, lib, port, opts)
		if errors.Is(err, ErrPortTaken) && opts.Port == 0 && try < portTries {
			continue
		}
		return p, err
	}
}

func (l launch) startOn(ctx context.Context, java, lib string, port int, opts Options) (*Process, error) {
	if !portIsFree(port) {
		return nil, fmt.Errorf("start %s: another program listens on port %d: %w", l.title, port, ErrPortTaken)
	}
	own, err := l.arguments(port)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", l.title, err)
	}
	// A part lives for minutes and shares the machine with tests: quick to start, small, one collector thread.
	args := append([]string{"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp", lib + "/*", "-Djava.library.path=" + lib}, own...)
	cmd := exec.Command(java, args...)
	output := &tail{to: opts.Log}
	cmd.Stdout, cmd.Stderr = output, output
	cmd.Dir = opts.DataDir
	run, err := child.Start(cmd)
	if err != nil {
		return nil, err
	}
	p := &Process{child: run, endpoint: "http://127.0.0.1:" + strconv.Itoa(port)}
	if err := l.waitReady(ctx, p, output); err != nil {
		p.Stop()
		if !portIsFree(port) {
			return nil, fmt.Errorf("start %s: another program listens on port %d: %w", l.title, port, ErrPortTaken)
		}
		return nil, err
	}
	return p, nil
}

func (l launch) waitReady(ctx context.Context, p *Process, output *tail) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		err := l.ready(ctx, p.endpoint)
		if err == nil {
			return nil
		}
		select {
		case <-p.Done():
			return fmt.Errorf("start %s: it ended at once (%w); its last words: %s: %w", l.title, p.child.Err(), output, ErrNotReady)
		case <-ctx.Done():
			return fmt.Errorf("start %s: no answer at %s (%w); its last words: %s: %w", l.title, p.endpoint, err, output, ErrNotReady)
		case <-time.After(readyEvery):
		}
	}
}

// answers sends one request and wants status 200.
func answers(request *http.Request) error {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", response.Status)
	}
	return nil
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// portIsFree looks at all addresses of the machine: DynamoDB Local binds them all.
func portIsFree(port int) bool {
	listener, err := net.Listen("tcp", ":"+strconv.Itoa(port))
	if err != nil {
		return false
	}
	return listener.Close() == nil
}
