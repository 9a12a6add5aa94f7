package contract

import (
	"errors"
	"slices"
	"strings"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Declaration is the intent to renew a certificate, as somebody declares it (policy R10).
type Declaration struct {
	Certificate string
	By          string              // id of whoever puts it on record
	Contact     entitlement.Contact // the customer's or the partner's person who declares it; zero: sales does, on behalf
	Evidence    string              // what shows the customer's will, where sales declares it: a letter, a mail
	DeclaredOn  coverage.Date       // date of the evidence; zero: now
}

// Declare decides on a declared intent. Where the certificate has had a withdrawn one, this is another (G20).
//
// It refuses RENEWED_ALREADY, INTENT_TOO_LATE (G18), LOYALTY_USED (G20) and DECLARER_NOT_ALLOWED (G19): a contact named
// by the customer, for the partner package one of the bound partner with the status, or sales with evidence. An intent
// that stands already is Declared.
func Declare(k Known, d Declaration) (Deal, error) {
	cert, ok := k.Certificate(d.Certificate)
	if !ok {
		return Deal{}, Invalid{{"certificate", Unknown}}
	}
	life, ed, err := k.Life(cert)
	if err != nil {
		return Deal{}, err
	}
	was, stood := k.Standing(cert.ID)
	if stood {
		return Deal{}, &Declared{Intent: was}
	}
	intent := entitlement.Intent{Ref: was.Ref, Certificate: cert.ID, DeclaredAt: k.Now, By: d.By, Evidence: d.Evidence}
	var wrong Invalid
	if !d.DeclaredOn.IsZero() {
		today := k.today(ed)
		wrong.add(d.Contact.ID != "", "declaredOn", NotAllowed)
		wrong.add(d.DeclaredOn.After(today), "declaredOn", InFuture)
		if d.DeclaredOn.Before(today) {
			intent.DeclaredAt = d.DeclaredOn.In(ed.Zone).UTC()
		}
		wrong.add(d.DeclaredOn.Before(cert.SoldOn) || intent.DeclaredAt.Before(was.WithdrawnAt), "declaredOn", TooEarly)
	}
	if err := wrong.err(); err != nil {
		return Deal{}, err
	}
	refused := slices.Concat(k.renewed(ed, cert.ID), k.declarer(ed, cert, d), k.opens(ed, life, intent))
	if err := refused.err(); err != nil {
		return Deal{}, err
	}
	return Deal{Intents: []entitlement.Intent{intent}}, nil
}

// Declared: the certificate has a declared intent that stands.
type Declared struct{ Intent entitlement.Intent }

// Error names the certificate.
func (d *Declared) Error() string {
	return "the intent to renew " + d.Intent.Certificate + " stands already"
}

// ErrNoIntent: there is no intent to withdraw.
var ErrNoIntent = errors.New("no intent to renew the certificate stands")

// Withdraw ends a declared intent, and with it the loyalty period (G20). Where none stands it is ErrNoIntent.
func Withdraw(k Known, certificate string) (Deal, error) {
	if _, ok := k.Certificate(certificate); !ok {
		return Deal{}, Invalid{{"certificate", Unknown}}
	}
	intent, stands := k.Standing(certificate)
	if !stands {
		return Deal{}, ErrNoIntent
	}
	intent.WithdrawnAt = latest(k.Now, intent.DeclaredAt)
	return Deal{Intents: []entitlement.Intent{intent}}, nil
}

// Declarable reports whether an intent to renew the certificate, declared now by whoever may, would be put on record.
func (k Known) Declarable(c entitlement.Certificate) bool {
	life, ed, err := k.Life(c)
	if _, stands := k.Standing(c.ID); err != nil || stands || c.Cancelled || life.Start.IsZero() {
		return false
	}
	intent := entitlement.Intent{Certificate: c.ID, DeclaredAt: k.Now}
	return len(k.renewed(ed, c.ID)) == 0 && len(k.opens(ed, life, intent)) == 0
}

// Standing is the newest intent to renew the certificate, and whether it stands.
func (k Known) Standing(certificate string) (entitlement.Intent, bool) {
	var newest entitlement.Intent
	for _, i := range k.Facts.Intents {
		if i.Certificate == certificate && !i.DeclaredAt.Before(newest.DeclaredAt) {
			newest = i
		}
	}
	return newest, newest.Certificate != "" && newest.WithdrawnAt.IsZero()
}

// declarer: the customer declares, by a named contact or by the partner that does its support, or sales shows that it has
// (G19).
func (k Known) declarer(ed *policy.Edition, cert entitlement.Certificate, d Declaration) Refusals {
	pack, _ := ed.Package(cert.Package)
	person := d.Contact
	var allowed bool
	switch {
	case person.ID == "":
		allowed = strings.TrimSpace(d.Evidence) != "" || ed.Readings.LoyaltyDeclarers == policy.DeclaredBySales
	case person.Partner == "":
		_, onRecord := k.Facts.Contact(person.ID) // who only can sign in is nobody of the customer's (G49)
		allowed = onRecord && !pack.PartnerOnly && (person.Authorised || ed.Readings.ContactsMode == policy.ContactsAnyone)
	default:
		partner, _ := k.Partner(person.Partner)
		allowed = pack.PartnerOnly && cert.Partner == person.Partner && partner.HasStatus(k.Now)
	}
	if allowed {
		return nil
	}
	return Refusals{refuse(ed, policy.DeclarerNotAllowed,
		fact("certificate", "сертификат", "certificate", cert.ID), fact("package", "пакет", "package", cert.Package))}
}

// opens: the intent comes while loyalty can still be opened (G18), and the certificate has not had it (G20).
func (k Known) opens(ed *policy.Edition, life entitlement.Life, intent entitlement.Intent) Refusals {
	facts := []Fact{
		fact("lastDay", "последний день поддержки", "last day of support", lastDay(life.End)),
		fact("loyaltyLastDay", "последний день периода лояльности", "last day of loyalty", lastDay(life.LoyaltyEnd)),
	}
	if span, had := life.Loyalty(k.Facts.Intents...); had && ed.Readings.LoyaltyTimes == policy.LoyaltyOnce {
		return Refusals{refuse(ed, policy.LoyaltyUsed, append(facts,
			fact("endedOn", "закончен", "ended on", coverage.DateOf(span.To, ed.Zone)))...)}
	}
	if !life.Opens(intent) {
		return Refusals{refuse(ed, policy.IntentTooLate, facts...)}
	}
	return nil
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
