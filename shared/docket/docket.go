// Package docket keeps the tickets of the desk: it loads one, lets a rule decide what happens next, and writes the
// events together with the instant at which the ticket must be looked at again. Every function that changes a ticket
// does it here, so that no event is ever written without its wake-up.
package docket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// attempts bounds how often a change is decided anew because somebody else wrote the ticket in between.
const attempts = 8

// Docket is the store seen through the policy.
type Docket struct {
	Store    *store.Store
	Editions *policy.Library
}

// Edition returns the edition that the ticket is pinned to (policy.pin, G60); before a decision, the one in force on
// the day of receipt.
func (d Docket) Edition(t ticket.Ticket) (*policy.Edition, error) {
	if t.Decision.Edition != "" {
		return d.Editions.Edition(t.Decision.Edition)
	}
	return d.Editions.CurrentAt(t.ReceivedAt)
}

// Decide says what happens to a ticket as it stands. No events and no error: nothing happens.
type Decide func(rec store.Record) (store.Change, error)

// Update loads the ticket, decides and writes, and does so again when somebody else wrote it in between. It returns
// the ticket as it then stands.
func (d Docket) Update(ctx context.Context, id string, now time.Time, decide Decide) (store.Record, error) {
	for range attempts {
		rec, err := d.Store.Ticket(ctx, id)
		if err != nil {
			return store.Record{}, err
		}
		change, err := decide(rec)
		if err != nil {
			return rec, err
		}
		written, err := d.Write(ctx, rec, now, change)
		if !errors.Is(err, store.ErrConflict) {
			return written, err
		}
	}
	return store.Record{}, fmt.Errorf("ticket %s: written by others %d times in a row: %w", id, attempts, store.ErrConflict)
}

// Write appends the change to the record, with the alerts that go with its notices and the wake-up that follows from it. A change without events, claims or
// another wake-up writes nothing.
func (d Docket) Write(ctx context.Context, rec store.Record, now time.Time, change store.Change) (store.Record, error) {
	var err error
	if change.Events, err = d.alerted(rec.Ticket, change.Events); err != nil {
		return store.Record{}, fmt.Errorf("ticket %s: alerts: %w", rec.ID, err)
	}
	after := ticket.Fold(rec.Ticket, change.Events...)
	next, err := d.next(after, now)
	if err != nil {
		return store.Record{}, fmt.Errorf("ticket %s: wake-up: %w", rec.ID, err)
	}
	change.Wake = escalation.Wake(after, rec.Wake, next, now)
	if len(change.Events) == 0 && len(change.Claim) == 0 && len(change.Unclaim) == 0 && change.Wake.Equal(rec.Wake) {
		return rec, nil
	}
	return d.Store.Commit(ctx, rec, change)
}

// alerted are the events with the alerts that their notices bring, by the edition and the priority that hold after each.
func (d Docket) alerted(t ticket.Ticket, events []ticket.Event) ([]ticket.Event, error) {
	events = slices.Clone(events)
	for i, e := range events {
		t = ticket.Fold(t, e)
		if len(e.Notices) == 0 {
			continue
		}
		ed, err := d.Edition(t)
		if err != nil {
			return nil, err
		}
		events[i].Notices = escalation.Alerted(ed, t, e.Notices)
	}
	return events, nil
}

// next is the next instant at which something falls due; now, when something is due already.
func (d Docket) next(t ticket.Ticket, now time.Time) (time.Time, error) {
	ed, err := d.Edition(t)
	if err != nil {
		return time.Time{}, err
	}
	outlook, err := escalation.Look(t, ed, now)
	if err != nil {
		return time.Time{}, err
	}
	if len(outlook.Due) > 0 || outlook.Judge {
		return now, nil
	}
	return outlook.Next, nil
}

// Roster finds who can be told about the ticket at the instant.
func (d Docket) Roster(ctx context.Context, level policy.Level, at time.Time) (escalation.Roster, error) {
	duty, err := d.duty(ctx, level, at)
	if err != nil {
		return escalation.Roster{}, err
	}
	managers, err := d.Store.OnDuty(ctx, "MANAGER", at)
	if err != nil {
		return escalation.Roster{}, fmt.Errorf("managers: %w", err)
	}
	last, err := d.Store.OnDuty(ctx, "LAST_RESORT", at)
	if err != nil {
		return escalation.Roster{}, fmt.Errorf("last resort: %w", err)
	}
	roster := escalation.Roster{Duty: duty, Managers: managers}
	if len(last) > 0 {
		roster.LastResort = last[0]
	}
	return roster, nil
}

// duty finds who is on duty for the level at the instant.
func (d Docket) duty(ctx context.Context, level policy.Level, at time.Time) ([]string, error) {
	duty, err := d.Store.OnDuty(ctx, fmt.Sprintf("L%d", level), at)
	if err != nil {
		return nil, fmt.Errorf("duty of level %d: %w", level, err)
	}
	return duty, nil
}

// Climb returns the events that take every rung due on the ticket at the instant. The roster is only read when there
// is a rung to take.
func (d Docket) Climb(ctx context.Context, t ticket.Ticket, now time.Time) ([]ticket.Event, error) {
	ed, err := d.Edition(t)
	if err != nil {
		return nil, err
	}
	outlook, err := escalation.Look(t, ed, now)
	if err != nil || len(outlook.Due) == 0 {
		return nil, err
	}
	roster, err := d.Roster(ctx, t.Level, now)
	if err != nil {
		return nil, err
	}
	events := make([]ticket.Event, 0, len(outlook.Due))
	for _, rung := range outlook.Due {
		events = append(events, rung.Event(t, roster, now))
	}
	return events, nil
}
