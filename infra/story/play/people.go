package play

import (
	"flatsupport/infra/story/given"
	"flatsupport/shared/entitlement"
)

// people finds who somebody in a story is.
type people struct{ given given.Given }

// role is the role in the token of the person with this e-mail or id.
func (p people) role(who string) string {
	for _, m := range p.given.Managers {
		if m.ID == who {
			return "manager"
		}
	}
	for _, e := range p.given.Engineers {
		if e.ID == who {
			return "engineer"
		}
	}
	for _, o := range p.given.Operators {
		if o.ID == who {
			return "operator"
		}
	}
	for _, seller := range p.given.Sales {
		if seller.ID == who {
			return "sales"
		}
	}
	for _, partner := range p.given.Partners {
		for _, c := range partner.Contacts {
			if c.Email == who {
				return "partner_contact"
			}
		}
	}
	return "contact"
}

// caller finds the customer and the contact id of somebody on the phone; a partner's contact calls for the first
// customer whose certificate is bound to the partner.
func (p people) caller(email string) (customer, contact string) {
	for _, c := range p.given.Customers {
		for _, who := range c.Contacts {
			if who.Email == email {
				return c.ID, who.Key()
			}
		}
	}
	for _, partner := range p.given.Partners {
		for _, who := range partner.Contacts {
			if who.Email == email {
				return p.boundTo(partner.ID), entitlement.PartnerContactID(partner.ID, who.Key())
			}
		}
	}
	return "", email
}

func (p people) boundTo(partner string) string {
	for _, c := range p.given.Customers {
		for _, cert := range c.Certificates {
			if cert.Partner == partner {
				return c.ID
			}
		}
	}
	return ""
}
