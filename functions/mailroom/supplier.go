package mailroom

import (
	"context"
	"errors"
	"fmt"

	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// stranger is a sender who is nobody's contact: somebody whom the desk asked, or anybody.
func (h Handler) stranger(ctx context.Context, l letter) (store.Received, error) {
	if done, asked, err := h.supplier(ctx, l); asked || err != nil {
		return done, err
	}
	return h.unverified(ctx, l, UnknownSender)
}

// supplier takes in the answer of somebody outside whom the desk asked about a ticket: as a note that the customer never
// sees, which moves no clock. It must come from the very address that was asked, vouched for as every sender, and answer
// by an id that only this desk can have made; asked: it does. The same words from anywhere else are anybody's mail.
func (h Handler) supplier(ctx context.Context, l letter) (done store.Received, asked bool, err error) {
	ours, _ := h.Threads.Candidates(l.Mail)
	for _, id := range ours {
		rec, err := h.Store.Ticket(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue
		case err != nil:
			return store.Received{}, false, err
		case rec.Ticket.Asked(l.From.Email):
			done, err := h.note(ctx, l, rec)
			return done, true, err
		}
	}
	return store.Received{}, false, nil
}

// note puts the answer to the ticket about which it was asked, also when that has ended since, and tells its engineer.
func (h Handler) note(ctx context.Context, l letter, rec store.Record) (store.Received, error) {
	const lang = "" // the desk's own
	text, quoted := l.message(lang)
	rule, _, err := h.channel(l)
	if err != nil {
		return store.Received{}, err
	}
	beside, copied := l.enclosed(rule, rec.Ticket.Registered.Customer, rec.ID, text, quoted)
	cmd := docket.Command{
		Ticket: rec.ID, By: ticket.Actor{Role: ticket.Supplier, ID: l.From.Email}, Key: l.key, Text: text, Channel: policy.Email,
		Beside: beside, Said: []string{"note", text},
	}
	after, err := h.Docket.Run(ctx, cmd, l.now, func(t ticket.Ticket, message string) ([]ticket.Event, error) {
		fact, err := t.Note(message)
		if err != nil {
			return nil, err
		}
		if err := h.keep(ctx, copied); err != nil {
			return nil, err
		}
		return h.Docket.Events(ctx, t, l.now, []ticket.Fact{fact}, docket.Tell{Kind: policy.NoticeSupplier, To: policy.ToAssigned})
	})
	if err != nil {
		return store.Received{}, fmt.Errorf("answer of somebody outside: %w", err)
	}
	h.Docket.Announce(ctx, h.Queue, h.NotifyQueue, after, l.now)
	return store.Received{Outcome: Noted, Ticket: after.ID}, nil
}
