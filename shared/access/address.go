package access

import (
	"context"
	"fmt"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/ticket"
)

// Correspondent returns all seats of whoever writes from the e-mail address: as contact of customers, and as partner
// contact of the customers whose certificates are bound to the partner, by the records as they are now (G37). That the
// mail really comes from the address is for the caller to have made sure; nothing else in a mail gives a seat.
func (g Gate) Correspondent(ctx context.Context, email string) ([]Seat, error) {
	contacts, err := g.Store.Addressees(ctx, email)
	if err != nil {
		return nil, fmt.Errorf("contacts of an address: %w", err)
	}
	var seats []Seat
	for _, c := range contacts {
		if c.Partner == "" {
			seats = append(seats, Seat{Customer: c.Customer, Contact: c.Contact, Role: ticket.Contact})
			continue
		}
		customers, err := g.Store.CustomersOfPartner(ctx, c.Partner)
		if err != nil {
			return nil, fmt.Errorf("customers of partner: %w", err)
		}
		for _, customer := range customers {
			seats = append(seats, Seat{
				Customer: customer, Contact: entitlement.PartnerContactID(c.Partner, c.Contact),
				Role: ticket.PartnerContact, Partner: c.Partner,
			})
		}
	}
	return seats, nil
}
