package play

import (
	"context"
	"errors"
	"slices"
	"sort"
	"sync"
	"time"
)

// errLost is what a sender sees when the queue does not take its message. errKilled ends a function between its write
// and its message.
var (
	errLost   = errors.New("the queue did not answer")
	errKilled = errors.New("the function was killed")
)

// The queues between the functions, by the URLs that the handlers are given.
const (
	entitlementQueue = "entitlement"
	escalationQueue  = "escalation"
	notifyQueue      = "notify"
)

// sweep is the function without a queue or a route.
const sweep = "slatimer"

// message is on its way to a function.
type message struct {
	queue, ticket string
	at            time.Time // not delivered before
	tries         int
	order         int
}

// queues hold messages between the functions, in process. Faults double, delay, reorder and lose them.
type queues struct {
	world *world
	all   []message
	sent  int

	// The sweep looks at all shards side by side. What it sends is kept until it is done and then put into one order, so
	// that a seed disturbs the same way each time.
	sweeping sync.Mutex
	swept    []string
	closed   bool // the queue does not answer the sweep
}

// Send takes the ids for another function.
func (q *queues) Send(_ context.Context, queue string, tickets ...string) error {
	if q.world.running == sweep {
		return q.hold(tickets)
	}
	for _, ticket := range tickets {
		switch slack := q.world.slack(); {
		case q.world.faults.refuse(slack):
			return errLost
		case q.world.faults.kill(slack):
			panic(errKilled)
		default:
			q.put(queue, ticket)
		}
	}
	return nil
}

func (q *queues) hold(tickets []string) error {
	q.sweeping.Lock()
	defer q.sweeping.Unlock()
	if q.closed {
		return errLost
	}
	q.swept = append(q.swept, tickets...)
	return nil
}

// release sends on what a sweep has sent.
func (q *queues) release() {
	slices.Sort(q.swept)
	for _, ticket := range q.swept {
		q.put(escalationQueue, ticket)
	}
	q.swept = nil
}

// put delivers a message later, more than once or never.
func (q *queues) put(queue, ticket string) {
	f, slack := q.world.faults, q.world.slack()
	if f.lose(slack) {
		return // taken, and never seen again
	}
	for range f.copies() {
		q.sent++
		q.all = append(q.all, message{queue: queue, ticket: ticket, at: q.world.now.Add(f.delay(slack)), order: f.order(q.sent)})
	}
}

// take removes and returns the next message that may be delivered by now, at most one.
func (q *queues) take() (message, bool) {
	sort.SliceStable(q.all, func(i, j int) bool {
		if !q.all[i].at.Equal(q.all[j].at) {
			return q.all[i].at.Before(q.all[j].at)
		}
		return q.all[i].order < q.all[j].order
	})
	if len(q.all) == 0 || q.all[0].at.After(q.world.now) {
		return message{}, false
	}
	m := q.all[0]
	q.all = q.all[1:]
	return m, true
}

// next is when the next delayed message may be delivered.
func (q *queues) next() (time.Time, bool) {
	var at time.Time
	for _, m := range q.all {
		if at.IsZero() || m.at.Before(at) {
			at = m.at
		}
	}
	return at, !at.IsZero()
}
