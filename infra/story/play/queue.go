package play

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"flatsupport/shared/queue"
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
	reminderQueue    = "reminder"
	mailEventsQueue  = "mailevents"
	mailQueue        = "mail"
)

// sweep is the function without a queue or a route.
const sweep = "slatimer"

// message is on its way to a function.
type message struct {
	queue string
	body  string
	at    time.Time // not delivered before
	tries int
	order int
}

// queues hold messages between the functions, in process. Faults double, delay, reorder and lose them.
type queues struct {
	world *world
	all   []message
	sent  int

	// The sweep looks at all shards side by side. What it sends is kept until it is done and then put into one order, so
	// that a seed disturbs the same way each time.
	sweeping sync.Mutex
	swept    []message
	closed   bool // the queue does not answer the sweep
}

// Send takes the ids for another function.
func (q *queues) Send(_ context.Context, name string, tickets ...string) error {
	return send(q, name, tickets, func(id string) queue.Message { return queue.Message{Ticket: id} })
}

// SendWatches takes the names of watches for another function.
func (q *queues) SendWatches(_ context.Context, name string, watches ...queue.Watch) error {
	return send(q, name, watches, func(w queue.Watch) queue.Watch { return w })
}

// SendForm takes a form for who tells of it. What the queue has taken is not lost; who sends it hears whether it has.
func (q *queues) SendForm(_ context.Context, name string, form queue.Form) error {
	body, err := form.Encode()
	if err != nil {
		return err
	}
	switch slack := q.world.slack(); {
	case q.world.faults.refuse(slack):
		return errLost
	case q.world.faults.kill(slack):
		panic(errKilled)
	}
	q.deliver(name, body)
	return nil
}

func send[T any, M interface{ Encode() (string, error) }](q *queues, name string, about []T, message func(T) M) error {
	bodies := make([]string, 0, len(about))
	for _, one := range about {
		body, err := message(one).Encode()
		if err != nil {
			return err
		}
		bodies = append(bodies, body)
	}
	if q.world.running == sweep {
		return q.hold(name, bodies)
	}
	for _, body := range bodies {
		switch slack := q.world.slack(); {
		case q.world.faults.refuse(slack):
			return errLost
		case q.world.faults.kill(slack):
			panic(errKilled)
		default:
			q.put(name, body)
		}
	}
	return nil
}

func (q *queues) hold(name string, bodies []string) error {
	q.sweeping.Lock()
	defer q.sweeping.Unlock()
	if q.closed {
		return errLost
	}
	for _, body := range bodies {
		q.swept = append(q.swept, message{queue: name, body: body})
	}
	return nil
}

// release sends on what a sweep has sent.
func (q *queues) release() {
	slices.SortFunc(q.swept, func(a, b message) int {
		return cmp.Or(strings.Compare(a.queue, b.queue), strings.Compare(a.body, b.body))
	})
	for _, m := range q.swept {
		q.put(m.queue, m.body)
	}
	q.swept = nil
}

// put delivers a message later, more than once or never.
func (q *queues) put(name, body string) {
	f, slack := q.world.faults, q.world.slack()
	if f.lose(slack) {
		return // taken, and never seen again
	}
	q.deliver(name, body)
}

// deliver delivers a message later or more than once; never to lose it is for the sender to see to.
func (q *queues) deliver(name, body string) {
	f, slack := q.world.faults, q.world.slack()
	for range f.copies() {
		q.sent++
		q.all = append(q.all, message{queue: name, body: body, at: q.world.now.Add(f.delay(slack)), order: f.order(q.sent)})
	}
}

// report takes what the mail service tells, once or more often, at once or late. It is never lost: there is nobody who
// would look for it.
func (q *queues) report(body string) {
	f := q.world.faults
	for range f.copies() {
		q.sent++
		q.all = append(q.all, message{queue: mailEventsQueue, body: body, at: q.world.now.Add(f.delay(q.world.slack())), order: f.order(q.sent)})
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
