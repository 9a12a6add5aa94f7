// Package entitlement answers who may have what support when: the life of a certificate (pending, active, loyalty,
// lapsed) and the decision on a request, each with the clause and the facts that it rests on.
//
// It executes the chapters on purchase, renewal, programme and packages (policy B-F, H). It reads no clock and no
// table: the caller gives the facts as they were known and the instant at which to judge.
package entitlement

import (
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Ref names one immutable version of a record: "cert/c1@2". A decision lists the refs it used, so that it can be
// judged again years later on what was known then (G17).
type Ref string

// Facts are what is known of a customer at one moment. Every record is a version that never changes.
type Facts struct {
	Customer      Customer
	Contacts      []Contact
	Installations []Installation
	Certificates  []Certificate
	Intents       []Intent
	Upgrades      []Upgrade
	Partners      []Partner // the partners to whom certificates or partner contacts of this customer are bound
}

// Contact finds a person among those known; a partner's by the qualified id.
func (f Facts) Contact(id string) (Contact, bool) {
	return find(f.Contacts, func(c Contact) bool { return c.ID == id })
}

// Installation finds a deployed system.
func (f Facts) Installation(id string) (Installation, bool) {
	return find(f.Installations, func(i Installation) bool { return i.ID == id })
}

// Certificate finds a certificate, one that was taken back too.
func (f Facts) Certificate(id string) (Certificate, bool) {
	return find(f.Certificates, func(c Certificate) bool { return c.ID == id })
}

// Partner finds a partner; nobody has the empty id.
func (f Facts) Partner(id string) (Partner, bool) {
	return find(f.Partners, func(p Partner) bool { return id != "" && p.ID == id })
}

// Customer is a company that uses FLAT products.
type Customer struct {
	Ref         Ref
	ID          string
	Name        string
	P1Engineers []string // optional named pair for P1 tickets (G52)
	Zone        string   // IANA name of the time zone, for hours that are meant on the customer's clock; empty: the policy's
}

// Contact is a person who asks: of the customer, or of a service partner when Partner is set. The ID of a partner's is
// its PartnerContactID.
type Contact struct {
	Ref        Ref
	ID         string
	Partner    string // partner id of a partner contact (R25)
	Name       string
	Email      string
	Phone      string
	Language   string // "ru" or "en"
	Authorised bool   // named by the customer as one who may ask (G49)
}

// PartnerContactID names a partner's contact among all who ask for a customer: telecom-integrator/olga. Customers and
// partners name their people independently, and one olga must never be taken for the other.
func PartnerContactID(partner, contact string) string { return partner + "/" + contact }

// Installation is a deployed system.
type Installation struct {
	Ref            Ref
	ID             string
	Product        string
	Version        string
	CommissionedOn coverage.Date // zero: never commissioned (R19)
	Area           string        // ISO 3166-2 code of the site, "RU-MOW" (G53)
	Licences       int           // activated
	Zone           string        // IANA name of the site's time zone, for hours that are meant on its clock; empty: the customer's
}

// Certificate is a sold support certificate. Dates are dates of the edition's zone.
type Certificate struct {
	Ref          Ref
	ID           string
	Edition      string // pinned at sale (G60)
	Package      policy.PackageCode
	Installation string
	SoldOn       coverage.Date // date of the closing document (G2)
	ActivationOn coverage.Date // stated in the order (R8); zero: not stated
	TermMonths   int
	Licences     int
	Partner      string        // service partner bound to a partner package
	Level1       bool          // the level 1 add-on was bought (R27)
	PreviousEnd  coverage.Date // end of the certificate that this one renews; coverage starts there (R12, R14); zero: initial
	Renews       string        // id of the certificate that this one renews; empty: initial, or not known
	Joins        []string      // ids of the other certificates that this renewal brings together with it (G58)
	Cancelled    bool          // taken back as a mistake: it covers nothing and reminds of nothing
	Order        string        // number of the order with which it was sold (R6, R8)
	Activated    int           // licences activated in the system when a renewal was bought (R9, G57)
	Upgrade      string        // order of the upgrade that reopened support after the window (R15)
	InstalledOn  coverage.Date // day on which that upgrade was installed: its commissioning counts, not the system's first (G14)
}

// Intent is a customer's declared intent to renew (R10).
type Intent struct {
	Ref         Ref
	Certificate string
	DeclaredAt  time.Time
	WithdrawnAt time.Time // zero: stands (G20)
	By          string
	Evidence    string
}

// Partner is a company with, or once with, the status "service partner" (R24).
type Partner struct {
	Ref    Ref
	ID     string
	Name   string
	Active bool // had the status (G47) before the first of the changes
	// Changes of the status since, earliest first.
	Changes []StatusChange
}

// StatusChange: from the instant on a partner has, or no longer has, the status.
type StatusChange struct {
	At     time.Time
	Active bool
}

// HasStatus reports whether the partner has the status "service partner" at the instant (R24, G47).
func (p Partner) HasStatus(at time.Time) bool {
	has := p.Active
	for _, c := range p.Changes {
		if c.At.After(at) {
			break
		}
		has = c.Active
	}
	return has
}

// Upgrade is what reopens support whose window has closed: an upgrade to the current version was bought and, as somebody
// who saw it has confirmed, installed (R15, G16).
type Upgrade struct {
	Ref              Ref
	Order            string // its number names the record
	Installation     string
	Version          string        // that was bought
	BoughtOn         coverage.Date // date of the closing document
	InstalledVersion string        // empty: not confirmed yet
	InstalledOn      coverage.Date
	ConfirmedBy      string
}

// Request is what a decision is asked about.
type Request struct {
	ReceivedAt   time.Time // server receive instant: the instant that is judged (G9)
	Channel      policy.ChannelCode
	Type         policy.RequestType
	Priority     policy.PriorityCode // as the customer set it (R34)
	Installation string
	Contact      string // id of the contact, or PartnerContactID of a partner's
	Override     string // the operator's recorded reason for taking it by a channel that does not take it (G35)

	// Release is what is asked for in place of support; zero: support. Channel, type and priority say nothing then.
	Release Release
	// Ticket is the open ticket of the installation within which a release is asked for (G21); empty: none. Whether it is
	// open, and of this installation, is for the caller to see.
	Ticket string
	// Desk says that the desk's own people ask for the installation: who asks is not judged, and what the contract gives is.
	Desk bool
}

// ForRelease reports whether a release is asked for and not support.
func (r Request) ForRelease() bool { return r.Release != (Release{}) }
