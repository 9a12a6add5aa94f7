package store

import (
	"context"
	"fmt"
)

// HeldTickets reads which tickets of the customer wait for a renewal (G10): those to send on when a renewal or a
// declared intent has been recorded. It may name a ticket too many, one that was closed or released meanwhile, and it
// never leaves one out for longer than until that ticket's next daily look.
func (s *Store) HeldTickets(ctx context.Context, customer string) ([]string, error) {
	items, err := s.partition(ctx, "read held tickets of customer", customerPK(customer), heldSK)
	if err != nil {
		return nil, err
	}
	held := make([]string, 0, len(items))
	for _, it := range items {
		held = append(held, it.text("sk")[len(heldSK):])
	}
	return held, nil
}

// PutHeld puts a ticket on the customer's list of held ones, before it is held.
func (s *Store) PutHeld(ctx context.Context, customer, ticket string) error {
	if err := usable(customer, ticket); err != nil {
		return fmt.Errorf("list held ticket: %w", err)
	}
	return s.put(ctx, "list held ticket", heldKey(customer, ticket).with(nil))
}

// DropHeld takes a ticket off the list, after it was released or ended.
func (s *Store) DropHeld(ctx context.Context, customer, ticket string) error {
	return s.remove(ctx, "take held ticket off the list", heldKey(customer, ticket))
}

// OpenTickets reads which tickets of the customer are being worked, newest first: those to send on when something has
// been recorded that ends support earlier than was known, such as a withdrawn intent. It looks at all of the customer's
// tickets, so it is for what happens seldom.
func (s *Store) OpenTickets(ctx context.Context, customer string) ([]string, error) {
	var open []string
	cursor := ""
	for {
		page, err := s.CustomerTickets(ctx, customer, cursor, maxPage)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			if row.Record.Ticket.Open() {
				open = append(open, row.Record.ID)
			}
		}
		if cursor = page.Next; cursor == "" {
			return open, nil
		}
	}
}
