package docket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"flatsupport/shared/escalation"
	"flatsupport/shared/store"
)

// Sender queues ticket ids for another function.
type Sender interface {
	Send(ctx context.Context, queueURL string, tickets ...string) error
}

// Announce sends a ticket with waiting notices on to the queue that delivers them. When the queue does not take it, the
// ticket gets an early wake-up instead, so that the sweep sends it on within minutes and not at the next rung. Neither
// is an error to the caller: what was decided stands.
func (d Docket) Announce(ctx context.Context, queue Sender, queueURL string, rec store.Record, now time.Time) {
	if len(rec.Ticket.Pending) == 0 {
		return
	}
	err := queue.Send(ctx, queueURL, rec.ID)
	if err == nil {
		return
	}
	slog.WarnContext(ctx, "notice left to the sweep", "ticket", rec.ID, "error", err.Error())
	if err := d.hasten(ctx, rec, now.Add(escalation.Redrive)); err != nil {
		slog.WarnContext(ctx, "notice left to the next rung", "ticket", rec.ID, "error", err.Error())
	}
}

// hasten moves the wake-up forward. Somebody else who has written the ticket meanwhile has looked at its notices too.
func (d Docket) hasten(ctx context.Context, rec store.Record, at time.Time) error {
	if !rec.Wake.IsZero() && !rec.Wake.After(at) {
		return nil
	}
	_, err := d.Store.Commit(ctx, rec, store.Change{Wake: at})
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("hasten: %w", err)
	}
	return nil
}
