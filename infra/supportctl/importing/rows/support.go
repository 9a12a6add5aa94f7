package rows

import (
	"time"

	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Installation is a deployed system of a customer.
type Installation struct {
	Customer string
	entitlement.Installation
}

// Licences is how many licences are activated in a system, as the registry counts them (R9, G57).
type Licences struct {
	Customer     string
	Installation string
	Activated    int
}

// Certificate is a sold certificate of a customer.
type Certificate struct {
	Customer string
	entitlement.Certificate
}

// Intent is a customer's declared intent to renew.
type Intent struct {
	Customer string
	entitlement.Intent
}

// mostLicences keeps a slip of the hand from becoming a contract.
const mostLicences = 10_000_000

// dateForm is the form of a date, for people.
const dateForm = "2025-03-01 or 01.03.2025"

var installations = kind[Installation]{
	Kind: Kind{
		Name: "installations", About: "Deployed systems.",
		Columns: sheet.Columns{
			{Name: "customer", Required: true, Form: "id of the customer"},
			{Name: "id", Required: true, Form: "id of the installation with this customer"},
			{Name: "product", Required: true, Form: "code of a product of the edition's catalogue (R1)"},
			{Name: "version", Form: "installed"},
			{Name: "commissionedOn", Form: dateForm + "; empty: never put into operation (R19)"},
			{Name: "area", Form: "of the site, by ISO 3166-2: RU-MOW (G53)"},
			{Name: "zone", Form: "time zone of the site, for editions whose hours follow its clock: Asia/Omsk (G11)"},
			{Name: "activatedLicences", Form: "whole number"},
		},
	},
	read: func(r *sheet.Row) Installation {
		return Installation{r.ID("customer", ""), entitlement.Installation{
			ID: r.ID("id", ""), Product: r.Text("product"), Version: r.Text("version"), CommissionedOn: r.Date("commissionedOn"),
			Area: area(r, "area"), Licences: r.Number("activatedLicences", 0, mostLicences),
			Zone: zone(r, "zone"),
		}}
	},
	key:   func(i Installation) string { return pair(i.Customer, i.ID) },
	known: func(k Known, i Installation) (Installation, bool) { return k.Installation(i.Customer, i.ID) },
	fields: []Field[Installation]{
		field("product", func(i *Installation) *string { return &i.Product }, plain),
		field("version", func(i *Installation) *string { return &i.Version }, plain),
		field("commissionedOn", func(i *Installation) *coverage.Date { return &i.CommissionedOn }, day),
		field("area", func(i *Installation) *string { return &i.Area }, plain),
		field("zone", func(i *Installation) *string { return &i.Zone }, plain),
		field("activatedLicences", func(i *Installation) *int { return &i.Licences }, figure),
	},
}

var licences = kind[Licences]{
	Kind: Kind{
		Name: "licences", About: "Licences activated in systems that are known, as the registry counts them (R9, G57).",
		Columns: sheet.Columns{
			{Name: "customer", Required: true, Form: "id of the customer"},
			{Name: "installation", Required: true, Form: "id of the installation"},
			{Name: "activated", Required: true, Form: "whole number"},
		},
	},
	read: func(r *sheet.Row) Licences {
		return Licences{r.ID("customer", ""), r.ID("installation", ""), r.Number("activated", 0, mostLicences)}
	},
	key: func(l Licences) string { return pair(l.Customer, l.Installation) },
	known: func(k Known, l Licences) (Licences, bool) {
		inst, ok := k.Installation(l.Customer, l.Installation)
		return Licences{l.Customer, l.Installation, inst.Licences}, ok
	},
	fields: []Field[Licences]{
		field("activated", func(l *Licences) *int { return &l.Activated }, figure),
	},
}

var certificates = kind[Certificate]{
	Kind: Kind{
		Name: "certificates", About: "Support that was sold.",
		Columns: sheet.Columns{
			{Name: "customer", Required: true, Form: "id of the customer"},
			{Name: "id", Required: true, Form: "id of the certificate with this customer"},
			{Name: "package", Required: true, Form: "code of a package: TS_8X5"},
			{Name: "installation", Required: true, Form: "id of the installation that it covers (G59)"},
			{Name: "soldOn", Required: true, Form: dateForm + ": date of the closing document (G2)"},
			{Name: "termMonths", Required: true, Form: "a term that the package is sold for: 12, 36, 60 (R5)"},
			{Name: "licences", Required: true, Form: "whole number"},
			{Name: "activationOn", Form: dateForm + ": as the order states it, at most 90 days after the sale (R8); empty: not stated"},
			{Name: "previousEnd", Form: dateForm + ": end of the certificate that this one renews (R12, R14); empty: initial"},
			{Name: "partner", Form: "id of the service partner, for a partner package and no other (R24)"},
			{Name: "level1", Form: "yes or no: the level 1 add-on was bought (R27); without it no"},
			{Name: "edition", Form: "of the policy; without it the one in force on the day of sale (G60)"},
			{Name: "order", Form: "number of the order with which it was sold (R6)"},
			{Name: "renews", Form: "id of the certificate that this one renews; its end is previousEnd, or it was sold after an upgrade"},
			{Name: "upgrade", Form: "order of the upgrade that reopened support after the window (R15)"},
		},
	},
	read: func(r *sheet.Row) Certificate {
		return Certificate{r.ID("customer", ""), entitlement.Certificate{
			ID: r.ID("id", ""), Edition: r.Text("edition"), Package: policy.PackageCode(r.Text("package")),
			Installation: r.ID("installation", ""), SoldOn: r.Date("soldOn"), ActivationOn: r.Date("activationOn"),
			TermMonths: r.Number("termMonths", 1, 600), Licences: r.Number("licences", 1, mostLicences),
			Partner: r.ID("partner", "/"), Level1: r.Flag("level1", false), PreviousEnd: r.Date("previousEnd"),
			Order: r.Text("order"), Renews: r.ID("renews", ""), Upgrade: r.Text("upgrade"),
		}}
	},
	key:   func(c Certificate) string { return pair(c.Customer, c.ID) },
	known: func(k Known, c Certificate) (Certificate, bool) { return k.Certificate(c.Customer, c.ID) },
	fields: []Field[Certificate]{
		field("edition", func(c *Certificate) *string { return &c.Edition }, plain),
		field("package", func(c *Certificate) *policy.PackageCode { return &c.Package }, plain),
		field("installation", func(c *Certificate) *string { return &c.Installation }, plain),
		field("soldOn", func(c *Certificate) *coverage.Date { return &c.SoldOn }, day),
		field("activationOn", func(c *Certificate) *coverage.Date { return &c.ActivationOn }, day),
		field("previousEnd", func(c *Certificate) *coverage.Date { return &c.PreviousEnd }, day),
		field("termMonths", func(c *Certificate) *int { return &c.TermMonths }, figure),
		field("licences", func(c *Certificate) *int { return &c.Licences }, figure),
		field("partner", func(c *Certificate) *string { return &c.Partner }, plain),
		field("level1", func(c *Certificate) *bool { return &c.Level1 }, yesNo),
		field("order", func(c *Certificate) *string { return &c.Order }, plain),
		field("renews", func(c *Certificate) *string { return &c.Renews }, plain),
		field("upgrade", func(c *Certificate) *string { return &c.Upgrade }, plain),
	},
	stays: func(to *Certificate, from Certificate) {
		to.Joins, to.Cancelled, to.Activated = from.Joins, from.Cancelled, from.Activated
	},
}

var intents = kind[Intent]{
	Kind: Kind{
		Name: "intents", About: "Declared intents to renew, which open the loyalty period (R10); one for each certificate.",
		Columns: sheet.Columns{
			{Name: "customer", Required: true, Form: "id of the customer"},
			{Name: "certificate", Required: true, Form: "id of the certificate that is to be renewed"},
			{Name: "declaredOn", Required: true, Form: dateForm + ", or with the time: 2026-11-20 17:30"},
			{Name: "withdrawnOn", Form: "the same; empty: stands (G20)"},
			{Name: "by", Form: "who declared it"},
			{Name: "evidence", Form: "a letter, an order: anything that shows it"},
		},
	},
	read: func(r *sheet.Row) Intent {
		i := Intent{r.ID("customer", ""), entitlement.Intent{
			Certificate: r.ID("certificate", ""), DeclaredAt: r.Instant("declaredOn"), WithdrawnAt: r.Instant("withdrawnOn"),
			By: r.Text("by"), Evidence: r.Text("evidence"),
		}}
		if !i.WithdrawnAt.IsZero() && r.Sound("declaredOn") && i.WithdrawnAt.Before(i.DeclaredAt) {
			r.Refuse("withdrawnOn", "withdrawn before it was declared on %s", moment(i.DeclaredAt))
		}
		return i
	},
	key:   func(i Intent) string { return pair(i.Customer, i.Certificate) },
	known: func(k Known, i Intent) (Intent, bool) { return k.Intent(i.Customer, i.Certificate) },
	fields: []Field[Intent]{
		field("declaredOn", func(i *Intent) *time.Time { return &i.DeclaredAt }, moment),
		field("withdrawnOn", func(i *Intent) *time.Time { return &i.WithdrawnAt }, moment),
		field("by", func(i *Intent) *string { return &i.By }, plain),
		field("evidence", func(i *Intent) *string { return &i.Evidence }, plain),
	},
}
