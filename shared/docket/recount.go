package docket

import (
	"context"
	"fmt"
	"time"

	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Recounting is what a ticket is counted by from now on: the clocks that still run count by the published version To of
// a calendar (G45).
type Recounting struct {
	To     string // "ru-five-day/2026-12-01"
	Reason string // recorded, and told to the customer whose due time moves
}

// key is the effect key: a ticket is moved to a version once.
func (r Recounting) key() string { return "calendar/" + r.To }

// Recounted decides what the recounting makes of the ticket at the instant: the fact to be recorded, with the due
// instants that move; ok reports whether there is one. There is none for a ticket that is not open or of which no clock
// that still runs follows the calendar, and none for one that is counted by this version already or by a newer one.
// A clock that does run gets the fact also when its due time stays: whatever happens to it next is counted by the new
// version, and the record says so.
//
// A version that this build does not have, be it the new one or the one that the ticket was counted by, is
// coverage.ErrUnknownCalendar.
func (d Docket) Recounted(t ticket.Ticket, r Recounting, now time.Time) (fact ticket.Recounted, ok bool, err error) {
	if !t.Open() || t.Has(r.key()) {
		return ticket.Recounted{}, false, nil
	}
	ed, err := d.Edition(t)
	if err != nil {
		return ticket.Recounted{}, false, err
	}
	versions, err := ed.Recounted(t.Calendar, r.To)
	if err != nil || versions == t.Calendar {
		return ticket.Recounted{}, false, err
	}
	moves, touched, err := sla.Recount(t, ed, now, versions)
	if err != nil || !touched {
		return ticket.Recounted{}, false, err
	}
	return ticket.Recounted{Calendar: versions, Reason: r.Reason, Moves: moves}, true, nil
}

// Recount records it on the ticket as it stands, with the wake-up that follows; ok reports whether this call did. The
// customer is told of a due time that moves. The notice waits for the sweep, which finds it within a minute: whoever
// recounts has no queue.
func (d Docket) Recount(ctx context.Context, id string, r Recounting, now time.Time) (fact ticket.Recounted, ok bool, err error) {
	rec, err := d.Update(ctx, id, now, func(rec store.Record) (store.Change, error) {
		if fact, ok, err = d.Recounted(rec.Ticket, r, now); err != nil || !ok {
			return store.Change{}, err
		}
		event := ticket.Event{At: now, By: ticket.Actor{Role: ticket.System}, Key: r.key(), Fact: fact}
		if len(fact.Moves) > 0 {
			told := []policy.Audience{policy.ToCustomer}
			event.Notices = escalation.Announce(r.key(), policy.NoticeMoved, told, rec.Ticket, escalation.Roster{})
		}
		return store.Change{Events: []ticket.Event{event}}, nil
	})
	switch {
	case err != nil:
		return ticket.Recounted{}, false, fmt.Errorf("recount ticket %s: %w", id, err)
	case ok && len(rec.Ticket.Pending) > 0:
		err = d.hasten(ctx, rec, now.Add(escalation.Redrive))
	}
	return fact, ok, err
}
