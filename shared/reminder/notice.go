package reminder

import (
	"slices"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Roster is who can be told at the moment a reminder is taken.
type Roster struct {
	Contacts   []string // ids of the people of the customer, or of the partner: see Contacts
	Sales      []string // on the rota of sales
	Managers   []string // told in the place of sales when nobody is on that rota
	LastResort string   // told when there is no manager either
}

// Notice is one person told of one reminder. Its Key is unique within the watch of the certificate.
type Notice struct {
	Key      string
	Kind     policy.NoticeKind
	Audience policy.Audience
	Person   string // contact id for the customer, staff id otherwise
	Fallback bool   // the person is the named last resort
}

// Notices finds the people behind the audiences of the reminder; nobody is told twice. The customer has no stand-in:
// where no contact has an address, only sales hears of it.
func (r Rung) Notices(roster Roster) []Notice {
	var all []Notice
	tell := func(audience policy.Audience, fallback bool, people ...string) {
		for _, person := range people {
			n := Notice{r.Key + ">" + string(audience) + "/" + person, r.Reminder.Notice, audience, person, fallback}
			if !slices.ContainsFunc(all, func(have Notice) bool { return have.Key == n.Key }) {
				all = append(all, n)
			}
		}
	}
	for _, audience := range r.Reminder.Tell {
		switch {
		case audience == policy.ToCustomer:
			tell(audience, false, roster.Contacts...)
		case len(roster.Sales) > 0:
			tell(audience, false, roster.Sales...)
		case len(roster.Managers) > 0:
			tell(policy.ToManager, false, roster.Managers...)
		case roster.LastResort != "":
			tell(audience, true, roster.LastResort)
		}
	}
	return all
}

// Contacts are the ids of the people, with an address for mail, who may ask under the certificate: the customer's (G49),
// or under a partner package those of the partner bound to it (R25, G46).
func (m Matter) Contacts(facts entitlement.Facts) []string {
	pkg, _ := m.Edition.Package(m.Certificate.Package)
	var ids []string
	for _, c := range facts.Contacts {
		may := c.Partner == "" && (c.Authorised || m.Edition.Readings.ContactsMode == policy.ContactsAnyone)
		if pkg.PartnerOnly {
			may = c.Partner != "" && c.Partner == m.Certificate.Partner
		}
		if may && c.Email != "" {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
