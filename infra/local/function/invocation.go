package function

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
)

// invocation is one event on its way through a process.
type invocation struct {
	id    string
	ctx   context.Context // of the caller; an invocation that nobody waits for is not begun
	event []byte

	once   sync.Once
	done   chan struct{}
	answer []byte
	err    error
}

func newInvocation(ctx context.Context, event []byte) *invocation {
	return &invocation{id: requestID(), ctx: ctx, event: event, done: make(chan struct{})}
}

// finish keeps the first outcome: an answer that comes after the timeout changes nothing.
func (i *invocation) finish(answer []byte, err error) {
	i.once.Do(func() {
		i.answer, i.err = answer, err
		close(i.done)
	})
}

// requestID has the form of a UUID, as Lambda's have.
func requestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
