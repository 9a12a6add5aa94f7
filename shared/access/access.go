// Package access says for which customer a signed-in person may act and which tickets they may see. The answer comes
// from the table alone: the verified subject of the token names the person, and nothing in a claim, a header or a form
// field widens it. Every read of a customer's ticket goes through here.
package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"flatsupport/shared/auth"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// ErrNobody: the person is signed in but is no contact of any customer. ErrChoose: the person acts for more than one
// customer and must say for which. ErrNotFound: no such customer or ticket for this person; a foreign one looks the
// same as a missing one.
var (
	ErrNobody   = errors.New("the person acts for no customer")
	ErrChoose   = errors.New("the person acts for several customers and must choose one")
	ErrNotFound = errors.New("not found for this person")
)

// Seat is one customer for whom a person may act, and as whom.
type Seat struct {
	Customer string
	Contact  string      // as tickets know the person: of a partner contact the entitlement.PartnerContactID
	Role     ticket.Role // Contact or PartnerContact
	Partner  string      // of a partner contact
}

// Actor is the seat as the author of events.
func (s Seat) Actor() ticket.Actor { return ticket.Actor{Role: s.Role, ID: s.Contact} }

// Gate reads seats and tickets. The editions tell which certificates run; who only asks for seats or for the staff does
// without.
type Gate struct {
	Store    *store.Store
	Editions *policy.Library
}

// Seats returns all seats of the caller: as contact of customers, and as partner contact of the customers whose
// certificates are bound to the partner (R25, G46).
func (g Gate) Seats(ctx context.Context, caller auth.Caller) ([]Seat, error) {
	memberships, err := g.Store.Subject(ctx, caller.Subject)
	if err != nil {
		return nil, fmt.Errorf("seats of the caller: %w", err)
	}
	var seats []Seat
	for _, m := range memberships {
		if m.Partner == "" && !caller.Has(auth.Contact) || m.Partner != "" && !caller.Has(auth.PartnerContact) {
			continue
		}
		of, err := g.seats(ctx, m.Customer, m.Partner, m.Contact)
		if err != nil {
			return nil, err
		}
		seats = append(seats, of...)
	}
	return seats, nil
}

// seats of a person of a customer, or of a partner: at the customers whose certificates are bound to it.
func (g Gate) seats(ctx context.Context, customer, partner, contact string) ([]Seat, error) {
	if partner == "" {
		return []Seat{{Customer: customer, Contact: contact, Role: ticket.Contact}}, nil
	}
	customers, err := g.Store.CustomersOfPartner(ctx, partner)
	if err != nil {
		return nil, fmt.Errorf("customers of partner: %w", err)
	}
	seats := make([]Seat, len(customers))
	for i, customer := range customers {
		seats[i] = Seat{Customer: customer, Contact: entitlement.PartnerContactID(partner, contact), Role: ticket.PartnerContact, Partner: partner}
	}
	return seats, nil
}

// Seat returns the seat that the caller takes for the customer; an empty customer will do when there is only one seat.
func (g Gate) Seat(ctx context.Context, caller auth.Caller, customer string) (Seat, error) {
	seats, err := g.Seats(ctx, caller)
	if err != nil {
		return Seat{}, err
	}
	if customer == "" {
		switch len(seats) {
		case 0:
			return Seat{}, ErrNobody
		case 1:
			return seats[0], nil
		default:
			return Seat{}, ErrChoose
		}
	}
	for _, seat := range seats {
		if seat.Customer == customer {
			return seat, nil
		}
	}
	return Seat{}, ErrNotFound
}

// Own returns a ticket of a customer for whom the caller may act, if the caller may see it now.
func (g Gate) Own(ctx context.Context, caller auth.Caller, number string, now time.Time) (store.Record, Seat, error) {
	rec, err := g.Any(ctx, number)
	if err != nil {
		return store.Record{}, Seat{}, err
	}
	seat, err := g.Seat(ctx, caller, rec.Ticket.Registered.Customer)
	if err != nil {
		return store.Record{}, Seat{}, err
	}
	return g.seen(ctx, rec, seat, now)
}

// OwnOf is Own for a person who takes any of the seats.
func (g Gate) OwnOf(ctx context.Context, seats []Seat, number string, now time.Time) (store.Record, Seat, error) {
	rec, err := g.Any(ctx, number)
	if err != nil {
		return store.Record{}, Seat{}, err
	}
	for _, seat := range seats {
		if seat.Customer != rec.Ticket.Registered.Customer {
			continue
		}
		if own, _, err := g.seen(ctx, rec, seat, now); !errors.Is(err, ErrNotFound) {
			return own, seat, err
		}
	}
	return store.Record{}, Seat{}, ErrNotFound
}

// Sees reports whether the person in the seat may see the ticket now.
func (g Gate) Sees(ctx context.Context, seat Seat, rec store.Record, now time.Time) (bool, error) {
	if rec.Ticket.Registered.Customer != seat.Customer {
		return false, nil
	}
	sees, err := g.sight(ctx, seat, now)
	return err == nil && sees(rec.Ticket), err
}

func (g Gate) seen(ctx context.Context, rec store.Record, seat Seat, now time.Time) (store.Record, Seat, error) {
	sees, err := g.sight(ctx, seat, now)
	if err != nil {
		return store.Record{}, Seat{}, err
	}
	if !sees(rec.Ticket) {
		return store.Record{}, Seat{}, ErrNotFound
	}
	return rec, seat, nil
}

// Tickets returns a page of the tickets that the person in the seat may see now, newest first. It may hold fewer than
// limit and yet have a next one.
func (g Gate) Tickets(ctx context.Context, seat Seat, now time.Time, cursor string, limit int) (store.Page, error) {
	page, err := g.Store.CustomerTickets(ctx, seat.Customer, cursor, limit)
	if err != nil {
		return store.Page{}, err
	}
	sees, err := g.sight(ctx, seat, now)
	if err != nil {
		return store.Page{}, err
	}
	page.Rows = slices.DeleteFunc(page.Rows, func(r store.Row) bool { return !sees(r.Record.Ticket) })
	return page, nil
}

// Any returns a ticket for the staff, who see all of them.
func (g Gate) Any(ctx context.Context, number string) (store.Record, error) {
	id, err := ticket.ParseNumber(number)
	if err != nil {
		return store.Record{}, ErrNotFound
	}
	rec, err := g.Store.Ticket(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return store.Record{}, ErrNotFound
	}
	return rec, err
}
