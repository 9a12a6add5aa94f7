package function

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"flatsupport/infra/local/parts/child"
)

// process is one running copy of a function. It works on one invocation at a time.
type process struct {
	id     string
	child  *child.Process
	last   *lastLine
	served atomic.Int64 // invocations answered

	mu      sync.Mutex
	asked   bool // for work, at least once
	ended   bool
	initErr string // what it reported to init/error
	current *invocation
	timeout *time.Timer
}

// start starts a process whose Runtime API address carries its own id, so that the API always knows who calls.
// On Lambda the address is a bare host and port; the Go runtime library takes both.
func (f *function) start() (*process, error) {
	p := &process{id: requestID()[:8], last: &lastLine{to: f.spec.Log}}
	binary, err := filepath.Abs(f.spec.Binary)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInit, err)
	}
	cmd := exec.Command(binary)
	cmd.Dir = filepath.Dir(binary)
	cmd.Env = f.environment(p.id, cmd.Dir)
	cmd.Stdout, cmd.Stderr = p.last, p.last

	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopping {
		return nil, ErrStopped
	}
	if p.child, err = child.Start(cmd); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInit, err)
	}
	f.processes[p.id] = p
	return p, nil
}

// environment is what Lambda itself adds to the variables of the template.
func (f *function) environment(id, dir string) []string {
	env := map[string]string{
		"AWS_LAMBDA_RUNTIME_API":          f.api + "/" + f.spec.Name + "/" + id,
		"AWS_LAMBDA_FUNCTION_NAME":        f.spec.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(max(f.spec.MemoryMB, 128)),
		"AWS_EXECUTION_ENV":               "AWS_Lambda_provided.al2023",
		"_HANDLER":                        "bootstrap",
		"LAMBDA_TASK_ROOT":                dir,
		"LANG":                            "en_US.UTF-8",
		"PATH":                            "/usr/local/bin:/usr/bin:/bin",
		"TZ":                              ":UTC",
	}
	for name, value := range f.spec.Env {
		env[name] = value
	}
	list := make([]string, 0, len(env))
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	slices.Sort(list)
	return list
}

// begin gives the invocation to the process, unless the process has ended meanwhile.
func (p *process) begin(i *invocation, limit time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return false
	}
	p.current = i
	p.timeout = time.AfterFunc(limit, func() {
		i.finish(nil, ErrTimeout)
		p.kill()
	})
	return true
}

// take gives the invocation back for its answer; nil when the process works on no such invocation.
func (p *process) take(id string) *invocation {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil || p.current.id != id {
		return nil
	}
	i := p.current
	p.current = nil
	p.timeout.Stop()
	return i
}

// end fails what the process worked on and tells whether it had ever asked for work.
func (p *process) end() (asked bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	if p.current != nil {
		p.timeout.Stop()
		p.current.finish(nil, ErrKilled)
		p.current = nil
	}
	return p.asked
}

func (p *process) kill() { p.child.Signal(syscall.SIGKILL) }

// reason is what the process said last, for a person to read.
func (p *process) reason() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.initErr != "" {
		return p.initErr
	}
	return p.last.String()
}

// lastLine passes everything on and remembers the last line that says something.
type lastLine struct {
	to io.Writer

	mu   sync.Mutex
	line []byte
}

func (l *lastLine) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range bytes.Lines(b) {
		if text := bytes.TrimSpace(line); len(text) > 0 {
			l.line = bytes.Clone(text[:min(len(text), 500)])
		}
	}
	_, _ = l.to.Write(b) // a log that cannot be written must not stop the function
	return len(b), nil
}

func (l *lastLine) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.ToValidUTF8(string(l.line), "?")
}
