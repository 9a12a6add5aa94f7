package contract

import (
	"slices"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Correction is what was put on record wrongly about a certificate, as it should be; nil: right as it is. What was
// recorded stays as an earlier version: decisions made on it stand (G17).
type Correction struct {
	Certificate  string
	SoldOn       *coverage.Date
	ActivationOn *coverage.Date
	TermMonths   *int
	Licences     *int
	Level1       *bool
	Order        *string
	Cancelled    *bool // never lawfully sold: taken back
}

// Correct decides on a correction by the rules by which the certificate is sold; the renewals after it move with its end.
// It refuses what a sale refuses, and RECORDS_CONTRADICT. What is taken back is not weighed by anything else.
func Correct(k Known, c Correction) (Deal, error) {
	cert, ok := k.Certificate(c.Certificate)
	if !ok {
		return Deal{}, Invalid{{"certificate", Unknown}}
	}
	if c.Cancelled != nil && *c.Cancelled {
		cert.Cancelled = true
		return settle(k, Deal{Certificates: []entitlement.Certificate{cert}})
	}
	if c.SoldOn != nil && *c.SoldOn != cert.SoldOn {
		ed, err := k.sold(*c.SoldOn)
		if err != nil {
			return Deal{}, err
		}
		cert.SoldOn, cert.Edition = *c.SoldOn, ed.ID
	}
	set(&cert.ActivationOn, c.ActivationOn)
	set(&cert.TermMonths, c.TermMonths)
	set(&cert.Licences, c.Licences)
	set(&cert.Level1, c.Level1)
	set(&cert.Order, c.Order)
	ed, err := k.Editions.Edition(cert.Edition)
	if err != nil {
		return Deal{}, err
	}
	pack, known := ed.Package(cert.Package)
	var wrong Invalid
	wrong.add(!known, "soldOn", NotAllowed)
	wrong.add(cert.Licences < 1, "licences", Required)
	ordered := cert.PreviousEnd.IsZero() // that it starts by the rule of activation
	wrong.add(ordered && !cert.ActivationOn.IsZero() && cert.ActivationOn.Before(cert.SoldOn), "activationOn", TooEarly)
	wrong.add(!ordered && c.ActivationOn != nil && !c.ActivationOn.IsZero(), "activationOn", NotAllowed)
	if err := wrong.err(); err != nil {
		return Deal{}, err
	}
	refused := Term(ed, pack, cert.TermMonths)
	if ordered {
		refused = append(refused, Activation(ed, cert.SoldOn, cert.ActivationOn)...)
	}
	if cert.Renews != "" {
		refused = append(refused, quantity(ed, cert.Licences, cert.Activated)...)
	}
	if err := refused.err(); err != nil {
		return Deal{}, err
	}
	return settle(k, Deal{Certificates: []entitlement.Certificate{cert}})
}

// Rebind gives a certificate of the partner package to another partner who has the status (R24, G47).
func Rebind(k Known, certificate, partner string) (Deal, error) {
	cert, ok := k.Certificate(certificate)
	if !ok {
		return Deal{}, Invalid{{"certificate", Unknown}}
	}
	ed, err := k.Editions.Edition(cert.Edition)
	if err != nil {
		return Deal{}, err
	}
	pack, _ := ed.Package(cert.Package)
	var wrong Invalid
	wrong.add(partner == "", "partner", Required)
	wrong.add(!pack.PartnerOnly || partner == cert.Partner, "partner", NotAllowed)
	if err := wrong.err(); err != nil {
		return Deal{}, err
	}
	if err := k.PartnerOnly(ed, pack, partner).err(); err != nil {
		return Deal{}, err
	}
	cert.Partner = partner
	return Deal{Certificates: []entitlement.Certificate{cert}}, nil
}

// SetStatus decides on a change of a partner's status, which holds from the instant on (R24, G47).
func SetStatus(p entitlement.Partner, change entitlement.StatusChange) (entitlement.Partner, error) {
	if p.HasStatus(change.At) == change.Active {
		return entitlement.Partner{}, Invalid{{"status", NotAllowed}}
	}
	if n := len(p.Changes); n > 0 && !p.Changes[n-1].At.Before(change.At) {
		return entitlement.Partner{}, Invalid{{"from", TooEarly}}
	}
	p.Changes = append(slices.Clone(p.Changes), change)
	return p, nil
}

// current is the edition in force.
func (k Known) current() (*policy.Edition, error) {
	ed, err := k.Editions.Current(coverage.DateOf(k.Now, policy.Moscow()))
	if err != nil {
		return nil, err
	}
	return ed, nil
}

func set[T any](at, to *T) {
	if to != nil {
		*at = *to
	}
}
