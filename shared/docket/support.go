package docket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Support judges, on what is known now, the support under which an open ticket was accepted, and returns the event that
// follows: it is held, released or upheld (C, G10); ok reports whether there is one. It is asked at every look at a
// ticket, so that what was recorded meanwhile counts, and fails only when the instant has come at which the answer
// matters: facts that cannot be read before it are read at the next look.
//
// A ticket about to be held is put on the customer's list of held ones first.
func (d Docket) Support(ctx context.Context, id string, t ticket.Ticket, now time.Time) (event ticket.Event, ok bool, err error) {
	ed, err := d.Edition(t)
	if err != nil {
		return ticket.Event{}, false, err
	}
	if !t.Watched(ed) {
		return ticket.Event{}, false, nil
	}
	fact, err := d.judged(ctx, t, now)
	if err != nil {
		if t.SupportDue(now) {
			return ticket.Event{}, false, err
		}
		slog.WarnContext(ctx, "support not judged before its time", "ticket", id, "error", err.Error())
		return ticket.Event{}, false, nil
	}
	if _, held := t.Held(); held && fact == nil || isHeld(fact) { // also one whose place on the list was lost
		if err := d.Store.PutHeld(ctx, t.Registered.Customer, id); err != nil {
			return ticket.Event{}, false, err
		}
	}
	if fact == nil {
		return ticket.Event{}, false, nil
	}
	event = ticket.Event{At: now, By: ticket.Actor{Role: ticket.System}, Key: SupportKey(t, fact), Fact: fact}
	event.Notices, err = d.supportNotices(ctx, t, event)
	return event, err == nil, err
}

func (d Docket) judged(ctx context.Context, t ticket.Ticket, now time.Time) (ticket.Fact, error) {
	facts, err := d.Store.Facts(ctx, t.Registered.Customer)
	if err != nil {
		return nil, fmt.Errorf("facts of the support: %w", err)
	}
	s, err := entitlement.Stands(d.Editions, facts, Question(t), now)
	if err != nil {
		return nil, err
	}
	return t.Judge(standing(s), now), nil
}

// standing is how the support stands as the ticket keeps it.
func standing(s entitlement.Standing) ticket.Standing {
	kept := ticket.Standing{
		Code: s.Code, Clause: s.Clause, Edition: s.Edition, Digest: s.Digest, Calendar: s.Calendar,
		Certificate: s.Certificate, Support: string(s.Support), Until: s.Until,
	}
	for _, ref := range s.Facts {
		kept.Facts = append(kept.Facts, string(ref))
	}
	return kept
}

func isHeld(f ticket.Fact) bool {
	_, ok := f.(ticket.Held)
	return ok
}

// Unlist takes a ticket that was held off the customer's list of held ones, once it is worked again or has ended. A list
// that names it for longer costs a look.
func (d Docket) Unlist(ctx context.Context, rec store.Record) {
	if _, held := rec.Ticket.Held(); held || len(rec.Ticket.Holds) == 0 {
		return
	}
	if err := d.Store.DropHeld(ctx, rec.Ticket.Registered.Customer, rec.ID); err != nil {
		slog.WarnContext(ctx, "left on the list of held tickets", "ticket", rec.ID, "error", err.Error())
	}
}

// SupportChanged says which tickets of the customer to send to the queue of due steps once something has been recorded
// that bears on its support, a renewal, an intent or a correction: those that are held, and where support may now end
// earlier than was known, as by a withdrawal, all that are open. Each gets a wake-up now besides, so that a lost message
// costs a minute and not a day (G10).
func (d Docket) SupportChanged(ctx context.Context, customer string, mayEnd bool, now time.Time) ([]string, error) {
	var ids []string
	var err error
	if mayEnd {
		ids, err = d.Store.OpenTickets(ctx, customer)
	} else {
		ids, err = d.Store.HeldTickets(ctx, customer)
	}
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		rec, err := d.Store.Ticket(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue // listed, and then not held after all
		}
		if err == nil && rec.Ticket.Open() {
			err = d.hasten(ctx, rec, now)
		}
		if err != nil {
			return nil, fmt.Errorf("ticket %s, whose support changed: %w", id, err)
		}
	}
	return ids, nil
}

// SupportKey is the effect key of what a look at the support makes of the ticket: each hold has a number, and so has its
// release.
func SupportKey(t ticket.Ticket, f ticket.Fact) string {
	switch f.(type) {
	case ticket.Held:
		return fmt.Sprintf("held/%d", len(t.Holds)+1)
	case ticket.Released:
		return fmt.Sprintf("released/%d", len(t.Holds))
	default:
		return fmt.Sprintf("upheld/%d", t.Version+1)
	}
}

// ToldOfHold are those who hear of a hold and of its end: the customer, and the engineer of the ticket; where none is
// named, the managers, since they may have it worked all the same.
func ToldOfHold(t ticket.Ticket) []policy.Audience {
	if t.Engineer != "" {
		return []policy.Audience{policy.ToCustomer, policy.ToAssigned}
	}
	return []policy.Audience{policy.ToCustomer, policy.ToManager}
}

func (d Docket) supportNotices(ctx context.Context, t ticket.Ticket, e ticket.Event) ([]ticket.Notice, error) {
	kind := policy.NoticeHeld
	switch e.Fact.(type) {
	case ticket.Upheld:
		return nil, nil
	case ticket.Released:
		kind = policy.NoticeReleased
	}
	roster, err := d.Roster(ctx, t.Level, e.At)
	if err != nil {
		return nil, err
	}
	return escalation.Announce(e.Key, kind, ToldOfHold(t), t, roster), nil
}

// Standing judges again, on the very versions of the records that it names, how the support stood at the instant.
// Errors: ErrOtherEdition, and what the store and entitlement.Stands give.
func (d Docket) Standing(ctx context.Context, t ticket.Ticket, was ticket.Standing, at time.Time) (ticket.Standing, error) {
	lib := asOf{d.Editions, was.Calendar}
	if ed, err := lib.Edition(was.Edition); err != nil || ed.Digest != was.Digest {
		return ticket.Standing{}, errors.Join(ErrOtherEdition, err)
	}
	facts, err := d.Store.FactsOf(ctx, t.Registered.Customer, was.Facts)
	if err != nil {
		return ticket.Standing{}, fmt.Errorf("facts of the support: %w", err)
	}
	s, err := entitlement.Stands(lib, facts, Question(t), at)
	return standing(s), err
}
