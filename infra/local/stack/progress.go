package stack

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"
)

// progress writes lines that begin with the time since the start.
type progress struct {
	mu    sync.Mutex
	to    io.Writer
	begun time.Time
	rest  []byte // of a line that is not complete
}

func newProgress(to io.Writer) *progress { return &progress{to: to, begun: time.Now()} }

func (p *progress) say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line(fmt.Sprintf(format, args...))
}

func (p *progress) line(text string) {
	_, _ = fmt.Fprintf(p.to, "%6.1fs  %s\n", time.Since(p.begun).Seconds(), text)
}

// stillEvery is how often a long step says that it goes on.
const stillEvery = 10 * time.Second

// step says what is begun, does it, and says how long it took; in between, when that is long, that it goes on.
func (p *progress) step(what string, do func() error) error {
	p.say("%s", what)
	begun := time.Now()
	still := time.NewTicker(stillEvery)
	defer still.Stop()
	done := make(chan error, 1)
	go func() { done <- do() }()
	for {
		select {
		case <-still.C:
			p.say("%s: still at it after %.0fs", what, time.Since(begun).Seconds())
		case err := <-done:
			if err == nil {
				p.say("%s: done in %.1fs", what, time.Since(begun).Seconds())
			}
			return err
		}
	}
}

// Write takes the lines of others.
func (p *progress) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest = append(p.rest, b...)
	for {
		line, rest, found := bytes.Cut(p.rest, []byte("\n"))
		if !found {
			return len(b), nil
		}
		p.line(string(line))
		p.rest = rest
	}
}
