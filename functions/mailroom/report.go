package mailroom

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/inbound"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// returned takes in a report on a mail of ours that came by mail (RFC 3464), as those of the mail service are taken in: on
// the ticket whose thread the returned head proves. It never makes a ticket and is never answered; what is about no mail of
// ours, or says nothing that anybody need know, is kept.
func (h Handler) returned(ctx context.Context, l letter) (store.Received, error) {
	done := kept(string(inbound.DeliveryReport))
	r := *l.Report
	numbers, forged := h.Threads.Returned(r)
	if forged {
		slog.WarnContext(ctx, "report imitates an id of this desk", "object", l.Object)
	}
	what, code := reported(r)
	if what == "" || len(numbers) == 0 {
		return done, nil
	}
	number := numbers[0]
	about, err := h.about(ctx, number, r)
	if err == nil {
		var rec store.Record
		told := docket.MailReport{What: what, Code: code, Mail: l.Object, About: about}
		if rec, err = h.Docket.Reported(ctx, number, told, l.now); err == nil {
			h.Docket.Announce(ctx, h.Queue, h.NotifyQueue, rec, l.now)
			done.Ticket = number
			return done, nil
		}
	}
	if errors.Is(err, docket.ErrNoMail) || errors.Is(err, store.ErrNotFound) {
		return done, nil
	}
	return store.Received{}, fmt.Errorf("report on a mail of ticket %s: %w", number, err)
}

// reported is what the report makes of the mail, and the status with it. What was given up after having been tried for long
// has a status of the fourth class.
func reported(r inbound.Report) (what ticket.Report, code string) {
	class := inbound.StatusClass(r.Status)
	if class != 0 {
		code = r.Status
	}
	switch {
	case r.Failed && class == '4':
		return ticket.Returned, code
	case r.Failed:
		return ticket.Bounced, code
	case r.Delayed:
		return ticket.Delayed, code
	default:
		return "", ""
	}
}

// about tells the mail by what the desk has sent with it: the id or the key of its notice. Where neither came back it is the
// newest to the contact with the address.
func (h Handler) about(ctx context.Context, number string, r inbound.Report) (func(ticket.Notice) bool, error) {
	if r.Message != "" {
		if _, ours, _ := h.Threads.Ticket(r.Message); ours {
			return docket.MailOf(h.Threads, number, r.Message), nil
		}
	}
	if r.Notice != "" {
		return func(n ticket.Notice) bool { return n.Key == r.Notice }, nil
	}
	rec, err := h.Store.Ticket(ctx, number)
	if err != nil {
		return nil, err
	}
	facts, err := h.Store.Facts(ctx, rec.Ticket.Registered.Customer)
	if err != nil {
		return nil, err
	}
	return func(n ticket.Notice) bool {
		return n.Audience == policy.ToCustomer && has(facts, n.Person, r.Recipient)
	}, nil
}

func has(facts entitlement.Facts, contact, address string) bool {
	c, known := facts.Contact(contact)
	return known && address != "" && strings.EqualFold(c.Email, address)
}
