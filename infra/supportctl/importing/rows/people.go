package rows

import (
	"strings"
	"time"

	"flatsupport/infra/story/given"
	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/contract"
	"flatsupport/shared/entitlement"
)

// Contact is a person of a company, and how they sign in.
type Contact struct {
	Company string // a customer or a partner
	entitlement.Contact
	// Subject is how tokens name the person; the e-mail address unless the file says otherwise.
	Subject string
	// Access tells that the person may sign in as this contact. Who may not sees no tickets either.
	Access bool

	ofPartner bool
}

const subjectHelp = "how tokens name the person; without it the e-mail address"

var contacts = kind[Contact]{
	Kind: Kind{
		Name: "contacts", About: "People of a customer who ask, and how each signs in.",
		Columns: sheet.Columns{
			{Name: "customer", Required: true, Form: "id of the customer"},
			{Name: "id", Form: "id of the contact with this customer; without it the part of the address before the @"},
			{Name: "email", Required: true, Form: "e-mail address"},
			{Name: "name", Form: "of the person; without it the id"},
			{Name: "phone", Form: "+7 499 000-00-01"},
			{Name: "language", Form: "ru or en; without it ru"},
			{Name: "authorised", Form: "yes or no: named by the customer as one who may ask (G49); without it yes"},
			{Name: "subject", Form: subjectHelp},
			{Name: "access", Form: "yes or no: may sign in as this contact; without it yes"},
		},
	},
	read: func(r *sheet.Row) Contact {
		c := contact(r, "customer", "")
		c.Authorised = r.Flag("authorised", true)
		return c
	},
	key:   contactKey,
	known: func(k Known, c Contact) (Contact, bool) { return k.Contact(c.Company, c.ID) },
	fields: append(contactFields(),
		field("authorised", func(c *Contact) *bool { return &c.Authorised }, yesNo)),
}

var partnerContacts = kind[Contact]{
	Kind: Kind{
		Name: "partner-contacts", About: "People of a partner, and how each signs in.",
		Columns: sheet.Columns{
			{Name: "partner", Required: true, Form: "id of the partner"},
			{Name: "id", Form: "id of the contact with this partner; without it the part of the address before the @"},
			{Name: "email", Required: true, Form: "e-mail address"},
			{Name: "name", Form: "of the person; without it the id"},
			{Name: "phone", Form: "+7 499 000-00-01"},
			{Name: "language", Form: "ru or en; without it ru"},
			{Name: "subject", Form: subjectHelp},
			{Name: "access", Form: "yes or no: may sign in as this contact; without it yes"},
		},
	},
	read: func(r *sheet.Row) Contact {
		c := contact(r, "partner", "/")
		c.ofPartner = true
		c.Authorised = true // that the partner employs them is what counts (R25)
		return c
	},
	key:    contactKey,
	known:  func(k Known, c Contact) (Contact, bool) { return k.PartnerContact(c.Company, c.ID) },
	fields: contactFields(),
}

func contact(r *sheet.Row, company, forbidden string) Contact {
	c := Contact{Company: r.ID(company, forbidden), Access: r.Flag("access", true)}
	c.Email = r.Email("email")
	if c.ID = r.ID("id", "/"); c.ID == "" && r.Sound("id") {
		if c.ID = (given.Contact{Email: c.Email}).Key(); strings.ContainsAny(c.ID, "#/") {
			r.Refuse("email", "%q cannot be an id for its # or /; give the contact one in the column id", c.ID)
			c.ID = ""
		}
	}
	c.Name, c.Phone = r.Or("name", c.ID), r.Phone("phone")
	c.Language = r.OneOf("language", "ru", "ru", "en")
	if c.Subject = r.Subject("subject"); c.Subject == "" {
		c.Subject = c.Email
	}
	return c
}

func contactKey(c Contact) string { return pair(c.Company, c.ID) }

// pair names a record of a company; empty when one of both is.
func pair(company, id string) string {
	if company == "" || id == "" {
		return ""
	}
	return company + " " + id
}

func contactFields() []Field[Contact] {
	return []Field[Contact]{
		field("email", func(c *Contact) *string { return &c.Email }, plain),
		field("name", func(c *Contact) *string { return &c.Name }, plain),
		field("phone", func(c *Contact) *string { return &c.Phone }, plain),
		field("language", func(c *Contact) *string { return &c.Language }, plain),
	}
}

var partners = kind[entitlement.Partner]{
	Kind: Kind{
		Name: "partners", About: "Companies to whom a partner package can be bound (R24).",
		Columns: sheet.Columns{
			{Name: "id", Required: true, Form: "id of the partner"},
			{Name: "name", Required: true, Form: "of the company"},
			{Name: "status", Required: true, Form: "service_partner or none"},
		},
	},
	read: func(r *sheet.Row) entitlement.Partner {
		return entitlement.Partner{
			ID: r.ID("id", "/"), Name: r.Text("name"), Active: r.OneOf("status", none, servicePartner, none) == servicePartner,
		}
	},
	key:   func(p entitlement.Partner) string { return p.ID },
	known: func(k Known, p entitlement.Partner) (entitlement.Partner, bool) { return k.Partner(p.ID) },
	fields: []Field[entitlement.Partner]{
		field("name", func(p *entitlement.Partner) *string { return &p.Name }, plain),
		{
			Column: "status",
			Show:   func(p entitlement.Partner) string { return statusWord(atLast(p)) },
			keep: func(to *entitlement.Partner, from entitlement.Partner) {
				to.Active, to.Changes = from.Active, from.Changes
			},
		},
	},
}

// The states of a partner (R24, G47).
const (
	servicePartner = "service_partner"
	none           = "none"
)

func statusWord(active bool) string {
	if active {
		return servicePartner
	}
	return none
}

// atLast is the status after all changes.
func atLast(p entitlement.Partner) bool {
	if n := len(p.Changes); n > 0 {
		return p.Changes[n-1].Active
	}
	return p.Active
}

// statuses turns the status of a file into a change from now on, where the partner has another: what it had before, and
// what was decided on that, stays (R24, G47).
func statuses(list []Row[entitlement.Partner], known Known, now time.Time) {
	for i, row := range list {
		have, exists := known.Partner(row.Record.ID)
		if !exists {
			continue
		}
		wanted := row.Record.Active
		p := &list[i].Record
		p.Active, p.Changes = have.Active, have.Changes
		if have.HasStatus(now) == wanted || !row.Sound("status") {
			continue
		}
		changed, err := contract.SetStatus(*p, entitlement.StatusChange{At: now.UTC().Truncate(time.Millisecond), Active: wanted})
		if err != nil {
			row.Refuse("status", "a change from %s is on record already; only after that can there be another", moment(have.Changes[len(have.Changes)-1].At))
			continue
		}
		*p = changed
	}
}

var customers = kind[entitlement.Customer]{
	Kind: Kind{
		Name: "customers", About: "Companies that use FLAT products.",
		Columns: sheet.Columns{
			{Name: "id", Required: true, Form: "id of the customer, never changed afterwards"},
			{Name: "name", Required: true, Form: "of the company"},
			{Name: "p1Engineers", Form: "ids of the staff who are attached to its P1 tickets first, parted by blanks (G52)"},
			{Name: "zone", Form: "time zone, for editions whose hours follow the customer's clock: Asia/Omsk (G11)"},
		},
	},
	read: func(r *sheet.Row) entitlement.Customer {
		return entitlement.Customer{ID: r.ID("id", ""), Name: r.Text("name"), P1Engineers: r.List("p1Engineers"), Zone: zone(r, "zone")}
	},
	key:   func(c entitlement.Customer) string { return c.ID },
	known: func(k Known, c entitlement.Customer) (entitlement.Customer, bool) { return k.Customer(c.ID) },
	fields: []Field[entitlement.Customer]{
		field("name", func(c *entitlement.Customer) *string { return &c.Name }, plain),
		field("p1Engineers", func(c *entitlement.Customer) *[]string { return &c.P1Engineers }, words),
		field("zone", func(c *entitlement.Customer) *string { return &c.Zone }, plain),
	},
}
