package contracts

import (
	"encoding/json"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/auth"
	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/web"
)

const (
	maxID       = 128
	maxSystem   = 96 // of a new system: its certificates and their renewals are named after it
	maxReason   = 500
	maxMonths   = 1200
	maxLicences = 1_000_000
)

// act is one thing that can be put on record.
type act struct {
	what    store.Act
	roles   []auth.Role
	reasons bool // it always needs a reason
	// refusesPartners: the rules themselves say what a partner without the status is refused with.
	refusesPartners bool
	read            func(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error)
}

// asked is an act as a request asks for it.
type asked struct {
	key              string // idempotency key of a form
	said             string // everything that was asked for
	reason, evidence string
	corrects         bool
	certificate      string // that the act is about; empty: none
	installation     string // likewise
	partner          string // that the act names
	decide           func(k contract.Known, by author) (contract.Deal, error)
}

var (
	sellers = []auth.Role{auth.Sales, auth.Manager}
	anybody = []auth.Role{auth.Sales, auth.Manager, auth.Contact, auth.PartnerContact}
	workers = []auth.Role{auth.Engineer, auth.Manager, auth.Sales, auth.PartnerContact}
)

// acts are the last parts of the routes, behind the customer.
var acts = map[string]act{
	"/certificates":                                   {what: store.ActSold, roles: sellers, read: sale},
	"/certificates/{certificate}/renewal":             {what: store.ActRenewed, roles: sellers, read: renewal},
	"/certificates/{certificate}/correction":          {what: store.ActCorrected, roles: sellers, reasons: true, read: correction},
	"/certificates/{certificate}/partner":             {what: store.ActRebound, roles: sellers, reasons: true, read: rebinding},
	"/certificates/{certificate}/intent":              {what: store.ActDeclared, roles: anybody, refusesPartners: true, read: declaration},
	"/certificates/{certificate}/withdrawal":          {what: store.ActWithdrawn, roles: anybody, read: withdrawal},
	"/installations/{installation}/commissioning":     {what: store.ActCommissioned, roles: anybody, read: commissioning},
	"/installations/{installation}/licences":          {what: store.ActCounted, roles: sellers, read: count},
	"/installations/{installation}/upgrades":          {what: store.ActUpgradeBought, roles: sellers, read: upgrade},
	"/installations/{installation}/installed-version": {what: store.ActInstalled, roles: workers, read: installed},
}

// mustExplain: what changes the record of the past needs a reason.
func (a act) mustExplain(asked asked) bool { return a.reasons || asked.corrects }

// sees reports whether somebody of a customer or a partner may know of what the act is about: a partner's people of the
// certificates bound to them and the systems of these alone, with the status or without. A customer's own people see all
// certificates of the customer, those of the partner package too: it is their support, though it is the partner who asks
// for it.
func (a author) sees(k contract.Known, asked asked) bool {
	if a.ofStaff() || a.seat.Partner == "" {
		return true
	}
	for _, c := range k.Facts.Certificates {
		bound := c.Partner == a.seat.Partner && !c.Cancelled
		if bound && (asked.certificate == c.ID || asked.certificate == "" && asked.installation == c.Installation) {
			return true
		}
	}
	return false
}

// inOffice reports whether a partner's person may act: their partner has the status (R24, G47). Everybody else may.
func (a author) inOffice(k contract.Known) bool {
	if a.ofStaff() || a.seat.Partner == "" {
		return true
	}
	p, ok := k.Partner(a.seat.Partner)
	return ok && p.HasStatus(k.Now)
}

// decoded reads a form; what it said, its key apart, tells it from another under the same key.
func decoded[F any](req events.APIGatewayV2HTTPRequest, fields *web.Fields, form *F, own *own) (asked, error) {
	if err := fields.Decode(req, form); err != nil {
		return asked{}, err
	}
	a := asked{key: own.IdempotencyKey, reason: own.Reason, evidence: own.Evidence}
	own.IdempotencyKey = ""
	said, err := json.Marshal(form)
	a.said = string(said)
	fields.MaxLen("reason", own.Reason, maxReason)
	fields.MaxLen("evidence", own.Evidence, maxReason)
	a.certificate, a.installation = req.PathParameters["certificate"], req.PathParameters["installation"]
	return a, err
}

// own are the fields of every form.
type own struct {
	Reason         string `json:"reason"`
	Evidence       string `json:"evidence"`
	IdempotencyKey string `json:"idempotencyKey"`
}

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

type intentForm struct {
	DeclaredOn coverage.Date `json:"declaredOn"` // date of the evidence
	own
}

func declaration(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f intentForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	a.decide = func(k contract.Known, by author) (contract.Deal, error) {
		return contract.Declare(k, contract.Declaration{
			Certificate: a.certificate, By: by.actor.ID, Contact: by.contact(k.Facts), Evidence: a.evidence, DeclaredOn: f.DeclaredOn,
		})
	}
	return a, nil
}

func withdrawal(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f struct{ own }
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) { return contract.Withdraw(k, a.certificate) }
	return a, nil
}

type commissioningForm struct {
	On      coverage.Date `json:"on"`
	Correct bool          `json:"correct"` // the day on record is wrong; only the staff, with a reason
	own
}

func commissioning(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f commissioningForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	a.corrects = f.Correct
	if !f.Correct {
		dated(fields, "on", f.On)
	}
	a.decide = func(k contract.Known, by author) (contract.Deal, error) {
		if f.Correct && !by.ofStaff() {
			return contract.Deal{}, contract.Invalid{{Field: "correct", Code: contract.NotAllowed}}
		}
		return contract.Commission(k, contract.Commissioning{Installation: a.installation, On: f.On, Correct: f.Correct})
	}
	return a, nil
}

type countForm struct {
	Activated *int `json:"activated"` // 0 is a number of licences too
	own
}

func count(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f countForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	counted(fields, "activated", f.Activated, 0, maxLicences)
	if f.Activated == nil && !fields.Has("activated") {
		fields.Add("activated", web.Required, "")
	}
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) {
		return contract.Count(k, a.installation, *f.Activated)
	}
	return a, nil
}

type upgradeForm struct {
	Order    string        `json:"order"`
	Version  string        `json:"version"`
	BoughtOn coverage.Date `json:"boughtOn"`
	own
}

func upgrade(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f upgradeForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	ids(fields, map[string]string{"order": f.Order, "version": f.Version})
	fields.Require("order", f.Order)
	fields.Require("version", f.Version)
	dated(fields, "boughtOn", f.BoughtOn)
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) {
		return contract.BuyUpgrade(k, entitlement.Upgrade{Order: f.Order, Installation: a.installation, Version: f.Version, BoughtOn: f.BoughtOn})
	}
	return a, nil
}

type installedForm struct {
	Version string        `json:"version"`
	On      coverage.Date `json:"on"`
	Order   string        `json:"order"` // of the upgrade that was installed; empty: the version alone
	own
}

func installed(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f installedForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	ids(fields, map[string]string{"order": f.Order, "version": f.Version})
	fields.Require("version", f.Version)
	dated(fields, "on", f.On)
	a.decide = func(k contract.Known, by author) (contract.Deal, error) {
		return contract.Install(k, a.installation, f.Order, f.Version, by.actor.ID, f.On)
	}
	return a, nil
}

// ids checks names of records: they become parts of keys.
func ids(fields *web.Fields, named map[string]string) {
	for name, id := range named {
		fields.MaxLen(name, id, maxID)
		if id != "" && !store.Usable(id) && !fields.Has(name) {
			fields.Add(name, web.Invalid, "")
		}
	}
}

// dated notes a day that is missing.
func dated(fields *web.Fields, name string, on coverage.Date) {
	if on.IsZero() && !fields.Has(name) {
		fields.Add(name, web.Required, "")
	}
}

// counted notes a number that is out of bounds; one of 0 that must not be is missing, as nobody would write it.
func counted(fields *web.Fields, name string, n *int, least, most int) {
	switch {
	case n == nil || fields.Has(name):
	case *n == 0 && least > 0:
		fields.Add(name, web.Required, "")
	case *n < least || *n > most:
		fields.Add(name, web.NotAllowed, "")
	}
}
