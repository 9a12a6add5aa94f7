package contracts

import (
	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/web"
)

type saleForm struct {
	Order        string        `json:"order"`
	Product      string        `json:"product"`
	Installation string        `json:"installation"`
	Area         string        `json:"area"`
	Package      string        `json:"package"`
	TermMonths   int           `json:"termMonths"`
	SoldOn       coverage.Date `json:"soldOn"`
	ActivationOn coverage.Date `json:"activationOn"`
	Licences     int           `json:"licences"`
	Partner      string        `json:"partner"`
	Level1       bool          `json:"level1"`
	own
}

func sale(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f saleForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	ids(fields, map[string]string{"order": f.Order, "product": f.Product, "installation": f.Installation, "area": f.Area, "partner": f.Partner, "package": f.Package})
	fields.Require("installation", f.Installation)
	fields.MaxLen("installation", f.Installation, maxSystem)
	fields.Require("package", f.Package)
	dated(fields, "soldOn", f.SoldOn)
	counted(fields, "termMonths", &f.TermMonths, 1, maxMonths)
	counted(fields, "licences", &f.Licences, 1, maxLicences)
	a.partner = f.Partner
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) {
		return contract.Sell(k, contract.Order{
			Number: f.Order, Product: f.Product, Installation: f.Installation, Area: f.Area, Package: policy.PackageCode(f.Package),
			TermMonths: f.TermMonths, SoldOn: f.SoldOn, ActivationOn: f.ActivationOn, Licences: f.Licences, Partner: f.Partner, Level1: f.Level1,
		})
	}
	return a, nil
}

type renewalForm struct {
	Package           string        `json:"package"`
	TermMonths        int           `json:"termMonths"`
	Licences          int           `json:"licences"`
	SignedOn          coverage.Date `json:"signedOn"`
	PaidOn            coverage.Date `json:"paidOn"`
	ActivationOn      coverage.Date `json:"activationOn"`
	Order             string        `json:"order"`
	Partner           string        `json:"partner"`
	Level1            bool          `json:"level1"`
	ActivatedLicences int           `json:"activatedLicences"`
	own
}

func (f renewalForm) renewal(certificate string) contract.Renewal {
	return contract.Renewal{
		Certificate: certificate, Package: policy.PackageCode(f.Package), TermMonths: f.TermMonths, Licences: f.Licences,
		SignedOn: f.SignedOn, PaidOn: f.PaidOn, ActivationOn: f.ActivationOn, Order: f.Order, Partner: f.Partner, Level1: f.Level1,
		Stated: f.ActivatedLicences,
	}
}

func (f renewalForm) check(fields *web.Fields) {
	ids(fields, map[string]string{"order": f.Order, "partner": f.Partner, "package": f.Package})
	counted(fields, "termMonths", &f.TermMonths, 1, maxMonths)
	counted(fields, "licences", &f.Licences, 1, maxLicences)
	counted(fields, "activatedLicences", &f.ActivatedLicences, 0, maxLicences)
}

func renewal(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f renewalForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	f.check(fields)
	fields.Require("order", f.Order)
	a.partner = f.Partner
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) {
		deal, _, err := contract.Renew(k, f.renewal(a.certificate))
		return deal, err
	}
	return a, nil
}

type correctionForm struct {
	SoldOn       *coverage.Date `json:"soldOn"`
	ActivationOn *coverage.Date `json:"activationOn"`
	TermMonths   *int           `json:"termMonths"`
	Licences     *int           `json:"licences"`
	Level1       *bool          `json:"level1"`
	Order        *string        `json:"order"`
	Cancelled    *bool          `json:"cancelled"`
	own
}

func correction(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f correctionForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	if f.Order != nil {
		ids(fields, map[string]string{"order": *f.Order})
	}
	counted(fields, "termMonths", f.TermMonths, 1, maxMonths)
	counted(fields, "licences", f.Licences, 1, maxLicences)
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) {
		return contract.Correct(k, contract.Correction{
			Certificate: a.certificate, SoldOn: f.SoldOn, ActivationOn: f.ActivationOn, TermMonths: f.TermMonths,
			Licences: f.Licences, Level1: f.Level1, Order: f.Order, Cancelled: f.Cancelled,
		})
	}
	return a, nil
}

type partnerForm struct {
	Partner string `json:"partner"`
	own
}

func rebinding(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f partnerForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	fields.Require("partner", f.Partner)
	ids(fields, map[string]string{"partner": f.Partner})
	a.partner = f.Partner
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) {
		return contract.Rebind(k, a.certificate, f.Partner)
	}
	return a, nil
}

type level1Form struct {
	Order string `json:"order"`
	own
}

func level1(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f level1Form
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	fields.Require("order", f.Order)
	ids(fields, map[string]string{"order": f.Order})
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) {
		return contract.AddLevel1(k, a.certificate, f.Order)
	}
	return a, nil
}
