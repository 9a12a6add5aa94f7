package rows

import (
	"slices"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
)

// Known is what the table has of everything that a Set speaks of. What is not there is not known.
type Known struct {
	Customers map[string]entitlement.Facts // by customer: its own facts
	Partners  map[string]entitlement.Facts // by partner: itself and its contacts, by their PartnerContactID
	Staff     map[string]store.Staff
	Shifts    map[string][]store.Shift      // by role
	Members   map[string][]store.Membership // by subject
	Emails    map[store.Membership][]string // of a contact: the addresses of all versions of its record
}

func find[T any](list []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i], true
	}
	var none T
	return none, false
}

// Customer is the newest version of the customer's record.
func (k Known) Customer(id string) (entitlement.Customer, bool) {
	c := k.Customers[id].Customer
	return c, c.ID != ""
}

// Contact is the newest version of a contact of the customer. Its memberships are not filled in.
func (k Known) Contact(customer, id string) (Contact, bool) {
	c, ok := find(k.Customers[customer].Contacts, func(c entitlement.Contact) bool { return c.ID == id && c.Partner == "" })
	return Contact{Company: customer, Contact: c}, ok
}

// Installation is the newest version of an installation.
func (k Known) Installation(customer, id string) (Installation, bool) {
	i, ok := k.Customers[customer].Installation(id)
	return Installation{customer, i}, ok
}

// Certificate is the newest version of a certificate.
func (k Known) Certificate(customer, id string) (Certificate, bool) {
	c, ok := k.Customers[customer].Certificate(id)
	return Certificate{customer, c}, ok
}

// Intent is the newest version of the intent for a certificate; one that was withdrawn before it was declared anew comes
// before it in the facts.
func (k Known) Intent(customer, certificate string) (Intent, bool) {
	var newest entitlement.Intent
	found := false
	for _, i := range k.Customers[customer].Intents {
		if i.Certificate == certificate {
			newest, found = i, true
		}
	}
	return Intent{customer, newest}, found
}

// Partner is the newest version of a partner's record.
func (k Known) Partner(id string) (entitlement.Partner, bool) {
	return k.Partners[id].Partner(id)
}

// PartnerContact is the newest version of a contact of the partner, by the id that the contact has there.
func (k Known) PartnerContact(partner, id string) (Contact, bool) {
	qualified := entitlement.PartnerContactID(partner, id)
	c, ok := k.Partners[partner].Contact(qualified)
	c.ID, c.Partner = id, ""
	return Contact{Company: partner, Contact: c}, ok
}

// Member is a member of the desk.
func (k Known) Member(id string) (store.Staff, bool) {
	m, ok := k.Staff[id]
	return m, ok
}

// Shift is the shift with the same role, person and start.
func (k Known) Shift(sh store.Shift) (store.Shift, bool) {
	return find(k.Shifts[sh.Role], func(have store.Shift) bool { return have.Person == sh.Person && have.From.Equal(sh.From) })
}
