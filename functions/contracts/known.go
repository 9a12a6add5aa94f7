package contracts

import (
	"context"
	"errors"
	"slices"
	"time"

	"flatsupport/shared/access"
	"flatsupport/shared/contract"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
)

// known reads what is on record of a customer. One of whom nothing is, is not found.
func (h Handler) known(ctx context.Context, customer string, now time.Time) (contract.Known, error) {
	facts, err := h.Store.Facts(ctx, customer)
	if err != nil {
		return contract.Known{}, err
	}
	if facts.Customer.ID == "" {
		return contract.Known{}, access.ErrNotFound
	}
	releases, err := h.releases(ctx, facts)
	return contract.Known{Editions: h.Editions, Facts: facts, Releases: releases, Now: now}, err
}

// releases reads the catalogue of the products of which an upgrade was bought: which version was current when (R15, G15).
func (h Handler) releases(ctx context.Context, facts entitlement.Facts) ([]entitlement.Release, error) {
	var all []entitlement.Release
	read := map[string]bool{"": true}
	for _, u := range facts.Upgrades {
		for _, inst := range facts.Installations {
			if inst.ID != u.Installation || read[inst.Product] {
				continue
			}
			read[inst.Product] = true
			published, err := h.Store.AllReleases(ctx, inst.Product)
			if err != nil {
				return nil, err
			}
			for _, r := range published {
				all = append(all, r.Release)
			}
		}
	}
	return all, nil
}

// withPartner adds a partner whom the act names and the customer's certificates do not yet.
func (h Handler) withPartner(ctx context.Context, k contract.Known, partner string) (contract.Known, error) {
	if _, ok := k.Partner(partner); partner == "" || ok {
		return k, nil
	}
	p, err := h.Store.Partner(ctx, partner)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrBadID) {
		return k, nil // it is for the rules to say that there is none
	}
	if err != nil {
		return k, err
	}
	k.Facts.Partners = append(k.Facts.Partners, p)
	return k, nil
}

// rests are the records outside of the book whose change would change the decision: the partners of certificates sold,
// and the partner whose person acts. What has no version, a partner not on record, cannot be rested on.
func rests(k contract.Known, d contract.Deal, by author) []entitlement.Ref {
	partners := []string{by.seat.Partner}
	for _, c := range d.Certificates {
		partners = append(partners, c.Partner)
	}
	var refs []entitlement.Ref
	for _, id := range partners {
		if p, ok := k.Partner(id); ok && !slices.Contains(refs, p.Ref) {
			refs = append(refs, p.Ref)
		}
	}
	return refs
}
