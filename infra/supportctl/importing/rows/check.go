package rows

import (
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Check lays what is known beside the set: fields without a column stay as they are known, a certificate keeps the
// edition that it pinned (G60). Then it refuses what refers to nothing, what the policy refuses, and shifts that overlap.
func (s *Set) Check(known Known, editions *policy.Library, now time.Time) {
	s.settle(known, now)
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
	c.contradictions()
	c.overlaps()
	c.people(s.PartnerContacts)
	c.people(s.Contacts)
}

// settle goes by kind.
func (s *Set) settle(known Known, now time.Time) {
	settle(staff, s.Staff, known)
	settle(shifts, s.Shifts, known)
	settle(partners, s.Partners, known)
	statuses(s.Partners, known, now)
	settle(customers, s.Customers, known)
	settle(installations, s.Installations, known)
	settle(licences, s.Licences, known)
	s.counted()
	settle(certificates, s.Certificates, known)
	settle(intents, s.Intents, known)
	settle(partnerContacts, s.PartnerContacts, known)
	settle(contacts, s.Contacts, known)
	shut(s.PartnerContacts, known)
	shut(s.Contacts, known)
}

// counted gives what licences.csv counts to the systems of installations.csv, which must not say otherwise.
func (s *Set) counted() {
	at := map[string]int{}
	for i, row := range s.Installations {
		at[installations.key(row.Record)] = i
	}
	for _, row := range s.Licences {
		i, there := at[licences.key(row.Record)]
		if !there {
			continue
		}
		inst := s.Installations[i]
		if inst.Text("activatedLicences") != "" && inst.Record.Licences != row.Record.Activated {
			row.Refuse("activated", "%s:%d says %d", inst.File, inst.Line, inst.Record.Licences)
			continue
		}
		s.Installations[i].Record.Licences = row.Record.Activated
	}
}

type checker struct {
	set      *Set
	known    Known
	editions *policy.Library
	now      time.Time
	sold     map[string][]entitlement.Certificate // of the files, by customer
}
