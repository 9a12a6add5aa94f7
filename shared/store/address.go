package store

import (
	"context"
	"fmt"
	"strings"

	"flatsupport/shared/entitlement"
)

// Addressee is a contact of a customer, or of a partner, by whose record an e-mail address is theirs.
type Addressee struct {
	Customer string // empty for a partner's
	Partner  string
	Contact  string // by the id that the contact has there
}

// putAddress lists a contact under the address, before the fact is written, so that the list is never short. It may name
// a contact too many, whose address it was once.
func (s *Store) putAddress(ctx context.Context, email string, a Addressee) error {
	if email = address(email); email == "" {
		return nil // nobody can write from there
	}
	return s.put(ctx, "list contact under an address", addressKey(email, a).with(nil))
}

// Addressees reads the contacts whose address it is by their newest records, whatever the case of its letters. It is read
// as it is now, because it opens tickets to people.
func (s *Store) Addressees(ctx context.Context, email string) ([]Addressee, error) {
	if email = address(email); email == "" {
		return nil, nil
	}
	items, err := s.partition(ctx, "read contacts of an address", addressPK(email), "")
	if err != nil {
		return nil, err
	}
	var found []Addressee
	for _, it := range items {
		a, ok := addresseeOf(keyOf(it))
		if !ok {
			return nil, fmt.Errorf("contact of an address: %w", ErrUnreadable)
		}
		versions, err := s.versionsOf(ctx, a)
		if err != nil {
			return nil, fmt.Errorf("contact of an address: %w", err)
		}
		if n := len(versions); n > 0 && address(versions[n-1].Email) == email {
			found = append(found, a)
		}
	}
	return found, nil
}

func (s *Store) versionsOf(ctx context.Context, a Addressee) ([]entitlement.Contact, error) {
	if a.Partner != "" {
		return s.PartnerContactHistory(ctx, a.Partner, a.Contact)
	}
	return s.ContactHistory(ctx, a.Customer, a.Contact)
}

// address is an e-mail address as it stands in a key; empty for what cannot be one.
func address(email string) string {
	email = strings.ToLower(strings.TrimSpace(email))
	if usable(email) != nil || !strings.Contains(email, "@") || len(email) > 320 {
		return ""
	}
	return email
}
