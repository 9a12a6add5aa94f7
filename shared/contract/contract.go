// Package contract answers what may be put on record about support that is sold: a sale, a renewal and what it would
// give, a declared intent, a commissioning, an upgrade, a correction. It executes the chapters on purchase and renewal
// (policy B, C) and who may buy the partner package (policy E5).
//
// It reads no clock and no table, and it stores nothing: it is given what is known of a customer and the instant, and
// answers with the records to be written, or with a refusal that names the clause, the figures and the way out. What the
// records then mean for a request is for entitlement to say.
package contract

import (
	"slices"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Known is what a decision is made on.
type Known struct {
	Editions entitlement.Editions
	Facts    entitlement.Facts
	Releases []entitlement.Release // of the products of which an upgrade is on record: which version was current when (G15)
	Now      time.Time             // when it is put on record
}

// Deal is what a lawful act puts on record: new records, and new versions of those that have a Ref.
type Deal struct {
	Certificates  []entitlement.Certificate
	Installations []entitlement.Installation
	Intents       []entitlement.Intent
	Upgrades      []entitlement.Upgrade
}

// today is the date of the instant in the edition's zone (G11).
func (k Known) today(ed *policy.Edition) coverage.Date { return coverage.DateOf(k.Now, ed.Zone) }

// Certificate finds a certificate that stands.
func (k Known) Certificate(id string) (entitlement.Certificate, bool) {
	c, ok := k.Facts.Certificate(id)
	if !ok || c.Cancelled {
		return entitlement.Certificate{}, false
	}
	return c, true
}

// Installation finds a deployed system.
func (k Known) Installation(id string) (entitlement.Installation, bool) {
	return k.Facts.Installation(id)
}

// Partner finds a partner among those known.
func (k Known) Partner(id string) (entitlement.Partner, bool) {
	return k.Facts.Partner(id)
}

// Life is the course of a certificate by the edition that it pins.
func (k Known) Life(c entitlement.Certificate) (entitlement.Life, *policy.Edition, error) {
	ed, err := k.Editions.Edition(c.Edition)
	if err != nil {
		return entitlement.Life{}, nil, err
	}
	inst, _ := k.Installation(c.Installation)
	return entitlement.LifeOf(ed, c, inst), ed, nil
}

// RenewedBy finds the certificate that renews the one of the id, or has brought it together with another (G58).
func (k Known) RenewedBy(id string) (entitlement.Certificate, bool) {
	return find(k.Facts.Certificates, func(c entitlement.Certificate) bool {
		return !c.Cancelled && (c.Renews == id || slices.Contains(c.Joins, id))
	})
}

// Chain is the certificate with those that it renews, one after another, and those that renew it; oldest first.
func (k Known) Chain(id string) []entitlement.Certificate {
	cert, ok := k.Certificate(id)
	if !ok {
		return nil
	}
	chain := []entitlement.Certificate{cert}
	for len(chain) <= len(k.Facts.Certificates) {
		before, ok := k.Certificate(chain[0].Renews)
		if !ok {
			break
		}
		chain = slices.Insert(chain, 0, before)
	}
	for len(chain) <= len(k.Facts.Certificates) {
		last := chain[len(chain)-1].ID
		after, ok := find(k.Facts.Certificates, func(c entitlement.Certificate) bool { return !c.Cancelled && c.Renews == last })
		if !ok {
			break
		}
		chain = append(chain, after)
	}
	return chain
}

// With is what would be known if the deal were on record.
func (k Known) With(d Deal) Known {
	k.Facts.Certificates = replaced(k.Facts.Certificates, d.Certificates, func(c entitlement.Certificate) string { return c.ID })
	k.Facts.Installations = replaced(k.Facts.Installations, d.Installations, func(i entitlement.Installation) string { return i.ID })
	k.Facts.Upgrades = replaced(k.Facts.Upgrades, d.Upgrades, func(u entitlement.Upgrade) string { return u.Order })
	return k
}

func replaced[T any](have, put []T, id func(T) string) []T {
	out := slices.Clone(have)
	for _, p := range put {
		if i := slices.IndexFunc(out, func(h T) bool { return id(h) == id(p) }); i >= 0 {
			out[i] = p
		} else {
			out = append(out, p)
		}
	}
	return out
}

func find[T any](rows []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(rows, is); i >= 0 {
		return rows[i], true
	}
	var none T
	return none, false
}

// later is the later of two dates; the zero date is before all.
func later(a, b coverage.Date) coverage.Date {
	if a.Before(b) {
		return b
	}
	return a
}
