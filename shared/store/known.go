package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"flatsupport/shared/entitlement"
)

// PartnerFacts reads what is known of a partner: the newest version of its record and of its contacts, who are known by
// their PartnerContactID. A partner of whom nothing is known has no facts.
func (s *Store) PartnerFacts(ctx context.Context, partner string) (entitlement.Facts, error) {
	var facts entitlement.Facts
	if err := s.read(ctx, partnerPK(partner), partner, nil, &facts); err != nil {
		return entitlement.Facts{}, fmt.Errorf("facts of partner %s: %w", partner, err)
	}
	return facts, nil
}

// ContactHistory reads every version of a contact of the customer, the oldest first.
func (s *Store) ContactHistory(ctx context.Context, customer, contact string) ([]entitlement.Contact, error) {
	return s.history(ctx, customerPK(customer), contact)
}

// PartnerContactHistory reads every version of a contact of the partner, by the id that the contact has there.
func (s *Store) PartnerContactHistory(ctx context.Context, partner, contact string) ([]entitlement.Contact, error) {
	return s.history(ctx, partnerPK(partner), contact)
}

func (s *Store) history(ctx context.Context, pk, contact string) ([]entitlement.Contact, error) {
	items, err := s.partition(ctx, "read versions of contact", pk, factPrefix+kindContact+"#"+contact+"#")
	if err != nil {
		return nil, err
	}
	versions := make([]entitlement.Contact, 0, len(items))
	for _, it := range items {
		var f contactFact
		if err := it.decode(&f); err != nil {
			return nil, err
		}
		_, version, err := parseFact(it)
		if err != nil {
			return nil, err
		}
		versions = append(versions, f.contact(refOf(kindContact, f.ID, version)))
	}
	return versions, nil
}

// VersionOf is the version that a Ref of this store names; 0 for none.
func VersionOf(r entitlement.Ref) int {
	version, err := strconv.Atoi(string(r)[strings.LastIndex(string(r), "@")+1:])
	if err != nil {
		return 0
	}
	return version
}

// Partner reads the newest version of a partner's record. An unknown one is ErrNotFound.
func (s *Store) Partner(ctx context.Context, partner string) (entitlement.Partner, error) {
	if err := single(partner); err != nil {
		return entitlement.Partner{}, fmt.Errorf("read partner: %w", err)
	}
	facts, err := s.PartnerFacts(ctx, partner)
	if err != nil {
		return entitlement.Partner{}, err
	}
	if len(facts.Partners) == 0 {
		return entitlement.Partner{}, fmt.Errorf("partner %s: %w", partner, ErrNotFound)
	}
	return facts.Partners[0], nil
}
