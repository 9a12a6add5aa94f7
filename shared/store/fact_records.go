package store

import (
	"fmt"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// The forms in which facts are kept. They are records of their own, so that a renamed field of a rule does not make
// old facts unreadable. Each version of a fact is written once and never changes; decisions name it by its Ref.

type customerFact struct {
	ID          string   `json:"id"`
	Name        string   `json:"name,omitempty"`
	P1Engineers []string `json:"p1Engineers,omitempty"`
	Zone        string   `json:"zone,omitempty"`
}

type contactFact struct {
	ID         string `json:"id"`
	Partner    string `json:"partner,omitempty"`
	Name       string `json:"name,omitempty"`
	Email      string `json:"email,omitempty"`
	Phone      string `json:"phone,omitempty"`
	Language   string `json:"language,omitempty"`
	Authorised bool   `json:"authorised,omitempty"`
}

type installationFact struct {
	ID             string        `json:"id"`
	Product        string        `json:"product,omitempty"`
	Version        string        `json:"version,omitempty"`
	CommissionedOn coverage.Date `json:"commissionedOn"`
	Area           string        `json:"area,omitempty"`
	Licences       int           `json:"licences,omitempty"`
	Zone           string        `json:"zone,omitempty"`
}

type certificateFact struct {
	ID           string             `json:"id"`
	Edition      string             `json:"edition"`
	Package      policy.PackageCode `json:"package"`
	Installation string             `json:"installation"`
	SoldOn       coverage.Date      `json:"soldOn"`
	ActivationOn coverage.Date      `json:"activationOn"`
	TermMonths   int                `json:"termMonths"`
	Licences     int                `json:"licences,omitempty"`
	Partner      string             `json:"partner,omitempty"`
	Level1       bool               `json:"level1,omitempty"`
	PreviousEnd  coverage.Date      `json:"previousEnd"`
	Renews       string             `json:"renews,omitempty"`
	Joins        []string           `json:"joins,omitempty"`
	Cancelled    bool               `json:"cancelled,omitempty"`
	Order        string             `json:"order,omitempty"`
	Activated    int                `json:"activated,omitempty"`
	Upgrade      string             `json:"upgrade,omitempty"`
	InstalledOn  coverage.Date      `json:"installedOn,omitzero"`
}

type intentFact struct {
	Certificate string    `json:"certificate"`
	DeclaredAt  time.Time `json:"declaredAt"`
	WithdrawnAt time.Time `json:"withdrawnAt,omitzero"`
	By          string    `json:"by,omitempty"`
	Evidence    string    `json:"evidence,omitempty"`
}

type partnerFact struct {
	ID      string         `json:"id"`
	Name    string         `json:"name,omitempty"`
	Active  bool           `json:"active,omitempty"`
	Changes []statusChange `json:"changes,omitempty"`
}

type statusChange struct {
	At     time.Time `json:"at"`
	Active bool      `json:"active,omitempty"`
}

type upgradeFact struct {
	Order            string        `json:"order"`
	Installation     string        `json:"installation"`
	Version          string        `json:"version,omitempty"`
	BoughtOn         coverage.Date `json:"boughtOn"`
	InstalledVersion string        `json:"installedVersion,omitempty"`
	InstalledOn      coverage.Date `json:"installedOn"`
	ConfirmedBy      string        `json:"confirmedBy,omitempty"`
}

// Kinds of facts as keys and refs write them.
const (
	kindCustomer    = "CUSTOMER"
	kindContact     = "CONTACT"
	kindInst        = "INST"
	kindCertificate = "CERT"
	kindIntent      = "INTENT"
	kindPartner     = "PARTNER"
	kindUpgrade     = "UPGRADE"
)

var refWords = map[string]string{
	kindCustomer: "customer", kindContact: "contact", kindInst: "inst", kindCertificate: "cert", kindIntent: "intent",
	kindPartner: "partner", kindUpgrade: "upgrade",
}

// refOf names one version of a fact: cert/c1@2. A partner's contact carries the partner: contact/integrator/olga@1.
func refOf(kind, id string, version int) entitlement.Ref {
	return entitlement.Ref(fmt.Sprintf("%s/%s@%d", refWords[kind], id, version))
}

func factOfCustomer(c entitlement.Customer) customerFact {
	return customerFact{ID: c.ID, Name: c.Name, P1Engineers: c.P1Engineers, Zone: c.Zone}
}

func (f customerFact) customer(r entitlement.Ref) entitlement.Customer {
	return entitlement.Customer{Ref: r, ID: f.ID, Name: f.Name, P1Engineers: f.P1Engineers, Zone: f.Zone}
}

func factOfContact(c entitlement.Contact) contactFact {
	return contactFact{c.ID, c.Partner, c.Name, c.Email, c.Phone, c.Language, c.Authorised}
}

func (f contactFact) contact(r entitlement.Ref) entitlement.Contact {
	return entitlement.Contact{
		Ref: r, ID: f.ID, Partner: f.Partner, Name: f.Name, Email: f.Email, Phone: f.Phone, Language: f.Language,
		Authorised: f.Authorised,
	}
}

func factOfInstallation(i entitlement.Installation) installationFact {
	return installationFact{i.ID, i.Product, i.Version, i.CommissionedOn, i.Area, i.Licences, i.Zone}
}

func (f installationFact) installation(r entitlement.Ref) entitlement.Installation {
	return entitlement.Installation{
		Ref: r, ID: f.ID, Product: f.Product, Version: f.Version, CommissionedOn: f.CommissionedOn, Area: f.Area,
		Licences: f.Licences, Zone: f.Zone,
	}
}

func factOfCertificate(c entitlement.Certificate) certificateFact {
	return certificateFact{
		c.ID, c.Edition, c.Package, c.Installation, c.SoldOn, c.ActivationOn, c.TermMonths, c.Licences, c.Partner,
		c.Level1, c.PreviousEnd, c.Renews, c.Joins, c.Cancelled, c.Order, c.Activated, c.Upgrade, c.InstalledOn,
	}
}

func (f certificateFact) certificate(r entitlement.Ref) entitlement.Certificate {
	return entitlement.Certificate{
		Ref: r, ID: f.ID, Edition: f.Edition, Package: f.Package, Installation: f.Installation, SoldOn: f.SoldOn,
		ActivationOn: f.ActivationOn, TermMonths: f.TermMonths, Licences: f.Licences, Partner: f.Partner,
		Level1: f.Level1, PreviousEnd: f.PreviousEnd, Renews: f.Renews, Joins: f.Joins, Cancelled: f.Cancelled,
		Order: f.Order, Activated: f.Activated, Upgrade: f.Upgrade, InstalledOn: f.InstalledOn,
	}
}

func factOfIntent(i entitlement.Intent) intentFact {
	return intentFact{i.Certificate, i.DeclaredAt.UTC(), i.WithdrawnAt.UTC(), i.By, i.Evidence}
}

func (f intentFact) intent(r entitlement.Ref) entitlement.Intent {
	return entitlement.Intent{
		Ref: r, Certificate: f.Certificate, DeclaredAt: f.DeclaredAt.UTC(), WithdrawnAt: f.WithdrawnAt.UTC(), By: f.By,
		Evidence: f.Evidence,
	}
}

func factOfPartner(p entitlement.Partner) partnerFact {
	f := partnerFact{ID: p.ID, Name: p.Name, Active: p.Active}
	for _, c := range p.Changes {
		f.Changes = append(f.Changes, statusChange{c.At.UTC(), c.Active})
	}
	return f
}

func (f partnerFact) partner(r entitlement.Ref) entitlement.Partner {
	p := entitlement.Partner{Ref: r, ID: f.ID, Name: f.Name, Active: f.Active}
	for _, c := range f.Changes {
		p.Changes = append(p.Changes, entitlement.StatusChange{At: c.At.UTC(), Active: c.Active})
	}
	return p
}

func factOfUpgrade(u entitlement.Upgrade) upgradeFact {
	return upgradeFact{u.Order, u.Installation, u.Version, u.BoughtOn, u.InstalledVersion, u.InstalledOn, u.ConfirmedBy}
}

func (f upgradeFact) upgrade(r entitlement.Ref) entitlement.Upgrade {
	return entitlement.Upgrade{
		Ref: r, Order: f.Order, Installation: f.Installation, Version: f.Version, BoughtOn: f.BoughtOn,
		InstalledVersion: f.InstalledVersion, InstalledOn: f.InstalledOn, ConfirmedBy: f.ConfirmedBy,
	}
}
