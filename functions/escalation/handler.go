// Package escalation is the function that takes the steps now due on a ticket, each exactly once, and judges whether the
// support still stands under which it was accepted. It is told ids by the sweep, and by whoever records what may give a
// held ticket support again; what is due follows from the ticket, the records and the instant, so a doubled, late or early
// message changes nothing.
package escalation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/docket"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Handler takes due steps, and puts a ticket whose check or notice has been lost back on its way.
type Handler struct {
	Docket           docket.Docket
	Queue            docket.Sender
	EntitlementQueue string
	NotifyQueue      string
	Now              func() time.Time
}

// Handle answers the escalation queue.
func (h Handler) Handle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	return queue.Each(ctx, batch, h.one), nil
}

func (h Handler) one(ctx context.Context, m queue.Message) error {
	now := h.Now()
	var taken []ticket.Event
	var unjudged error
	rec, err := h.Docket.Update(ctx, m.Ticket, now, func(rec store.Record) (store.Change, error) {
		var err error
		taken, unjudged, err = h.look(ctx, rec, now)
		return store.Change{Events: taken}, err
	})
	if err != nil {
		return fmt.Errorf("escalate: %w", err)
	}
	for _, e := range taken {
		slog.InfoContext(ctx, "step taken", "ticket", rec.ID, "step", e.Key, "notices", len(e.Notices),
			"edition", rec.Ticket.Decision.Edition)
	}
	h.Docket.Unlist(ctx, rec)
	return errors.Join(h.pass(ctx, rec), unjudged)
}

// look returns the steps due and what a look at the support makes of the ticket. A step never waits for records that
// cannot be read: then it is taken, and why the support could not be judged is told apart.
func (h Handler) look(ctx context.Context, rec store.Record, now time.Time) (taken []ticket.Event, unjudged, err error) {
	steps, err := h.Docket.Climb(ctx, rec.Ticket, now)
	if err != nil {
		return nil, nil, err
	}
	event, ok, err := h.Docket.Support(ctx, rec.ID, ticket.Fold(rec.Ticket, steps...), now)
	switch {
	case err != nil && len(steps) == 0:
		return nil, nil, fmt.Errorf("judge the support: %w", err)
	case err != nil:
		return steps, fmt.Errorf("judge the support: %w", err), nil
	case ok:
		steps = append(steps, event)
	}
	return steps, nil, nil
}

// pass sends the ticket on to whoever owes it something.
func (h Handler) pass(ctx context.Context, rec store.Record) error {
	unchecked := rec.Ticket.Status == ticket.StatusRegistered ||
		rec.Ticket.Open() && rec.Ticket.Decision.Answer == ticket.Unverified
	if unchecked {
		if err := h.Queue.Send(ctx, h.EntitlementQueue, rec.ID); err != nil {
			return fmt.Errorf("send back to the entitlement check: %w", err)
		}
	}
	if len(rec.Ticket.Pending) > 0 {
		if err := h.Queue.Send(ctx, h.NotifyQueue, rec.ID); err != nil {
			return fmt.Errorf("send on to notify: %w", err)
		}
	}
	return nil
}
