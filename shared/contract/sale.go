package contract

import (
	"fmt"
	"slices"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Order is what a salesperson sells: a product with its support (policy R6).
type Order struct {
	Number       string // of the order
	Product      string // of the order's product line; support without one is a renewal
	Installation string // id of the system; one that is not known yet comes into being with the sale
	Area         string // of the site of a new system, by ISO 3166-2 (G53)
	Package      policy.PackageCode
	TermMonths   int
	SoldOn       coverage.Date // date of the closing document (G2)
	ActivationOn coverage.Date // as the order states it (R8); zero: not stated
	Licences     int
	Partner      string // service partner, for a partner package (R24)
	Level1       bool   // the level 1 add-on (R27)
}

// Sell decides on a sale. The certificate pins the edition in force on the day of sale (G60). Licences bought later for a
// system that has support already get a certificate of their own (G58).
//
// It refuses TERM_NOT_OFFERED (R5, G12), PRODUCT_REQUIRED (R6), ACTIVATION_TOO_LATE (R8), PACKAGE_PARTNER_ONLY (R24) and
// PRODUCT_NOT_COVERED (R1), all that apply at once; what is wrong whatever the policy is [Invalid].
func Sell(k Known, o Order) (Deal, error) {
	ed, err := k.sold(o.SoldOn)
	if err != nil {
		return Deal{}, err
	}
	inst, exists := k.Installation(o.Installation)
	pack, known := ed.Package(o.Package)
	var wrong Invalid
	wrong.add(o.Installation == "", "installation", Required)
	wrong.add(!known, "package", NotAllowed)
	wrong.add(o.Licences < 1, "licences", Required)
	wrong.add(!o.ActivationOn.IsZero() && o.ActivationOn.Before(o.SoldOn), "activationOn", TooEarly)
	wrong.add(exists && o.Product != "" && o.Product != inst.Product, "product", NotAllowed)
	wrong.add(o.Partner != "" && known && !pack.PartnerOnly, "partner", NotAllowed)
	wrong.add(k.soldBy(o), "order", NotAllowed)
	if err := wrong.err(); err != nil {
		return Deal{}, err
	}
	refused := slices.Concat(
		Term(ed, pack, o.TermMonths), product(ed, o), Activation(ed, o.SoldOn, o.ActivationOn), k.PartnerOnly(ed, pack, o.Partner),
	)
	if err := refused.err(); err != nil {
		return Deal{}, err
	}
	deal := Deal{Certificates: []entitlement.Certificate{{
		ID: k.nextID(o.Installation + "-"), Edition: ed.ID, Package: o.Package, Installation: o.Installation, SoldOn: o.SoldOn,
		ActivationOn: o.ActivationOn, TermMonths: o.TermMonths, Licences: o.Licences, Partner: o.Partner, Level1: o.Level1,
		Order: o.Number,
	}}}
	if !exists {
		deal.Installations = []entitlement.Installation{{ID: o.Installation, Product: o.Product, Area: o.Area}}
	}
	return deal, nil
}

// soldBy reports whether the line of the order has its certificate already: it was put in a second time.
func (k Known) soldBy(o Order) bool {
	return slices.ContainsFunc(k.Facts.Certificates, func(c entitlement.Certificate) bool {
		return !c.Cancelled && o.Number != "" && c.Order == o.Number && c.Renews == "" && c.Installation == o.Installation &&
			c.Package == o.Package && c.SoldOn == o.SoldOn
	})
}

// sold finds the edition by which support is sold on a day, which must have come (G60).
func (k Known) sold(on coverage.Date) (*policy.Edition, error) {
	var wrong Invalid
	wrong.add(on.IsZero(), "soldOn", Required)
	if err := wrong.err(); err != nil {
		return nil, err
	}
	ed, err := k.Editions.Current(on)
	if err != nil {
		return nil, Invalid{{"soldOn", TooEarly}}
	}
	wrong.add(on.After(k.today(ed)), "soldOn", InFuture)
	return ed, wrong.err()
}

// Term: a package is sold for the terms of its list (R5, G12); otherwise it is TERM_NOT_OFFERED.
func Term(ed *policy.Edition, pack policy.Package, months int) Refusals {
	if slices.Contains(pack.TermsMonths, months) {
		return nil
	}
	return Refusals{refuse(ed, policy.TermNotOffered,
		fact("termMonths", "срок, месяцев", "term, months", months),
		fact("offered", "сроки пакета", "terms of the package", whole(pack.TermsMonths)))}
}

// product: support is bought together with a product of the catalogue (R6, R1).
func product(ed *policy.Edition, o Order) Refusals {
	if o.Number == "" || o.Product == "" {
		return Refusals{refuse(ed, policy.ProductRequired,
			fact("order", "заказ", "order", o.Number), fact("product", "продукт", "product", o.Product))}
	}
	if _, ok := ed.Product(o.Product); !ok {
		return Refusals{refuse(ed, policy.ProductNotCovered, fact("product", "продукт", "product", o.Product))}
	}
	return nil
}

// Activation: the date that the order states is no later than the last day allowed after the sale (R8, G1, G2). It is
// refused with ACTIVATION_TOO_LATE and never moved: a date nobody has agreed to would be worse than none.
func Activation(ed *policy.Edition, sold, on coverage.Date) Refusals {
	latest := entitlement.LastActivation(ed, sold)
	if !on.After(latest) {
		return nil
	}
	return Refusals{refuse(ed, policy.ActivationTooLate,
		fact("activationOn", "дата активации", "activation date", on),
		fact("latest", "не позже", "no later than", latest),
		fact("soldOn", "день продажи", "day of sale", sold))}
}

// PartnerOnly refuses the partner package with PACKAGE_PARTNER_ONLY to all but a partner who has the status when it is put
// on record (R24, G47).
func (k Known) PartnerOnly(ed *policy.Edition, pack policy.Package, partner string) Refusals {
	if !pack.PartnerOnly {
		return nil
	}
	if p, ok := k.Partner(partner); ok && p.HasStatus(k.Now) {
		return nil
	}
	return Refusals{refuse(ed, policy.PackagePartnerOnly,
		fact("package", "пакет", "package", pack.Code), fact("partner", "партнёр", "partner", partner))}
}

// nextID is the first free id of a series: hq-1, hq-2. Whoever takes it first has it, as ids are written once.
func (k Known) nextID(series string) string {
	for n := 1; ; n++ {
		id := fmt.Sprintf("%s%d", series, n)
		if _, taken := k.Facts.Certificate(id); !taken {
			return id
		}
	}
}

func whole(list []int) string {
	s := ""
	for i, n := range list {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprint(n)
	}
	return s
}
