package rows

import (
	"slices"

	"flatsupport/shared/store"
)

// Member is the contact as a membership names it.
func (c Contact) Member() store.Membership {
	if c.ofPartner {
		return store.Membership{Kind: store.PartnerMember, Partner: c.Company, Contact: c.ID}
	}
	return store.Membership{Kind: store.ContactMember, Customer: c.Company, Contact: c.ID}
}

// SignsIn are the subjects who act as the contact, of those that can be known: the one of the file, and the addresses
// that its record has or had. Nothing leads from a contact to another subject that was once given to it.
func (k Known) SignsIn(c Contact) []string {
	var subjects []string
	for _, subject := range append([]string{c.Subject, c.Email}, k.Emails[c.Member()]...) {
		if !slices.Contains(subjects, subject) && slices.Contains(k.Members[subject], c.Member()) {
			subjects = append(subjects, subject)
		}
	}
	slices.Sort(subjects)
	return subjects
}

// shut keeps people out who were kept out before, where the file has no column for it and names no subject.
func shut(list []Row[Contact], known Known) {
	for i := range list {
		c := &list[i].Record
		_, exists := known.Emails[c.Member()]
		if exists && !list[i].Has("access") && list[i].Text("subject") == "" && len(known.SignsIn(*c)) == 0 {
			c.Access = false
		}
	}
}

// people refuses a contact as whom somebody would sign in who is another contact of the same company already.
func (c checker) people(list []Row[Contact]) {
	named := map[store.Membership]bool{} // whose access the files settle
	for _, row := range list {
		named[row.Record.Member()] = true
	}
	for _, row := range list {
		me := row.Record.Member()
		for _, m := range c.known.Members[row.Record.Subject] {
			sameCompany := m.Kind == me.Kind && m.Customer == me.Customer && m.Partner == me.Partner
			if sameCompany && m.Contact != me.Contact && !named[m] && row.Record.Access {
				row.Refuse("email", "%s signs in as contact %s of %s already", row.Record.Subject, m.Contact, row.Record.Company)
			}
		}
	}
}
