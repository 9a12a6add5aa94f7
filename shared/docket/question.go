package docket

import (
	"context"
	"fmt"
	"slices"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Question is what the entitlement decision on a ticket is asked.
func Question(t ticket.Ticket) entitlement.Request {
	r := t.Registered
	return entitlement.Request{
		ReceivedAt: t.ReceivedAt, Channel: r.Channel, Type: r.Type, Priority: r.Priority,
		Installation: r.Installation, Contact: r.Contact, Override: r.Override,
	}
}

// Grounds judges the ticket again and gives the explanation of its decision, if the customer's records are still the
// versions that were judged then and the answer is the same. Otherwise there is nothing to say: a decision stands on
// what was known when it was made (G17).
func (d Docket) Grounds(ctx context.Context, rec store.Record) ([]entitlement.Line, error) {
	was := rec.Ticket.Decision
	if was.Answer != ticket.Accepted && was.Answer != ticket.Refused {
		return nil, nil
	}
	facts, err := d.Store.Facts(ctx, rec.Ticket.Registered.Customer)
	if err != nil {
		return nil, fmt.Errorf("facts of the decision: %w", err)
	}
	ed, err := d.Edition(rec.Ticket)
	if err != nil {
		return nil, err
	}
	is, err := entitlement.Decide(d.Editions, facts, Question(rec.Ticket))
	if err != nil || !same(was, is) {
		return nil, nil //nolint:nilerr // the records have changed since; what they say now is no ground for then
	}
	return is.Explanation(ed), nil
}

func same(was ticket.Decided, is entitlement.Decision) bool {
	refs := make([]string, 0, len(is.Facts))
	for _, ref := range is.Facts {
		refs = append(refs, string(ref))
	}
	return string(was.Answer) == string(is.Answer) && was.Code == is.Code && was.Clause == is.Clause &&
		was.Certificate == is.Certificate && was.Digest == is.Digest && slices.Equal(was.Facts, refs)
}
