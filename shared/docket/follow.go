package docket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// maxHops bounds how far a message goes after merged tickets.
const maxHops = 10

// moved: the ticket was merged, and what is written to it belongs to another.
type moved struct{ into string }

func (m *moved) Error() string { return "merged into " + m.into }

// Sees says whether whoever writes may have the message in the ticket.
type Sees func(ctx context.Context, rec store.Record) (bool, error)

// Follow carries a message from outside to where the work on its ticket goes on: to the ticket into which it was merged,
// and on from there. Where that leads round a circle, too far, to nothing, or to a ticket that the sender may not see, the
// message is kept on the ticket that it was written to: it is never lost, and never on its way for ever. A message that is
// on one of these tickets already, from before the merging, stays there and is not taken twice.
//
// It returns the ticket that took the message, or with an error the one that refused it.
func (d Docket) Follow(ctx context.Context, cmd Command, now time.Time, sees Sees, decide func(t ticket.Ticket, message string) ([]ticket.Event, error)) (store.Record, error) {
	source, been := cmd.Ticket, []string{}
	for {
		rec, err := d.Run(ctx, cmd, now, func(t ticket.Ticket, message string) ([]ticket.Event, error) {
			if t.MergedInto != "" {
				return nil, &moved{t.MergedInto}
			}
			return decide(t, message)
		})
		var on *moved
		if !errors.As(err, &on) {
			return rec, err
		}
		been = append(been, cmd.Ticket)
		goes, err := d.goes(ctx, on.into, been, rec, sees)
		if err != nil {
			return store.Record{}, err
		}
		if !goes {
			break
		}
		cmd.Ticket = on.into
	}
	cmd.Ticket = source
	return d.Run(ctx, cmd, now, decide)
}

// goes reports whether a message may go on to the ticket.
func (d Docket) goes(ctx context.Context, into string, been []string, from store.Record, sees Sees) (bool, error) {
	if len(been) > maxHops || slices.Contains(been, into) {
		return false, nil
	}
	rec, err := d.Store.Ticket(ctx, into)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && rec.Ticket.Registered.Customer != from.Ticket.Registered.Customer:
		return false, nil
	case err != nil:
		return false, fmt.Errorf("ticket merged into: %w", err)
	}
	return sees(ctx, rec)
}
