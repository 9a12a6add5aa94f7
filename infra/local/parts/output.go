package parts

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

// safeBuffer keeps what a child prints while others read it.
type safeBuffer struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kept.Write(p)
}

func (b *safeBuffer) Bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return bytes.Clone(b.kept.Bytes())
}

// tailSize is enough for the stack trace that a part prints when it cannot start.
const tailSize = 4 << 10

// tail passes everything on and keeps the end of it for the error message.
type tail struct {
	mu   sync.Mutex
	to   io.Writer // nil: nowhere
	kept []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - tailSize; extra > 0 {
		t.kept = append([]byte(nil), t.kept[extra:]...)
	}
	if t.to != nil {
		_, _ = t.to.Write(p) // a log that cannot be written must not stop the part
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.kept))
}
