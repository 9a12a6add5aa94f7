package contracts

import (
	"encoding/json"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/auth"
	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
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
	"/certificates/{certificate}/level-1":             {what: store.ActLevel1, roles: sellers, read: level1},
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
