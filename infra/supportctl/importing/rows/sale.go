package rows

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// certificate pins the edition (G60) and judges the sale by it.
func (c checker) certificate(row *Row[Certificate]) {
	known, exists := c.known.Certificate(row.Record.Customer, row.Record.ID)
	ed, ok := c.pin(row, known.Certificate, exists)
	if !ok || row.Record.Package == "" {
		return
	}
	pack, ok := ed.Package(row.Record.Package)
	if !ok {
		var codes []string
		for _, p := range ed.Packages {
			codes = append(codes, string(p.Code))
		}
		row.Refuse("package", "edition %s has no package %q; it has %s", ed.ID, row.Record.Package, strings.Join(codes, ", "))
		return
	}
	c.term(row, ed, pack)
	c.sale(row, ed)
	c.start(row, ed)
	c.partner(row, ed, pack, known.Certificate, exists)
}

// pin finds the edition: the one that is written, or the one that the known certificate of that sale has pinned, or the
// one in force on the day of sale.
func (c checker) pin(row *Row[Certificate], known entitlement.Certificate, exists bool) (*policy.Edition, bool) {
	cert := &row.Record
	if row.Text("edition") == "" {
		cert.Edition = ""
		if exists && known.SoldOn == cert.SoldOn {
			cert.Edition = known.Edition
		}
	}
	if cert.Edition != "" {
		ed, err := c.editions.Edition(cert.Edition)
		if errors.Is(err, policy.ErrUnknownEdition) {
			row.Refuse("edition", "there is no edition %q of the policy", cert.Edition)
		}
		return ed, err == nil
	}
	if cert.SoldOn.IsZero() {
		return nil, false // refused already
	}
	ed, err := c.editions.Current(cert.SoldOn)
	if err != nil {
		row.Refuse("soldOn", "no edition of the policy was in force on %s; name one in the column edition", cert.SoldOn)
		return nil, false
	}
	cert.Edition = ed.ID
	return ed, true
}

// term: a package is sold for the terms of its row in the edition (R5, G12).
func (c checker) term(row *Row[Certificate], ed *policy.Edition, pack policy.Package) {
	months := row.Record.TermMonths
	if months == 0 || len(contract.Term(ed, pack, months)) == 0 {
		return
	}
	row.RefuseBy(string(policy.TermNotOffered), "termMonths", "package %s is sold for %s months by edition %s (clause %s, R5), not for %d",
		pack.Code, list(pack.TermsMonths), ed.ID, pack.TermsClause, months)
}

func list(numbers []int) string {
	shown := make([]string, len(numbers))
	for i, n := range numbers {
		shown[i] = fmt.Sprint(n)
	}
	return strings.Join(shown, ", ")
}

// sale: what has not been sold yet is no certificate.
func (c checker) sale(row *Row[Certificate], ed *policy.Edition) {
	sold := row.Record.SoldOn
	if today := coverage.DateOf(c.now, ed.Zone); row.Sound("soldOn") && sold.After(today) {
		row.Refuse("soldOn", "%s lies in the future; today is %s", sold, today)
	}
}

// start: the order of an initial certificate has an activation date from the sale to the cap (R6, R8, G1); a renewal has no other start
// than the end that it follows (R12, R14), and none at all when it was sold after the window (R15, G6).
func (c checker) start(row *Row[Certificate], ed *policy.Edition) {
	cert := row.Record
	if !row.Sound("soldOn", "activationOn", "previousEnd") {
		return
	}
	if cert.PreviousEnd.IsZero() {
		if !cert.ActivationOn.IsZero() && cert.ActivationOn.Before(cert.SoldOn) {
			row.Refuse("activationOn", "%s lies before the sale on %s", cert.ActivationOn, cert.SoldOn)
			return
		}
		if len(contract.Activation(ed, cert.SoldOn, cert.ActivationOn)) > 0 {
			row.RefuseBy(string(policy.ActivationTooLate), "activationOn", "the latest day of activation is %s, %d days after the sale on %s (clause %s, R8)",
				entitlement.LastActivation(ed, cert.SoldOn), ed.Readings.ActivationCapDays, cert.SoldOn, clauseOf(ed, "activation.capDays"))
		}
		return
	}
	if !cert.ActivationOn.IsZero() && cert.ActivationOn != cert.PreviousEnd {
		row.Refuse("activationOn", "a renewal starts on its previousEnd, %s (clause %s, R12); leave the cell empty",
			cert.PreviousEnd, clauseOf(ed, "renewal.start"))
	}
	if _, until := entitlement.Limits(ed, cert.PreviousEnd); !cert.SoldOn.Before(until) {
		row.RefuseBy(string(policy.UpgradeRequired), "previousEnd",
			"sold on %s, %d months or more after %s: that needs an upgrade and is not back-dated (clause %s, R15); leave the cell empty after the upgrade",
			cert.SoldOn, ed.Readings.ReinstatementMonths, cert.PreviousEnd, clauseOf(ed, "reinstatement.windowMonths"))
	}
}

// partner: a partner package is sold to a company with the status (R24). A partner who has lost it keeps what it has
// bought (G47), so a certificate that stays with it is not judged again.
func (c checker) partner(row *Row[Certificate], ed *policy.Edition, pack policy.Package, known entitlement.Certificate, exists bool) {
	cert := row.Record
	switch {
	case !row.Sound("partner"):
	case !pack.PartnerOnly && cert.Partner != "":
		row.Refuse("partner", "package %s is not bound to a partner; leave the cell empty", pack.Code)
	case !pack.PartnerOnly, exists && known.Package == cert.Package && known.Partner == cert.Partner:
	case cert.Partner == "":
		row.RefuseBy(string(policy.PackagePartnerOnly), "partner", "package %s is sold to service partners only (clause %s, R24); name one", pack.Code, pack.Clause)
	default:
		p, there := c.seller(cert.Partner)
		k := contract.Known{Facts: entitlement.Facts{Partners: []entitlement.Partner{p}}, Now: c.now}
		if there && len(k.PartnerOnly(ed, pack, cert.Partner)) > 0 {
			row.RefuseBy(string(policy.PackagePartnerOnly), "partner", "partner %s has not the status service_partner, which package %s needs (clause %s, R24)",
				cert.Partner, pack.Code, pack.Clause)
		}
	}
}

// seller is the partner as the files have it, else as the table has.
func (c checker) seller(id string) (p entitlement.Partner, there bool) {
	if row, ok := find(c.set.Partners, func(r Row[entitlement.Partner]) bool { return r.Record.ID == id }); ok {
		return row.Record, true
	}
	return c.known.Partner(id)
}

func clauseOf(ed *policy.Edition, datum string) policy.ClauseCode {
	for _, r := range ed.PublishedReadings() {
		if r.Datum == datum {
			return r.Clause
		}
	}
	return ""
}

// product: help is for products of the catalogue (R1): of an edition that a certificate of the installation pins, or,
// where there is none, of the one in force today.
func (c checker) product(row Row[Installation]) {
	inst := row.Record
	if inst.Product == "" {
		return
	}
	var pinned []string
	pins := func(cert entitlement.Certificate) {
		if cert.Installation == inst.ID && cert.Edition != "" && !slices.Contains(pinned, cert.Edition) {
			pinned = append(pinned, cert.Edition)
		}
	}
	for _, cert := range c.sold[inst.Customer] {
		pins(cert)
	}
	for _, cert := range c.known.Customers[inst.Customer].Certificates {
		pins(cert)
	}
	if len(pinned) == 0 {
		ed, err := c.editions.CurrentAt(c.now)
		if err != nil {
			row.Refuse("product", "no edition of the policy is in force to look it up in")
			return
		}
		pinned = []string{ed.ID}
	}
	var catalogue []string
	for _, id := range pinned {
		ed, err := c.editions.Edition(id)
		if err != nil {
			continue // refused with the certificate
		}
		for _, p := range ed.Products {
			if p.Code == inst.Product {
				return
			}
			catalogue = append(catalogue, p.Code)
		}
	}
	if len(catalogue) > 0 {
		row.Refuse("product", "the catalogue of edition %s has no %q (R1); it has %s", strings.Join(pinned, ", "), inst.Product,
			strings.Join(slices.Compact(catalogue), ", "))
	}
}
