package rows

import (
	"maps"
	"slices"
)

// The records that a set speaks of, its own and those that it refers to, each once and sorted.

// CustomerIDs are those of customers.
func (s Set) CustomerIDs() []string {
	ids := mentions{}
	for _, row := range s.Customers {
		ids.add(row.Record.ID)
	}
	for _, row := range s.Installations {
		ids.add(row.Record.Customer)
	}
	for _, row := range s.Licences {
		ids.add(row.Record.Customer)
	}
	for _, row := range s.Certificates {
		ids.add(row.Record.Customer)
	}
	for _, row := range s.Intents {
		ids.add(row.Record.Customer)
	}
	for _, row := range s.Contacts {
		ids.add(row.Record.Company)
	}
	return ids.sorted()
}

// PartnerIDs are those of partners.
func (s Set) PartnerIDs() []string {
	ids := mentions{}
	for _, row := range s.Partners {
		ids.add(row.Record.ID)
	}
	for _, row := range s.PartnerContacts {
		ids.add(row.Record.Company)
	}
	for _, row := range s.Certificates {
		ids.add(row.Record.Partner)
	}
	return ids.sorted()
}

// StaffIDs are those of members of the desk.
func (s Set) StaffIDs() []string {
	ids := mentions{}
	for _, row := range s.Staff {
		ids.add(row.Record.ID)
	}
	for _, row := range s.Shifts {
		ids.add(row.Record.Person)
	}
	for _, row := range s.Customers {
		for _, id := range row.Record.P1Engineers {
			ids.add(id)
		}
	}
	return ids.sorted()
}

// DutyRoles are the roles of the rota.
func (s Set) DutyRoles() []string {
	roles := mentions{}
	for _, row := range s.Shifts {
		roles.add(row.Record.Role)
	}
	return roles.sorted()
}

type mentions map[string]bool

func (m mentions) add(id string) {
	if id != "" {
		m[id] = true
	}
}

func (m mentions) sorted() []string { return slices.Sorted(maps.Keys(m)) }
