package rows

import (
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Check lays what is known beside the set: fields without a column stay as they are known, a certificate keeps the
// edition that it pinned (G60). Then it refuses what refers to nothing, what the policy refuses, and shifts that overlap.
func (s *Set) Check(known Known, editions *policy.Library, now time.Time) {
	s.settle(known)
	c := checker{set: s, known: known, editions: editions, now: now, sold: map[string][]entitlement.Certificate{}}
	c.references()
	for i := range s.Certificates {
		c.certificate(&s.Certificates[i])
		cert := s.Certificates[i].Record
		c.sold[cert.Customer] = append(c.sold[cert.Customer], cert.Certificate)
	}
	for _, row := range s.Installations {
		c.product(row)
	}
	c.overlaps()
	c.people(s.PartnerContacts)
	c.people(s.Contacts)
}

// settle goes by kind.
func (s *Set) settle(known Known) {
	settle(staff, s.Staff, known)
	settle(shifts, s.Shifts, known)
	settle(partners, s.Partners, known)
	settle(customers, s.Customers, known)
	settle(installations, s.Installations, known)
	settle(certificates, s.Certificates, known)
	settle(intents, s.Intents, known)
	settle(partnerContacts, s.PartnerContacts, known)
	settle(contacts, s.Contacts, known)
	shut(s.PartnerContacts, known)
	shut(s.Contacts, known)
}

type checker struct {
	set      *Set
	known    Known
	editions *policy.Library
	now      time.Time
	sold     map[string][]entitlement.Certificate // of the files, by customer
}
