// Package entitlement is the function that checks a registered request against the customer's certificates and writes
// the decision, with the steps that are due at once, in one event sequence. It is told ids; a doubled message finds
// the ticket decided.
package entitlement

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/docket"
	"flatsupport/shared/metric"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Handler decides tickets.
type Handler struct {
	Docket      docket.Docket
	Queue       docket.Sender
	NotifyQueue string
	Metrics     io.Writer
	Now         func() time.Time
}

// Handle answers the entitlement queue.
func (h Handler) Handle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	return queue.Each(ctx, batch, h.one), nil
}

func (h Handler) one(ctx context.Context, m queue.Message) error {
	now := h.Now()
	var fresh bool
	rec, err := h.Docket.Update(ctx, m.Ticket, now, func(rec store.Record) (store.Change, error) {
		events, err := h.decide(ctx, rec, now)
		fresh = len(events) > 0
		return store.Change{Events: events}, err
	})
	if err != nil {
		return fmt.Errorf("entitlement check: %w", err)
	}
	if fresh {
		h.report(ctx, rec, now)
	}
	h.Docket.Announce(ctx, h.Queue, h.NotifyQueue, rec, now)
	return nil
}

// decide returns the decision as events, or none when the ticket has its decision already.
func (h Handler) decide(ctx context.Context, rec store.Record, now time.Time) ([]ticket.Event, error) {
	t := rec.Ticket
	if _, err := t.Decide(ticket.Decided{Answer: ticket.Accepted}); err != nil {
		return nil, nil //nolint:nilerr // decided already: the message is a repetition
	}
	facts, unread := h.Docket.Store.Facts(ctx, t.Registered.Customer)
	judged, err := h.Docket.Judge(t, docket.Known{Facts: facts, Unread: unread})
	if err != nil {
		return nil, err
	}
	if judged.Cause != nil {
		if t.Decision.Answer == ticket.Unverified {
			return nil, fmt.Errorf("still not to be verified: %w", judged.Cause)
		}
		slog.ErrorContext(ctx, "critical request runs unverified", "ticket", rec.ID, "error", judged.Cause.Error())
	}
	if fact := &judged.Fact; fact.MustName && fact.Engineer == "" { // attached where the package does so (R22)
		if fact.Engineer, err = h.Docket.Engineer(ctx, judged.Edition, fact.Level, facts.Customer.P1Engineers, now); err != nil {
			return nil, err
		}
	}
	event := judged.Event(t, now)
	steps, err := h.Docket.Climb(ctx, ticket.Fold(t, event), now)
	if err != nil {
		return nil, fmt.Errorf("steps due at once: %w", err)
	}
	return append([]ticket.Event{event}, steps...), nil
}

// report logs the decision and counts it: ticket, edition, clause, outcome, and nothing about people.
func (h Handler) report(ctx context.Context, rec store.Record, now time.Time) {
	d := rec.Ticket.Decision
	slog.InfoContext(ctx, "decided", "ticket", rec.ID, "edition", d.Edition, "clause", d.Clause,
		"answer", d.Answer, "code", d.Code, "package", d.Package, "priority", rec.Ticket.Priority)
	outcome := string(d.Answer)
	if d.Code != "" {
		outcome = string(d.Code)
	}
	metric.Put(h.Metrics, now, map[string]float64{"Decisions": 1}, "Outcome", outcome)
}
