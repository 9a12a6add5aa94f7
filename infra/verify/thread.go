package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// merge lets the ticket be merged anew. Of the other ticket only what cannot change is asked again: that it is there, and
// whose it is. Whether it was being worked just then its own events tell, which were written side by side with these.
func (r *replay) merge(ctx context.Context, e ticket.Event, f ticket.Merged, ed *policy.Edition) (ticket.Fact, error) {
	owed, err := callbackOwed(r.before, ed, e.At)
	if err != nil {
		return nil, err
	}
	other, err := r.Docket.Store.Ticket(ctx, f.Into)
	switch {
	case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrBadID):
		r.differs("the ticket merged into is not there", f.Into, "")
		return f, nil
	case err != nil:
		return nil, err
	}
	then := ticket.Ticket{Registered: other.Ticket.Registered, Status: ticket.StatusOpen, Priority: r.before.Priority}
	return r.before.Merge(r.rec.ID, f.Into, then, f.Message, owed)
}

// inquired holds a question to somebody outside against its notice: one, to that address.
func (r *replay) inquired(e ticket.Event) {
	f, ok := e.Fact.(ticket.Inquired)
	if !ok {
		return
	}
	if n := slices.IndexFunc(e.Notices, func(n ticket.Notice) bool { return n.Person == f.To }); n < 0 {
		r.differs("nobody is asked", fmt.Sprint(len(e.Notices)), f.To)
	}
}

// split holds a message that was split off against the ticket that it became: a ticket of the same customer, by whoever
// wrote the message, with its words.
func (r *replay) split(ctx context.Context, f ticket.Split) error {
	m, ok := r.messages[f.Of]
	if !ok {
		r.differs("the message that was split off is not there", f.Of, "")
		return nil
	}
	other, err := r.Docket.Store.Ticket(ctx, f.Into)
	switch {
	case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrBadID):
		r.differs("the ticket split off is not there", f.Into, "")
		return nil
	case err != nil:
		return err
	}
	r.same("customer of the ticket split off", other.Ticket.Registered.Customer, r.before.Registered.Customer)
	r.same("contact of the ticket split off", other.Ticket.Registered.Contact, m.By.ID)
	r.same("receipt of the ticket split off", instant(other.Ticket.ReceivedAt), instant(m.At))
	return nil
}
