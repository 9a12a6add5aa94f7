package contract

import (
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// AddLevel1 decides on the sale of the level 1 add-on to a certificate that was sold without it (R27): it is no part of any
// package and is bought separately, with the certificate or later. It serves requests received from then on.
//
// It refuses COVERAGE_EXPIRED where no support is left to be added to; a certificate that has it already is [Invalid].
func AddLevel1(k Known, certificate, order string) (Deal, error) {
	cert, ok := k.Certificate(certificate)
	if !ok {
		return Deal{}, Invalid{{"certificate", Unknown}}
	}
	life, ed, err := k.Life(cert)
	if err != nil {
		return Deal{}, err
	}
	var wrong Invalid
	wrong.add(order == "", "order", Required)
	wrong.add(cert.Level1, "certificate", NotAllowed)
	if err := wrong.err(); err != nil {
		return Deal{}, err
	}
	switch support, _ := life.Support(k.Now, k.Facts.Intents...); support {
	case entitlement.Lapsed, entitlement.Conditional:
		return Deal{}, Refusals{refuse(ed, policy.CoverageExpired,
			fact("certificate", "сертификат", "certificate", cert.ID),
			fact("lastDay", "последний день поддержки", "last day of support", lastDay(life.End)))}
	default:
	}
	cert.Level1 = true
	return Deal{Certificates: []entitlement.Certificate{cert}}, nil
}
