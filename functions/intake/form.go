package intake

import (
	"crypto/rand"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
	"flatsupport/shared/web"
)

// Bounds of a request, in characters. What does not fit belongs into an attachment.
const (
	maxSubject     = 200
	maxDescription = 60_000
	maxReason      = 500
	maxID          = 128 // of a customer, contact or installation
)

// maxCallAge is how far back an operator may state the start of a call.
const maxCallAge = 4 * time.Hour

// portalForm is what a contact fills in. JSON and HTML forms decode into the same fields.
type portalForm struct {
	Customer       string `json:"customer"` // needed only by a person who acts for several
	Installation   string `json:"installation"`
	Type           string `json:"type"`
	Priority       string `json:"priority"`
	Subject        string `json:"subject"`
	Description    string `json:"description" web:"multiline"`
	CallbackPhone  string `json:"callbackPhone"`
	Findings       string `json:"findings" web:"multiline"` // what levels 1 and 2 of the partner have found (R26)
	IdempotencyKey string `json:"idempotencyKey"`
}

// hotlineForm is what an operator fills in for a caller.
type hotlineForm struct {
	portalForm
	Contact        string `json:"contact"`
	CallStartedAt  string `json:"callStartedAt"`
	OverrideReason string `json:"overrideReason"`
}

var phone = regexp.MustCompile(`^\+?\d[\d ()-]{4,22}\d$`)

// lineEnds are Unicode's own. As JSON they take twice their room, and a request of nothing else would outgrow its record.
var lineEnds = strings.NewReplacer("\u2028", "\n", "\u2029", "\n")

// check finds everything that is wrong with the form itself. A P1 needs a number to call back (R35).
func (f *portalForm) check(fields *web.Fields) {
	f.Subject, f.CallbackPhone = strings.TrimSpace(f.Subject), strings.TrimSpace(f.CallbackPhone)
	f.Description, f.Findings = lineEnds.Replace(f.Description), lineEnds.Replace(f.Findings)
	f.asks(fields)
	fields.Require("subject", f.Subject)
	fields.MaxLen("subject", f.Subject, maxSubject)
	fields.Require("description", f.Description)
	fields.MaxLen("description", f.Description, maxDescription)
	fields.MaxLen("findings", f.Findings, maxDescription)
	if f.Priority == string(policy.P1) {
		fields.Require("callbackPhone", f.CallbackPhone)
	}
	if f.CallbackPhone != "" && !phone.MatchString(f.CallbackPhone) {
		fields.Add("callbackPhone", web.Invalid, "")
	}
}

// asks checks the fields on which the answer hangs: what is asked for, and for which system.
func (f *portalForm) asks(fields *web.Fields) {
	fields.MaxLen("customer", f.Customer, maxID)
	fields.Require("installation", f.Installation)
	fields.MaxLen("installation", f.Installation, maxID)
	fields.OneOf("type", f.Type, string(policy.Incident), string(policy.Question), string(policy.Configure))
	fields.OneOf("priority", f.Priority, string(policy.P1), string(policy.P2), string(policy.P3), string(policy.P4))
}

// check adds what the operator states to the form's own rules. now bounds the stated start of the call.
func (f *hotlineForm) check(fields *web.Fields, now time.Time) (stated time.Time) {
	f.portalForm.check(fields)
	return f.states(fields, now)
}

// states checks what an operator states about the call: for whom it is, when it began and why it is taken.
func (f *hotlineForm) states(fields *web.Fields, now time.Time) (stated time.Time) {
	fields.Require("customer", f.Customer)
	fields.Require("contact", f.Contact)
	fields.MaxLen("contact", f.Contact, maxID)
	fields.MaxLen("overrideReason", f.OverrideReason, maxReason)
	if f.CallStartedAt == "" {
		return time.Time{}
	}
	stated, err := time.Parse(time.RFC3339, f.CallStartedAt)
	if err != nil || stated.After(now) || stated.Before(now.Add(-maxCallAge)) {
		fields.Add("callStartedAt", web.Invalid, "")
		return time.Time{}
	}
	return stated.UTC()
}

// known checks what the form names against the records of the customer.
func (f portalForm) known(fields *web.Fields, facts entitlement.Facts) {
	if _, known := facts.Installation(f.Installation); !known && !fields.Has("installation") {
		fields.Add("installation", web.Unknown, "")
	}
}

func (f hotlineForm) known(fields *web.Fields, facts entitlement.Facts) {
	f.portalForm.known(fields, facts)
	if _, known := facts.Contact(f.Contact); !known && !fields.Has("contact") {
		fields.Add("contact", web.Unknown, "")
	}
}

// fingerprint tells whether two submissions say the same. The key itself does not count.
func fingerprint(form any) (string, error) {
	raw, err := json.Marshal(form)
	if err != nil {
		return "", err
	}
	return ticket.Print(string(raw)), nil
}

// formKey mints the idempotency key of a form when its page is rendered, so that a double click or a reload of the
// post finds the first one.
func formKey() string { return rand.Text() }
