package access

import (
	"context"
	"fmt"
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
		of, err := g.seats(ctx, c.Customer, c.Partner, c.Contact)
		if err != nil {
			return nil, err
		}
		seats = append(seats, of...)
	}
	return seats, nil
}
