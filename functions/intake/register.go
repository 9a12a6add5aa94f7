package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"flatsupport/shared/access"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// collisions bounds how many other requests may already have the numbers derived from a key.
const collisions = 4

// draft is a checked request that is about to be registered.
type draft struct {
	seat     access.Seat // the customer and contact for whom the request is
	by       ticket.Actor
	key      string
	form     portalForm
	channel  policy.ChannelCode
	stated   time.Time
	override string
	said     string
	received time.Time
}

// registered is the answer to an accepted submission; a repeated one gets the same.
type registered struct {
	Number     string    `json:"number"`
	Status     string    `json:"status"`
	ReceivedAt time.Time `json:"receivedAt"`
	Ticket     string    `json:"ticket"` // where it can be read
}

// register writes the ticket, or finds the one that an earlier submission with the same key made. The same key with
// another body is refused: the person meant two requests, and the second must not vanish in the first.
func (h Handler) register(ctx context.Context, d draft, facts entitlement.Facts) (registered, error) {
	for try := range collisions {
		id := ticket.Number(d.seat.Customer, string(d.by.Role)+"/"+d.by.ID+"/"+d.key, try)
		rec, err := h.Store.Register(ctx, d.request(id), d.event(facts), d.received.Add(escalation.Redrive))
		switch {
		case err == nil:
			return h.announce(ctx, rec), nil
		case !errors.Is(err, store.ErrConflict):
			return registered{}, fmt.Errorf("register: %w", err)
		}
		was, mine := rec.Ticket.Command(ticket.CommandKey(d.by, d.key))
		switch {
		case !mine || rec.Ticket.Registered.Customer != d.seat.Customer:
			continue // another request has this number
		case was != d.said:
			return registered{}, docket.ErrKeyReused
		default:
			return answer(rec), nil
		}
	}
	return registered{}, fmt.Errorf("register: %d numbers in a row are taken", collisions)
}

// announce sends the ticket to the entitlement check. If that fails the ticket is safe all the same: it was born with
// a wake-up, and the sweep finds it unchecked.
func (h Handler) announce(ctx context.Context, rec store.Record) registered {
	if err := h.Queue.Send(ctx, h.EntitlementQueue, rec.ID); err != nil {
		slog.WarnContext(ctx, "entitlement check left to the sweep", "ticket", rec.ID, "error", err.Error())
	}
	slog.InfoContext(ctx, "registered", "ticket", rec.ID, "channel", rec.Ticket.Registered.Channel,
		"priority", rec.Ticket.Registered.Priority)
	return answer(rec)
}

func answer(rec store.Record) registered {
	number := ticket.ShowNumber(rec.ID)
	return registered{
		Number: number, Status: string(ticket.StatusRegistered), ReceivedAt: rec.Ticket.ReceivedAt.UTC(),
		Ticket: "/v1/tickets/" + number,
	}
}

func (d draft) request(id string) store.Request {
	return store.Request{
		Ticket: id, Customer: d.seat.Customer, Contact: d.seat.Contact, Installation: d.form.Installation,
		Subject: d.form.Subject, Description: d.form.Description, CallbackPhone: d.form.CallbackPhone,
		Findings: d.form.Findings, ReceivedAt: d.received,
	}
}

func (d draft) event(facts entitlement.Facts) ticket.Event {
	return ticket.Event{
		At: d.received, By: d.by, Key: ticket.CommandKey(d.by, d.key) + "." + d.said,
		Fact: ticket.Registered{
			Customer: d.seat.Customer, Contact: d.seat.Contact, Installation: d.form.Installation,
			Channel: d.channel, Type: policy.RequestType(d.form.Type), Priority: policy.PriorityCode(d.form.Priority),
			Language: language(facts, d.seat.Contact), StatedAt: d.stated, Override: d.override,
		},
	}
}
