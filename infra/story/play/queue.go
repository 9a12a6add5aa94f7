package play

import (
	"context"
	"errors"
	"sort"
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
}

// Send takes the ids for another function.
func (q *queues) Send(_ context.Context, queue string, tickets ...string) error {
	for _, ticket := range tickets {
		f := q.world.faults
		switch slack := q.world.slack(); {
		case f.lose(slack):
			continue // taken, and never seen again
		case f.refuse(slack):
			return errLost
		case q.world.running != sweep && f.kill(slack):
			panic(errKilled)
		}
		for range f.copies() {
			q.sent++
			q.all = append(q.all, message{queue: queue, ticket: ticket, at: q.world.now.Add(f.delay(q.world.slack())), order: f.order(q.sent)})
		}
	}
	return nil
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
