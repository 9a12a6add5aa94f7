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

// collisions bounds how many other requests may already have the numbers derived from a key.
const collisions = 4

// Registration is a checked request that is about to become a ticket, by whatever channel it came.
type Registration struct {
	Request  store.Request // its ticket is found by the key
	By       ticket.Actor
	Key      string // idempotency key
	Said     string // tells a repetition from another request under the same key
	Channel  policy.ChannelCode
	Type     policy.RequestType
	Priority policy.PriorityCode
	Stated   time.Time
	Override string
	Quiet    bool // nothing is answered to it by itself

	// Enclose writes what the request brings besides its text, for the ticket that it becomes, before anything names it; nil:
	// nothing. It may be asked again, for another ticket.
	Enclose func(ctx context.Context, ticket string) (store.Enclosure, error)
}

// Event is the event that registers the request.
func (r Registration) Event(facts entitlement.Facts) ticket.Event {
	return ticket.Event{
		At: r.Request.ReceivedAt, By: r.By, Key: ticket.CommandKey(r.By, r.Key) + "." + r.Said,
		Fact: ticket.Registered{
			Customer: r.Request.Customer, Contact: r.Request.Contact, Installation: r.Request.Installation,
			Channel: r.Channel, Type: r.Type, Priority: r.Priority,
			Language: language(facts, r.Request.Contact), StatedAt: r.Stated, Override: r.Override, Quiet: r.Quiet,
		},
	}
}

// Register writes the ticket, or finds the one that an earlier submission with the same key made. The same key with
// another body is refused with ErrKeyReused: the person meant two requests, and the second must not vanish in the first.
//
// A P1 that came without a number to call back has the contact's on record (R35, G37).
//
// A new ticket is sent on to the queue of the entitlement check. If that fails the ticket is safe all the same: it was born
// with a wake-up, and the sweep finds it unchecked.
func (d Docket) Register(ctx context.Context, queue Sender, queueURL string, r Registration, facts entitlement.Facts) (store.Record, error) {
	customer := r.Request.Customer
	if r.Priority == policy.P1 && r.Request.CallbackPhone == "" {
		contact, _ := facts.Contact(r.Request.Contact)
		r.Request.CallbackPhone = contact.Phone
	}
	for try := range collisions {
		r.Request.Ticket = ticket.Number(customer, string(r.By.Role)+"/"+r.By.ID+"/"+r.Key, try)
		if r.Enclose != nil {
			var err error
			if r.Request.Enclosure, err = r.Enclose(ctx, r.Request.Ticket); err != nil {
				return store.Record{}, fmt.Errorf("register: %w", err)
			}
		}
		rec, err := d.Store.Register(ctx, r.Request, r.Event(facts), r.Request.ReceivedAt.Add(escalation.Redrive))
		switch {
		case err == nil:
			check(ctx, queue, queueURL, rec)
			return rec, nil
		case !errors.Is(err, store.ErrConflict):
			return store.Record{}, fmt.Errorf("register: %w", err)
		}
		was, mine := rec.Ticket.Command(ticket.CommandKey(r.By, r.Key))
		switch {
		case !mine || rec.Ticket.Registered.Customer != customer:
			continue // another request has this number
		case was != r.Said:
			return store.Record{}, ErrKeyReused
		default:
			return rec, nil
		}
	}
	return store.Record{}, fmt.Errorf("register: %d numbers in a row are taken", collisions)
}

func check(ctx context.Context, queue Sender, queueURL string, rec store.Record) {
	if err := queue.Send(ctx, queueURL, rec.ID); err != nil {
		slog.WarnContext(ctx, "entitlement check left to the sweep", "ticket", rec.ID, "error", err.Error())
	}
	slog.InfoContext(ctx, "registered", "ticket", rec.ID, "channel", rec.Ticket.Registered.Channel,
		"priority", rec.Ticket.Registered.Priority)
}

// language of the person, for the notices.
func language(facts entitlement.Facts, contact string) string {
	if c, _ := facts.Contact(contact); c.Language != "" {
		return c.Language
	}
	return "ru"
}
