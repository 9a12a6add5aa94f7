package intake

import (
	"context"
	"time"

	"flatsupport/shared/access"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

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

// register writes the ticket, or finds the one that an earlier submission with the same key made.
func (h Handler) register(ctx context.Context, d draft, facts entitlement.Facts) (registered, error) {
	rec, err := h.Docket.Register(ctx, h.Queue, h.EntitlementQueue, d.registration(), facts)
	if err != nil {
		return registered{}, err
	}
	number := ticket.ShowNumber(rec.ID)
	return registered{
		Number: number, Status: string(ticket.StatusRegistered), ReceivedAt: rec.Ticket.ReceivedAt.UTC(),
		Ticket: "/v1/tickets/" + number,
	}, nil
}

func (d draft) registration() docket.Registration {
	return docket.Registration{
		Request: store.Request{
			Customer: d.seat.Customer, Contact: d.seat.Contact, Installation: d.form.Installation,
			Subject: d.form.Subject, Description: d.form.Description, CallbackPhone: d.form.CallbackPhone,
			Findings: d.form.Findings, ReceivedAt: d.received,
		},
		By: d.by, Key: d.key, Said: d.said, Channel: d.channel, Type: policy.RequestType(d.form.Type),
		Priority: policy.PriorityCode(d.form.Priority), Stated: d.stated, Override: d.override,
	}
}
