package store

import (
	"context"
	"errors"
	"fmt"

	"flatsupport/shared/policy"
)

// Membership says as whom a signed-in person acts: as a contact of a customer or, when Partner is set, as a contact of
// that partner.
type Membership struct {
	Kind     string `json:"kind"` // ContactMember or PartnerMember
	Customer string `json:"customer,omitempty"`
	Partner  string `json:"partner,omitempty"`
	Contact  string `json:"contact"`
}

// Kinds of memberships.
const (
	ContactMember = "contact"
	PartnerMember = "partner_contact"
)

func (m Membership) key(subject string) (key, error) {
	kind, company, check := "C", m.Customer, usable
	if m.Kind == PartnerMember {
		kind, company, check = "P", m.Partner, single
	}
	if m.Kind != ContactMember && m.Kind != PartnerMember || m.Customer != "" && m.Partner != "" {
		return key{}, fmt.Errorf("membership of kind %q for customer %q and partner %q: %w", m.Kind, m.Customer, m.Partner, ErrBadID)
	}
	if err := errors.Join(check(company), single(m.Contact)); err != nil {
		return key{}, err
	}
	if subject == "" {
		return key{}, fmt.Errorf("subject: %w", ErrBadID)
	}
	return key{subjectPK(subject), memberSK + kind + "#" + company + "#" + m.Contact}, nil
}

// PutMembership lets the person whom tokens name by the subject act as the contact.
func (s *Store) PutMembership(ctx context.Context, subject string, m Membership) error {
	k, err := m.key(subject)
	if err != nil {
		return fmt.Errorf("write membership: %w", err)
	}
	d, err := document(m)
	if err != nil {
		return fmt.Errorf("write membership: %w", err)
	}
	return s.put(ctx, "write membership", k.with(item{"d": d}))
}

// DeleteMembership ends that.
func (s *Store) DeleteMembership(ctx context.Context, subject string, m Membership) error {
	k, err := m.key(subject)
	if err != nil {
		return fmt.Errorf("end membership: %w", err)
	}
	return s.remove(ctx, "end membership", k)
}

// Subject reads as whom the person may act; nobody has no memberships. It is read as it is now, because it opens
// tickets to people.
func (s *Store) Subject(ctx context.Context, subject string) ([]Membership, error) {
	items, err := s.partition(ctx, "read memberships", subjectPK(subject), memberSK)
	if err != nil {
		return nil, err
	}
	members := make([]Membership, 0, len(items))
	for _, it := range items {
		var m Membership
		if err := it.decode(&m); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	return members, nil
}

// Staff is an engineer, manager or operator of the desk.
type Staff struct {
	ID       string         `json:"id"`
	Name     string         `json:"name,omitempty"`
	Email    string         `json:"email,omitempty"`
	Phone    string         `json:"phone,omitempty"`
	Language string         `json:"language,omitempty"`
	Levels   []policy.Level `json:"levels,omitempty"`
	Roles    []string       `json:"roles,omitempty"`
}

// PutStaff writes a member of the desk in place of what was known of them.
func (s *Store) PutStaff(ctx context.Context, m Staff) error {
	if err := usable(m.ID); err != nil {
		return fmt.Errorf("write staff: %w", err)
	}
	d, err := document(m)
	if err != nil {
		return fmt.Errorf("write staff %s: %w", m.ID, err)
	}
	return s.put(ctx, "write staff", staffKey(m.ID).with(item{"d": d}))
}

// Staff reads a member of the desk; an unknown one is ErrNotFound.
func (s *Store) Staff(ctx context.Context, id string) (Staff, error) {
	it, err := s.get(ctx, "read staff", staffKey(id))
	if err != nil {
		return Staff{}, err
	}
	var m Staff
	err = it.decode(&m)
	return m, err
}
