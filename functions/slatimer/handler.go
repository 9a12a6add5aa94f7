// Package slatimer is the sweep: every minute it asks which tickets, and which watches over certificates, are due to be
// looked at, takes each with a lease, and sends their ids on. It reads what is due, never what is open, and decides nothing.
package slatimer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/docket"
	"flatsupport/shared/metric"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

const (
	// Lease is how long what the sweep took is left to the function that it was sent to before the sweep takes it again.
	Lease = 2 * time.Minute
	// page is how much of what is due is read at once.
	page = 100
	// spare is kept back of the invocation's time, so that what was claimed is always sent on.
	spare = 5 * time.Second
)

// Sender queues what is due for the functions that look at it.
type Sender interface {
	docket.Sender
	SendWatches(ctx context.Context, queueURL string, watches ...queue.Watch) error
}

// Handler sweeps all shards of the wake-up index.
type Handler struct {
	Store           *store.Store
	Queue           Sender
	EscalationQueue string
	ReminderQueue   string
	Metrics         io.Writer
	Now             func() time.Time
}

// Handle answers the schedule. Shards are swept side by side; one that fails does not keep the others from being swept,
// and the error is returned so that the tick is seen to have failed. What was not reached is due at the next tick.
func (h Handler) Handle(ctx context.Context, _ events.CloudWatchEvent) error {
	now := h.Now()
	work, done := beforeTheEnd(ctx)
	defer done()
	swept := make([]tally, store.Shards)
	var all sync.WaitGroup
	for shard := range store.Shards {
		all.Go(func() { swept[shard] = h.shard(ctx, work, shard, now) })
	}
	all.Wait()
	var sum tally
	for _, t := range swept {
		sum = sum.plus(t)
	}
	slog.InfoContext(ctx, "swept", "due", sum.due, "sent", sum.sent, "late_seconds", sum.late.Seconds())
	metric.Put(h.Metrics, now, map[string]float64{"Sweeps": 1, "Due": float64(sum.due), "WakeUpLateness": sum.late.Seconds()})
	return sum.err
}

// tally counts what a sweep did.
type tally struct {
	due, sent int
	late      time.Duration // how long the most overdue had been waiting
	err       error
}

func (t tally) plus(o tally) tally {
	return tally{t.due + o.due, t.sent + o.sent, max(t.late, o.late), errors.Join(t.err, o.err)}
}

// shard takes what is due in one shard until the time for work ends. What was taken by then is still sent on, for which
// ctx lasts longer.
func (h Handler) shard(ctx, work context.Context, shard int, now time.Time) tally {
	var t tally
	for cursor := ""; work.Err() == nil; {
		due, next, err := h.Store.Due(ctx, shard, now, page, cursor)
		if err != nil {
			return t.plus(tally{err: fmt.Errorf("shard %d: %w", shard, err)})
		}
		t = t.plus(h.take(ctx, work, due, now))
		if next == "" {
			break
		}
		cursor = next
	}
	return t
}

// take claims what is due and sends on what nobody else had taken. What was claimed and is not sent, because the queue
// does not answer, is due again when its lease ends.
func (h Handler) take(ctx, work context.Context, due []store.Due, now time.Time) tally {
	t := tally{due: len(due)}
	var tickets []string
	var watches []queue.Watch
	for _, d := range due {
		if work.Err() != nil {
			break
		}
		t.late = max(t.late, now.Sub(d.Wake))
		switch err := h.Store.Claim(ctx, d, now.Add(Lease)); {
		case err == nil && d.Ticket == "":
			watches = append(watches, queue.Watch{Customer: d.Watch.Customer, Certificate: d.Watch.Certificate})
		case err == nil:
			tickets = append(tickets, d.Ticket)
		case !errors.Is(err, store.ErrConflict):
			t.err = errors.Join(t.err, err)
		}
	}
	if len(tickets) > 0 {
		t = t.plus(sent(len(tickets), h.Queue.Send(ctx, h.EscalationQueue, tickets...)))
	}
	if len(watches) > 0 {
		t = t.plus(sent(len(watches), h.Queue.SendWatches(ctx, h.ReminderQueue, watches...)))
	}
	return t
}

// sent counts what was sent on, or tells why it was not.
func sent(count int, err error) tally {
	if err != nil {
		return tally{err: fmt.Errorf("send what is due: %w", err)}
	}
	return tally{sent: count}
}

// beforeTheEnd ends a little before ctx does. The deadline is the platform's, in real time, whatever the desk's clock says.
func beforeTheEnd(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-spare))
}
