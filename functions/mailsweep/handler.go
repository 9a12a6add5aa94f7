// Package mailsweep makes up for what the way of a mail can lose. It holds the bucket of mails against what became of them,
// and sends a mail of which nobody knows on to the mailroom; and it tells the managers of unverified requests at which nobody
// has looked in time (OP-TRIAGE). It reads no mail and decides nothing about one.
package mailsweep

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"flatsupport/shared/metric"
	"flatsupport/shared/queue"
	"flatsupport/shared/rawmail"
	"flatsupport/shared/store"
	"flatsupport/shared/triage"
)

const (
	// Grace is how long a mail may lie in the bucket before it is missed: longer than it takes to be told of, and to be read.
	Grace = 5 * time.Minute
	// Recent is how far back the pass of every few minutes looks; the daily one looks at every mail.
	Recent = 48 * time.Hour
	// Patience is how long a mail that was sent on is left to the queue before it is missed again: longer than the queue tries.
	// It doubles each time, since a mail that fails every time lies with the dead letters already.
	Patience = time.Hour
	// spare is kept back of the invocation's time, so that what was found is sent on and the place is kept.
	spare = 10 * time.Second
)

// Mails are the mails as they arrived.
type Mails interface {
	List(ctx context.Context, after string) (mails []rawmail.Kept, next string, err error)
}

// Sender queues what was found for the mailroom.
type Sender interface {
	SendFound(ctx context.Context, queueURL string, mails ...queue.Found) error
}

// Handler sweeps.
type Handler struct {
	Store     *store.Store
	Mails     Mails
	Queue     Sender
	MailQueue string
	Triage    triage.Desk
	Metrics   io.Writer
	Now       func() time.Time
}

// Tick is the event of a schedule: that of the daily one asks for every mail.
type Tick struct {
	All bool `json:"all"`
}

// Handle answers the schedules. A pass that its time did not suffice for goes on at the next tick of either. What fails is
// returned, so that the tick is seen to have failed, and does not keep the rest from being done.
func (h Handler) Handle(ctx context.Context, tick Tick) error {
	now := h.Now()
	work, done := beforeTheEnd(ctx)
	defer done()
	late, err := h.late(work, now)
	var found tally
	for _, p := range passes {
		t, failed := h.run(ctx, work, p, tick, now)
		found.seen, found.sent, err = found.seen+t.seen, found.sent+t.sent, errors.Join(err, failed)
	}
	slog.InfoContext(ctx, "swept mails", "seen", found.seen, "found", found.sent, "unlooked", late)
	metric.Put(h.Metrics, now, map[string]float64{"MailSweeps": 1, "MailsFound": float64(found.sent), "UnverifiedLate": float64(late)})
	return err
}

// beforeTheEnd ends a little before ctx does. The deadline is the platform's, in real time, whatever the desk's clock says.
func beforeTheEnd(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-spare))
}
