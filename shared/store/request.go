package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"flatsupport/shared/store/journal"
	"flatsupport/shared/ticket"
)

// Request is what was submitted, word for word. It is written once, before its ticket, and stands in the customer's
// partition in the order of time.
type Request struct {
	Ticket        string    `json:"-"`
	Customer      string    `json:"-"`
	Contact       string    `json:"contact,omitempty"`
	Installation  string    `json:"installation,omitempty"`
	Subject       string    `json:"subject,omitempty"`
	Description   string    `json:"description,omitempty"`
	CallbackPhone string    `json:"callbackPhone,omitempty"`
	Findings      string    `json:"findings,omitempty"` // what levels 1 and 2 of the partner found (R26)
	ReceivedAt    time.Time `json:"-"`
	Enclosure
}

// errRequest: the request and the event that registers it speak of different things.
var errRequest = errors.New("request and registration differ")

func (r Request) item() (item, error) {
	d, err := document(r)
	if err != nil {
		return nil, err
	}
	return requestKey(r.Customer, r.Ticket, r.ReceivedAt).with(item{"d": d}), nil
}

// requestOf reads a request record.
func requestOf(it item) (Request, error) {
	var r Request
	if err := it.decode(&r); err != nil {
		return Request{}, err
	}
	k := keyOf(it)
	r.Customer = k.pk[len(customerPK("")):]
	rest := k.sk[len(requestSK):]
	if len(rest) < len(toMilliseconds)+2 {
		return Request{}, fmt.Errorf("%s: %w", k, ErrUnreadable)
	}
	received, err := time.Parse(toMilliseconds, rest[:len(toMilliseconds)])
	if err != nil {
		return Request{}, fmt.Errorf("%s: %w: received at %q", k, ErrUnreadable, rest)
	}
	r.ReceivedAt, r.Ticket = received, rest[len(toMilliseconds)+1:]
	return r, nil
}

// named is the key of the request that a ticket names: any other request that claims the ticket is an orphan.
func named(rec Record) key {
	return requestKey(rec.Ticket.Registered.Customer, rec.ID, rec.Ticket.ReceivedAt)
}

// RequestOf reads the request of a ticket.
func (s *Store) RequestOf(ctx context.Context, rec Record) (Request, error) {
	it, err := s.get(ctx, "read request", named(rec))
	if err != nil {
		return Request{}, err
	}
	return requestOf(it)
}

// Register writes a request and the ticket that it becomes, in this order, the ticket only if its id is still free.
// reg is its first event, a Registered of the same customer at the instant of receipt; wake is when it must be looked
// at for the first time.
//
// If the id is taken it returns the ticket that has it and ErrConflict, and takes its own request back: whether that
// ticket is an earlier submission of the same request is for the caller to see. ErrUnavailable: it is not known
// whether the ticket was written; registering again with the same id finds out.
func (s *Store) Register(ctx context.Context, req Request, reg ticket.Event, wake time.Time) (Record, error) {
	const operation = "register ticket"
	rec, mark, err := newborn(req, reg, wake)
	if err != nil {
		return Record{}, fmt.Errorf("%s %s: %w", operation, req.Ticket, err)
	}
	it, err := hot(rec, mark)
	if err != nil {
		return Record{}, fmt.Errorf("%s %s: %w", operation, req.Ticket, err)
	}
	request, err := req.item()
	if err != nil {
		return Record{}, fmt.Errorf("%s %s: %w", operation, req.Ticket, err)
	}
	if err := s.createSame(ctx, "write request", request); err != nil {
		if errors.Is(err, ErrConflict) {
			// Another body for the same ticket in the same millisecond. Whoever was first is about to have the ticket.
			return s.taken(ctx, req.Ticket)
		}
		return Record{}, err
	}
	stands, err := s.create(ctx, operation, it)
	if err == nil {
		return rec, nil
	}
	if errors.Is(err, ErrUnavailable) {
		var again error
		if stands, again = s.written(ctx, operation, hotKey(req.Ticket)); again != nil {
			return Record{}, err // the write may still be under way: its request must stay
		}
		err = fmt.Errorf("%s %s: %w", operation, req.Ticket, ErrConflict)
	}
	switch {
	case !errors.Is(err, ErrConflict):
		return Record{}, err
	case stands.text("n") == mark:
		return rec, nil
	default:
		return s.lose(ctx, stands, keyOf(request), err)
	}
}

// newborn is the record of a ticket of which nothing but its registration has happened.
func newborn(req Request, reg ticket.Event, wake time.Time) (rec Record, mark string, err error) {
	fact, ok := reg.Fact.(ticket.Registered)
	same := ok && fact.Customer == req.Customer && reg.At.Truncate(time.Millisecond).Equal(req.ReceivedAt.Truncate(time.Millisecond))
	if !same {
		return Record{}, "", errRequest
	}
	if err := usable(req.Ticket, req.Customer); err != nil {
		return Record{}, "", err
	}
	rec = Record{ID: req.Ticket, Events: journal.Settle([]ticket.Event{reg}), rev: 1}
	if !wake.IsZero() {
		rec.Wake = ceil(wake).UTC()
	}
	rec.Ticket = ticket.Fold(ticket.Ticket{}, rec.Events...)
	return rec, nonce(), nil
}

// lose reads the ticket that has the id and takes the request back, unless it is the very one that the ticket names.
func (s *Store) lose(ctx context.Context, stands item, own key, conflict error) (Record, error) {
	rec, err := s.record(ctx, stands)
	if err != nil {
		return Record{}, err
	}
	if own != named(rec) {
		_ = s.remove(ctx, "take request back", own) // an orphan is never shown
	}
	return rec, conflict
}

func (s *Store) taken(ctx context.Context, id string) (Record, error) {
	rec, err := s.Ticket(ctx, id)
	switch {
	case errors.Is(err, ErrNotFound):
		return Record{}, fmt.Errorf("register ticket %s: being registered elsewhere: %w", id, ErrUnavailable)
	case err != nil:
		return Record{}, err
	default:
		return rec, fmt.Errorf("register ticket %s: %w", id, ErrConflict)
	}
}

// createSame writes a record that never changes. Writing the same again is no conflict, writing another one is.
func (s *Store) createSame(ctx context.Context, operation string, it item) error {
	stands, err := s.create(ctx, operation, it)
	if errors.Is(err, ErrConflict) && stands.text("d") == it.text("d") {
		return nil
	}
	return err
}
