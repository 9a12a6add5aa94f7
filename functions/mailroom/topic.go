package mailroom

import (
	"context"
	"fmt"

	"flatsupport/shared/inbound"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// alike is how much of two topics is held against each other: a long subject was cut somewhere, here or on its way.
const alike = 120

// strays is the subject of a mail that answers the ticket and is about something else by its subject; empty: it is not. It
// joins the ticket all the same, since a thread is told by its ids, and the desk is offered to split it off.
func (h Handler) strays(ctx context.Context, l letter, rec store.Record) (string, error) {
	number := ticket.ShowNumber(rec.ID)
	topic := []rune(l.Topic())
	if len(topic) == 0 {
		return "", nil
	}
	request, err := h.Store.RequestOf(ctx, rec)
	if err != nil {
		return "", fmt.Errorf("subject of the ticket: %w", err)
	}
	known := []string{request.Subject}
	for _, prio := range []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4} {
		notice := texts.Notice{Number: number, Subject: request.Subject, Priority: prio}
		if into := rec.Ticket.MergedInto; into != "" {
			notice.Into = ticket.ShowNumber(into)
		}
		subjects, err := texts.Subjects(notice)
		if err != nil {
			return "", err
		}
		known = append(known, subjects...)
	}
	for _, subject := range known {
		is := []rune(inbound.Mail{Subject: subject}.Topic())
		if string(is[:min(len(is), alike)]) == string(topic[:min(len(topic), alike)]) {
			return "", nil
		}
	}
	return bounded(l.title(""), maxSubject), nil
}
