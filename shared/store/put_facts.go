package store

import (
	"context"
	"errors"
	"fmt"

	"flatsupport/shared/entitlement"
)

// Each Put writes one version of a fact, counted from 1 to 9999; the newest version holds. A version never changes:
// writing the same again does nothing, writing something else under it is ErrConflict. The Ref of what is put is not
// looked at; Facts fills it.

const maxVersion = 9999

// PutCustomer writes a version of the customer itself.
func (s *Store) PutCustomer(ctx context.Context, c entitlement.Customer, version int) error {
	return s.putFact(ctx, customerPK(c.ID), kindCustomer, "", version, factOfCustomer(c), c.ID)
}

// PutContact writes a version of a contact of the customer.
func (s *Store) PutContact(ctx context.Context, customer string, c entitlement.Contact, version int) error {
	if err := single(c.ID); err != nil {
		return fmt.Errorf("write contact: %w", err)
	}
	c.Partner = ""
	if err := usable(customer); err != nil {
		return fmt.Errorf("write contact: %w", err)
	}
	if err := s.putAddress(ctx, c.Email, Addressee{Customer: customer, Contact: c.ID}); err != nil {
		return err
	}
	return s.putFact(ctx, customerPK(customer), kindContact, c.ID, version, factOfContact(c), customer, c.ID)
}

// PutInstallation writes a version of an installation of the customer.
func (s *Store) PutInstallation(ctx context.Context, customer string, i entitlement.Installation, version int) error {
	return s.putFact(ctx, customerPK(customer), kindInst, i.ID, version, factOfInstallation(i), customer, i.ID)
}

// PutCertificate writes a version of a certificate of the customer. One that is bound to a partner also puts the
// customer on the partner's list, first, so that the list is never short; it may name a customer too many.
func (s *Store) PutCertificate(ctx context.Context, customer string, c entitlement.Certificate, version int) error {
	if c.Partner != "" {
		if err := s.putBinding(ctx, c.Partner, customer); err != nil {
			return err
		}
	}
	return s.putFact(ctx, customerPK(customer), kindCertificate, c.ID, version, factOfCertificate(c), customer, c.ID)
}

// PutIntent writes a version of the declared intent to renew a certificate of the customer: its declaration, then its
// withdrawal, then another declaration, and so on (G20).
func (s *Store) PutIntent(ctx context.Context, customer string, i entitlement.Intent, version int) error {
	return s.putFact(ctx, customerPK(customer), kindIntent, i.Certificate, version, factOfIntent(i), customer, i.Certificate)
}

// PutPartner writes a version of a partner.
func (s *Store) PutPartner(ctx context.Context, p entitlement.Partner, version int) error {
	if err := single(p.ID); err != nil {
		return fmt.Errorf("write partner: %w", err)
	}
	return s.putFact(ctx, partnerPK(p.ID), kindPartner, "", version, factOfPartner(p), p.ID)
}

// PutPartnerContact writes a version of a contact who works for the partner, by the id that the contact has there.
func (s *Store) PutPartnerContact(ctx context.Context, partner string, c entitlement.Contact, version int) error {
	if err := single(partner, c.ID); err != nil {
		return fmt.Errorf("write contact of partner: %w", err)
	}
	c.Partner = partner
	if err := s.putAddress(ctx, c.Email, Addressee{Partner: partner, Contact: c.ID}); err != nil {
		return err
	}
	return s.putFact(ctx, partnerPK(partner), kindContact, c.ID, version, factOfContact(c), partner, c.ID)
}

func (s *Store) putFact(ctx context.Context, pk, kind, id string, version int, fact any, ids ...string) error {
	k := factKey(pk, kind, id, version)
	if err := usable(ids...); err != nil {
		return fmt.Errorf("write fact %s: %w", k, err)
	}
	if version < 1 || version > maxVersion {
		return fmt.Errorf("write fact %s: version %d: %w", k, version, ErrBadID)
	}
	d, err := document(fact)
	if err != nil {
		return fmt.Errorf("write fact %s: %w", k, err)
	}
	return s.createSame(ctx, "write fact", k.with(item{"d": d}))
}

// putBinding says that a certificate of the customer is, or once was, bound to the partner.
func (s *Store) putBinding(ctx context.Context, partner, customer string) error {
	if err := errors.Join(single(partner), usable(customer)); err != nil {
		return fmt.Errorf("bind customer to partner: %w", err)
	}
	return s.put(ctx, "bind customer to partner", bindingKey(partner, customer).with(nil))
}

// CustomersOfPartner reads the customers who have, or had, certificates bound to the partner. Whether a certificate
// gives the partner a right today is for their facts to say.
func (s *Store) CustomersOfPartner(ctx context.Context, partner string) ([]string, error) {
	items, err := s.partition(ctx, "read customers of partner", partnerPK(partner), bindingSK)
	if err != nil {
		return nil, err
	}
	customers := make([]string, 0, len(items))
	for _, it := range items {
		customers = append(customers, it.text("sk")[len(bindingSK):])
	}
	return customers, nil
}
