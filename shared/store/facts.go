package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"flatsupport/shared/entitlement"
)

// Facts reads what is known of a customer: the newest version of each record, and the partners to whom its
// certificates are bound, with their contacts under their PartnerContactID. An intent that was withdrawn before the next
// one was declared stands beside it, oldest first: how often a certificate has had loyalty depends on both (G20). A
// customer of whom nothing is known has no facts: its Customer.ID is empty.
func (s *Store) Facts(ctx context.Context, customer string) (entitlement.Facts, error) {
	return s.facts(ctx, customer, nil)
}

// FactsAsOf reads what was known of a customer at an instant: what was put on record later, of whatever day it speaks, is
// left out (G17). A record that does not say when it was written was there always.
func (s *Store) FactsAsOf(ctx context.Context, customer string, at time.Time) (entitlement.Facts, error) {
	return s.facts(ctx, customer, func(it item) bool { return int64(it.number("r")) <= at.UnixMilli() })
}

// facts reads those that the filter lets through; nil: all.
func (s *Store) facts(ctx context.Context, customer string, known func(item) bool) (entitlement.Facts, error) {
	var facts entitlement.Facts
	if err := s.read(ctx, customerPK(customer), "", known, &facts); err != nil {
		return entitlement.Facts{}, fmt.Errorf("facts of customer %s: %w", customer, err)
	}
	var partners []string
	for _, cert := range facts.Certificates {
		if cert.Partner != "" && !slices.Contains(partners, cert.Partner) {
			partners = append(partners, cert.Partner)
		}
	}
	for _, partner := range partners {
		if err := s.read(ctx, partnerPK(partner), partner, known, &facts); err != nil {
			return entitlement.Facts{}, fmt.Errorf("facts of partner %s: %w", partner, err)
		}
	}
	return facts, nil
}

// read adds the newest facts of a partition.
func (s *Store) read(ctx context.Context, pk, partner string, known func(item) bool, facts *entitlement.Facts) error {
	items, err := s.partition(ctx, "read facts", pk, factPrefix)
	if err != nil {
		return err
	}
	if known != nil {
		items = slices.DeleteFunc(items, func(it item) bool { return !known(it) })
	}
	for i, it := range items {
		name, version, err := parseFact(it)
		if err != nil {
			return err
		}
		if i+1 < len(items) {
			if next, _, err := parseFact(items[i+1]); err == nil && next == name {
				stays, err := declaredAnew(name, it, items[i+1])
				if err != nil {
					return err
				}
				if !stays {
					continue // versions follow each other, the newest last
				}
			}
		}
		if err := add(facts, it, name, partner, version); err != nil {
			return err
		}
	}
	return nil
}

// declaredAnew reports whether a version of an intent was withdrawn before the next one was declared, so that they are
// two intents and not one that was put right.
func declaredAnew(name factName, it, next item) (bool, error) {
	if name.kind != kindIntent {
		return false, nil
	}
	var was, is intentFact
	if err := errors.Join(it.decode(&was), next.decode(&is)); err != nil {
		return false, err
	}
	return !was.WithdrawnAt.IsZero() && !is.DeclaredAt.Before(was.WithdrawnAt), nil
}

// factName is a fact without its version.
type factName struct{ kind, id string }

// parseFact reads F#<kind>#<id>#<version> and F#<kind>#<version>.
func parseFact(it item) (factName, int, error) {
	parts := strings.Split(it.text("sk"), "#")
	if len(parts) == 3 {
		parts = slices.Insert(parts, 2, "")
	}
	if len(parts) != 4 {
		return factName{}, 0, fmt.Errorf("%s: %w", keyOf(it), ErrUnreadable)
	}
	version, err := strconv.Atoi(parts[3])
	if err != nil {
		return factName{}, 0, fmt.Errorf("%s: %w: version %q", keyOf(it), ErrUnreadable, parts[3])
	}
	return factName{parts[1], parts[2]}, version, nil
}

func add(facts *entitlement.Facts, it item, name factName, partner string, version int) (err error) {
	ref := func(id string) entitlement.Ref { return refOf(name.kind, id, version) }
	switch name.kind {
	case kindCustomer:
		var f customerFact
		err = it.decode(&f)
		facts.Customer = f.customer(ref(f.ID))
	case kindContact:
		var f contactFact
		err = it.decode(&f)
		if partner != "" {
			f.ID = entitlement.PartnerContactID(partner, f.ID)
		}
		facts.Contacts = append(facts.Contacts, f.contact(ref(f.ID)))
	case kindInst:
		var f installationFact
		err = it.decode(&f)
		facts.Installations = append(facts.Installations, f.installation(ref(f.ID)))
	case kindCertificate:
		var f certificateFact
		err = it.decode(&f)
		facts.Certificates = append(facts.Certificates, f.certificate(ref(f.ID)))
	case kindIntent:
		var f intentFact
		err = it.decode(&f)
		facts.Intents = append(facts.Intents, f.intent(ref(f.Certificate)))
	case kindUpgrade:
		var f upgradeFact
		err = it.decode(&f)
		facts.Upgrades = append(facts.Upgrades, f.upgrade(ref(f.Order)))
	case kindPartner:
		var f partnerFact
		err = it.decode(&f)
		facts.Partners = append(facts.Partners, f.partner(ref(f.ID)))
	default:
		err = fmt.Errorf("%s: %w: kind of fact", keyOf(it), ErrUnreadable)
	}
	return err
}
